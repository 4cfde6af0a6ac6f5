/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/canonical.h"
#include "codec/json_walk.h"

#include <math.h>

enum { PATH_BYTES = 120, NAME_BYTES = 40 };

/*
 * UTF-16 order differs from byte order in one case: characters beyond U+FFFF (led by 0xF0 to 0xF4) are surrogates
 * there, below U+E000 to U+FFFF (led by 0xEE and 0xEF).
 */
static int compare_utf16(gait_str a, gait_str b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    for (size_t i = 0; i < common; i++) {
        unsigned char x = (unsigned char)a.ptr[i];
        unsigned char y = (unsigned char)b.ptr[i];
        if (x == y)
            continue;
        if (x >= 0xEE && y >= 0xEE && (x >= 0xF0) != (y >= 0xF0))
            return x >= 0xF0 ? -1 : 1;
        return x < y ? -1 : 1;
    }
    return (a.len > b.len) - (a.len < b.len);
}

/* Where the walk stands, as a.b[2].c; long names and long paths are cut. */
static gait_str path_of(const gi_json_walk *walk)
{
    gait_buf path;
    gait_buf_init(&path, walk->buf->arena, PATH_BYTES);
    for (size_t i = 0; i < walk->depth && !path.overflow; i++) {
        const gi_json_level *level = &walk->levels[i];
        size_t index = level->next - 1;
        if (level->container->kind == GAIT_JSON_ARRAY) {
            gait_buf_add_format(&path, "[%zu]", index);
            continue;
        }
        if (level->order != NULL)
            index = level->order[index];
        gait_str name = level->container->members[index].name;
        if (i > 0)
            gait_buf_add_char(&path, '.');
        gait_buf_add(&path, gait_str_first(name, NAME_BYTES));
        if (name.len > NAME_BYTES)
            gait_buf_add_cstr(&path, "...");
    }
    return gait_buf_text(&path);
}

static bool refuse(const gi_json_walk *walk, gait_code code, const char *what)
{
    gait_str path = path_of(walk);
    if (path.len == 0)
        return gait_fail(walk->err, code, "the document: %s", what);
    return gait_fail(walk->err, code, "%.*s: %s", GAIT_STR_ARG(path), what);
}

static bool put_string(gi_json_walk *walk, gait_str text)
{
    gait_buf_add_char(walk->buf, '"');
    if (!gi_json_escape(walk->buf, text, false))
        return refuse(walk, GAIT_E_json_encoding, "a text that is not UTF-8 has no canonical form");
    gait_buf_add_char(walk->buf, '"');
    return true;
}

/*
 * Most numbers are written canonically already: at most fifteen digits survive a double, so that the text is its own
 * shortest form if it has no exponent, no sign of zero, no zero at the end of a fraction, and is not so small that
 * ECMAScript would give it an exponent.
 */
static bool is_canonical(gait_str text)
{
    gait_str digits = text.ptr[0] == '-' ? gait_str_from(text, 1) : text;
    size_t point = digits.len;
    size_t first = digits.len; /* digit other than zero */
    for (size_t i = 0; i < digits.len; i++) {
        char c = digits.ptr[i];
        if (c == '.')
            point = i;
        else if (c < '0' || c > '9')
            return false;
        else if (c != '0' && first == digits.len)
            first = i;
    }
    if (digits.len > 15 || first == digits.len)
        return digits.len == 1 && text.len == 1; /* 0 */
    return point == digits.len || (digits.ptr[digits.len - 1] != '0' && first < point + 7);
}

static bool put_number(gi_json_walk *walk, gait_str text)
{
    if (is_canonical(text)) {
        gait_buf_add(walk->buf, text);
        return true;
    }
    char out[32];
    int64_t integer;
    double value;
    gait_number_class class = gait_number_classify(text, &integer, &value);
    if (walk->numbers == GAIT_NUMBERS_EXACT && class == GAIT_NUMBER_UNSAFE)
        return refuse(
            walk, GAIT_E_json_number,
            "number is beyond what a digest can tell apart (2^53, or the range of a double)");
    if (!isfinite(value))
        return refuse(walk, GAIT_E_json_number, "number is beyond the range of a double");
    gait_buf_add(walk->buf, (gait_str){ out, gait_number_format(value, out) });
    return true;
}

static const gi_json_form form = { compare_utf16, false, put_string, put_number };

bool gi_json_canonical_with(gait_arena *arena, const gait_json *value, const gait_json *part,
                            size_t max_bytes, gi_canonical *out, gait_error *err)
{
    gait_buf buf;
    gait_buf_init(&buf, arena, max_bytes);
    gi_json_walk walk = {
        .buf = &buf, .form = &form, .numbers = GAIT_NUMBERS_EXACT, .err = err, .part = part
    };
    if (!gi_json_write(&walk, value) || !gait_buf_finish(&buf, &out->whole, err))
        return false;
    GAIT_BUG_IF(walk.part_end == 0);
    out->part = (gait_str){ out->whole.ptr + walk.part_start, walk.part_end - walk.part_start };
    return true;
}

bool gait_json_canonical(gait_arena *arena, const gait_json *value, gait_numbers numbers,
                         size_t max_bytes, gait_str *out, gait_error *err)
{
    gait_buf buf;
    gait_buf_init(&buf, arena, max_bytes);
    gi_json_walk walk = { .buf = &buf, .form = &form, .numbers = numbers, .err = err };
    return gi_json_write(&walk, value) && gait_buf_finish(&buf, out, err);
}
