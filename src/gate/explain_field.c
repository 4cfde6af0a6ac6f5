/*
 * explain_field.c — what a condition looked at: names, types, and values as far as they may be shown.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/explain.h"
#include "gate/match_parts.h"

#include "base/text.h"

#include <gait/digest.h>
#include <gait/limits.h>
#include <gait/time.h>

enum {
    DIGEST_DIGITS = 16, /* of a value that is cut: enough to compare, too few to look up */
    NAME_BYTES = 512,
    LOOKED_AT_BYTES = 4096 /* beyond what is shown, where a secret's shape may become clear */
};

/* The fields of one condition, and how many there was no room for. */
typedef struct listing {
    const gi_looking *looking;
    gait_json *fields;
    size_t more;
} listing;

static void put(gait_arena *arena, gait_json *object, const char *name, gait_json value)
{
    gait_json_set(arena, object, gait_str_of(name), value);
}

static const char *type_of(const gait_json *value)
{
    static const char *const names[] = {
        [GAIT_JSON_NULL] = "null",     [GAIT_JSON_BOOL] = "boolean", [GAIT_JSON_NUMBER] = "number",
        [GAIT_JSON_STRING] = "string", [GAIT_JSON_ARRAY] = "array",  [GAIT_JSON_OBJECT] = "object",
    };
    return value == NULL ? "absent" : names[value->kind];
}

/* ---- one field ---- */

/* A text as it may be shown; of what does not fit there is a digest, to compare it by. */
static void put_text(gait_arena *arena, gait_json *out, gait_str text)
{
    gait_str rest = text;
    gait_str shown = gi_text_show(arena, &rest, GAIT_LIMIT_SHOWN_VALUE_BYTES);
    put(arena, out, "value", gait_json_string(shown));
    if (!gait_str_equal(shown, gait_str_first(text, text.len - rest.len)))
        put(arena, out, "escaped", gait_json_bool(true));
    if (rest.len == 0)
        return;
    gait_str digest = gait_digest_hex_of(arena, text);
    put(arena, out, "cut", gait_json_bool(true));
    put(arena, out, "digest", gait_json_string(gait_str_first(digest, DIGEST_DIGITS)));
}

static void put_value(gait_arena *arena, gait_json *out, const gait_json *value)
{
    bool text = value->kind == GAIT_JSON_STRING ||
                (value->kind == GAIT_JSON_NUMBER && value->text.len > GAIT_LIMIT_SHOWN_VALUE_BYTES);
    if (text)
        put_text(arena, out, value->text);
    else if (value->kind == GAIT_JSON_NUMBER || value->kind == GAIT_JSON_BOOL)
        put(arena, out, "value", *value);
}

/* Only the caller's own names can say that a credential stands there; those of the intent never do. */
static gait_str callers_name(gait_str path)
{
    gait_str args = GAIT_STR("args");
    return gait_str_starts(path, args) ? gait_str_from(path, args.len) : (gait_str){ NULL, 0 };
}

/* A secret that begins behind what is shown is not shown, so that the rest of a long text need not be looked at. */
static bool is_secret(gait_str path, const gait_json *value)
{
    gait_json start = *value;
    if (value->kind == GAIT_JSON_STRING)
        start.text = gait_str_first(value->text, GAIT_LIMIT_SHOWN_VALUE_BYTES + LOOKED_AT_BYTES);
    return gi_secret_value(callers_name(path), &start);
}

static void add(listing *l, gait_str path, const gait_json *value)
{
    gait_arena *arena = l->looking->arena;
    bool own = callers_name(path).len == 0; /* where the intent has no null: it is absent */
    if (own && value != NULL && value->kind == GAIT_JSON_NULL)
        value = NULL;
    if (l->fields->count == GAIT_LIMIT_SHOWN_FIELDS) {
        l->more++;
        return;
    }
    gait_json *one = gait_json_new_object(arena);
    gait_str name = gi_text_shown(arena, gi_without_secrets(arena, path), NAME_BYTES);
    bool list =
        value != NULL && (value->kind == GAIT_JSON_ARRAY || value->kind == GAIT_JSON_OBJECT);
    bool scalar = value != NULL && !list && value->kind != GAIT_JSON_NULL;
    put(arena, one, "name", gait_json_string(name));
    put(arena, one, "type", gait_json_string(gait_str_of(type_of(value))));
    if (list)
        put(arena, one, "elements", gait_json_integer(arena, (int64_t)value->count));
    if (scalar && value->kind != GAIT_JSON_BOOL)
        put(arena, one, "bytes", gait_json_integer(arena, (int64_t)value->text.len));
    if (scalar && is_secret(path, value))
        put(arena, one, "redacted", gait_json_bool(true));
    else if (scalar && l->looking->values)
        put_value(arena, one, value);
    gait_json_push(arena, l->fields, *one);
}

/* ---- what conditions of match look at ---- */

/* A member of the intent as conditions see it; a null there is an absent one. */
static const gait_json *present(const gait_json *object, gait_str name)
{
    const gait_json *value = object == NULL ? NULL : gait_json_get(object, name);
    return value == NULL || value->kind == GAIT_JSON_NULL ? NULL : value;
}

/* "targets[].kind", and "provenance" as a whole: of every element. */
static void add_elements(listing *l, gait_str list_name, gait_str member)
{
    gait_arena *arena = l->looking->arena;
    const gait_json *list = present(l->looking->intent->view, list_name);
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        gait_str path = gait_arena_format(arena, "%.*s[%zu].%.*s", GAIT_STR_ARG(list_name), i + 1,
                                          GAIT_STR_ARG(member));
        add(l, path, present(&list->items[i], member));
    }
}

static void add_now(listing *l)
{
    gait_json now = gait_json_string(gait_time_format(l->looking->arena, l->looking->now_unix_ns));
    add(l, GAIT_STR("now"), &now);
}

static void add_named(listing *l, gait_str field)
{
    const gait_json *view = l->looking->intent->view;
    if (gait_str_is(field, "now")) {
        add_now(l);
        return;
    }
    size_t bracket = gait_str_find(field, GAIT_STR("[]."));
    if (bracket == GAIT_STR_NONE) {
        add(l, field, present(view, field));
        return;
    }
    gait_str list = gait_str_first(field, bracket);
    gait_str member = gait_str_from(field, bracket + 3);
    const gait_json *first = l->fields->count > 0 ? &l->fields->items[0] : NULL;
    if (first == NULL)
        add(l, list, present(view, list));
    add_elements(l, list, member);
}

static void add_path(listing *l, const gi_segment *path, size_t length, gait_str name,
                     const gait_json *value)
{
    gait_arena *arena = l->looking->arena;
    if (length == 0) {
        add(l, name, value);
        return;
    }
    bool list = value != NULL && value->kind == GAIT_JSON_ARRAY;
    bool object = value != NULL && value->kind == GAIT_JSON_OBJECT;
    size_t from = path->kind == GI_SEGMENT_INDEX ? path->index : 0;
    size_t to = path->kind == GI_SEGMENT_INDEX ? path->index + 1 : list ? value->count : 0;
    if (path->kind == GI_SEGMENT_NAME) {
        gait_str below =
            gait_arena_format(arena, "%.*s.%.*s", GAIT_STR_ARG(name), GAIT_STR_ARG(path->name));
        add_path(l, path + 1, length - 1, below, object ? gait_json_get(value, path->name) : NULL);
        return;
    }
    if (!list || from >= value->count)
        add(l, name, value);
    for (size_t i = from; list && i < to && i < value->count; i++) {
        gait_str below = gait_arena_format(arena, "%.*s[%zu]", GAIT_STR_ARG(name), i + 1);
        add_path(l, path + 1, length - 1, below, &value->items[i]);
    }
}

/* ---- all of a condition ---- */

/* What a function read: members of the intent, and "now", which is none. */
static void add_read(listing *l, const gi_read *read)
{
    if (read->value == NULL && gait_str_is(read->path, "now"))
        add_now(l);
    else
        add(l, read->path, read->value);
}

gait_json gi_explain_fields(const gi_looking *looking, const gi_finding *finding, size_t *more)
{
    const gi_condition *condition = finding->condition;
    listing l = { looking, gait_json_new_array(looking->arena), 0 };
    for (size_t i = 0; i < finding->run.read_count; i++)
        add_read(&l, &finding->run.reads[i]);
    for (size_t i = 0; i < condition->field_count && condition->arg == NULL; i++)
        add_named(&l, condition->fields[i]);
    if (condition->kind == GI_CONDITION_TAINT) {
        add_elements(&l, GAIT_STR("provenance"), GAIT_STR("arg"));
        add_elements(&l, GAIT_STR("provenance"), GAIT_STR("source"));
    }
    if (condition->arg != NULL)
        add_path(&l, condition->arg->path, condition->arg->length, GAIT_STR("args"),
                 looking->intent->args);
    *more = l.more;
    return *l.fields;
}

bool gi_may_speak(const gi_finding *finding)
{
    for (size_t i = 0; i < finding->run.read_count; i++) {
        const gi_read *read = &finding->run.reads[i];
        if (gi_secret_text(read->path) || gi_secret_value(callers_name(read->path), read->value))
            return false;
    }
    return !finding->run.reads_cut;
}
