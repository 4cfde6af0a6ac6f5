/*
 * yaml_policy.h — policies in YAML, as the existing Go implementation reads them.
 *
 * A policy is read into what its fields say, normalised; from there come its digest and the declarations, policy{} and
 * rule{}, that the one engine decides by. Its tables are those of combine = "tiers".
 *
 * Owner:   everything lives in the reader's arena.
 * Errors:  policy_yaml, those of yaml.h, policy_declaration.
 * Source:  docs/migration.md.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_GATE_YAML_POLICY_H
#define GAIT_GATE_YAML_POLICY_H

#include "gate/policy.h"
#include "gate/yaml_scalar.h"

typedef struct gi_yaml_match {
    gi_texts tool_names, risk_classes, target_kinds, target_values, data_classes;
    gi_texts destination_kinds, destination_values, destination_operations;
    gi_texts provenance_sources, identities, workspace_prefixes;
} gi_yaml_match;

typedef struct gi_yaml_rate {
    int64_t requests; /* 0: no limit */
    gait_str window, scope;
} gi_yaml_rate;

typedef struct gi_yaml_dataflow {
    bool enabled;
    gi_texts tainted_sources, destination_kinds, destination_values, destination_operations;
    gait_str action, reason_code, violation;
} gi_yaml_dataflow;

typedef struct gi_yaml_rule {
    gait_str name, effect;
    int64_t priority, min_approvals;
    gi_yaml_match match;
    gi_texts reason_codes, violations, broker_scopes;
    bool require_distinct_approvers, require_broker_credential;
    gait_str broker_reference;
    gi_yaml_rate rate_limit;
    gi_yaml_dataflow dataflow;
    gait_str id; /* the name, with "@PRIORITY" where another rule has it too */
    gi_yaml_place at;
} gi_yaml_rule;

typedef struct gi_yaml_policy {
    gait_str schema_id, schema_version, default_verdict;
    struct {
        bool enabled;
        gi_texts risk_classes, required_fields;
    } fail_closed;
    gi_yaml_rule *rules; /* by priority, then name */
    size_t rule_count;
    gait_str stem; /* the file's name without its ending, fit for a pack's id */
} gi_yaml_policy;

/* Reads and normalises. The file's name is for messages and the pack's id. */
GAIT_NODISCARD bool gi_yaml_policy_read(const gi_yaml_reader *reader, gait_str bytes,
                                        gi_yaml_policy *out);

/* The digest that the Go implementation gives the policy, in hex. */
GAIT_NODISCARD bool gi_yaml_policy_digest(gait_arena *arena, const gi_yaml_policy *policy,
                                          gait_str *out, gait_error *err);

/* The tables that policy{} and rule{} would be given. */
gait_json *gi_yaml_policy_table(gait_arena *arena, const gi_yaml_policy *policy);
gait_json *gi_yaml_rule_table(gait_arena *arena, const gi_yaml_rule *rule);

/* The pack of the YAML file that the loading has read. */
GAIT_NODISCARD bool gi_yaml_pack_load(gi_loading *loading, gi_pack_state **out, gait_error *err);

/* ---- between the files that read one ---- */

typedef enum gi_yaml_type {
    GI_YAML_TEXT,
    GI_YAML_WORD,  /* a text in lower case */
    GI_YAML_TEXTS, /* a list */
    GI_YAML_WORDS, /* a list in lower case */
    GI_YAML_BOOL,
    GI_YAML_INTEGER,
    GI_YAML_TABLE, /* of fields */
    GI_YAML_RULES
} gi_yaml_type;

typedef struct gi_yaml_shape gi_yaml_shape;

typedef struct gi_yaml_field {
    const char *name;
    gi_yaml_type type;
    size_t offset;              /* of the member that it fills */
    const gi_yaml_shape *table; /* TABLE */
    const char *const *allowed; /* TEXT to WORDS: what may stand there; NULL: anything */
} gi_yaml_field;

typedef struct gi_yaml_newer {
    const char *name, *instead;
} gi_yaml_newer;

struct gi_yaml_shape {
    const char *where;           /* for messages; "" for the policy itself */
    const gi_yaml_field *fields; /* ended by one without a name, as the next */
    const gi_yaml_newer *newer;
};

extern const gi_yaml_shape gi_yaml_policy_shape, gi_yaml_rule_shape;

#endif
