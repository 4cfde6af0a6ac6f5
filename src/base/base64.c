/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base64.h"

enum { PAD = 64 }; /* the place of the padding character */
static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";

void gi_base64_encode(const uint8_t *bytes, size_t len, char *out)
{
    for (size_t i = 0; i < len; i += 3) {
        size_t left = len - i;
        uint32_t word = (uint32_t)bytes[i] << 16;
        word |= left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0;
        word |= left > 2 ? bytes[i + 2] : 0;
        *out++ = ALPHABET[word >> 18];
        *out++ = ALPHABET[word >> 12 & 63];
        *out++ = ALPHABET[left > 1 ? word >> 6 & 63 : PAD];
        *out++ = ALPHABET[left > 2 ? word & 63 : PAD];
    }
    *out = '\0';
}

/*
 * Arithmetic instead of a table lookup or a branch per character: the text may be a private key, and its characters
 * must not show in the cache or in timing. Each mask is all ones when c lies in the range.
 */
static int base64_value(unsigned char c)
{
    int x = c;
    int upper = ((x - 'A') | ('Z' - x)) >> 31;
    int lower = ((x - 'a') | ('z' - x)) >> 31;
    int digit = ((x - '0') | ('9' - x)) >> 31;
    int plus = ((x - '+') | ('+' - x)) >> 31;
    int slash = ((x - '/') | ('/' - x)) >> 31;
    return (~upper & (x - 'A' + 1)) + (~lower & (x - 'a' + 27)) + (~digit & (x - '0' + 53)) +
           (~plus & 63) + (~slash & 64) - 1;
}

/* One group: how many bytes of it are real, 0 when it is malformed. */
static size_t group_bytes(const int values[4], size_t padding)
{
    if (padding > 2)
        return 0;
    for (size_t i = 0; i < 4 - padding; i++) {
        if (values[i] < 0)
            return 0;
    }
    return 3 - padding;
}

bool gi_base64_decode(gait_str text, uint8_t *out, size_t size, size_t *len)
{
    int values[4];
    size_t filled = 0, padding = 0;
    *len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '\r' || c == '\n')
            continue;
        if (padding > 0 && (c != '=' || filled == 0))
            return false; /* something after the padding */
        padding += c == '=';
        values[filled++] = c == '=' ? 0 : base64_value((unsigned char)c);
        if (filled < 4)
            continue;
        size_t bytes = group_bytes(values, padding);
        if (bytes == 0 || bytes > size - *len)
            return false;
        uint32_t word = (uint32_t)values[0] << 18 | (uint32_t)values[1] << 12 |
                        (uint32_t)values[2] << 6 | (uint32_t)values[3];
        for (size_t b = 0; b < bytes; b++, word <<= 8)
            out[(*len)++] = (uint8_t)(word >> 16);
        filled = 0;
    }
    return filled == 0;
}
