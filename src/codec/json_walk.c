/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/json_walk.h"

#include "base/enc.h"

#include <string.h>

static bool is_special(unsigned char c, bool html)
{
    return c < 0x20 || c == '"' || c == '\\' || c >= 0x80 ||
           (html && (c == '<' || c == '>' || c == '&'));
}

/* In each byte of the result that stands for such a byte of the word the highest bit is set; it may be set in more. */
#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))
#define HAS_LESS(word, byte) (((word)-EACH(byte)) & ~(word))
#define HAS(word, byte) HAS_LESS((word) ^ EACH(byte), 1)

/* How many bytes from here on are not special; eight at a time, and the last few are left to the caller. */
static size_t plain_bytes(gait_str text, size_t at, bool html)
{
    size_t start = at;
    for (; text.len - at >= sizeof(uint64_t); at += sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, text.ptr + at, sizeof word);
        uint64_t found = word | HAS_LESS(word, 0x20) | HAS(word, '"') | HAS(word, '\\');
        if (html)
            found |= HAS(word, '<') | HAS(word, '>') | HAS(word, '&');
        if ((found & EACH(0x80)) != 0)
            break;
    }
    return at - start;
}

static void put_escape(gait_buf *buf, uint32_t code)
{
    static const char short_forms[32] = {
        ['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't'
    };
    char short_form = '\0';
    if (code == '"' || code == '\\')
        short_form = (char)code;
    else if (code < 0x20)
        short_form = short_forms[code];
    if (short_form != '\0')
        gait_buf_add(buf, (gait_str){ (const char[]){ '\\', short_form }, 2 });
    else
        gait_buf_add_format(buf, "\\u%04x", (unsigned)code);
}

bool gi_json_escape(gait_buf *buf, gait_str text, bool html)
{
    bool valid = true;
    size_t done = 0;
    for (size_t at = plain_bytes(text, 0, html); at < text.len;) {
        uint32_t code = (unsigned char)text.ptr[at];
        size_t len = 1;
        if (!is_special((unsigned char)code, html)) {
            at++;
            continue;
        }
        if (code >= 0x80)
            len = gi_utf8_next((gait_str){ text.ptr + at, text.len - at }, &code);
        if (len > 1 && !(html && (code == 0x2028 || code == 0x2029))) {
            at += len;
            continue;
        }
        gait_buf_add(buf, (gait_str){ text.ptr + done, at - done });
        if (len == 0)
            gait_buf_add_cstr(buf, "\xEF\xBF\xBD");
        else
            put_escape(buf, code);
        valid = valid && len > 0;
        at += len == 0 ? 1 : len;
        done = at;
        at += plain_bytes(text, at, html);
    }
    gait_buf_add(buf, gait_str_from(text, done));
    return valid;
}

static void put_break(const gi_json_walk *walk)
{
    if (!walk->form->indent)
        return;
    gait_buf_add_char(walk->buf, '\n');
    for (size_t i = 0; i < walk->depth; i++)
        gait_buf_add_cstr(walk->buf, "  ");
}

static void open_container(gi_json_walk *walk, const gait_json *value)
{
    gait_arena *arena = walk->buf->arena;
    if (walk->depth == walk->room) {
        size_t room = walk->room == 0 ? 16 : walk->room * 2;
        walk->levels = gait_arena_grow(arena, walk->levels, walk->room, room, sizeof *walk->levels);
        walk->room = room;
    }
    gi_json_level *level = &walk->levels[walk->depth++];
    *level = (gi_json_level){ value, NULL, 0 };
    if (value->kind == GAIT_JSON_OBJECT && walk->form->compare != NULL && value->count > 1)
        level->order =
            gi_json_sort(arena, value->members, value->count, value->count, walk->form->compare);
    if (value == walk->part)
        walk->part_start = walk->buf->len;
    gait_buf_add_char(walk->buf, value->kind == GAIT_JSON_OBJECT ? '{' : '[');
}

static bool put_value(gi_json_walk *walk, const gait_json *value)
{
    switch (value->kind) {
    case GAIT_JSON_NULL:
        gait_buf_add_cstr(walk->buf, "null");
        return true;
    case GAIT_JSON_BOOL:
        gait_buf_add_cstr(walk->buf, value->boolean ? "true" : "false");
        return true;
    case GAIT_JSON_NUMBER:
        return walk->form->put_number(walk, value->text);
    case GAIT_JSON_STRING:
        return walk->form->put_string(walk, value->text);
    case GAIT_JSON_ARRAY:
    case GAIT_JSON_OBJECT:
        open_container(walk, value);
        return true;
    case GAIT_JSON_OPAQUE:
        break;
    }
    gait_bug(__FILE__, __LINE__, "an opaque value was about to be emitted");
}

/* The next child of the innermost container, its separator and name written; NULL when there is none left. */
static const gait_json *next_child(gi_json_walk *walk, bool *ok)
{
    gi_json_level *level = &walk->levels[walk->depth - 1];
    const gait_json *container = level->container;
    if (level->next == container->count)
        return NULL;
    size_t index = level->order != NULL ? level->order[level->next] : level->next;
    if (level->next++ > 0)
        gait_buf_add_char(walk->buf, ',');
    put_break(walk);
    if (container->kind == GAIT_JSON_ARRAY)
        return &container->items[index];
    *ok = walk->form->put_string(walk, container->members[index].name);
    gait_buf_add_char(walk->buf, ':');
    if (walk->form->indent)
        gait_buf_add_char(walk->buf, ' ');
    return &container->members[index].value;
}

static void close_container(gi_json_walk *walk)
{
    const gait_json *container = walk->levels[--walk->depth].container;
    if (container->count > 0)
        put_break(walk);
    gait_buf_add_char(walk->buf, container->kind == GAIT_JSON_OBJECT ? '}' : ']');
    if (container == walk->part)
        walk->part_end = walk->buf->len;
}

bool gi_json_write(gi_json_walk *walk, const gait_json *value)
{
    bool ok = put_value(walk, value);
    while (ok && walk->depth > 0 && !walk->buf->overflow) {
        const gait_json *child = next_child(walk, &ok);
        if (child == NULL)
            close_container(walk);
        else
            ok = ok && put_value(walk, child);
    }
    return ok;
}
