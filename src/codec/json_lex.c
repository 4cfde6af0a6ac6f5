/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/json_lex.h"

#include <string.h>

#include "base/enc.h"

void gi_json_locate(gait_str text, const char *at, uint32_t *line, uint32_t *column)
{
    const char *start = text.ptr;
    *line = 1;
    for (const char *p = text.ptr; p < at; p++) {
        if (*p == '\n') {
            *line += *line < UINT32_MAX;
            start = p + 1;
        }
    }
    size_t offset = (size_t)(at - start);
    *column = offset < UINT32_MAX ? (uint32_t)offset + 1 : UINT32_MAX;
}

bool gi_json_fail(gi_json_lexer *lex, const char *at, gait_code code, const char *what)
{
    uint32_t line;
    uint32_t column;
    gi_json_locate(lex->text, at, &line, &column);
    return gait_fail(lex->err, code, "line %u, column %u: %s", (unsigned)line, (unsigned)column,
                     what);
}

/* A quote closes the string unless an odd number of backslashes stands before it. */
const char *gi_json_string_end(const char *p, const char *end)
{
    const char *from = p;
    while (from < end) {
        const char *quote = memchr(from, '"', (size_t)(end - from));
        if (quote == NULL)
            return NULL;
        const char *slash = quote;
        while (slash > from && slash[-1] == '\\')
            slash--;
        if ((quote - slash) % 2 == 0)
            return quote;
        from = quote + 1;
    }
    return NULL;
}

/* The first byte from p on that is not plain ASCII text of a string; eight at a time while that goes. */
static const char *skip_plain(const char *p, const char *end)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t tops = UINT64_C(0x8080808080808080);
    while (end - p >= 8) {
        uint64_t w;
        memcpy(&w, p, sizeof w);
        uint64_t quote = w ^ ones * '"';
        uint64_t slash = w ^ ones * '\\';
        uint64_t stop = (w - ones * 0x20) | (quote - ones) | (slash - ones) | w;
        if ((stop & tops) != 0)
            break;
        p += 8;
    }
    while (p < end && (unsigned char)*p >= 0x20 && (unsigned char)*p < 0x80 && *p != '"' &&
           *p != '\\')
        p++;
    return p;
}

static bool read_hex4(const char *p, const char *end, uint32_t *out)
{
    if (end - p < 4)
        return false;
    *out = 0;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        uint32_t digit;
        if (c >= '0' && c <= '9')
            digit = (uint32_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            digit = (uint32_t)(c - 'a') + 10;
        else if (c >= 'A' && c <= 'F')
            digit = (uint32_t)(c - 'A') + 10;
        else
            return false;
        *out = *out << 4 | digit;
    }
    return true;
}

/* The character behind a \u escape, at its hex digits; a pair of surrogates is one character. */
static bool read_unicode(gi_json_lexer *lex, uint32_t *code)
{
    const char *start = lex->at - 2;
    uint32_t low = 0;
    if (!read_hex4(lex->at, lex->end, code))
        return gi_json_fail(lex, start, GAIT_E_json_syntax, "\\u takes four hex digits");
    lex->at += 4;
    if (*code < 0xD800 || *code > 0xDFFF)
        return true;
    bool paired = *code < 0xDC00 && lex->end - lex->at >= 6 && lex->at[0] == '\\' &&
                  lex->at[1] == 'u' && read_hex4(lex->at + 2, lex->end, &low) && low >= 0xDC00 &&
                  low <= 0xDFFF;
    if (!paired)
        return gi_json_fail(lex, start, GAIT_E_json_encoding, "lone surrogate in a string");
    *code = 0x10000 + ((*code - 0xD800) << 10) + (low - 0xDC00);
    lex->at += 6;
    return true;
}

/* Unescapes what is at lex->at, behind the backslash, to *to. */
static bool read_escape(gi_json_lexer *lex, char **to)
{
    static const char names[] = "\"\\/bfnrt";
    static const char values[] = "\"\\/\b\f\n\r\t";
    char c = *lex->at++;
    if (c == 'u') {
        uint32_t code = 0;
        if (!read_unicode(lex, &code))
            return false;
        *to += gi_utf8_put(code, *to);
        return true;
    }
    const char *found = memchr(names, c, sizeof names - 1);
    if (found == NULL)
        return gi_json_fail(lex, lex->at - 2, GAIT_E_json_syntax, "unknown escape in a string");
    *(*to)++ = values[found - names];
    return true;
}

static bool not_plain(gi_json_lexer *lex, const char *opening)
{
    uint32_t code;
    if (lex->at == lex->end)
        return gi_json_fail(lex, opening, GAIT_E_json_syntax, "string is not closed");
    if ((unsigned char)*lex->at < 0x20)
        return gi_json_fail(lex, lex->at, GAIT_E_json_syntax, "control character in a string");
    size_t len = gi_utf8_next((gait_str){ lex->at, (size_t)(lex->end - lex->at) }, &code);
    if (len == 0)
        return gi_json_fail(lex, lex->at, GAIT_E_json_encoding, "invalid UTF-8 in a string");
    lex->at += len;
    return true;
}

/* A string with escapes, from the first backslash (at lex->at) on; unescaping never lengthens. */
static bool lex_escaped(gi_json_lexer *lex, const char *opening, gait_str *out)
{
    const char *close = gi_json_string_end(lex->at, lex->end);
    if (close == NULL)
        return gi_json_fail(lex, opening, GAIT_E_json_syntax, "string is not closed");
    char *bytes = gait_arena_array(lex->arena, (size_t)(close - opening), 1);
    char *to = bytes;
    const char *span = opening + 1;
    while (*lex->at != '"') {
        if (*lex->at != '\\') {
            if (!not_plain(lex, opening))
                return false;
        } else {
            memcpy(to, span, (size_t)(lex->at - span));
            to += lex->at - span;
            lex->at++;
            if (!read_escape(lex, &to))
                return false;
            span = lex->at;
        }
        lex->at = skip_plain(lex->at, lex->end);
    }
    memcpy(to, span, (size_t)(lex->at - span));
    to += lex->at - span;
    lex->at++;
    *out = (gait_str){ bytes, (size_t)(to - bytes) };
    return true;
}

bool gi_json_lex_string(gi_json_lexer *lex, gait_str *out)
{
    const char *opening = lex->at++;
    for (;;) {
        lex->at = skip_plain(lex->at, lex->end);
        if (lex->at < lex->end && *lex->at == '"') {
            *out = (gait_str){ opening + 1, (size_t)(lex->at - opening) - 1 };
            lex->at++;
            return true;
        }
        if (lex->at < lex->end && *lex->at == '\\')
            return lex_escaped(lex, opening, out);
        if (!not_plain(lex, opening))
            return false;
    }
}

static bool is_digit(const char *p, const char *end)
{
    return p < end && *p >= '0' && *p <= '9';
}

static const char *skip_digits(const char *p, const char *end)
{
    while (is_digit(p, end))
        p++;
    return p;
}

/* The end of the number at p, or NULL when the grammar does not allow it. */
static const char *number_end(const char *p, const char *end)
{
    if (p < end && *p == '-')
        p++;
    if (!is_digit(p, end))
        return NULL;
    p = *p == '0' ? p + 1 : skip_digits(p, end);
    if (p < end && *p == '.') {
        if (!is_digit(p + 1, end))
            return NULL;
        p = skip_digits(p + 1, end);
    }
    if (p < end && (*p == 'e' || *p == 'E')) {
        p++;
        if (p < end && (*p == '+' || *p == '-'))
            p++;
        if (!is_digit(p, end))
            return NULL;
        p = skip_digits(p, end);
    }
    return p;
}

static bool goes_on(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '+' || c == '-';
}

bool gi_json_lex_number(gi_json_lexer *lex, gait_str *out)
{
    const char *end = number_end(lex->at, lex->end);
    if (end == NULL || (end < lex->end && goes_on(*end)))
        return gi_json_fail(lex, lex->at, GAIT_E_json_number, "not a number as JSON writes it");
    *out = (gait_str){ lex->at, (size_t)(end - lex->at) };
    lex->at = end;
    return true;
}
