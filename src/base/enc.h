/*
 * enc.h — text encodings: hexadecimal and UTF-8.
 *
 * Source:  RFC 3629 (no surrogates, no over-long forms, nothing beyond U+10FFFF).
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_BASE_ENC_H
#define GAIT_BASE_ENC_H

#include <gait/arena.h>

/* Lower-case hex, two characters a byte. */
gait_str gi_hex_encode(gait_arena *arena, const uint8_t *bytes, size_t len);
void gi_hex_put(const uint8_t *bytes, size_t len, char *out); /* 2 * len characters and a NUL */
bool gi_hex_is(gait_str text, size_t chars);                  /* exactly so many of [0-9a-f] */
/* Exactly 2 * len of [0-9a-f]; false for anything else. */
GAIT_NODISCARD bool gi_hex_decode(gait_str hex, uint8_t *bytes, size_t len);

bool gi_utf8_valid(gait_str text);
/*
 * The length in bytes of the character that text starts with, and its code point; 0 when text is empty or does not
 * start with a valid character.
 */
size_t gi_utf8_next(gait_str text, uint32_t *code);
/* Writes a code point (a scalar value: no surrogate) as UTF-8; returns how many bytes. */
size_t gi_utf8_put(uint32_t code, char out[4]);

#endif
