/*
 * decl.h — reading a declaration: the tree that a policy{} or rule{} table became.
 *
 * Every reader reports through the same gait_error, prefixed with where the declaration stands, so that a message
 * reads "policy.lua:12: rule 'x': match: unknown field 'tol' (did you mean 'tool'?)".
 *
 * Owner:   texts stay in the tree; arrays go to the arena.
 * Errors:  policy_declaration, or the code that the declaration has.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_GATE_DECL_H
#define GAIT_GATE_DECL_H

#include <gait/gate.h>

typedef struct gi_decl {
    gait_arena *arena;
    gait_error *err;
    gait_str where; /* "policy.lua:12: rule 'x'" */
    gait_code code; /* of failures; GAIT_OK: policy_declaration */
    bool contract;  /* of a pack of tiers: names, codes and words are any text */
    bool literal;   /* of a YAML policy: '*' and '?' in a name stand for themselves */
} gi_decl;

/* A list of texts with at least one element. */
typedef struct gi_texts {
    gait_str *items;
    size_t count;
} gi_texts;

bool gi_texts_have(const gi_texts *texts, gait_str text);

/* Names a table may have, NULL-ended. */
typedef struct gi_names {
    const char *noun; /* "key", "field", "operator" */
    const char *const *known;
} gi_names;

bool gi_decl_fail(const gi_decl *decl, const char *format, ...) GAIT_PRINTF(2, 3);

/* The value is a table of named members, each of them known. context is "match" or "match.target"; "" for the top. */
GAIT_NODISCARD bool gi_decl_table(const gi_decl *decl, const gait_json *value, const char *context,
                                  const gi_names *names);

/* Readers of one value; what is its name in messages. Absent values (NULL) are the caller's business. */
GAIT_NODISCARD bool gi_decl_text(const gi_decl *decl, const gait_json *value, const char *what,
                                 gait_str *out);
/* A text, or a list of different texts. */
GAIT_NODISCARD bool gi_decl_texts(const gi_decl *decl, const gait_json *value, const char *what,
                                  gi_texts *out);
GAIT_NODISCARD bool gi_decl_bool(const gi_decl *decl, const gait_json *value, const char *what,
                                 bool *out);
GAIT_NODISCARD bool gi_decl_integer(const gi_decl *decl, const gait_json *value, const char *what,
                                    int64_t low, int64_t high, int64_t *out);

GAIT_NODISCARD bool gi_decl_verdict(const gi_decl *decl, const gait_json *value, const char *what,
                                    gait_verdict *out);

/* The same for a member of a table, which may be absent: *out stays as it is. */
GAIT_NODISCARD bool gi_decl_optional_text(const gi_decl *decl, const gait_json *table,
                                          const char *name, gait_str *out);
GAIT_NODISCARD bool gi_decl_optional_texts(const gi_decl *decl, const gait_json *table,
                                           const char *name, gi_texts *out);
GAIT_NODISCARD bool gi_decl_optional_code(const gi_decl *decl, const gait_json *table,
                                          const char *name, gait_str *out);
GAIT_NODISCARD bool gi_decl_optional_one_of(const gi_decl *decl, const gait_json *table,
                                            const char *name, const char *const *allowed,
                                            gait_str *out);
const gait_json *gi_decl_get(const gait_json *table, const char *name); /* NULL when absent */

/* Each text is one of the allowed names (NULL-ended). */
GAIT_NODISCARD bool gi_decl_one_of(const gi_decl *decl, const gi_texts *texts, const char *what,
                                   const char *const *allowed);
/* The same, or any text in a pack of tiers: one that no intent has is a condition that never holds. */
GAIT_NODISCARD bool gi_decl_words(const gi_decl *decl, const gi_texts *texts, const char *what,
                                  const char *const *allowed);
/* Each text is as an intent's own normalisation leaves it, lower-case and trimmed; else it could never match. */
GAIT_NODISCARD bool gi_decl_lower(const gi_decl *decl, const gi_texts *texts, const char *what);
/* Printable ASCII without spaces, at most 128 bytes: reason codes, tags, names. In a pack of tiers any printable text. */
GAIT_NODISCARD bool gi_decl_code(const gi_decl *decl, const gi_texts *texts, const char *what);

/* " (did you mean 'x'?)" or "". */
const char *gi_decl_hint(gait_arena *arena, gait_str word, const char *const *candidates);
/* The same, or " (there are: a, b)" where no known word is near and they fit into a message. */
const char *gi_decl_choices(gait_arena *arena, gait_str word, const char *const *known);

#endif
