/* yaml_fields.c — the fields of a YAML policy: what each holds and where it goes. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/yaml_policy.h"

#define NONE                                                                                       \
    {                                                                                              \
        NULL, GI_YAML_TEXT, 0, NULL, NULL                                                          \
    }

/* ---- what only later releases know ---- */

#define NEWER_POLICY(name, instead)
#define NEWER_FAIL_CLOSED(name, instead)
#define NEWER_RULE(name, instead)
#define NEWER_MATCH(name, instead)
#define NEWER(table, name, instead) NEWER_##table(name, instead)

#undef NEWER_POLICY
#define NEWER_POLICY(name, instead) { #name, instead },
static const gi_yaml_newer newer_policy[] = {
#include "gate/yaml_newer.def"
    { NULL, NULL },
};
#undef NEWER_POLICY
#define NEWER_POLICY(name, instead)

#undef NEWER_FAIL_CLOSED
#define NEWER_FAIL_CLOSED(name, instead) { #name, instead },
static const gi_yaml_newer newer_fail_closed[] = {
#include "gate/yaml_newer.def"
    { NULL, NULL },
};
#undef NEWER_FAIL_CLOSED
#define NEWER_FAIL_CLOSED(name, instead)

#undef NEWER_RULE
#define NEWER_RULE(name, instead) { #name, instead },
static const gi_yaml_newer newer_rule[] = {
#include "gate/yaml_newer.def"
    { NULL, NULL },
};
#undef NEWER_RULE
#define NEWER_RULE(name, instead)

#undef NEWER_MATCH
#define NEWER_MATCH(name, instead) { #name, instead },
static const gi_yaml_newer newer_match[] = {
#include "gate/yaml_newer.def"
    { NULL, NULL },
};

static const gi_yaml_newer newer_none[] = { { NULL, NULL } };

/* ---- the tables ---- */

static const char *const ids[] = { "gait.gate.policy", NULL };
static const char *const versions[] = { "1.0.0", NULL };
static const char *const effects[] = { "allow", "dry_run", "require_approval", "block", NULL };
static const char *const required[] = { "arg_provenance", "targets", NULL };

#define F(type, name)                                                                              \
    {                                                                                              \
#name, type, offsetof(gi_yaml_match, name), NULL, NULL                                     \
    }
static const gi_yaml_field match_fields[] = {
    F(GI_YAML_WORDS, tool_names),         F(GI_YAML_WORDS, risk_classes),
    F(GI_YAML_WORDS, target_kinds),       F(GI_YAML_TEXTS, target_values),
    F(GI_YAML_WORDS, data_classes),       F(GI_YAML_WORDS, destination_kinds),
    F(GI_YAML_TEXTS, destination_values), F(GI_YAML_WORDS, destination_operations),
    F(GI_YAML_WORDS, provenance_sources), F(GI_YAML_TEXTS, identities),
    F(GI_YAML_TEXTS, workspace_prefixes), NONE,
};
#undef F
static const gi_yaml_shape match_shape = { "match", match_fields, newer_match };

#define F(type, name)                                                                              \
    {                                                                                              \
#name, type, offsetof(gi_yaml_rate, name), NULL, NULL                                      \
    }
static const gi_yaml_field rate_fields[] = {
    F(GI_YAML_INTEGER, requests),
    F(GI_YAML_WORD, window),
    F(GI_YAML_WORD, scope),
    NONE,
};
#undef F
static const gi_yaml_shape rate_shape = { "rate_limit", rate_fields, newer_none };

#define F(type, name)                                                                              \
    {                                                                                              \
#name, type, offsetof(gi_yaml_dataflow, name), NULL, NULL                                  \
    }
static const gi_yaml_field dataflow_fields[] = {
    F(GI_YAML_BOOL, enabled),
    F(GI_YAML_WORDS, tainted_sources),
    F(GI_YAML_WORDS, destination_kinds),
    F(GI_YAML_TEXTS, destination_values),
    F(GI_YAML_WORDS, destination_operations),
    F(GI_YAML_WORD, action),
    F(GI_YAML_TEXT, reason_code),
    F(GI_YAML_TEXT, violation),
    NONE,
};
#undef F
static const gi_yaml_shape dataflow_shape = { "dataflow", dataflow_fields, newer_none };

#define F(type, name)                                                                              \
    {                                                                                              \
#name, type, offsetof(gi_yaml_rule, name), NULL, NULL                                      \
    }
#define T(name)                                                                                    \
    {                                                                                              \
#name, GI_YAML_TABLE, offsetof(gi_yaml_rule, name), &name##_shape, NULL                    \
    }
#define rate_limit_shape rate_shape
static const gi_yaml_field rule_fields[] = {
    F(GI_YAML_TEXT, name),
    F(GI_YAML_INTEGER, priority),
    { "effect", GI_YAML_WORD, offsetof(gi_yaml_rule, effect), NULL, effects },
    T(match),
    F(GI_YAML_TEXTS, reason_codes),
    F(GI_YAML_TEXTS, violations),
    F(GI_YAML_INTEGER, min_approvals),
    F(GI_YAML_BOOL, require_distinct_approvers),
    F(GI_YAML_BOOL, require_broker_credential),
    F(GI_YAML_TEXT, broker_reference),
    F(GI_YAML_WORDS, broker_scopes),
    T(rate_limit),
    T(dataflow),
    NONE,
};
#undef F
#undef T
#undef rate_limit_shape
const gi_yaml_shape gi_yaml_rule_shape = { "rule", rule_fields, newer_rule };

#define F(type, name)                                                                              \
    {                                                                                              \
#name, type, offsetof(gi_yaml_policy, fail_closed.name), NULL, NULL                        \
    }
static const gi_yaml_field fail_closed_fields[] = {
    F(GI_YAML_BOOL, enabled),
    F(GI_YAML_WORDS, risk_classes),
    { "required_fields", GI_YAML_WORDS, offsetof(gi_yaml_policy, fail_closed.required_fields), NULL,
      required },
    NONE,
};
#undef F
static const gi_yaml_shape fail_closed_shape = { "fail_closed", fail_closed_fields,
                                                 newer_fail_closed };

#define F(type, name)                                                                              \
    {                                                                                              \
#name, type, offsetof(gi_yaml_policy, name), NULL, NULL                                    \
    }
static const gi_yaml_field policy_fields[] = {
    { "schema_id", GI_YAML_TEXT, offsetof(gi_yaml_policy, schema_id), NULL, ids },
    { "schema_version", GI_YAML_TEXT, offsetof(gi_yaml_policy, schema_version), NULL, versions },
    { "default_verdict", GI_YAML_WORD, offsetof(gi_yaml_policy, default_verdict), NULL, effects },
    { "fail_closed", GI_YAML_TABLE, 0, &fail_closed_shape,
      NULL }, /* its offsets are the policy's */
    F(GI_YAML_RULES, rules),
    NONE,
};
#undef F
const gi_yaml_shape gi_yaml_policy_shape = { "", policy_fields, newer_policy };
