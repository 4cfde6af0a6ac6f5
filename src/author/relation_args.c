/* relation_args.c — conditions over one argument. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "author/relation.h"

#include <string.h>

enum {
    TYPE_STRING = 1,
    TYPE_NUMBER = 2,
    TYPE_BOOL = 4,
    TYPE_ARRAY = 8,
    TYPE_OBJECT = 16,
    TYPE_NULL = 32,
    TYPE_ABSENT = 64,
    TYPE_ANY = 127
};

/* Families of operators. Those over texts differ in what they do with paths that are not clean. */
static bool is_equality(gi_operation op)
{
    return op == GI_OP_EQ || op == GI_OP_IN;
}

static bool is_difference(gi_operation op)
{
    return op == GI_OP_NE || op == GI_OP_NOT_IN;
}

static bool is_order(gi_operation op)
{
    return op >= GI_OP_LT && op <= GI_OP_GTE;
}

static bool is_text(gi_operation op)
{
    return op >= GI_OP_PREFIX;
}

static gi_operation family(gi_operation op)
{
    return op == GI_OP_GLOB ? GI_OP_PREFIX : op;
}

bool gi_arg_same_path(const gi_arg_match *a, const gi_arg_match *b)
{
    if (a->length != b->length)
        return false;
    for (size_t i = 0; i < a->length; i++) {
        const gi_segment *x = &a->path[i];
        const gi_segment *y = &b->path[i];
        if (x->kind != y->kind || x->index != y->index || !gait_str_equal(x->name, y->name))
            return false;
    }
    return true;
}

/* One value for all: nothing in the path stands for several. */
static bool is_single(const gi_arg_match *match)
{
    for (size_t i = 0; i < match->length; i++)
        if (match->path[i].kind == GI_SEGMENT_ANY || match->path[i].kind == GI_SEGMENT_ALL)
            return false;
    return true;
}

/* ---- values ---- */

gait_json gi_operand_value(const gi_operand *operand)
{
    return (gait_json){ .kind = operand->kind, .text = operand->text, .boolean = operand->boolean };
}

static gi_tri tests_hold(gi_comparing *comparing, const gi_arg_test *tests, size_t count,
                         const gait_json *value)
{
    gait_json *args = gait_json_new_object(comparing->arena);
    gi_segment segment = { .kind = GI_SEGMENT_NAME, .name = GAIT_STR("value") };
    gi_arg_test *copy = gait_arena_array(comparing->arena, count, sizeof *copy);
    memcpy(copy, tests, count * sizeof *copy);
    const gi_arg_match match = { &segment, 1, copy, count };
    gait_json_set(comparing->arena, args, segment.name, *value);
    const gait_intent intent = { .args = args };
    gi_reading reading = { .arena = comparing->arena, .intent = &intent };
    return gi_arg_eval(&match, &reading);
}

gi_tri gi_arg_holds(gi_comparing *comparing, const gi_arg_match *match, const gait_json *value)
{
    return tests_hold(comparing, match->tests, match->count, value);
}

/* The outcome for every operand of a test is as wanted. */
static bool all_hold(gi_comparing *comparing, const gi_arg_test *values, const gi_arg_match *match,
                     gi_tri wanted)
{
    for (size_t i = 0; i < values->count; i++) {
        gait_json value = gi_operand_value(&values->operands[i]);
        if (gi_arg_holds(comparing, match, &value) != wanted)
            return false;
    }
    return true;
}

/* ---- types ---- */

static unsigned type_of(gait_json_kind kind)
{
    static const unsigned types[] = {
        [GAIT_JSON_NULL] = TYPE_NULL,     [GAIT_JSON_BOOL] = TYPE_BOOL,
        [GAIT_JSON_NUMBER] = TYPE_NUMBER, [GAIT_JSON_STRING] = TYPE_STRING,
        [GAIT_JSON_ARRAY] = TYPE_ARRAY,   [GAIT_JSON_OBJECT] = TYPE_OBJECT,
    };
    return types[kind];
}

static unsigned type_named(gait_str name)
{
    static const struct {
        const char *name;
        unsigned type;
    } names[] = {
        { "string", TYPE_STRING }, { "number", TYPE_NUMBER }, { "boolean", TYPE_BOOL },
        { "array", TYPE_ARRAY },   { "object", TYPE_OBJECT }, { "null", TYPE_NULL },
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (gait_str_is(name, names[i].name))
            return names[i].type;
    return 0;
}

/* The types of the values that the test can be true of. */
static unsigned types_of(const gi_arg_test *test)
{
    unsigned types = 0;
    if (test->op == GI_OP_EXISTS)
        return test->operands[0].boolean ? TYPE_ANY & ~(unsigned)(TYPE_NULL | TYPE_ABSENT)
                                         : (unsigned)(TYPE_NULL | TYPE_ABSENT);
    for (size_t i = 0; i < test->count; i++)
        types |= test->op == GI_OP_TYPE ? type_named(test->operands[i].text)
                                        : type_of(test->operands[i].kind);
    return types;
}

/* ---- numbers ---- */

typedef struct interval {
    const gi_number *low, *high; /* NULL: none */
    bool low_open, high_open;
    const gi_operand *low_operand;
} interval;

static void narrow(interval *in, const gi_arg_test *test)
{
    const gi_number *bound = &test->operands[0].number;
    bool open = test->op == GI_OP_GT || test->op == GI_OP_LT;
    if (test->op == GI_OP_GT || test->op == GI_OP_GTE) {
        int order = in->low == NULL ? 1 : gi_number_compare(bound, in->low);
        if (order > 0 || (order == 0 && open)) {
            in->low = bound;
            in->low_open = open;
            in->low_operand = &test->operands[0];
        }
        return;
    }
    int order = in->high == NULL ? -1 : gi_number_compare(bound, in->high);
    if (order < 0 || (order == 0 && open)) {
        in->high = bound;
        in->high_open = open;
    }
}

static interval interval_of(const gi_arg_match *match)
{
    interval in = { NULL, NULL, false, false, NULL };
    for (size_t i = 0; i < match->count; i++)
        if (is_order(match->tests[i].op))
            narrow(&in, &match->tests[i]);
    return in;
}

static bool is_empty(const interval *in)
{
    if (in->low == NULL || in->high == NULL)
        return false;
    int order = gi_number_compare(in->low, in->high);
    return order > 0 || (order == 0 && (in->low_open || in->high_open));
}

static interval both(const interval *a, const interval *b)
{
    interval out = *a;
    int order = b->low == NULL ? -1 : a->low == NULL ? 1 : gi_number_compare(b->low, a->low);
    if (order > 0 || (order == 0 && b->low_open)) {
        out.low = b->low;
        out.low_open = b->low_open;
    }
    order = b->high == NULL ? 1 : a->high == NULL ? -1 : gi_number_compare(b->high, a->high);
    if (order < 0 || (order == 0 && b->high_open)) {
        out.high = b->high;
        out.high_open = b->high_open;
    }
    return out;
}

/* ---- texts ---- */

static gi_languages languages_of(gait_arena *arena, const gi_arg_test *test)
{
    gi_language_maker make = test->op == GI_OP_PREFIX     ? gi_language_prefix
                             : test->op == GI_OP_SUFFIX   ? gi_language_suffix
                             : test->op == GI_OP_CONTAINS ? gi_language_contains
                                                          : gi_language_of_path;
    gait_str *texts = gait_arena_array(arena, test->count, sizeof *texts);
    for (size_t i = 0; i < test->count; i++)
        texts[i] = test->operands[i].text;
    return gi_languages_of(arena, &(gi_texts){ texts, test->count }, make);
}

/* ---- no value at all ---- */

static bool texts_apart(gi_comparing *comparing, const gi_arg_match *match)
{
    for (size_t i = 0; i < match->count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (!is_text(match->tests[i].op) || !is_text(match->tests[k].op))
                continue;
            gi_languages a = languages_of(comparing->arena, &match->tests[i]);
            gi_languages b = languages_of(comparing->arena, &match->tests[k]);
            if (gi_languages_meet(comparing, &a, &b) == GI_FALSE)
                return true;
        }
    }
    return false;
}

/* One of few values, which can all be tried; NULL when there are more. */
static const gi_arg_test *finite(const gi_arg_match *match)
{
    for (size_t i = 0; i < match->count; i++)
        if (is_equality(match->tests[i].op))
            return &match->tests[i];
    return NULL;
}

static bool none_holds(gi_comparing *comparing, const gi_arg_test *values,
                       const gi_arg_match *match)
{
    for (size_t i = 0; i < values->count; i++) {
        gait_json value = gi_operand_value(&values->operands[i]);
        if (gi_arg_holds(comparing, match, &value) == GI_TRUE)
            return false;
    }
    return true;
}

bool gi_arg_impossible(gi_comparing *comparing, const gi_arg_match *match)
{
    unsigned types = TYPE_ANY;
    const gi_arg_test *values = finite(match);
    if (values != NULL)
        return none_holds(comparing, values, match);
    for (size_t i = 0; i < match->count; i++)
        types &= types_of(&match->tests[i]);
    if (types == 0)
        return true;
    if (types == TYPE_BOOL) {
        gi_operand flags[] = { { .kind = GAIT_JSON_BOOL },
                               { .kind = GAIT_JSON_BOOL, .boolean = true } };
        return none_holds(comparing, &(gi_arg_test){ GI_OP_IN, flags, 2 }, match);
    }
    if (types == TYPE_NUMBER) {
        interval in = interval_of(match);
        bool point = in.low != NULL && in.high != NULL && !in.low_open && !in.high_open &&
                     gi_number_compare(in.low, in.high) == 0;
        if (!point)
            return is_empty(&in);
        gi_operand only = *in.low_operand;
        return none_holds(comparing, &(gi_arg_test){ GI_OP_IN, &only, 1 }, match);
    }
    return types == TYPE_STRING && texts_apart(comparing, match);
}

/* ---- one condition against another ---- */

/* The outcomes of a are at most those of b. Beside values, what is missing and of another type counts. */
static bool test_at_most(gi_comparing *comparing, const gi_arg_test *a, const gi_arg_test *b)
{
    gi_arg_test copy = *b;
    const gi_arg_match just_b = { NULL, 0, &copy, 1 };
    unsigned mine = types_of(a);
    unsigned theirs = types_of(b);
    if (a->op == GI_OP_EXISTS || b->op == GI_OP_EXISTS)
        return a->op == b->op && mine == theirs;
    if (a->op == GI_OP_TYPE || b->op == GI_OP_TYPE)
        return a->op == b->op && (mine & ~theirs) == 0;
    if (is_equality(a->op)) /* b must be unknown wherever a is, and true of every value */
        return (theirs & ~mine) == 0 && all_hold(comparing, a, &just_b, GI_TRUE);
    if (is_difference(b->op)) { /* what b is false of, a must be false of */
        gi_arg_test other = *a;
        const gi_arg_match just_a = { NULL, 0, &other, 1 };
        return (mine & ~theirs) == 0 && all_hold(comparing, b, &just_a, GI_FALSE);
    }
    if (is_order(a->op) && is_order(b->op)) {
        interval in = { NULL, NULL, false, false, NULL };
        interval with;
        narrow(&in, a);
        with = in;
        narrow(&with, b);
        return with.low == in.low && with.high == in.high && with.low_open == in.low_open &&
               with.high_open == in.high_open;
    }
    if (is_text(a->op) && is_text(b->op) && family(a->op) == family(b->op)) {
        gi_languages inner = languages_of(comparing->arena, a);
        gi_languages outer = languages_of(comparing->arena, b);
        return gi_languages_cover(comparing, &outer, &inner) == GI_TRUE;
    }
    return false;
}

bool gi_arg_at_most(gi_comparing *comparing, const gi_arg_match *a, const gi_arg_match *b)
{
    if (!gi_arg_same_path(a, b))
        return false;
    for (size_t i = 0; i < b->count; i++) {
        bool found = false;
        for (size_t k = 0; k < a->count && !found; k++)
            found = test_at_most(comparing, &a->tests[k], &b->tests[i]);
        if (!found)
            return false;
    }
    return true;
}

static bool texts_exclude(gi_comparing *comparing, const gi_arg_match *a, const gi_arg_match *b)
{
    for (size_t i = 0; i < a->count; i++) {
        for (size_t k = 0; k < b->count; k++) {
            if (!is_text(a->tests[i].op) || family(a->tests[i].op) != family(b->tests[k].op))
                continue;
            gi_languages mine = languages_of(comparing->arena, &a->tests[i]);
            gi_languages theirs = languages_of(comparing->arena, &b->tests[k]);
            if (gi_languages_meet(comparing, &mine, &theirs) == GI_FALSE)
                return true;
        }
    }
    return false;
}

bool gi_arg_excludes(gi_comparing *comparing, const gi_arg_match *a, const gi_arg_match *b)
{
    const gi_arg_test *values = finite(a);
    if (!gi_arg_same_path(a, b) || !is_single(a))
        return false;
    for (size_t i = 0; values != NULL && i < values->count; i++) {
        gait_json value = gi_operand_value(&values->operands[i]);
        if (gi_arg_holds(comparing, a, &value) == GI_TRUE &&
            gi_arg_holds(comparing, b, &value) != GI_FALSE)
            return false;
    }
    if (values != NULL)
        return true;
    interval mine = interval_of(a);
    interval theirs = interval_of(b);
    bool bounded = mine.low != NULL || mine.high != NULL;
    interval shared = both(&mine, &theirs);
    return (bounded && is_empty(&shared)) || texts_exclude(comparing, a, b);
}
