/*
 * trace.h — the constants that a trace's writer and its verifier share.
 *
 * Source:  docs/trace.md.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_GATE_TRACE_H
#define GAIT_GATE_TRACE_H

#include <gait/gate.h>

#define GI_TRACE_SCHEMA "gait.gate.trace"
#define GI_TRACE_VERSION "2.0.0"
#define GI_TRACE_VERSION_1 "1.0.0"
#define GI_TRACE_CONTEXT "gait.gate.trace/2"

enum { GI_TRACE_ID_BYTES = 16 };

/* What intent_digest is over: the normalised intent, or, when it could not be parsed, the bytes that were given. */
#define GI_TRACE_OVER_INTENT "normalised"
#define GI_TRACE_OVER_BYTES "raw"

/* What a pack may do. */
#define GI_TRUST_FULL "trusted"
#define GI_TRUST_RESTRICT "restrict"

#endif
