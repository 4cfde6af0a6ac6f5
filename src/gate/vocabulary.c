/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/vocabulary.h"

#define POLICY(name, type, meaning) #name,
static const char *const policy_names[] = {
#include "gate/vocabulary.def"
    NULL
};
#define REQUIRE(name, type, meaning) #name,
static const char *const require_names[] = {
#include "gate/vocabulary.def"
    NULL
};
#define BUDGET(name, type, meaning) #name,
static const char *const budget_names[] = {
#include "gate/vocabulary.def"
    NULL
};
#define RULE(name, type, meaning) #name,
static const char *const rule_names[] = {
#include "gate/vocabulary.def"
    NULL
};
#define LIMIT(name, type, meaning) #name,
static const char *const limit_names[] = {
#include "gate/vocabulary.def"
    NULL
};
#define CREDENTIAL(name, type, meaning) #name,
static const char *const credential_names[] = {
#include "gate/vocabulary.def"
    NULL
};
#define MATCH(name, type, meaning) #name,
static const char *const match_names[] = {
#include "gate/vocabulary.def"
    NULL
};
#define TARGET(name, type, meaning) #name,
static const char *const target_names[] = {
#include "gate/vocabulary.def"
    NULL
};
#define ARG(name, type, meaning) #name,
static const char *const arg_names[] = {
#include "gate/vocabulary.def"
    NULL
};
#define TAINT(name, type, meaning) #name,
static const char *const taint_names[] = {
#include "gate/vocabulary.def"
    NULL
};
#define DATAFLOW(name, type, meaning) #name,
static const char *const dataflow_names[] = {
#include "gate/vocabulary.def"
    NULL
};
#define WINDOW(name, type, meaning) #name,
static const char *const window_names[] = {
#include "gate/vocabulary.def"
    NULL
};
#define CASE(name, type, meaning) #name,
static const char *const case_names[] = {
#include "gate/vocabulary.def"
    NULL
};
#define CASE_TARGET(name, type, meaning) #name,
static const char *const case_target_names[] = {
#include "gate/vocabulary.def"
    NULL
};
#define CASE_PROVENANCE(name, type, meaning) #name,
static const char *const case_provenance_names[] = {
#include "gate/vocabulary.def"
    NULL
};

const gi_names *gi_vocabulary(gi_table table)
{
    static const gi_names names[GI_TABLE_COUNT] = {
        [GI_TABLE_POLICY] = { "key", policy_names },
        [GI_TABLE_REQUIRE] = { "key", require_names },
        [GI_TABLE_BUDGET] = { "key", budget_names },
        [GI_TABLE_RULE] = { "key", rule_names },
        [GI_TABLE_LIMIT] = { "key", limit_names },
        [GI_TABLE_CREDENTIAL] = { "key", credential_names },
        [GI_TABLE_MATCH] = { "field", match_names },
        [GI_TABLE_TARGET] = { "member", target_names },
        [GI_TABLE_ARG] = { "operator", arg_names },
        [GI_TABLE_TAINT] = { "field", taint_names },
        [GI_TABLE_DATAFLOW] = { "key", dataflow_names },
        [GI_TABLE_WINDOW] = { "key", window_names },
        [GI_TABLE_CASE] = { "key", case_names },
        [GI_TABLE_CASE_TARGET] = { "member", case_target_names },
        [GI_TABLE_CASE_PROVENANCE] = { "field", case_provenance_names },
    };
    GAIT_BUG_IF(table < GI_TABLE_POLICY || table >= GI_TABLE_COUNT);
    return &names[table];
}
