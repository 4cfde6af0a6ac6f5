/*
 * dataflow.h — the rule key dataflow, in packs of tiers: what becomes of the effect where tainted data goes out.
 *
 * Some provenance entry has one of the sources, and some single target meets all destination conditions (without any:
 * is a host, url, bucket, queue or topic). The rule's effect is then replaced, also by a softer one: that is how the
 * YAML format means it, and `gait policy check` says where it happens.
 *
 * Owner:   the arena of the declaration.
 * Errors:  policy_declaration.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_GATE_DATAFLOW_H
#define GAIT_GATE_DATAFLOW_H

#include "gate/match.h"

typedef struct gi_dataflow {
    gi_texts sources;
    const gi_target_match *destination;
    gait_verdict action; /* require_approval or block */
    gait_str reason, violation;
} gi_dataflow;

/* The value of "dataflow". */
GAIT_NODISCARD bool gi_dataflow_parse(const gi_decl *decl, const gait_json *table,
                                      const gi_dataflow **out);
bool gi_dataflow_holds(const gi_dataflow *flow, gi_reading *reading);

#endif
