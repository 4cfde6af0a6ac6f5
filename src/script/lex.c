/* SPDX-License-Identifier: Apache-2.0 */
#include "script/lex.h"

#include <string.h>

void gi_lex_begin(gi_lexer *lexer, gait_str source)
{
    *lexer = (gi_lexer){ source, 0, 1 };
}

/* The byte n places on, or 0 beyond the end. */
static char peek(const gi_lexer *x, size_t n)
{
    return x->at + n < x->source.len ? x->source.ptr[x->at + n] : '\0';
}

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

/* Steps over one line end: \n, \r, or the two together in either order. */
static void step_line(gi_lexer *x)
{
    char first = peek(x, 0);
    x->at++;
    if (is_line_end(peek(x, 0)) && peek(x, 0) != first)
        x->at++;
    x->line++;
}

static void step(gi_lexer *x)
{
    if (is_line_end(peek(x, 0)))
        step_line(x);
    else
        x->at++;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex_digit(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool begins_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* ---- long brackets ---- */

/* Signs of equality between two of the given bracket; -1 when this is no long bracket. */
static long long_level(const gi_lexer *x, char bracket)
{
    size_t n = 1;
    while (peek(x, n) == '=')
        n++;
    return peek(x, 0) == bracket && peek(x, n) == bracket ? (long)n - 1 : -1;
}

static bool skip_long(gi_lexer *x, long level)
{
    x->at += (size_t)level + 2;
    while (x->at < x->source.len) {
        if (peek(x, 0) == ']' && long_level(x, ']') == level) {
            x->at += (size_t)level + 2;
            return true;
        }
        step(x);
    }
    return false;
}

/* ---- pieces ---- */

/* False when a long comment has no end. */
static bool skip_blank(gi_lexer *x)
{
    for (;;) {
        while (x->at < x->source.len && is_space(peek(x, 0)))
            step(x);
        if (peek(x, 0) != '-' || peek(x, 1) != '-')
            return true;
        x->at += 2;
        long level = peek(x, 0) == '[' ? long_level(x, '[') : -1;
        if (level >= 0) {
            if (!skip_long(x, level))
                return false;
            continue;
        }
        while (x->at < x->source.len && !is_line_end(peek(x, 0)))
            x->at++;
    }
}

static bool skip_string(gi_lexer *x)
{
    char quote = peek(x, 0);
    x->at++;
    while (x->at < x->source.len) {
        char c = peek(x, 0);
        if (is_line_end(c))
            return false;
        x->at++;
        if (c == quote)
            return true;
        if (c != '\\' || x->at == x->source.len)
            continue;
        bool skip_space = peek(x, 0) == 'z';
        step(x);
        while (skip_space && x->at < x->source.len && is_space(peek(x, 0)))
            step(x);
    }
    return false;
}

static void skip_number(gi_lexer *x)
{
    bool hex = peek(x, 0) == '0' && (peek(x, 1) == 'x' || peek(x, 1) == 'X');
    x->at += hex ? 2 : 1;
    for (;;) {
        char c = peek(x, 0);
        bool exponent = hex ? c == 'p' || c == 'P' : c == 'e' || c == 'E';
        if (exponent)
            x->at += peek(x, 1) == '+' || peek(x, 1) == '-' ? 2 : 1;
        else if (is_hex_digit(c) || c == '.')
            x->at++;
        else
            break;
    }
}

static void skip_name(gi_lexer *x)
{
    while (begins_name(peek(x, 0)) || is_digit(peek(x, 0)))
        x->at++;
}

/* The sign at the place, or GI_ID_NONE. */
static int skip_sign(gi_lexer *x)
{
    static const struct {
        char text[3];
        short id;
    } doubles[] = {
        { "==", GI_SIGN_EQUAL },    { "~=", GI_SIGN_UNEQUAL }, { "<=", GI_SIGN_AT_MOST },
        { ">=", GI_SIGN_AT_LEAST }, { "<<", GI_SIGN_LEFT },    { ">>", GI_SIGN_RIGHT },
        { "//", GI_SIGN_OTHER },    { "::", GI_SIGN_OTHER },   { "..", GI_SIGN_OTHER },
    };
    char c = peek(x, 0);
    char next = peek(x, 1);
    for (size_t i = 0; i < sizeof doubles / sizeof doubles[0]; i++) {
        if (c == doubles[i].text[0] && next == doubles[i].text[1]) {
            x->at += c == '.' && peek(x, 2) == '.' ? 3 : 2;
            return doubles[i].id;
        }
    }
    if (c == '\0' || strchr("+-*/%^#&~|<>=(){}[];:,.", c) == NULL)
        return GI_ID_NONE;
    x->at++;
    return c;
}

/* Which word of the language the text is, or GI_ID_NONE. */
static int word_id(gait_str text)
{
    static const char *const words[] = { "and",   "break", "do",       "else", "elseif", "end",
                                         "false", "for",   "function", "goto", "if",     "in",
                                         "local", "nil",   "not",      "or",   "repeat", "return",
                                         "then",  "true",  "until",    "while" };
    /* The first word that begins with each letter, or would. */
    static const unsigned char first[27] = { 0,  1,  2,  2,  3,  6,  9,  10, 10, 12, 12, 12, 13, 13,
                                             15, 16, 16, 16, 18, 18, 20, 21, 21, 22, 22, 22, 22 };
    char c = text.ptr[0];
    if (c < 'a' || c > 'z' || text.len > 8)
        return GI_ID_NONE;
    for (int i = first[c - 'a']; i < first[c - 'a' + 1]; i++)
        if (gait_str_is(text, words[i]))
            return GI_WORD_AND + i;
    return GI_ID_NONE;
}

static gi_token_kind scan(gi_lexer *x, gi_token *token)
{
    char c = peek(x, 0);
    size_t start = x->at;
    if (begins_name(c)) {
        skip_name(x);
        token->id = word_id((gait_str){ x->source.ptr + start, x->at - start });
        return token->id != GI_ID_NONE ? GI_TOKEN_KEYWORD : GI_TOKEN_NAME;
    }
    if (is_digit(c) || (c == '.' && is_digit(peek(x, 1)))) {
        skip_number(x);
        return begins_name(peek(x, 0)) ? GI_TOKEN_BROKEN : GI_TOKEN_NUMBER;
    }
    if (c == '"' || c == '\'')
        return skip_string(x) ? GI_TOKEN_STRING : GI_TOKEN_BROKEN;
    long level = c == '[' ? long_level(x, '[') : -1;
    if (level >= 0)
        return skip_long(x, level) ? GI_TOKEN_STRING : GI_TOKEN_BROKEN;
    token->id = skip_sign(x);
    return token->id != GI_ID_NONE ? GI_TOKEN_SIGN : GI_TOKEN_BROKEN;
}

bool gi_lex_next(gi_lexer *x, gi_token *token)
{
    bool whole = skip_blank(x);
    size_t start = x->at;
    *token = (gi_token){ whole ? GI_TOKEN_END : GI_TOKEN_BROKEN, GI_ID_NONE, { NULL, 0 }, x->line };
    if (!whole || x->at >= x->source.len)
        return false;
    token->kind = scan(x, token);
    token->text = (gait_str){ x->source.ptr + start, x->at - start };
    return token->kind != GI_TOKEN_BROKEN;
}
