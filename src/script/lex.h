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

/* Words in alphabetical order. A sign of one character has that character as its id; these go on beyond. */
typedef enum gi_token_id {
    GI_ID_NONE = 0,
    GI_WORD_AND = 256,
    GI_WORD_BREAK,
    GI_WORD_DO,
    GI_WORD_ELSE,
    GI_WORD_ELSEIF,
    GI_WORD_END,
    GI_WORD_FALSE,
    GI_WORD_FOR,
    GI_WORD_FUNCTION,
    GI_WORD_GOTO,
    GI_WORD_IF,
    GI_WORD_IN,
    GI_WORD_LOCAL,
    GI_WORD_NIL,
    GI_WORD_NOT,
    GI_WORD_OR,
    GI_WORD_REPEAT,
    GI_WORD_RETURN,
    GI_WORD_THEN,
    GI_WORD_TRUE,
    GI_WORD_UNTIL,
    GI_WORD_WHILE,
    GI_SIGN_EQUAL,
    GI_SIGN_UNEQUAL,
    GI_SIGN_AT_MOST,
    GI_SIGN_AT_LEAST,
    GI_SIGN_LEFT,
    GI_SIGN_RIGHT,
    GI_SIGN_OTHER /* // :: .. ... */
} gi_token_id;

typedef struct gi_token {
    gi_token_kind kind;
    int id;        /* of words and signs: gi_token_id */
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
