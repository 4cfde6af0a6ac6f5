/*
 * json_lex.h — the tokens of JSON that carry text: strings and numbers. Shared by the files of the parser.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_CODEC_JSON_LEX_H
#define GAIT_CODEC_JSON_LEX_H

#include <gait/json.h>

typedef struct gi_json_lexer {
    gait_arena *arena; /* for strings with escapes */
    gait_str text;
    const char *at; /* next byte to read */
    const char *end;
    gait_error *err;
} gi_json_lexer;

/* Line and column of a place in the text, both from 1. */
void gi_json_locate(gait_str text, const char *at, uint32_t *line, uint32_t *column);
/* Records the failure with its position; returns false. */
bool gi_json_fail(gi_json_lexer *lex, const char *at, gait_code code, const char *what);

/* The quote that closes the string whose bytes go on at p, or NULL. p is not inside an escape. */
const char *gi_json_string_end(const char *p, const char *end);
/* Reads the string whose opening quote is at lex->at. */
GAIT_NODISCARD bool gi_json_lex_string(gi_json_lexer *lex, gait_str *out);
/* Reads the number whose first byte is at lex->at. */
GAIT_NODISCARD bool gi_json_lex_number(gi_json_lexer *lex, gait_str *out);

#endif
