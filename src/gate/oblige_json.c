/*
 * oblige_json.c — the obligations of a decision as traces and outputs show them, see docs/trace.md.
 *
 * What calls are counted by holds values of the intent: its digest stands here, which says whether two are the same.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include <gait/digest.h>
#include <gait/gate.h>

static void put(gait_arena *arena, gait_json *object, const char *name, gait_json value)
{
    (void)gait_json_set(arena, object, gait_str_of(name), value);
}

static void put_list(gait_arena *arena, gait_json *object, const char *name, const gait_str *texts,
                     size_t count)
{
    gait_json *list = gait_json_new_array(arena);
    for (size_t i = 0; i < count; i++)
        (void)gait_json_push(arena, list, gait_json_string(texts[i]));
    put(arena, object, name, *list);
}

gait_json *gait_decision_credential(gait_arena *arena, const gait_decision *decision)
{
    const gait_credential *from = &decision->credential;
    if (!from->wanted)
        return NULL;
    gait_json *out = gait_json_new_object(arena);
    if (from->broker.len > 0)
        put(arena, out, "broker", gait_json_string(from->broker));
    if (from->scope_count > 0)
        put_list(arena, out, "scopes", from->scopes, from->scope_count);
    if (from->source_count > 0)
        put_list(arena, out, "sources", from->sources, from->source_count);
    if (from->issuer_count > 0)
        put_list(arena, out, "issuers", from->issuers, from->issuer_count);
    put(arena, out, "jit", gait_json_bool(from->jit));
    if (from->max_ttl_seconds > 0)
        put(arena, out, "max_ttl_seconds", gait_json_integer(arena, from->max_ttl_seconds));
    return out;
}

static gait_json *limit_json(gait_arena *arena, const gait_limit *from)
{
    gait_json *out = gait_json_new_object(arena);
    put(arena, out, "rule", gait_json_string(from->rule));
    put(arena, out, "max", gait_json_integer(arena, from->max));
    put(arena, out, "seconds", gait_json_integer(arena, from->seconds));
    put_list(arena, out, "by", from->by, from->by_count);
    if (from->key.len > 0)
        put(arena, out, "key_digest", gait_json_string(gait_digest_hex_of(arena, from->key)));
    if (from->known)
        put(arena, out, "used", gait_json_integer(arena, from->used));
    put(arena, out, "charges", gait_json_integer(arena, from->charges));
    return out;
}

gait_json *gait_decision_limits(gait_arena *arena, const gait_decision *decision)
{
    if (decision->limit_count == 0)
        return NULL;
    gait_json *out = gait_json_new_array(arena);
    for (size_t i = 0; i < decision->limit_count; i++)
        (void)gait_json_push(arena, out, *limit_json(arena, &decision->limits[i]));
    return out;
}
