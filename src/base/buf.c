/* SPDX-License-Identifier: Apache-2.0 */
#include <gait/buf.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void gait_buf_init(gait_buf *buf, gait_arena *arena, size_t max_bytes)
{
    *buf = (gait_buf){ arena, NULL, 0, 0, max_bytes, false };
}

/* Room for more bytes and a NUL; false once the maximum is passed. */
static bool reserve(gait_buf *buf, size_t more)
{
    if (buf->overflow || more > buf->max - buf->len) {
        buf->overflow = true;
        return false;
    }
    size_t need = buf->len + more + 1;
    if (need > buf->capacity) {
        size_t capacity = buf->capacity < 128 ? 256 : buf->capacity * 2;
        if (capacity < need)
            capacity = need;
        buf->ptr = gait_arena_grow(buf->arena, buf->ptr, buf->capacity, capacity, 1);
        buf->capacity = capacity;
    }
    return true;
}

void gait_buf_add(gait_buf *buf, gait_str text)
{
    if (text.len == 0 || !reserve(buf, text.len))
        return;
    memcpy(buf->ptr + buf->len, text.ptr, text.len);
    buf->len += text.len;
    buf->ptr[buf->len] = '\0';
}

void gait_buf_add_cstr(gait_buf *buf, const char *text)
{
    gait_buf_add(buf, gait_str_of(text));
}

void gait_buf_add_char(gait_buf *buf, char c)
{
    if (!reserve(buf, 1))
        return;
    buf->ptr[buf->len++] = c;
    buf->ptr[buf->len] = '\0';
}

void gait_buf_add_format(gait_buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    size_t room = buf->capacity - buf->len;
    char *end = room == 0 ? NULL : buf->ptr + buf->len;
    int len = vsnprintf(end, room, format, args);
    va_end(args);
    GAIT_BUG_IF(len < 0);
    if (reserve(buf, (size_t)len)) {
        if ((size_t)len >= room)
            (void)vsnprintf(buf->ptr + buf->len, (size_t)len + 1, format, again);
        buf->len += (size_t)len;
    } else if (room > 0) {
        *end = '\0';
    }
    va_end(again);
}

gait_str gait_buf_text(const gait_buf *buf)
{
    return (gait_str){ buf->ptr == NULL ? "" : buf->ptr, buf->len };
}

bool gait_buf_finish(const gait_buf *buf, gait_str *out, gait_error *err)
{
    if (buf->overflow)
        return gait_fail(err, GAIT_E_text_too_long, "the text is over its limit of %zu bytes",
                         buf->max);
    *out = gait_buf_text(buf);
    return true;
}
