/*
 * language.h — the sets of texts that patterns describe, and how such sets lie to each other.
 *
 * Answers are about all texts, whatever may stand in a field: "covers" and "meets nothing" hold of every subset too.
 *
 * Shape:   a set is a union of languages; a language that could not be made is NULL, and then nothing is known.
 * Units:   work is counted in automaton states reached; a comparison that would take more than its budget is
 *          GI_UNKNOWN.
 * Owner:   everything lives in the arena and borrows the texts.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_BASE_LANGUAGE_H
#define GAIT_BASE_LANGUAGE_H

#include "base/tri.h"

#include <gait/arena.h>

typedef struct gi_language gi_language;

typedef struct gi_languages {
    const gi_language **items;
    size_t count;
} gi_languages;

/* Exactly this text. */
const gi_language *gi_language_text(gait_arena *arena, gait_str text);
/* What gi_glob matches. */
const gi_language *gi_language_glob(gait_arena *arena, gait_str pattern, char separator);
/* What begins with, ends with, or holds a text. */
const gi_language *gi_language_prefix(gait_arena *arena, gait_str text);
const gi_language *gi_language_suffix(gait_arena *arena, gait_str text);
const gi_language *gi_language_contains(gait_arena *arena, gait_str text);
/* A cleaned path and everything below it: "/repo", "/repo/a"; "/" and "." hold every path of their kind. */
const gi_language *gi_language_below(gait_arena *arena, gait_str clean);

/* Work left, over all comparisons that share it. */
typedef struct gi_comparing {
    gait_arena *arena;
    size_t states;
} gi_comparing;

/* Whether some text is in both. */
gi_tri gi_languages_meet(gi_comparing *comparing, const gi_languages *a, const gi_languages *b);
/* Whether every text of inner is in outer. */
gi_tri gi_languages_cover(gi_comparing *comparing, const gi_languages *outer,
                          const gi_languages *inner);

#endif
