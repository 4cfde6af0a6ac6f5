/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include <gait/buf.h>

#include <string.h>

#include "base/enc.h"
#include "base/text_lower.h"

static bool is_space(uint32_t code)
{
    switch (code) {
    case ' ':
    case 0x85:
    case 0xA0:
    case 0x1680:
    case 0x2028:
    case 0x2029:
    case 0x202F:
    case 0x205F:
    case 0x3000:
        return true;
    default:
        return (code >= '\t' && code <= '\r') || (code >= 0x2000 && code <= 0x200A);
    }
}

/* The length of the white space character that text ends with, or 0. */
static size_t space_at_end(gait_str text)
{
    for (size_t len = 1; len <= 3 && len <= text.len; len++) {
        uint32_t code;
        gait_str tail = gait_str_from(text, text.len - len);
        if (gi_utf8_next(tail, &code) == len)
            return is_space(code) ? len : 0;
    }
    return 0;
}

gait_str gi_text_trim(gait_str text)
{
    uint32_t code;
    size_t len;
    while ((len = gi_utf8_next(text, &code)) > 0 && is_space(code))
        text = gait_str_from(text, len);
    while ((len = space_at_end(text)) > 0)
        text.len -= len;
    return text;
}

static uint32_t lower(uint32_t code)
{
    if (code < 0x80)
        return code >= 'A' && code <= 'Z' ? code + 32 : code;
    size_t low = 0;
    size_t high = sizeof lower_ranges / sizeof *lower_ranges;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const lower_range *range = &lower_ranges[middle];
        if (code > range->last) {
            low = middle + 1;
        } else if (code < range->first) {
            high = middle;
        } else {
            bool mapped = (code - range->first) % range->step == 0;
            return mapped ? (uint32_t)((int32_t)code + range->delta) : code;
        }
    }
    return code;
}

/* The length of the start of text that is in lower case already. */
static size_t lower_already(gait_str text)
{
    size_t at = 0;
    while (at < text.len) {
        uint32_t code;
        size_t len = gi_utf8_next(gait_str_from(text, at), &code);
        if (len > 0 && lower(code) != code)
            break;
        at += len == 0 ? 1 : len;
    }
    return at;
}

gait_str gi_text_lower(gait_arena *arena, gait_str text)
{
    size_t at = lower_already(text);
    if (at == text.len)
        return text;
    /* Two bytes may become three, and no character grows more. */
    size_t room = text.len + text.len / 2;
    char *out = gait_arena_array(arena, room, 1);
    memcpy(out, text.ptr, at);
    size_t used = at;
    while (at < text.len) {
        uint32_t code;
        char bytes[4] = { text.ptr[at] };
        size_t put = 1;
        size_t len = gi_utf8_next(gait_str_from(text, at), &code);
        if (len > 0)
            put = gi_utf8_put(lower(code), bytes);
        GAIT_BUG_IF(put > room - used);
        memcpy(out + used, bytes, put);
        used += put;
        at += len == 0 ? 1 : len;
    }
    return (gait_str){ out, used };
}

bool gi_text_printable(gait_str text)
{
    uint32_t code;
    for (size_t len; text.len > 0; text = gait_str_from(text, len)) {
        len = gi_utf8_next(text, &code);
        if (len == 0 || code < ' ' || (code >= 0x7F && code < 0xA0) || code == 0x2028 ||
            code == 0x2029)
            return false;
    }
    return true;
}

/* Controls; and what is not seen but turns, joins or hides its neighbours (Unicode's Cf, and the line separators). */
static bool is_shown(uint32_t code)
{
    static const uint32_t hidden[][2] = {
        { 0x00, 0x1F },     { 0x7F, 0x9F },     { 0xAD, 0xAD },       { 0x61C, 0x61C },
        { 0x180E, 0x180E }, { 0x200B, 0x200F }, { 0x2028, 0x202E },   { 0x2060, 0x206F },
        { 0xFEFF, 0xFEFF }, { 0xFFF9, 0xFFFB }, { 0xE0000, 0xE007F },
    };
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        if (code >= hidden[i][0] && code <= hidden[i][1])
            return false;
    return true;
}

gait_str gi_text_show(gait_arena *arena, gait_str *text, size_t max_bytes)
{
    gait_buf out;
    uint32_t code;
    gait_buf_init(&out, arena, max_bytes);
    while (text->len > 0) {
        size_t len = gi_utf8_next(*text, &code);
        bool whole = len > 0 && is_shown(code);
        len = len > 0 ? len : 1;
        if (max_bytes - out.len < (whole ? len : 4 * len))
            break;
        for (size_t i = 0; !whole && i < len; i++)
            gait_buf_add_format(&out, "\\x%02X", (unsigned char)text->ptr[i]);
        if (whole)
            gait_buf_add(&out, gait_str_first(*text, len));
        *text = gait_str_from(*text, len);
    }
    return gait_buf_text(&out);
}

gait_str gi_text_shown(gait_arena *arena, gait_str text, size_t max_bytes)
{
    return gi_text_show(arena, &text, max_bytes);
}
