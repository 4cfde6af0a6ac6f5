/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/decl.h"
#include "gate/words.h"

#include "base/enc.h"
#include "base/text.h"

#include <gait/limits.h>

#include <stdarg.h>
#include <stdio.h>

enum { LONGEST_CODE = 128, LONGEST_QUOTED = 64, LONGEST_CHOICES = 100 };

bool gi_decl_fail(const gi_decl *decl, const char *format, ...)
{
    char text[GAIT_ERROR_MESSAGE_BYTES];
    va_list args;
    va_start(args, format);
    if (vsnprintf(text, sizeof text, format, args) < 0)
        text[0] = '\0';
    va_end(args);
    gait_code code = decl->code == GAIT_OK ? GAIT_E_policy_declaration : decl->code;
    return gait_fail(decl->err, code, "%.*s: %s", GAIT_STR_ARG(decl->where), text);
}

const char *gi_decl_hint(gait_arena *arena, gait_str word, const char *const *candidates)
{
    const char *nearest = gait_str_nearest(word, candidates);
    if (nearest == NULL)
        return "";
    return gait_arena_format(arena, " (did you mean '%s'?)", nearest).ptr;
}

const char *gi_decl_choices(gait_arena *arena, gait_str word, const char *const *known)
{
    const char *hint = gi_decl_hint(arena, word, known);
    gait_buf out;
    if (hint[0] != '\0' || known == NULL || known[0] == NULL)
        return hint;
    gait_buf_init(&out, arena, GAIT_LIMIT_OUTPUT_BYTES);
    for (size_t i = 0; known[i] != NULL; i++)
        gait_buf_add_format(&out, "%s%s", i == 0 ? " (there are: " : ", ", known[i]);
    gait_buf_add_cstr(&out, ")");
    return out.len > LONGEST_CHOICES ? "" : gait_arena_cstr(arena, gait_buf_text(&out));
}

static bool is_listed(gait_str word, const char *const *names)
{
    for (size_t i = 0; names != NULL && names[i] != NULL; i++)
        if (gait_str_is(word, names[i]))
            return true;
    return false;
}

static const char *colon(const char *context)
{
    return context[0] == '\0' ? "" : ": ";
}

bool gi_decl_table(const gi_decl *decl, const gait_json *value, const char *context,
                   const gi_names *names)
{
    /* An empty Lua table is an object; a list with elements is what stands here by mistake. */
    if (value->kind != GAIT_JSON_OBJECT)
        return gi_decl_fail(decl, "%s%smust be a table of named %ss", context, colon(context),
                            names->noun);
    for (size_t i = 0; i < value->count; i++) {
        gait_str name = value->members[i].name;
        gait_str shown = gait_str_first(name, LONGEST_QUOTED);
        if (!is_listed(name, names->known))
            return gi_decl_fail(decl, "%s%sunknown %s '%.*s'%s", context, colon(context),
                                names->noun, GAIT_STR_ARG(shown),
                                gi_decl_choices(decl->arena, name, names->known));
    }
    return true;
}

bool gi_decl_text(const gi_decl *decl, const gait_json *value, const char *what, gait_str *out)
{
    if (value->kind != GAIT_JSON_STRING)
        return gi_decl_fail(decl, "%s must be a text", what);
    if (value->text.len == 0)
        return gi_decl_fail(decl, "%s is empty", what);
    if (!gi_utf8_valid(value->text))
        return gi_decl_fail(decl, "%s is not UTF-8", what);
    *out = value->text;
    return true;
}

bool gi_texts_have(const gi_texts *texts, gait_str text)
{
    for (size_t i = 0; i < texts->count; i++)
        if (gait_str_equal(texts->items[i], text))
            return true;
    return false;
}

bool gi_decl_texts(const gi_decl *decl, const gait_json *value, const char *what, gi_texts *out)
{
    size_t count = value->kind == GAIT_JSON_ARRAY ? value->count : 1;
    out->count = 0;
    if (count == 0 || (value->kind == GAIT_JSON_OBJECT && value->count == 0))
        return gi_decl_fail(decl, "%s is an empty list", what);
    if (value->kind == GAIT_JSON_OBJECT)
        return gi_decl_fail(decl, "%s must be a text or a list of texts", what);
    if (count > GAIT_LIMIT_RULE_VALUES)
        return gi_decl_fail(decl, "%s has more than %d elements", what, GAIT_LIMIT_RULE_VALUES);
    out->items = gait_arena_array(decl->arena, count, sizeof *out->items);
    for (size_t i = 0; i < count; i++) {
        const gait_json *item = value->kind == GAIT_JSON_ARRAY ? &value->items[i] : value;
        gait_str text;
        if (!gi_decl_text(decl, item, what, &text))
            return false;
        if (gi_texts_have(out, text))
            return gi_decl_fail(decl, "%s names '%.*s' twice", what,
                                GAIT_STR_ARG(gait_str_first(text, LONGEST_QUOTED)));
        out->items[out->count++] = text;
    }
    return true;
}

bool gi_decl_bool(const gi_decl *decl, const gait_json *value, const char *what, bool *out)
{
    if (value->kind != GAIT_JSON_BOOL)
        return gi_decl_fail(decl, "%s must be true or false", what);
    *out = value->boolean;
    return true;
}

bool gi_decl_integer(const gi_decl *decl, const gait_json *value, const char *what, int64_t low,
                     int64_t high, int64_t *out)
{
    double number;
    if (value->kind != GAIT_JSON_NUMBER ||
        gait_number_classify(value->text, out, &number) != GAIT_NUMBER_INTEGER || *out < low ||
        *out > high)
        return gi_decl_fail(decl, "%s must be a whole number from %lld to %lld", what,
                            (long long)low, (long long)high);
    return true;
}

bool gi_decl_one_of(const gi_decl *decl, const gi_texts *texts, const char *what,
                    const char *const *allowed)
{
    for (size_t i = 0; i < texts->count; i++) {
        gait_str text = texts->items[i];
        if (!is_listed(text, allowed))
            return gi_decl_fail(decl, "%s: unknown value '%.*s'%s", what,
                                GAIT_STR_ARG(gait_str_first(text, LONGEST_QUOTED)),
                                gi_decl_choices(decl->arena, text, allowed));
    }
    return true;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool gi_decl_lower(const gi_decl *decl, const gi_texts *texts, const char *what)
{
    for (size_t i = 0; i < texts->count; i++) {
        gait_str text = texts->items[i];
        if (is_space(text.ptr[0]) || is_space(text.ptr[text.len - 1]))
            return gi_decl_fail(decl, "%s can never match: it begins or ends with space", what);
        for (size_t k = 0; k < text.len; k++)
            if (text.ptr[k] >= 'A' && text.ptr[k] <= 'Z')
                return gi_decl_fail(
                    decl, "%s can never match: what it is compared with is lower-case", what);
    }
    return true;
}

bool gi_decl_words(const gi_decl *decl, const gi_texts *texts, const char *what,
                   const char *const *allowed)
{
    return decl->contract || gi_decl_one_of(decl, texts, what, allowed);
}

static bool check_texts(const gi_decl *decl, const gi_texts *texts, const char *what)
{
    for (size_t i = 0; i < texts->count; i++)
        if (texts->items[i].len > GAIT_LIMIT_TIERS_TEXT_BYTES ||
            !gi_text_printable(texts->items[i]))
            return gi_decl_fail(decl, "%s must be printable, at most %d bytes", what,
                                GAIT_LIMIT_TIERS_TEXT_BYTES);
    return true;
}

bool gi_decl_code(const gi_decl *decl, const gi_texts *texts, const char *what)
{
    if (decl->contract)
        return check_texts(decl, texts, what);
    for (size_t i = 0; i < texts->count; i++) {
        gait_str text = texts->items[i];
        bool clean = text.len <= LONGEST_CODE;
        for (size_t k = 0; clean && k < text.len; k++)
            clean = text.ptr[k] > ' ' && text.ptr[k] <= '~' && text.ptr[k] != '"' &&
                    text.ptr[k] != '\\';
        if (!clean)
            return gi_decl_fail(decl,
                                "%s must be printable ASCII without spaces and quotes, at "
                                "most %d bytes",
                                what, (int)LONGEST_CODE);
    }
    return true;
}

bool gi_decl_verdict(const gi_decl *decl, const gait_json *value, const char *what,
                     gait_verdict *out)
{
    gait_str text;
    gi_texts one = { &text, 1 };
    if (!gi_decl_text(decl, value, what, &text) || !gi_decl_one_of(decl, &one, what, gi_verdicts))
        return false;
    for (int i = GAIT_ALLOW; i <= GAIT_BLOCK; i++)
        if (gait_str_is(text, gi_verdicts[i]))
            *out = (gait_verdict)i;
    return true;
}

/* ---- members that may be absent ---- */

const gait_json *gi_decl_get(const gait_json *table, const char *name)
{
    return gait_json_get(table, gait_str_of(name));
}

bool gi_decl_optional_text(const gi_decl *decl, const gait_json *table, const char *name,
                           gait_str *out)
{
    const gait_json *value = gi_decl_get(table, name);
    return value == NULL || gi_decl_text(decl, value, name, out);
}

bool gi_decl_optional_texts(const gi_decl *decl, const gait_json *table, const char *name,
                            gi_texts *out)
{
    const gait_json *value = gi_decl_get(table, name);
    return value == NULL || gi_decl_texts(decl, value, name, out);
}

bool gi_decl_optional_code(const gi_decl *decl, const gait_json *table, const char *name,
                           gait_str *out)
{
    gi_texts one = { out, 1 };
    return gi_decl_get(table, name) == NULL ||
           (gi_decl_optional_text(decl, table, name, out) && gi_decl_code(decl, &one, name));
}

bool gi_decl_optional_one_of(const gi_decl *decl, const gait_json *table, const char *name,
                             const char *const *allowed, gait_str *out)
{
    gi_texts one = { out, 1 };
    return gi_decl_get(table, name) == NULL || (gi_decl_optional_text(decl, table, name, out) &&
                                                gi_decl_one_of(decl, &one, name, allowed));
}
