/* SPDX-License-Identifier: Apache-2.0 */
#include "author/locate.h"

#include <string.h>

/* A place in a source, and the token read last. */
typedef struct lexer {
    gait_str source;
    size_t at;
    int line;
    enum { NOTHING, NAME, TEXT, SIGN } kind;
    gait_str token; /* NAME, TEXT: without quotes; SIGN: one byte */
} lexer;

static char peek(const lexer *l, size_t ahead)
{
    return l->at + ahead < l->source.len ? l->source.ptr[l->at + ahead] : '\0';
}

static void skip(lexer *l, size_t count)
{
    for (size_t i = 0; i < count && l->at < l->source.len; i++)
        if (l->source.ptr[l->at++] == '\n')
            l->line++;
}

/* How many '=' stand in "[==[", plus one; 0: it is no long bracket. */
static size_t long_bracket(const lexer *l)
{
    size_t level = 1;
    if (peek(l, 0) != '[')
        return 0;
    while (peek(l, level) == '=')
        level++;
    return peek(l, level) == '[' ? level : 0;
}

static gait_str take_long(lexer *l, size_t level)
{
    skip(l, level + 1);
    size_t start = l->at;
    for (; l->at < l->source.len; skip(l, 1)) {
        size_t n = 1;
        if (peek(l, 0) != ']')
            continue;
        while (n < level && peek(l, n) == '=')
            n++;
        if (n == level && peek(l, n) == ']')
            break;
    }
    gait_str text = { l->source.ptr + start, l->at - start };
    skip(l, level + 1);
    return text;
}

static gait_str take_quoted(lexer *l)
{
    char quote = peek(l, 0);
    skip(l, 1);
    size_t start = l->at;
    while (l->at < l->source.len && peek(l, 0) != quote)
        skip(l, peek(l, 0) == '\\' ? 2 : 1);
    gait_str text = { l->source.ptr + start, l->at - start };
    skip(l, 1);
    return text;
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* White space and comments. */
static void skip_blank(lexer *l)
{
    for (;;) {
        char c = peek(l, 0);
        if (c == ' ' || (c >= '\t' && c <= '\r')) {
            skip(l, 1);
        } else if (c == '-' && peek(l, 1) == '-') {
            skip(l, 2);
            size_t level = long_bracket(l);
            if (level > 0)
                (void)take_long(l, level);
            while (level == 0 && l->at < l->source.len && peek(l, 0) != '\n')
                skip(l, 1);
        } else {
            return;
        }
    }
}

static bool next(lexer *l)
{
    skip_blank(l);
    size_t level = long_bracket(l);
    char c = peek(l, 0);
    l->kind = NOTHING;
    if (l->at >= l->source.len)
        return false;
    if (level > 0 || c == '"' || c == '\'') {
        l->kind = TEXT;
        l->token = level > 0 ? take_long(l, level) : take_quoted(l);
        return true;
    }
    size_t len = 0;
    while (is_word(peek(l, len)))
        len++;
    l->kind = len > 0 ? NAME : SIGN;
    l->token = (gait_str){ l->source.ptr + l->at, len > 0 ? len : 1 };
    skip(l, l->token.len);
    return true;
}

static bool is_sign(const lexer *l, char c)
{
    return l->kind == SIGN && l->token.ptr[0] == c;
}

/* Whether the assignment of a key follows: "=", not "==". */
static bool assigns(lexer *l)
{
    skip_blank(l);
    if (peek(l, 0) != '=' || peek(l, 1) == '=')
        return false;
    skip(l, 1);
    return true;
}

/* Takes the name off the front of a path; false when it does not stand there. */
static bool take_part(gait_str *path, gait_str name)
{
    if (name.len == 0 || !gait_str_starts(*path, name))
        return false;
    gait_str rest = gait_str_from(*path, name.len);
    if (rest.len > 0 && rest.ptr[0] != '.' && rest.ptr[0] != '[')
        return false;
    *path = rest.len > 0 && rest.ptr[0] == '.' ? gait_str_from(rest, 1) : rest;
    return true;
}

/* The key that begins with the token read last, if it is one: name = or ["name"] = */
static bool read_key(lexer *l, gait_str *name)
{
    if (l->kind == NAME) {
        *name = l->token;
        return assigns(l);
    }
    if (!is_sign(l, '['))
        return false;
    lexer ahead = *l;
    if (!next(&ahead) || ahead.kind != TEXT)
        return false;
    *name = ahead.token;
    if (!next(&ahead) || !is_sign(&ahead, ']') || !assigns(&ahead))
        return false;
    *l = ahead;
    return true;
}

int gi_locate_key(gait_str source, int line, gait_str key)
{
    lexer l = { .source = source, .line = 1 };
    int depth = 0;  /* braces that are open */
    int wanted = 1; /* the depth of the table that has the next part */
    while (l.at < source.len && l.line < line)
        skip(&l, 1);
    while (key.len > 0 && next(&l)) {
        int here = l.line;
        gait_str name;
        depth += is_sign(&l, '{') - is_sign(&l, '}');
        if (is_sign(&l, '}') && depth < wanted)
            return line;
        if (depth != wanted || !read_key(&l, &name) || !take_part(&key, name))
            continue;
        line = here;
        wanted++;
    }
    return line;
}
