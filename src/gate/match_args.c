/*
 * match_args.c — conditions over one path into args: "items[any].price" and what must hold of the value there.
 *
 * Numbers compare by value and exactly: 1000 equals 1000.0 and differs from every neighbour, also beyond 2^53.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/match_parts.h"
#include "gate/spelling.h"
#include "gate/vocabulary.h"

#include "base/glob.h"
#include "base/pathlex.h"

#include <gait/limits.h>

#include <string.h>

/* In the order of the vocabulary. */
static const char *operation_name(gi_operation op)
{
    return gi_vocabulary(GI_TABLE_ARG)->known[op];
}

/* ---- paths ---- */

static bool bad_path(const gi_decl *decl, gait_str path, const char *why)
{
    return gi_decl_fail(decl, "match.args: path '%.*s' %s", GAIT_STR_ARG(gait_str_first(path, 64)),
                        why);
}

/* What stands between "[" and "]"; *at is after the bracket, and moves behind the closing one. */
static bool parse_bracket(const gi_decl *decl, gait_str path, size_t *at, gi_segment *out)
{
    size_t from = *at;
    char quote = from < path.len ? path.ptr[from] : '\0';
    size_t start = quote == '"' || quote == '\'' ? from + 1 : from;
    size_t end = start;
    while (end < path.len && path.ptr[end] != (start > from ? quote : ']'))
        end++;
    gait_str inside = { path.ptr + start, end - start };
    *at = start > from ? end + 2 : end + 1;
    if (*at > path.len || path.ptr[*at - 1] != ']' || inside.len == 0)
        return bad_path(decl, path, "has a bracket that is empty or not closed");
    *out = (gi_segment){ .kind = GI_SEGMENT_NAME, .name = inside };
    if (start > from)
        return true;
    if (gait_str_is(inside, "any") || gait_str_is(inside, "all")) {
        out->kind = gait_str_is(inside, "any") ? GI_SEGMENT_ANY : GI_SEGMENT_ALL;
        return true;
    }
    out->kind = GI_SEGMENT_INDEX;
    for (size_t i = 0; i < inside.len; i++) {
        if (inside.ptr[i] < '0' || inside.ptr[i] > '9' || out->index > GAIT_LIMIT_JSON_VALUES)
            return bad_path(decl, path, "needs [any], [all], [1] and up, or ['name']");
        out->index = out->index * 10 + (size_t)(inside.ptr[i] - '0');
    }
    if (out->index == 0)
        return bad_path(decl, path, "counts elements from [1]");
    out->index--;
    return true;
}

static bool parse_name(const gi_decl *decl, gait_str path, size_t *at, gi_segment *out)
{
    size_t start = *at;
    while (*at < path.len && path.ptr[*at] != '.' && path.ptr[*at] != '[')
        (*at)++;
    *out = (gi_segment){ .kind = GI_SEGMENT_NAME, .name = { path.ptr + start, *at - start } };
    if (out->name.len == 0)
        return bad_path(decl, path, "has an empty segment");
    if (memchr(out->name.ptr, ']', out->name.len) != NULL)
        return bad_path(decl, path, "has a bracket that was not opened");
    return true;
}

static bool parse_path(const gi_decl *decl, gait_str path, gi_arg_match *out)
{
    size_t at = 0;
    out->path = gait_arena_array(decl->arena, GAIT_LIMIT_JSON_DEPTH, sizeof *out->path);
    while (at < path.len || out->length == 0) {
        gi_segment *next = &out->path[out->length];
        bool bracket = at < path.len && path.ptr[at] == '[';
        if (out->length == GAIT_LIMIT_JSON_DEPTH)
            return bad_path(decl, path, "has too many segments");
        if (!bracket && out->length > 0 && path.ptr[at] != '.')
            return bad_path(decl, path, "needs '.' or '[' after a bracket");
        if (bracket || out->length > 0)
            at++;
        if (bracket ? !parse_bracket(decl, path, &at, next) : !parse_name(decl, path, &at, next))
            return false;
        if (out->length == 0 && next->kind != GI_SEGMENT_NAME)
            return bad_path(decl, path, "must begin with a name");
        out->length++;
    }
    return true;
}

/* ---- operators ---- */

static bool read_operand(const gi_decl *decl, const gait_json *value, const char *op,
                         gi_operand *out)
{
    *out = (gi_operand){ .kind = value->kind, .text = value->text, .boolean = value->boolean };
    if (value->kind == GAIT_JSON_NUMBER) {
        if (gi_number_parse(value->text, &out->number))
            return true;
        return gi_decl_fail(decl, "match.args: %s takes a number that a double can hold", op);
    }
    if (value->kind == GAIT_JSON_STRING || value->kind == GAIT_JSON_BOOL)
        return true;
    return gi_decl_fail(decl, "match.args: %s takes a text, a number or a boolean", op);
}

static bool want_texts(const gi_decl *decl, const gi_arg_test *one, const char *name)
{
    for (size_t i = 0; i < one->count; i++) {
        gait_str text = one->operands[i].text;
        gait_error why = GAIT_ERROR_INIT;
        if (one->operands[i].kind != GAIT_JSON_STRING || text.len == 0)
            return gi_decl_fail(decl, "match.args: %s takes a text or a list of texts", name);
        if (one->op == GI_OP_GLOB && !gi_glob_check(text, &why))
            return gi_decl_fail(decl, "match.args: %s: %s", name, why.message);
    }
    return true;
}

static bool check_operands(const gi_decl *decl, const gi_arg_test *one, const char *name)
{
    static const char *const types[] = { "string", "number", "boolean", "array",
                                         "object", "null",   NULL };
    switch (one->op) {
    case GI_OP_EXISTS:
        if (one->operands[0].kind != GAIT_JSON_BOOL)
            return gi_decl_fail(decl, "match.args: exists takes true or false");
        return true;
    case GI_OP_TYPE:
        for (size_t i = 0; i < one->count; i++) {
            gi_texts text = { &one->operands[i].text, 1 };
            if (one->operands[i].kind != GAIT_JSON_STRING ||
                !gi_decl_one_of(decl, &text, "match.args: type", types))
                return gi_decl_fail(decl, "match.args: type takes the name of a type");
        }
        return true;
    case GI_OP_LT:
    case GI_OP_LTE:
    case GI_OP_GT:
    case GI_OP_GTE:
        if (one->operands[0].kind != GAIT_JSON_NUMBER)
            return gi_decl_fail(decl, "match.args: %s takes a number", name);
        return true;
    case GI_OP_PREFIX:
    case GI_OP_SUFFIX:
    case GI_OP_CONTAINS:
    case GI_OP_GLOB:
        return want_texts(decl, one, name);
    case GI_OP_EQ:
    case GI_OP_NE:
    case GI_OP_IN:
    case GI_OP_NOT_IN:
        break;
    }
    return true;
}

static bool takes_list(gi_operation op)
{
    return op == GI_OP_IN || op == GI_OP_NOT_IN || op == GI_OP_TYPE || op >= GI_OP_PREFIX;
}

static bool compile_test(const gi_decl *decl, gi_operation op, const gait_json *value,
                         gi_arg_test *out)
{
    const char *name = operation_name(op);
    bool list = value->kind == GAIT_JSON_ARRAY;
    *out = (gi_arg_test){ .op = op, .count = list ? value->count : 1 };
    if (list && !takes_list(op))
        return gi_decl_fail(decl, "match.args: %s takes one value, not a list", name);
    if (!list && (op == GI_OP_IN || op == GI_OP_NOT_IN))
        return gi_decl_fail(decl, "match.args: %s takes a list with at least one element", name);
    if (out->count > GAIT_LIMIT_RULE_VALUES)
        return gi_decl_fail(decl, "match.args: %s has more than %d elements", name,
                            GAIT_LIMIT_RULE_VALUES);
    out->operands = gait_arena_array(decl->arena, out->count, sizeof *out->operands);
    for (size_t i = 0; i < out->count; i++)
        if (!read_operand(decl, list ? &value->items[i] : value, name, &out->operands[i]))
            return false;
    return check_operands(decl, out, name);
}

bool gi_arg_compile(const gi_decl *decl, gait_str path, const gait_json *condition,
                    const gi_arg_match **out)
{
    gi_arg_match *match = gait_arena_alloc(decl->arena, sizeof *match);
    *out = match;
    if (!parse_path(decl, path, match))
        return false;
    if (condition->kind != GAIT_JSON_OBJECT) { /* a value alone: eq, a list alone: in */
        match->tests = gait_arena_array(decl->arena, 1, sizeof *match->tests);
        match->count = 1;
        return compile_test(decl, condition->kind == GAIT_JSON_ARRAY ? GI_OP_IN : GI_OP_EQ,
                            condition, &match->tests[0]);
    }
    if (condition->count == 0)
        return bad_path(decl, path, "has no condition");
    const char *context = gait_arena_format(decl->arena, "match.args: path '%.*s'",
                                            GAIT_STR_ARG(gait_str_first(path, 64)))
                              .ptr;
    if (!gi_decl_table(decl, condition, context, gi_vocabulary(GI_TABLE_ARG)))
        return false;
    match->tests = gait_arena_array(decl->arena, condition->count, sizeof *match->tests);
    for (int op = GI_OP_EXISTS; op <= GI_OP_GLOB; op++) {
        const gait_json *value = gait_json_get(condition, gait_str_of(operation_name(op)));
        if (value != NULL &&
            !compile_test(decl, (gi_operation)op, value, &match->tests[match->count++]))
            return false;
    }
    return true;
}

/* ---- evaluation ---- */

static gi_tri equals(const gi_arg_test *one, const gait_json *value, gi_reading *reading)
{
    bool same_type = false;
    gi_number number = { 0 };
    if (value->kind == GAIT_JSON_NUMBER && !gi_number_parse(value->text, &number))
        return gi_unknown(reading, GI_CAUSE_TYPE);
    for (size_t i = 0; i < one->count; i++) {
        const gi_operand *other = &one->operands[i];
        bool equal = false;
        reading->work++;
        if (other->kind != value->kind)
            continue;
        same_type = true;
        if (value->kind == GAIT_JSON_STRING)
            equal = gait_str_equal(value->text, other->text);
        else if (value->kind == GAIT_JSON_BOOL)
            equal = value->boolean == other->boolean;
        else
            equal = gi_number_compare(&number, &other->number) == 0;
        if (equal)
            return GI_TRUE;
    }
    return same_type ? GI_FALSE : gi_unknown(reading, GI_CAUSE_TYPE);
}

static gi_tri compares(const gi_arg_test *one, const gait_json *value, gi_reading *reading)
{
    gi_number number;
    if (value->kind != GAIT_JSON_NUMBER || !gi_number_parse(value->text, &number))
        return gi_unknown(reading, GI_CAUSE_TYPE);
    int order = gi_number_compare(&number, &one->operands[0].number);
    switch (one->op) {
    case GI_OP_LT:
        return gi_tri_of(order < 0);
    case GI_OP_LTE:
        return gi_tri_of(order <= 0);
    case GI_OP_GT:
        return gi_tri_of(order > 0);
    default:
        return gi_tri_of(order >= 0);
    }
}

static bool text_holds(const gi_arg_test *one, gait_str text, gi_reading *reading)
{
    for (size_t i = 0; i < one->count; i++) {
        gait_str other = one->operands[i].text;
        gi_work(reading, text);
        bool holds = one->op == GI_OP_PREFIX     ? gait_str_starts(text, other)
                     : one->op == GI_OP_SUFFIX   ? gait_str_ends(text, other)
                     : one->op == GI_OP_CONTAINS ? gait_str_contains(text, other)
                                                 : gi_glob(other, text, '/');
        if (holds)
            return true;
    }
    return false;
}

/*
 * Prefixes, suffixes and patterns are about paths as often as about other text, and a path can be spelled in many ways.
 * When the text and its cleaned form disagree, or it climbs, nobody knows what the tool will make of it. How far it
 * climbs changes nothing about how it ends.
 */
static gi_tri path_holds(const gi_arg_test *one, gait_str text, gi_reading *reading)
{
    bool climbed = false;
    bool raw = text_holds(one, text, reading);
    gi_work(reading, text);
    switch (gi_path_spelling(text)) {
    case GI_SPELLING_CLEAN:
        return gi_tri_of(raw);
    case GI_SPELLING_ODD:
        return gi_unknown(reading, GI_CAUSE_FORM);
    case GI_SPELLING_UNCLEAN:
        break;
    }
    gait_str clean = gi_path_clean(reading->arena, text, &climbed);
    if (climbed && one->op != GI_OP_SUFFIX)
        return gi_unknown(reading, GI_CAUSE_PATH);
    if (text_holds(one, clean, reading) != raw)
        return gi_unknown(reading, GI_CAUSE_FORM);
    return gi_tri_of(raw);
}

static gi_tri has_type(const gi_arg_test *one, const gait_json *value)
{
    static const char *const names[] = {
        [GAIT_JSON_NULL] = "null",     [GAIT_JSON_BOOL] = "boolean", [GAIT_JSON_NUMBER] = "number",
        [GAIT_JSON_STRING] = "string", [GAIT_JSON_ARRAY] = "array",  [GAIT_JSON_OBJECT] = "object",
    };
    for (size_t i = 0; value->kind <= GAIT_JSON_OBJECT && i < one->count; i++)
        if (gait_str_is(one->operands[i].text, names[value->kind]))
            return GI_TRUE;
    return GI_FALSE;
}

static gi_tri test_eval(const gi_arg_test *one, const gait_json *value, gi_reading *reading)
{
    bool present = value != NULL && value->kind != GAIT_JSON_NULL;
    reading->work++;
    if (one->op == GI_OP_EXISTS)
        return gi_tri_of(present == one->operands[0].boolean);
    if (one->op == GI_OP_TYPE && value != NULL)
        return has_type(one, value);
    if (!present)
        return gi_unknown(reading, GI_CAUSE_MISSING);
    if (one->op == GI_OP_EQ || one->op == GI_OP_IN)
        return equals(one, value, reading);
    if (one->op == GI_OP_NE || one->op == GI_OP_NOT_IN)
        return gi_tri_not(equals(one, value, reading));
    if (one->op >= GI_OP_LT && one->op <= GI_OP_GTE)
        return compares(one, value, reading);
    if (value->kind != GAIT_JSON_STRING)
        return gi_unknown(reading, GI_CAUSE_TYPE);
    bool of_paths = one->op == GI_OP_PREFIX || one->op == GI_OP_GLOB ||
                    (one->op == GI_OP_SUFFIX && value->text.len > 0);
    if (of_paths)
        return path_holds(one, value->text, reading);
    return gi_tri_of(text_holds(one, value->text, reading));
}

static gi_tri leaf_eval(const gi_arg_match *match, const gait_json *value, gi_reading *reading)
{
    gi_tri result = GI_TRUE;
    for (size_t i = 0; i < match->count && result != GI_FALSE; i++)
        result = gi_tri_and(result, test_eval(&match->tests[i], value, reading));
    return result;
}

/* What is not where the path leads: only exists can be sure about it. */
static gi_tri absent_eval(const gi_arg_match *match, const char *cause, gi_reading *reading)
{
    gi_tri result = GI_TRUE;
    for (size_t i = 0; i < match->count; i++) {
        const gi_arg_test *one = &match->tests[i];
        gi_tri outcome = one->op == GI_OP_EXISTS ? gi_tri_of(!one->operands[0].boolean)
                                                 : gi_unknown(reading, cause);
        result = gi_tri_and(result, outcome);
    }
    return result;
}

static gi_tri path_eval(const gi_arg_match *match, size_t at, const gait_json *value,
                        gi_reading *reading)
{
    if (at == match->length)
        return leaf_eval(match, value, reading);
    const gi_segment *next = &match->path[at];
    gait_json_kind wanted = next->kind == GI_SEGMENT_NAME ? GAIT_JSON_OBJECT : GAIT_JSON_ARRAY;
    if (value == NULL || value->kind == GAIT_JSON_NULL)
        return absent_eval(match, GI_CAUSE_MISSING, reading);
    /* An empty table has no shape of its own in Lua, but here it came from JSON: {} is no list. */
    if (value->kind != wanted)
        return absent_eval(match, GI_CAUSE_TYPE, reading);
    if (next->kind == GI_SEGMENT_NAME)
        return path_eval(match, at + 1, gait_json_get(value, next->name), reading);
    if (next->kind == GI_SEGMENT_INDEX)
        return path_eval(match, at + 1,
                         next->index < value->count ? &value->items[next->index] : NULL, reading);
    if (value->count == 0)
        return gi_unknown(reading, GI_CAUSE_EMPTY);
    bool any = next->kind == GI_SEGMENT_ANY;
    gi_tri settled = any ? GI_TRUE : GI_FALSE;
    gi_tri result = gi_tri_not(settled);
    for (size_t i = 0; i < value->count && result != settled; i++) {
        gi_tri one = path_eval(match, at + 1, &value->items[i], reading);
        reading->work++;
        result = any ? gi_tri_or(result, one) : gi_tri_and(result, one);
    }
    return result;
}

gi_tri gi_arg_eval(const gi_arg_match *match, gi_reading *reading)
{
    return path_eval(match, 0, reading->intent->args, reading);
}
