/*
 * automaton.h — sets of texts as bit-parallel automata: what glob.c matches with and language.c compares.
 *
 * Everything is inline: matching is on the way of every decision.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_BASE_AUTOMATON_H
#define GAIT_BASE_AUTOMATON_H

#include <gait/limits.h>
#include <gait/str.h>

#include <string.h>

/*
 * The pattern becomes a row of states: state i means that i single-byte items have been matched. A star takes no
 * place in the row, it lets its state stay where it is. One bit per state, so one step over a text byte moves all
 * states of a word at once. Three marks make whole-segment "**" work:
 *   - the state in front of a skipped region ("a." of "a.**.b") stays for any byte, leaves by a separator, and
 *     whoever enters it also enters the state behind that separator (OPTION: no segment skipped);
 *   - the state before a final separator and "**" accepts, as the one after it does.
 */
enum {
    GI_ROW_WORD = 64,
    GI_ROW_WORDS = GAIT_LIMIT_GLOB_BYTES / GI_ROW_WORD + 1,
    GI_ROW_CLASSES = 256
};

typedef uint64_t gi_row_bits[GI_ROW_WORDS];

typedef struct gi_automaton {
    size_t count; /* states but the first */
    size_t words;
    gi_row_bits one;                  /* leave by any byte that is not the separator */
    gi_row_bits stay_in_segment;      /* stay for any byte that is not the separator */
    gi_row_bits stay;                 /* stay for any byte */
    gi_row_bits option;               /* see above */
    gi_row_bits accept;               /* done here at the end of the text */
    uint8_t class_of[GI_ROW_CLASSES]; /* of a literal byte; 0: not in the pattern */
    size_t class_count;
    gi_row_bits literal
        [GI_ROW_CLASSES]; /* leave by a byte of this class; rows used are cleared when made */
} gi_automaton;

static inline void gi_automaton_mark(gi_row_bits r, size_t state)
{
    r[state / GI_ROW_WORD] |= (uint64_t)1 << (state % GI_ROW_WORD);
}

static inline void gi_automaton_literal(gi_automaton *a, char c)
{
    uint8_t *known = &a->class_of[(unsigned char)c];
    if (*known == 0) {
        *known = (uint8_t)++a->class_count;
        memset(a->literal[*known], 0, sizeof a->literal[*known]);
    }
    gi_automaton_mark(a->literal[*known], a->count++);
}

static inline size_t gi_automaton_stars(gait_str pattern, size_t at)
{
    size_t n = 0;
    while (at + n < pattern.len && pattern.ptr[at + n] == '*')
        n++;
    return n;
}

/* True when "**" at `at` has nothing but separators or the pattern's ends beside it. */
static inline bool gi_automaton_is_segments(gait_str pattern, size_t at, char separator)
{
    bool left = at == 0 || pattern.ptr[at - 1] == separator;
    bool right = at + 2 == pattern.len || pattern.ptr[at + 2] == separator;
    return left && right;
}

/* Adds a whole-segment "**" and returns where the pattern goes on. */
static inline size_t gi_automaton_segments(gi_automaton *a, gait_str pattern, size_t at,
                                           char separator)
{
    while (at + 5 <= pattern.len && pattern.ptr[at + 2] == separator &&
           gi_automaton_stars(pattern, at + 3) == 2 &&
           gi_automaton_is_segments(pattern, at + 3, separator))
        at += 3; /* "**" twice in a row says no more than once */
    gi_automaton_mark(a->stay, a->count);
    if (at + 2 == pattern.len) {
        if (a->count > 0)
            gi_automaton_mark(a->accept, a->count - 1);
        return at + 2;
    }
    gi_automaton_mark(a->option, a->count);
    gi_automaton_literal(a, separator);
    return at + 3;
}

static inline void gi_automaton_glob(gi_automaton *a, gait_str pattern, char separator)
{
    memset(a, 0, offsetof(gi_automaton, literal));
    memset(a->literal[0], 0, sizeof a->literal[0]);
    size_t at = 0;
    while (at < pattern.len) {
        char c = pattern.ptr[at];
        size_t stars = gi_automaton_stars(pattern, at);
        if (stars == 2 && gi_automaton_is_segments(pattern, at, separator)) {
            at = gi_automaton_segments(a, pattern, at, separator);
        } else if (stars > 0) {
            gi_automaton_mark(stars == 2 ? a->stay : a->stay_in_segment, a->count);
            at += stars;
        } else if (c == '?') {
            gi_automaton_mark(a->one, a->count++);
            at++;
        } else {
            gi_automaton_literal(a, c);
            at++;
        }
    }
    gi_automaton_mark(a->accept, a->count);
    a->words = a->count / GI_ROW_WORD + 1;
}

/* Sets the states that `entered` opens at no cost. Options never follow one another, so once is enough. */
static inline void gi_automaton_take_options(const gi_automaton *a, gi_row_bits entered)
{
    uint64_t carry = 0;
    for (size_t w = 0; w < a->words; w++) {
        uint64_t taken = entered[w] & a->option[w];
        entered[w] |= taken << 1 | carry;
        carry = taken >> (GI_ROW_WORD - 1);
    }
}

/* Moves all states over one byte; false when none is left. */
static inline bool gi_automaton_step(const gi_automaton *a, gi_row_bits states, unsigned char byte,
                                     bool is_separator)
{
    const uint64_t *literal = a->literal[a->class_of[byte]];
    gi_row_bits moved;
    uint64_t carry = 0;
    for (size_t w = 0; w < a->words; w++) {
        uint64_t leaving = states[w] & (literal[w] | (is_separator ? 0 : a->one[w]));
        moved[w] = leaving << 1 | carry;
        carry = leaving >> (GI_ROW_WORD - 1);
    }
    gi_automaton_take_options(a, moved);
    uint64_t any = 0;
    for (size_t w = 0; w < a->words; w++) {
        uint64_t stay = a->stay[w] | (is_separator ? 0 : a->stay_in_segment[w]);
        states[w] = moved[w] | (states[w] & stay);
        any |= states[w];
    }
    return any != 0;
}

#endif
