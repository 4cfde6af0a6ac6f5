/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/intent_read.h"
#include "gate/words.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- args ---- */

static int by_name(const void *a, const void *b)
{
    return gait_str_compare((*(gait_json_member *const *)a)->name,
                            (*(gait_json_member *const *)b)->name);
}

/* After trimming, two names of one object may have become equal: which value should win is nobody's to say. */
static bool names_unique(gi_reader *reader, gait_json *object)
{
    gait_json_member **sorted = gait_arena_array(reader->arena, object->count, sizeof *sorted);
    for (size_t i = 0; i < object->count; i++)
        sorted[i] = &object->members[i];
    qsort(sorted, object->count, sizeof *sorted, by_name);
    for (size_t i = 1; i < object->count; i++)
        if (gait_str_equal(sorted[i - 1]->name, sorted[i]->name))
            return gi_read_fail(
                reader, &sorted[i]->value, "", "args",
                "have two members of one object whose names are equal once trimmed");
    object->order = NULL; /* it was sorted by the untrimmed names */
    return true;
}

static bool trim_value(gi_reader *reader, gait_json *value);

static bool trim_object(gi_reader *reader, gait_json *object)
{
    bool changed = false;
    for (size_t i = 0; i < object->count; i++) {
        gait_json_member *member = &object->members[i];
        gait_str name = gi_text_trim(member->name);
        if (name.len == 0)
            return gi_read_fail(reader, &member->value, "", "args", "contain an empty name");
        changed = changed || name.len != member->name.len;
        member->name = name;
        if (!trim_value(reader, &member->value))
            return false;
    }
    return !changed || names_unique(reader, object);
}

/* In place: the parsed tree is ours. Depth is bounded by the parser. */
static bool trim_value(gi_reader *reader, gait_json *value)
{
    if (value->kind == GAIT_JSON_STRING)
        value->text = gi_text_trim(value->text);
    if (value->kind == GAIT_JSON_OBJECT)
        return trim_object(reader, value);
    for (size_t i = 0; value->kind == GAIT_JSON_ARRAY && i < value->count; i++)
        if (!trim_value(reader, &value->items[i]))
            return false;
    return true;
}

bool gi_read_args(gi_reader *reader, gi_member member, const gait_json **out)
{
    const gait_json *args;
    if (!gi_read_object(reader, member, &args))
        return false;
    *out = args == NULL ? gait_json_new_object(reader->arena) : args;
    return args == NULL || trim_object(reader, (gait_json *)(uintptr_t)args);
}

/* ---- sorted, unique lists ---- */

static int order_of(const gait_str *a, const gait_str *b, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int order = gait_str_compare(a[i], b[i]);
        if (order != 0)
            return order;
    }
    return 0;
}

static int by_target(const void *left, const void *right)
{
    const gi_target *a = left;
    const gi_target *b = right;
    const gait_str x[] = { a->kind, a->value, a->operation, a->sensitivity, a->endpoint_domain };
    const gait_str y[] = { b->kind, b->value, b->operation, b->sensitivity, b->endpoint_domain };
    int order = order_of(x, y, 5);
    if (order == 0)
        order = (a->destructive_given + a->destructive) - (b->destructive_given + b->destructive);
    return order != 0 ? order : gait_str_compare(a->discovery_method, b->discovery_method);
}

static int by_provenance(const void *left, const void *right)
{
    const gi_provenance *a = left;
    const gi_provenance *b = right;
    const gait_str x[] = { a->arg_path, a->source, a->source_ref, a->integrity_digest };
    const gait_str y[] = { b->arg_path, b->source, b->source_ref, b->integrity_digest };
    return order_of(x, y, 4);
}

static size_t sort_unique(void *items, size_t count, size_t size,
                          int (*compare)(const void *, const void *))
{
    char *bytes = items;
    size_t kept = 0;
    if (count > 1)
        qsort(items, count, size, compare);
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && compare(bytes + (kept - 1) * size, bytes + i * size) == 0)
            continue;
        if (kept != i)
            memcpy(bytes + kept * size, bytes + i * size, size);
        kept++;
    }
    return kept;
}

static const char *element_path(gi_reader *reader, gi_member member, size_t index)
{
    const char *dot = member.where[0] == '\0' ? "" : ".";
    return gait_arena_format(reader->arena, "%s%s%s[%zu]", member.where, dot, member.name, index)
        .ptr;
}

/* ---- targets ---- */

static bool read_discovery(gi_reader *reader, const gait_json *object, const char *where,
                           gait_str *out)
{
    const gi_member member = { object, where, "discovery_method" };
    if (!gi_read_text(reader, member, GI_CASE_LOWER, out))
        return false;
    char *name = gait_arena_cstr(reader->arena, *out);
    for (size_t i = 0; i < out->len; i++)
        if (name[i] == '-' || name[i] == ' ')
            name[i] = '_';
    *out = (gait_str){ name, out->len };
    for (size_t i = 0; gi_discovery_methods[i] != NULL; i++)
        if (out->len == 0 || gait_str_is(*out, gi_discovery_methods[i]))
            return true;
    return gi_read_fail(reader, gi_read_find(member), where, member.name,
                        "must be one of webmcp dynamic_mcp a2a mcp static_mcp manual unknown");
}

static bool read_target(gi_reader *reader, const gait_json *object, const char *where,
                        gi_target *out)
{
    static const char *const known[] = { "kind",
                                         "value",
                                         "operation",
                                         "sensitivity",
                                         "endpoint_domain",
                                         "destructive",
                                         "discovery_method",
                                         NULL };
    if (object->kind != GAIT_JSON_OBJECT)
        return gi_read_fail(reader, object, where, "", "must be an object");
    const gi_member kind = { object, where, "kind" };
    gait_str text;
    return gi_read_known(reader, object, where, known) &&
           gi_read_required(reader, kind, GI_CASE_LOWER, &text) &&
           gi_read_enum(reader, kind, gi_target_kinds, &out->kind) &&
           gi_read_required(reader, (gi_member){ object, where, "value" }, GI_CASE_KEPT,
                            &out->value) &&
           gi_read_text(reader, (gi_member){ object, where, "operation" }, GI_CASE_LOWER,
                        &out->operation) &&
           gi_read_text(reader, (gi_member){ object, where, "sensitivity" }, GI_CASE_LOWER,
                        &out->sensitivity) &&
           gi_read_text(reader, (gi_member){ object, where, "endpoint_domain" }, GI_CASE_LOWER,
                        &out->endpoint_domain) &&
           gi_read_bool(reader, (gi_member){ object, where, "destructive" },
                        &out->destructive_given, &out->destructive) &&
           read_discovery(reader, object, where, &out->discovery_method);
}

bool gi_read_targets(gi_reader *reader, gi_member member, gait_intent *intent)
{
    const gait_json *list;
    if (!gi_read_array(reader, member, &list))
        return false;
    size_t count = list == NULL ? 0 : list->count;
    intent->targets = gait_arena_array(reader->arena, count, sizeof *intent->targets);
    for (size_t i = 0; i < count; i++)
        if (!read_target(reader, &list->items[i], element_path(reader, member, i),
                         &intent->targets[i]))
            return false;
    intent->target_count = sort_unique(intent->targets, count, sizeof *intent->targets, by_target);
    return true;
}

/* ---- provenance ---- */

static bool read_source(gi_reader *reader, const gait_json *object, const char *where,
                        gi_provenance *out)
{
    static const char *const known[] = { "arg_path", "source", "source_ref", "integrity_digest",
                                         NULL };
    if (object->kind != GAIT_JSON_OBJECT)
        return gi_read_fail(reader, object, where, "", "must be an object");
    const gi_member source = { object, where, "source" };
    return gi_read_known(reader, object, where, known) &&
           gi_read_required(reader, (gi_member){ object, where, "arg_path" }, GI_CASE_KEPT,
                            &out->arg_path) &&
           gi_read_required(reader, source, GI_CASE_LOWER, &out->source) &&
           gi_read_enum(reader, source, gi_provenance_sources, &out->source) &&
           gi_read_text(reader, (gi_member){ object, where, "source_ref" }, GI_CASE_KEPT,
                        &out->source_ref) &&
           gi_read_hex(reader, (gi_member){ object, where, "integrity_digest" },
                       &out->integrity_digest);
}

bool gi_read_provenance(gi_reader *reader, gi_member member, gait_intent *intent)
{
    const gait_json *list;
    if (!gi_read_array(reader, member, &list))
        return false;
    size_t count = list == NULL ? 0 : list->count;
    intent->provenance = gait_arena_array(reader->arena, count, sizeof *intent->provenance);
    for (size_t i = 0; i < count; i++)
        if (!read_source(reader, &list->items[i], element_path(reader, member, i),
                         &intent->provenance[i]))
            return false;
    intent->provenance_count =
        sort_unique(intent->provenance, count, sizeof *intent->provenance, by_provenance);
    return true;
}
