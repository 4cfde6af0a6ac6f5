/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/intent_read.h"

#include "base/text.h"

#include <gait/digest.h>
#include <gait/limits.h>

bool gi_read_fail(gi_reader *reader, const gait_json *value, const char *where, const char *name,
                  const char *what)
{
    const char *dot = where[0] != '\0' && name[0] != '\0' ? "." : "";
    if (value == NULL || value->line == 0)
        return gait_fail(reader->err, GAIT_E_intent_invalid, "%s%s%s %s", where, dot, name, what);
    return gait_fail(reader->err, GAIT_E_intent_invalid, "line %u, column %u: %s%s%s %s",
                     value->line, value->column, where, dot, name, what);
}

bool gi_read_known(gi_reader *reader, const gait_json *object, const char *where,
                   const char *const *known)
{
    for (size_t i = 0; i < object->count; i++) {
        const gait_json_member *member = &object->members[i];
        bool found = false;
        for (size_t k = 0; known[k] != NULL && !found; k++)
            found = gait_str_is(member->name, known[k]);
        if (found)
            continue;
        const char *near = gait_str_nearest(member->name, known);
        return gait_fail(reader->err, GAIT_E_json_unknown_member,
                         "line %u, column %u: unknown member in %s%s%s%s", member->value.line,
                         member->value.column, where[0] == '\0' ? "the intent" : where,
                         near == NULL ? "" : "; did you mean '", near == NULL ? "" : near,
                         near == NULL ? "" : "'?");
    }
    return true;
}

const gait_json *gi_read_find(gi_member member)
{
    const gait_json *value = gait_json_get(member.object, gait_str_of(member.name));
    return value == NULL || value->kind == GAIT_JSON_NULL ? NULL : value;
}

static bool of_kind(gi_reader *reader, gi_member member, gait_json_kind kind, const char *what,
                    const gait_json **out)
{
    *out = gi_read_find(member);
    if (*out != NULL && (*out)->kind != kind)
        return gi_read_fail(reader, *out, member.where, member.name, what);
    return true;
}

bool gi_read_array(gi_reader *reader, gi_member member, const gait_json **out)
{
    return of_kind(reader, member, GAIT_JSON_ARRAY, "must be a list", out);
}

bool gi_read_object(gi_reader *reader, gi_member member, const gait_json **out)
{
    return of_kind(reader, member, GAIT_JSON_OBJECT, "must be an object", out);
}

bool gi_read_text(gi_reader *reader, gi_member member, gi_case letters, gait_str *out)
{
    const gait_json *value;
    if (!of_kind(reader, member, GAIT_JSON_STRING, "must be a string", &value))
        return false;
    *out = value == NULL ? GAIT_STR("") : gi_text_trim(value->text);
    if (letters == GI_CASE_LOWER)
        *out = gi_text_lower(reader->arena, *out);
    return true;
}

bool gi_read_name(gi_reader *reader, gi_member member, gi_case letters, gait_str *out)
{
    if (!gi_read_text(reader, member, letters, out))
        return false;
    for (size_t i = 0; i < out->len; i++)
        if ((unsigned char)out->ptr[i] < 0x20 || out->ptr[i] == 0x7F)
            return gi_read_fail(reader, gi_read_find(member), member.where, member.name,
                                "has a control character");
    if (out->len > GAIT_LIMIT_INTENT_NAME_BYTES)
        return gi_read_fail(reader, gi_read_find(member), member.where, member.name,
                            "is longer than the limit of 4096 bytes");
    return true;
}

bool gi_read_required_name(gi_reader *reader, gi_member member, gi_case letters, gait_str *out)
{
    return gi_read_name(reader, member, letters, out) &&
           (out->len > 0 ||
            gi_read_fail(reader, gi_read_find(member), member.where, member.name, "is required"));
}

bool gi_read_required(gi_reader *reader, gi_member member, gi_case letters, gait_str *out)
{
    if (!gi_read_text(reader, member, letters, out))
        return false;
    if (out->len == 0)
        return gi_read_fail(reader, gi_read_find(member), member.where, member.name, "is required");
    return true;
}

bool gi_read_enum(gi_reader *reader, gi_member member, const char *const *allowed, gait_str *out)
{
    if (!gi_read_text(reader, member, GI_CASE_LOWER, out))
        return false;
    if (out->len == 0)
        return true;
    for (size_t i = 0; allowed[i] != NULL; i++)
        if (gait_str_is(*out, allowed[i]))
            return true;
    gait_buf list;
    gait_buf_init(&list, reader->arena, 200);
    gait_buf_add_cstr(&list, "must be one of");
    for (size_t i = 0; allowed[i] != NULL; i++)
        gait_buf_add_format(&list, " %s", allowed[i]);
    return gi_read_fail(reader, gi_read_find(member), member.where, member.name,
                        gait_buf_text(&list).ptr);
}

bool gi_read_hex(gi_reader *reader, gi_member member, gait_str *out)
{
    gait_digest digest;
    if (!gi_read_text(reader, member, GI_CASE_LOWER, out))
        return false;
    if (out->len != 0 && !gait_digest_parse(*out, &digest))
        return gi_read_fail(reader, gi_read_find(member), member.where, member.name,
                            "must be 64 hex digits");
    return true;
}

bool gi_read_bool(gi_reader *reader, gi_member member, bool *given, bool *out)
{
    const gait_json *value;
    if (!of_kind(reader, member, GAIT_JSON_BOOL, "must be true or false", &value))
        return false;
    *given = value != NULL;
    *out = value != NULL && value->boolean;
    return true;
}

void gi_put_text(gait_arena *arena, gait_json *object, const char *name, gait_str text)
{
    if (text.len != 0)
        gait_json_set(arena, object, gait_str_of(name), gait_json_string(text));
}
