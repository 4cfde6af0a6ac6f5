/*
 * base64.h — bytes as base64 text and back, in the caller's memory (it may be a secret's).
 *
 * Shape:   the standard alphabet, with padding.
 * Source:  RFC 4648 section 4.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_BASE_BASE64_H
#define GAIT_BASE_BASE64_H

#include <gait/str.h>

/* Characters that so many bytes take, without a NUL. */
#define GI_BASE64_CHARS(bytes) (((bytes) + 2) / 3 * 4)

/* Writes GI_BASE64_CHARS(len) characters and a NUL. */
void gi_base64_encode(const uint8_t *bytes, size_t len, char *out);
/*
 * Decodes into at most size bytes. CR and LF are ignored anywhere; padding is required; unused low bits of the last
 * character are not looked at (texts written by others stay readable). False for any other character, including white
 * space and the URL alphabet, and for more than size bytes.
 */
GAIT_NODISCARD bool gi_base64_decode(gait_str text, uint8_t *out, size_t size, size_t *len);

#endif
