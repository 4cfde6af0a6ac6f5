/*
 * lex.h — Lua's tokens, as its own scanner cuts them.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_SCRIPT_LEX_H
#define GAIT_SCRIPT_LEX_H

#include <gait/str.h>

typedef enum gi_token_kind {
    GI_TOKEN_END,
    GI_TOKEN_NAME,
    GI_TOKEN_KEYWORD,
    GI_TOKEN_NUMBER,
    GI_TOKEN_STRING, /* short or long, with its delimiters */
    GI_TOKEN_SIGN,
    GI_TOKEN_BROKEN
} gi_token_kind;

typedef struct gi_token {
    gi_token_kind kind;
    gait_str text; /* in the source */
    int line;      /* where it begins, from 1 */
} gi_token;

typedef struct gi_lexer {
    gait_str source;
    size_t at;
    int line;
} gi_lexer;

void gi_lex_begin(gi_lexer *lexer, gait_str source);
/* False at the end or when the rest cannot be read: see token->kind. Comments are passed over. */
bool gi_lex_next(gi_lexer *lexer, gi_token *token);

#endif
