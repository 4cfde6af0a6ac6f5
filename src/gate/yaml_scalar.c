/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/yaml_scalar.h"

#include "base/text.h"

#include <gait/limits.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

gi_yaml_place gi_yaml_at(const gait_json *value)
{
    return (gi_yaml_place){ value->line, value->column };
}

bool gi_yaml_fail(const gi_yaml_reader *reader, gi_yaml_place at, const char *format, ...)
{
    char text[GAIT_ERROR_MESSAGE_BYTES];
    va_list args;
    va_start(args, format);
    if (vsnprintf(text, sizeof text, format, args) < 0)
        text[0] = '\0';
    va_end(args);
    return gait_fail(reader->err, GAIT_E_policy_yaml, "%s:%u:%u: %s", reader->file, at.line,
                     at.column, text);
}

/* ---- what looks like a number ---- */

static size_t skip(gait_str text, size_t from, const char *set)
{
    while (from < text.len && text.ptr[from] != '\0' && strchr(set, text.ptr[from]) != NULL)
        from++;
    return from;
}

static size_t after_sign(gait_str text)
{
    return text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+') ? 1 : 0;
}

/* 0 unless the text goes on with 0x, 0o or 0b. */
static int base_at(gait_str text, size_t at)
{
    if (at + 2 >= text.len || text.ptr[at] != '0')
        return 0;
    switch (text.ptr[at + 1]) {
    case 'x':
    case 'X':
        return 16;
    case 'o':
    case 'O':
        return 8;
    case 'b':
    case 'B':
        return 2;
    default:
        return 0;
    }
}

/* Whether some reader of YAML takes the text, without quotes, for a number. */
static bool looks_numeric(gait_str text)
{
    size_t at = after_sign(text);
    gait_str rest = gait_str_from(text, at);
    if (gait_str_is(rest, ".inf") || gait_str_is(rest, ".Inf") || gait_str_is(rest, ".INF") ||
        gait_str_is(rest, ".nan") || gait_str_is(rest, ".NaN") || gait_str_is(rest, ".NAN"))
        return true;
    if (base_at(text, at) != 0)
        return skip(text, at + 2, "0123456789abcdefABCDEF_") == text.len;
    size_t whole = skip(text, at, "0123456789_");
    size_t end = whole;
    if (end < text.len && text.ptr[end] == '.')
        end = skip(text, end + 1, "0123456789_");
    if (end - at < 1 || (end - at == 1 && whole == at) || (whole > at && text.ptr[at] == '_'))
        return false;
    if (end < text.len && (text.ptr[end] == 'e' || text.ptr[end] == 'E')) {
        size_t digits = skip(text, end + 1, "+-");
        end = skip(text, digits, "0123456789");
        return end == text.len && end > digits;
    }
    return end == text.len;
}

/* ---- texts ---- */

static bool certain_text(const gait_json *value)
{
    int64_t integer;
    double number;
    char digits[32];
    switch (value->kind) {
    case GAIT_JSON_STRING:
        return !value->plain || !looks_numeric(value->text);
    case GAIT_JSON_BOOL:
        return gait_str_is(value->text, "true") || gait_str_is(value->text, "false");
    case GAIT_JSON_NUMBER:
        if (gait_number_classify(value->text, &integer, &number) != GAIT_NUMBER_INTEGER)
            return false;
        return gait_str_equal(value->text,
                              (gait_str){ digits, gait_number_format(number, digits) });
    case GAIT_JSON_NULL:
    case GAIT_JSON_ARRAY:
    case GAIT_JSON_OBJECT:
    case GAIT_JSON_OPAQUE:
        break;
    }
    return false;
}

bool gi_yaml_text(const gi_yaml_reader *reader, const gait_json *value, const char *what,
                  gait_str *out)
{
    if (value->kind == GAIT_JSON_NULL)
        return true;
    if (value->kind == GAIT_JSON_ARRAY || value->kind == GAIT_JSON_OBJECT)
        return gi_yaml_fail(reader, gi_yaml_at(value), "%s must be a text", what);
    if (!certain_text(value))
        return gi_yaml_fail(reader, gi_yaml_at(value),
                            "%s: a number or boolean is read as a text in more than one way; put "
                            "it in quotes",
                            what);
    gait_str text = gi_text_trim(value->text);
    if (text.len > GAIT_LIMIT_TIERS_TEXT_BYTES)
        return gi_yaml_fail(reader, gi_yaml_at(value), "%s has more than %d bytes", what,
                            GAIT_LIMIT_TIERS_TEXT_BYTES);
    if (!gi_text_printable(text))
        return gi_yaml_fail(reader, gi_yaml_at(value), "%s holds a control character or line end",
                            what);
    if (text.len > 0)
        *out = text;
    return true;
}

static int by_bytes(const void *a, const void *b)
{
    return gait_str_compare(*(const gait_str *)a, *(const gait_str *)b);
}

static void sort_unique(gi_texts *texts)
{
    size_t kept = 0;
    if (texts->count > 1)
        qsort(texts->items, texts->count, sizeof *texts->items, by_bytes);
    for (size_t i = 0; i < texts->count; i++)
        if (kept == 0 || !gait_str_equal(texts->items[kept - 1], texts->items[i]))
            texts->items[kept++] = texts->items[i];
    texts->count = kept;
}

bool gi_yaml_texts(const gi_yaml_reader *reader, const gait_json *value, const char *what,
                   bool lower, gi_texts *out)
{
    if (value->kind == GAIT_JSON_NULL)
        return true;
    if (value->kind != GAIT_JSON_ARRAY)
        return gi_yaml_fail(reader, gi_yaml_at(value), "%s must be a list of texts", what);
    if (value->count > GAIT_LIMIT_RULE_VALUES)
        return gi_yaml_fail(reader, gi_yaml_at(value), "%s has more than %d elements", what,
                            GAIT_LIMIT_RULE_VALUES);
    out->items = gait_arena_array(reader->arena, value->count, sizeof *out->items);
    out->count = 0;
    for (size_t i = 0; i < value->count; i++) {
        gait_str text = { NULL, 0 };
        if (!gi_yaml_text(reader, &value->items[i], what, &text))
            return false;
        if (text.len > 0)
            out->items[out->count++] = lower ? gi_text_lower(reader->arena, text) : text;
    }
    sort_unique(out);
    return true;
}

/* ---- booleans and numbers ---- */

bool gi_yaml_bool(const gi_yaml_reader *reader, const gait_json *value, const char *what, bool *out)
{
    if (value->kind == GAIT_JSON_NULL)
        return true;
    if (value->kind != GAIT_JSON_BOOL)
        return gi_yaml_fail(reader, gi_yaml_at(value), "%s must be true or false", what);
    *out = value->boolean;
    return true;
}

/* Digits of a base up to 2^53; false for anything else. */
static bool digits_of(gait_str text, int base, int64_t *out)
{
    int64_t number = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : base;
        number = number * base + digit;
        if (digit >= base || number > INT64_C(1) << 53)
            return false;
    }
    *out = number;
    return text.len > 0;
}

/* What JSON does not call a number. */
static bool spelled_integer(gait_str text, bool *ambiguous, int64_t *out)
{
    size_t at = after_sign(text);
    int base = base_at(text, at);
    gait_str digits = gait_str_from(text, base == 0 ? at : at + 2);
    bool zero = base == 0 && digits.len > 1 && digits.ptr[0] == '0';
    *ambiguous = zero && skip(digits, 0, "01234567") == digits.len;
    if (*ambiguous || !digits_of(digits, base == 0 ? 10 : base, out))
        return false;
    if (text.ptr[0] == '-')
        *out = -*out;
    return true;
}

bool gi_yaml_integer(const gi_yaml_reader *reader, const gait_json *value, const char *what,
                     int64_t *out)
{
    bool ambiguous = false;
    double number;
    if (value->kind == GAIT_JSON_NULL)
        return true;
    if (value->kind == GAIT_JSON_NUMBER) {
        gait_number_class class = gait_number_classify(value->text, out, &number);
        const double most = (double)(INT64_C(1) << 53);
        if (class == GAIT_NUMBER_FRACTION && number > -most && number < most)
            *out = (int64_t)number;
        if (class != GAIT_NUMBER_UNSAFE)
            return true;
    }
    if (value->kind == GAIT_JSON_STRING &&
        spelled_integer(gi_text_trim(value->text), &ambiguous, out))
        return true;
    return gi_yaml_fail(reader, gi_yaml_at(value),
                        ambiguous ? "%s begins with 0, which makes it octal for some readers"
                                  : "%s must be a whole number",
                        what);
}
