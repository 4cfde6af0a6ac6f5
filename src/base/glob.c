/* SPDX-License-Identifier: Apache-2.0 */
#include "base/glob.h"

#include <gait/limits.h>

#include <string.h>

/*
 * The pattern becomes a row of states: state i means that i single-byte items have been matched. A star takes no
 * place in the row, it lets its state stay where it is. One bit per state, so one step over a text byte moves all
 * states of a word at once. Three marks make whole-segment "**" work:
 *   - the state in front of a skipped region ("a." of "a.**.b") stays for any byte, leaves by a separator, and
 *     whoever enters it also enters the state behind that separator (OPTION: no segment skipped);
 *   - the state before a final separator and "**" accepts, as the one after it does.
 */
enum { WORD = 64, WORDS = GAIT_LIMIT_GLOB_BYTES / WORD + 1, CLASSES = 256 };

typedef uint64_t row[WORDS];

typedef struct automaton {
    size_t count; /* states but the first */
    size_t words;
    row one;                   /* leave by any byte that is not the separator */
    row stay_in_segment;       /* stay for any byte that is not the separator */
    row stay;                  /* stay for any byte */
    row option;                /* see above */
    row accept;                /* done here at the end of the text */
    uint8_t class_of[CLASSES]; /* of a literal byte; 0: not in the pattern */
    size_t class_count;
    row literal[CLASSES]; /* leave by a byte of this class; rows used are cleared when made */
} automaton;

static void mark(row r, size_t state)
{
    r[state / WORD] |= (uint64_t)1 << (state % WORD);
}

static void add_literal(automaton *a, char c)
{
    uint8_t *class = &a->class_of[(unsigned char)c];
    if (*class == 0) {
        *class = (uint8_t)++a->class_count;
        memset(a->literal[*class], 0, sizeof a->literal[*class]);
    }
    mark(a->literal[*class], a->count++);
}

static size_t count_stars(gait_str pattern, size_t at)
{
    size_t n = 0;
    while (at + n < pattern.len && pattern.ptr[at + n] == '*')
        n++;
    return n;
}

/* True when "**" at `at` has nothing but separators or the pattern's ends beside it. */
static bool is_whole_segment(gait_str pattern, size_t at, char separator)
{
    bool left = at == 0 || pattern.ptr[at - 1] == separator;
    bool right = at + 2 == pattern.len || pattern.ptr[at + 2] == separator;
    return left && right;
}

/* Adds a whole-segment "**" and returns where the pattern goes on. */
static size_t add_segments(automaton *a, gait_str pattern, size_t at, char separator)
{
    while (at + 5 <= pattern.len && pattern.ptr[at + 2] == separator &&
           count_stars(pattern, at + 3) == 2 && is_whole_segment(pattern, at + 3, separator))
        at += 3; /* "**" twice in a row says no more than once */
    mark(a->stay, a->count);
    if (at + 2 == pattern.len) {
        if (a->count > 0)
            mark(a->accept, a->count - 1);
        return at + 2;
    }
    mark(a->option, a->count);
    add_literal(a, separator);
    return at + 3;
}

static void compile(automaton *a, gait_str pattern, char separator)
{
    memset(a, 0, offsetof(automaton, literal));
    memset(a->literal[0], 0, sizeof a->literal[0]);
    size_t at = 0;
    while (at < pattern.len) {
        char c = pattern.ptr[at];
        size_t stars = count_stars(pattern, at);
        if (stars == 2 && is_whole_segment(pattern, at, separator)) {
            at = add_segments(a, pattern, at, separator);
        } else if (stars > 0) {
            mark(stars == 2 ? a->stay : a->stay_in_segment, a->count);
            at += stars;
        } else if (c == '?') {
            mark(a->one, a->count++);
            at++;
        } else {
            add_literal(a, c);
            at++;
        }
    }
    mark(a->accept, a->count);
    a->words = a->count / WORD + 1;
}

/* Sets the states that `entered` opens at no cost. Options never follow one another, so once is enough. */
static void take_options(const automaton *a, row entered)
{
    uint64_t carry = 0;
    for (size_t w = 0; w < a->words; w++) {
        uint64_t taken = entered[w] & a->option[w];
        entered[w] |= taken << 1 | carry;
        carry = taken >> (WORD - 1);
    }
}

/* Moves all states over one byte; false when none is left. */
static bool step(const automaton *a, row states, unsigned char byte, bool is_separator)
{
    const uint64_t *literal = a->literal[a->class_of[byte]];
    row moved;
    uint64_t carry = 0;
    for (size_t w = 0; w < a->words; w++) {
        uint64_t leaving = states[w] & (literal[w] | (is_separator ? 0 : a->one[w]));
        moved[w] = leaving << 1 | carry;
        carry = leaving >> (WORD - 1);
    }
    take_options(a, moved);
    uint64_t any = 0;
    for (size_t w = 0; w < a->words; w++) {
        uint64_t stay = a->stay[w] | (is_separator ? 0 : a->stay_in_segment[w]);
        states[w] = moved[w] | (states[w] & stay);
        any |= states[w];
    }
    return any != 0;
}

static const char *problem(gait_str pattern)
{
    if (pattern.len == 0)
        return "the pattern is empty";
    if (pattern.len > GAIT_LIMIT_GLOB_BYTES)
        return "the pattern is too long";
    if (memchr(pattern.ptr, '\0', pattern.len) != NULL)
        return "the pattern has a NUL byte";
    for (size_t i = 0; i < pattern.len; i++) {
        if (count_stars(pattern, i) > 2)
            return "the pattern has more than two stars in a row";
    }
    return NULL;
}

bool gi_glob_check(gait_str pattern, gait_error *err)
{
    const char *what = problem(pattern);
    return what == NULL || gait_fail(err, GAIT_E_pattern_invalid, "%s", what);
}

bool gi_glob_has_wildcard(gait_str pattern)
{
    return pattern.len > 0 && (memchr(pattern.ptr, '*', pattern.len) != NULL ||
                               memchr(pattern.ptr, '?', pattern.len) != NULL);
}

bool gi_glob(gait_str pattern, gait_str text, char separator)
{
    if (problem(pattern) != NULL)
        return false;
    if (!gi_glob_has_wildcard(pattern))
        return gait_str_equal(pattern, text);
    automaton a;
    compile(&a, pattern, separator);
    row states = { 1 };
    take_options(&a, states);
    for (size_t i = 0; i < text.len; i++) {
        if (!step(&a, states, (unsigned char)text.ptr[i], text.ptr[i] == separator))
            return false;
    }
    uint64_t done = 0;
    for (size_t w = 0; w < a.words; w++)
        done |= states[w] & a.accept[w];
    return done != 0;
}
