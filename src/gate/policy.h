/*
 * policy.h — a policy once it is loaded: compiled rules, their index by tool, and the host that runs conditions.
 *
 * Loading runs the pack's Lua once; each policy{} and rule{} is checked and compiled as it is called, and what is left
 * of Lua is the functions of when and unless.
 *
 * Owner:   everything but the host lives in the arena given to gait_policy_load.
 * Source:  docs/policy.md.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_GATE_POLICY_H
#define GAIT_GATE_POLICY_H

#include "gate/dataflow.h"
#include "gate/oblige.h"
#include "script/host.h"
#include "sys/zone.h"

typedef struct gi_pack_state gi_pack_state;

typedef struct gi_rule {
    const gi_pack_state *pack;
    gait_str name; /* the id as declared */
    gait_str id;   /* as shown: the same, after "PACK:" when there are several packs */
    gait_str title, severity, owner, hint;
    gait_str file;
    int line;
    gait_verdict effect;
    int64_t priority;  /* tiers only: less comes first */
    bool skip_unknown; /* on_unknown = "skip" */
    gi_match match;
    gi_condition *functions; /* when, then unless, each sorted by name */
    size_t function_count;
    gi_texts reasons;  /* never empty */
    bool reason_given; /* else made from the name */
    gi_texts violations, tags;
    gi_texts overrides;             /* rule ids as declared */
    const struct gi_rule **targets; /* the same, as rules; overrides.count of them */
    const gi_dataflow *dataflow;    /* tiers only; NULL: none */
    int approvals;                  /* 0: not given */
    bool distinct;
    gait_credential credential;
    gi_limit *limits;
    size_t limit_count;
    const gi_condition *limit_condition; /* NULL without limits */
    size_t rank; /* position in the declaration while loading, among all rules afterwards */
} gi_rule;

/* What an intent must bring, else it is blocked. */
typedef struct gi_requirement {
    gi_texts risks; /* none: of every risk class */
    gi_texts fields;
} gi_requirement;

/* How the rules of one pack become one effect. */
typedef enum gi_combine {
    GI_STRICTEST, /* all that apply: the strictest effect */
    GI_TIERS      /* by priority, then id: the first that applies */
} gi_combine;

/* What the functions of a pack may use; a pack may lower what is usual. */
typedef struct gi_pack_budget {
    int64_t fuel;          /* one function */
    int64_t decision_fuel; /* the whole decision */
    int64_t memory_bytes;
} gi_pack_budget;

typedef enum gi_trust {
    GI_TRUSTED,
    GI_RESTRICTING /* its rules that allow do not count, nor does its default */
} gi_trust;

/* One file of a pack. */
typedef struct gi_pack_file {
    const char *path; /* inside the pack, with '/', e.g. "rules/payments.lua" */
    gait_str bytes;
} gi_pack_file;

struct gi_pack_state {
    gait_str id, digest;
    gait_str version, title, description, owner, license, homepage; /* empty: not said */
    gi_texts tags;
    gait_str file; /* of policy{}, and its line; 0: not known */
    int line;
    gi_texts zones; /* that functions may ask for */
    gi_trust trust;
    gi_combine combine;
    gait_verdict fallback; /* "default" */
    gi_requirement require;
    gi_pack_budget budget;
    gi_host *host;   /* NULL when no rule has a function */
    gi_rule **rules; /* in the order they are asked */
    size_t rule_count;
    const gi_pack_file *files; /* in Lua, as read; none of a policy in YAML */
    size_t file_count;
};

typedef struct gi_tool_index gi_tool_index; /* see policy_index.c */

struct gait_policy {
    gait_arena *arena;
    gi_pack_state **packs; /* sorted by id; there is at least one */
    size_t pack_count;
    gait_str digest;
    gait_verdict fallback; /* the strictest of the trusted packs; block when there is none */
    int64_t fuel;          /* of a decision: the least of the packs' */
    gi_rule **rules;       /* of all packs, pack by pack, in order of rank */
    size_t rule_count;
    const gi_tool_index *index;
    gi_zones zones; /* of windows and functions */
};

/* A pack that is in memory: compiled in, or given. The first file is policy.lua, or the only one and YAML. */
typedef struct gi_pack {
    const char *name;
    const gi_pack_file *files;
    size_t file_count;
} gi_pack;

/* The packs compiled into gait, ended by one without a name. Generated from lua/policies. */
extern const gi_pack gi_builtin_packs[];

/*
 * The modules that policies may require, such as "gait.tokens", ended by one without a name. Generated from lua/stdlib.
 * What a pack requires counts in its digest like a file of its own; a pack that requires nothing does not pay for them.
 */
extern const gi_pack_file gi_builtin_modules[];
/* The one with a name; NULL, with those that there are in the message, when none has it. Errors: path_invalid. */
const gi_pack *gi_builtin_find(gait_arena *arena, const char *name, gait_error *err);

GAIT_NODISCARD bool gi_policy_load_pack(gait_arena *arena, const gi_pack *pack, gait_policy **out,
                                        gait_error *err);

/* ---- between the files that load a policy ---- */

/* What is known while the pack's Lua runs; the room of the bindings. */
typedef struct gi_loading {
    gait_arena *arena;
    gi_pack_state *state;
    bool declared; /* policy{} was called */
    gi_rule **rules;
    size_t rule_count, rule_capacity;
    const char *root;    /* directory of the pack, or NULL */
    const gi_pack *pack; /* files in memory, or NULL */
    gi_pack_file *files; /* as read, policy.lua first */
    size_t file_count;
    size_t total_bytes;
    int include_depth;
    bool bare;          /* a policy without rules is one too: its default decides */
    int open;           /* declarations begun and not ended: when nothing runs, they raised */
    gait_error failure; /* of a declaration; nothing a script does clears it */
} gi_loading;

/* The bindings policy, rule, include and require; their room is a gi_loading. */
const gi_binding *gi_policy_bindings(void);

/* Reads and keeps one file of the pack. Errors: policy_load policy_budget and those of file.h. */
GAIT_NODISCARD bool gi_loading_read(gi_loading *loading, const char *path, gait_str *out,
                                    gait_error *err);

gi_pack_state *gi_pack_new(gait_arena *arena); /* as it is before policy{} says otherwise */

/* The same for a module that comes with gait; path is its name. */
GAIT_NODISCARD bool gi_loading_read_module(gi_loading *loading, const char *path, gait_str *out,
                                           gait_error *err);

/* Compiles one declaration. Errors: policy_declaration. */
GAIT_NODISCARD bool gi_policy_parse(const gi_decl *decl, const gait_json *table,
                                    gi_pack_state *out);
/* out->pack says which pack the rule is declared in. */
GAIT_NODISCARD bool gi_rule_parse(const gi_decl *decl, const gait_json *table, gi_rule *out);

/* Sorts the pack's rules and resolves its overrides. Errors: policy_declaration. */
GAIT_NODISCARD bool gi_pack_finish(gi_loading *loading, gait_error *err);

GAIT_NODISCARD bool gi_pack_load(gait_arena *arena, const gait_policy_source *source,
                                 gi_pack_state **out, gait_error *err);
GAIT_NODISCARD bool gi_pack_load_memory(gait_arena *arena, const gi_pack *source,
                                        gi_pack_state **out, gait_error *err);

/*
 * One policy out of packs, of which there is at least one; they are sorted, and given back when this fails.
 * Errors: policy_set, policy_declaration.
 */
GAIT_NODISCARD bool gi_policy_assemble(gait_arena *arena, gi_pack_state **packs, size_t count,
                                       const char *zoneinfo, gait_policy **out, gait_error *err);

/* Reads the time zones that the policy names, once. directory NULL: GAIT_ZONEINFO. Errors: policy_budget. */
GAIT_NODISCARD bool gi_policy_read_zones(gait_policy *policy, const char *directory,
                                         gait_error *err);

/* More than one pack, or one that only restricts: it is known by its packs, and has no id of its own. */
bool gi_policy_is_set(const gait_policy *policy);

const gi_tool_index *gi_policy_index_build(const gait_policy *policy);

/* The rules that may match a tool, in order of rank; those named for other tools are not among them. */
size_t gi_policy_candidates(gait_arena *arena, const gait_policy *policy, gait_str tool,
                            const gi_rule ***out);

#endif
