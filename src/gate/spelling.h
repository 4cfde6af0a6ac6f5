/*
 * spelling.h — texts that mean the same and are written differently, or that different readers read differently.
 *
 * Conditions over paths and URLs compare one spelling only; what is spelled otherwise is unknown to them rather than
 * different, because the tool may well take it for the same.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_GATE_SPELLING_H
#define GAIT_GATE_SPELLING_H

#include "base/tri.h"

#include <gait/buf.h>

typedef enum gi_spelling {
    GI_SPELLING_CLEAN,   /* as cleaning would leave it; "scheme://" is clean too */
    GI_SPELLING_UNCLEAN, /* has empty, "." or ".." segments, or a trailing slash */
    GI_SPELLING_ODD      /* a NUL byte, or ".." beside a backslash */
} gi_spelling;

gi_spelling gi_path_spelling(gait_str text);

/*
 * The one spelling of a URL: scheme and host in canonical form, a default port left out, "/" for an empty path, no
 * fragment. GI_UNKNOWN for userinfo, odd hosts, dot segments, and escapes of what needs none; *out is then empty.
 */
gi_tri gi_url_spelling(gait_arena *arena, gait_str url, gait_str *out);

#endif
