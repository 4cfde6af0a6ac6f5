/*
 * json_walk.h — one walk over a value that writes it; the emitters differ in a form.
 *
 * Shape:   a loop with its own stack: depth costs arena, not stack.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_CODEC_JSON_WALK_H
#define GAIT_CODEC_JSON_WALK_H

#include "codec/json_order.h"

typedef struct gi_json_walk gi_json_walk;

typedef struct gi_json_form {
    gi_json_compare *compare; /* order of members; NULL: as they stand */
    bool indent;
    /* Write one string (with its quotes) or number; false stops the walk. */
    bool (*put_string)(gi_json_walk *walk, gait_str text);
    bool (*put_number)(gi_json_walk *walk, gait_str text);
} gi_json_form;

typedef struct gi_json_level {
    const gait_json *container;
    const uint32_t *order; /* NULL: as they stand */
    size_t next;           /* children begun so far */
} gi_json_level;

struct gi_json_walk {
    gait_buf *buf;
    const gi_json_form *form;
    gi_json_level *levels; /* open containers, outermost first */
    size_t depth;
    size_t room;
    gait_numbers numbers; /* for the form's functions */
    gait_error *err;
    const gait_json *part;       /* container whose place in the text is wanted, or NULL */
    size_t part_start, part_end; /* of it; 0 until it was written */
};

bool gi_json_write(gi_json_walk *walk, const gait_json *value);

/*
 * Writes text without its quotes, escaping what JSON demands, and for `html` what json.h says of files. An invalid
 * byte becomes U+FFFD; the result tells whether there was none.
 */
bool gi_json_escape(gait_buf *buf, gait_str text, bool html);

#endif
