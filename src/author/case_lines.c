/*
 * case_lines.c — on which lines cases stand. Lua tells where `cases` is called, not where each element of its table is.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "author/cases.h"
#include "script/lex.h"

static bool is_sign(const gi_token *token, char sign)
{
    return token->kind == GI_TOKEN_SIGN && token->id == sign;
}

static bool opens(const gi_token *token)
{
    return is_sign(token, '{') || is_sign(token, '(') || is_sign(token, '[');
}

static bool closes(const gi_token *token)
{
    return is_sign(token, '}') || is_sign(token, ')') || is_sign(token, ']');
}

/* To just behind the brace of: cases "name" {. Also: cases("name") {. */
static bool find_list(gi_lexer *lexer, int line)
{
    gi_token token;
    bool called = false;
    while (gi_lex_next(lexer, &token)) {
        if (token.kind == GI_TOKEN_NAME)
            called = token.line == line && gait_str_is(token.text, "cases");
        else if (called && is_sign(&token, '{'))
            return true;
        else if (token.kind != GI_TOKEN_STRING && !is_sign(&token, '(') && !is_sign(&token, ')'))
            called = false;
    }
    return false;
}

int *gi_case_lines(gait_arena *arena, gait_str source, int line, size_t count)
{
    int *lines = gait_arena_array(arena, count, sizeof *lines);
    size_t found = 0;
    size_t depth = 1;
    bool fresh = true; /* the next token begins an element */
    gi_lexer lexer;
    gi_token token;
    gi_lex_begin(&lexer, source);
    if (!find_list(&lexer, line))
        return NULL;
    while (depth > 0 && gi_lex_next(&lexer, &token)) {
        if (closes(&token) && --depth == 0)
            break;
        if (depth == 1 && (is_sign(&token, ',') || is_sign(&token, ';'))) {
            fresh = true;
            continue;
        }
        if (fresh && found == count)
            return NULL;
        if (fresh)
            lines[found++] = token.line;
        fresh = false;
        if (opens(&token))
            depth++;
    }
    return depth == 0 && found == count ? lines : NULL;
}
