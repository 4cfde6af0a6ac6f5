/*
 * buf.h — growable text in an arena, with a mandatory maximum and a sticky overflow.
 *
 * Appends never fail: after the maximum is passed they do nothing, and gait_buf_finish reports it once. Emitters are
 * therefore straight-line code.
 *
 * Owner:   the text lives in the arena.
 * Errors:  text_too_long, from gait_buf_finish only.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_BUF_H
#define GAIT_BUF_H

#include <gait/arena.h>
#include <gait/error.h>

GAIT_BEGIN

typedef struct gait_buf {
    gait_arena *arena;
    char *ptr;       /* NUL-terminated once anything was appended */
    size_t len;      /* bytes, without the NUL */
    size_t capacity; /* bytes */
    size_t max;      /* bytes */
    bool overflow;   /* sticky */
} gait_buf;

GAIT_API void gait_buf_init(gait_buf *buf, gait_arena *arena, size_t max_bytes);
GAIT_API void gait_buf_add(gait_buf *buf, gait_str text);
GAIT_API void gait_buf_add_cstr(gait_buf *buf, const char *text);
GAIT_API void gait_buf_add_char(gait_buf *buf, char c);
GAIT_API void gait_buf_add_format(gait_buf *buf, const char *format, ...) GAIT_PRINTF(2, 3);
GAIT_API gait_str gait_buf_text(const gait_buf *buf); /* what is there so far, overflow or not */
GAIT_API GAIT_NODISCARD bool gait_buf_finish(const gait_buf *buf, gait_str *out, gait_error *err);

GAIT_END
#endif
