/* SPDX-License-Identifier: Apache-2.0 */
#include "base/enc.h"

#include <string.h>

static const char digits[] = "0123456789abcdef";

void gi_hex_put(const uint8_t *bytes, size_t len, char *out)
{
    for (size_t i = 0; i < len; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * len] = '\0';
}

gait_str gi_hex_encode(gait_arena *arena, const uint8_t *bytes, size_t len)
{
    GAIT_BUG_IF(len > SIZE_MAX / 2 - 1);
    char *out = gait_arena_alloc(arena, 2 * len + 1);
    gi_hex_put(bytes, len, out);
    return (gait_str){ out, 2 * len };
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

bool gi_hex_is(gait_str text, size_t chars)
{
    if (text.len != chars)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (hex_value(text.ptr[i]) < 0)
            return false;
    }
    return true;
}

bool gi_hex_decode(gait_str hex, uint8_t *bytes, size_t len)
{
    if (len > SIZE_MAX / 2 || !gi_hex_is(hex, 2 * len))
        return false;
    for (size_t i = 0; i < len; i++)
        bytes[i] = (uint8_t)(hex_value(hex.ptr[2 * i]) * 16 + hex_value(hex.ptr[2 * i + 1]));
    return true;
}

/* Length of the sequence a lead byte announces, 0 for bytes that lead none. */
static size_t announced(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead < 0xC2)
        return 0;
    if (lead < 0xE0)
        return 2;
    if (lead < 0xF0)
        return 3;
    return lead < 0xF5 ? 4 : 0;
}

size_t gi_utf8_next(gait_str text, uint32_t *code)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    static const unsigned char payload[] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
    if (text.len == 0)
        return 0;
    size_t len = announced((unsigned char)text.ptr[0]);
    if (len == 0 || len > text.len)
        return 0;
    uint32_t value = (unsigned char)text.ptr[0] & payload[len];
    for (size_t i = 1; i < len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if ((c & 0xC0) != 0x80)
            return 0;
        value = value << 6 | (c & 0x3F);
    }
    if (value < least[len] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        return 0;
    *code = value;
    return len;
}

bool gi_utf8_valid(gait_str text)
{
    size_t at = 0;
    while (at < text.len) {
        uint64_t eight;
        if (text.len - at >= sizeof eight) {
            memcpy(&eight, text.ptr + at, sizeof eight);
            if ((eight & UINT64_C(0x8080808080808080)) == 0) {
                at += sizeof eight;
                continue;
            }
        }
        uint32_t code;
        size_t len = gi_utf8_next(gait_str_from(text, at), &code);
        if (len == 0)
            return false;
        at += len;
    }
    return true;
}

size_t gi_utf8_put(uint32_t code, char out[4])
{
    GAIT_BUG_IF(code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF));
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xE0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}
