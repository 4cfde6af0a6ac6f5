/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/json_walk.h"

static bool put_string(gi_json_walk *walk, gait_str text)
{
    gait_buf_add_char(walk->buf, '"');
    (void)gi_json_escape(walk->buf, text, true); /* a byte that is no UTF-8 shows as U+FFFD */
    gait_buf_add_char(walk->buf, '"');
    return true;
}

static bool put_number(gi_json_walk *walk, gait_str text)
{
    gait_buf_add(walk->buf, text);
    return true;
}

void gait_json_emit(gait_buf *buf, const gait_json *value, gait_json_style style)
{
    static const gi_json_form compact = { gait_str_compare, false, put_string, put_number };
    static const gi_json_form indented = { NULL, true, put_string, put_number };
    gi_json_walk walk = { .buf = buf, .form = style == GAIT_JSON_INDENT ? &indented : &compact };
    (void)gi_json_write(&walk, value);
}
