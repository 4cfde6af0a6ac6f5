/*
 * vocabulary.h — the keys that declarations may have, one table for parsers, docs and stubs.
 *
 * Source:  vocabulary.def.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_GATE_VOCABULARY_H
#define GAIT_GATE_VOCABULARY_H

#include "gate/decl.h"

typedef enum gi_table {
    GI_TABLE_POLICY,
    GI_TABLE_REQUIRE,
    GI_TABLE_BUDGET,
    GI_TABLE_RULE,
    GI_TABLE_LIMIT,
    GI_TABLE_CREDENTIAL,
    GI_TABLE_MATCH,
    GI_TABLE_TARGET,
    GI_TABLE_ARG,
    GI_TABLE_TAINT,
    GI_TABLE_DATAFLOW,
    GI_TABLE_WINDOW,
    GI_TABLE_CASE,
    GI_TABLE_CASE_TARGET,
    GI_TABLE_CASE_PROVENANCE,
    GI_TABLE_COUNT
} gi_table;

/* The names of one table, for gi_decl_table. known is in the order of the rows. */
const gi_names *gi_vocabulary(gi_table table);

#endif
