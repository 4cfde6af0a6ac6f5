/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/intent_read.h"

#include "net/host.h"
#include "net/url.h"

gi_tri gi_target_host(gait_arena *arena, const gi_target *target, gait_str *out)
{
    gait_error ignored = GAIT_ERROR_INIT;
    gi_net_host claimed;
    gi_tri known = gi_net_target_domain(arena, target->kind, target->value, out);
    if (known == GI_UNKNOWN)
        return GI_UNKNOWN;
    /* What calls itself a path and looks like a URL may be opened as one. */
    bool local =
        gait_str_is(target->kind, "path") && !gait_str_contains(target->value, GAIT_STR("://"));
    if (target->endpoint_domain.len == 0)
        return known == GI_TRUE || local ? known : GI_UNKNOWN;
    if (!gi_net_host_parse(target->endpoint_domain, &claimed, &ignored))
        return GI_UNKNOWN;
    if (known == GI_TRUE && !gait_str_equal(*out, gi_net_host_text(&claimed)))
        return GI_UNKNOWN;
    *out = gait_arena_str(arena, gi_net_host_text(&claimed));
    return GI_TRUE;
}

/* Absent is null, and the object is closed: rules can read these names and no others. */
static void put(gait_arena *arena, gait_json *object, const char *name, gait_str text)
{
    object->closed = true;
    gait_json_set(arena, object, gait_str_of(name),
                  text.len == 0 ? gait_json_null() : gait_json_string(text));
}

static gait_json target_view(gait_arena *arena, const gi_target *target)
{
    gait_json *one = gait_json_new_object(arena);
    gait_str domain;
    if (gi_target_host(arena, target, &domain) != GI_TRUE)
        domain = GAIT_STR("");
    put(arena, one, "kind", target->kind);
    put(arena, one, "value", target->value);
    put(arena, one, "operation", target->operation);
    put(arena, one, "sensitivity", target->sensitivity);
    put(arena, one, "domain", domain);
    put(arena, one, "discovery", target->discovery_method);
    gait_json_set(arena, one, GAIT_STR("destructive"),
                  target->destructive_given ? gait_json_bool(target->destructive)
                                            : gait_json_null());
    return *one;
}

static gait_json provenance_view(gait_arena *arena, const gi_provenance *provenance)
{
    gait_json *one = gait_json_new_object(arena);
    put(arena, one, "arg", provenance->arg_path);
    put(arena, one, "source", provenance->source);
    put(arena, one, "ref", provenance->source_ref);
    put(arena, one, "digest", provenance->integrity_digest);
    return *one;
}

const gait_json *gi_intent_view(gait_arena *arena, const gait_intent *intent)
{
    gait_json *view = gait_json_new_object(arena);
    gait_json *targets = gait_json_new_array(arena);
    gait_json *provenance = gait_json_new_array(arena);
    for (size_t i = 0; i < intent->target_count; i++)
        gait_json_push(arena, targets, target_view(arena, &intent->targets[i]));
    for (size_t i = 0; i < intent->provenance_count; i++)
        gait_json_push(arena, provenance, provenance_view(arena, &intent->provenance[i]));
    put(arena, view, "tool", intent->tool);
    put(arena, view, "identity", intent->identity);
    put(arena, view, "workspace", intent->workspace);
    put(arena, view, "env", intent->environment);
    put(arena, view, "risk", intent->risk);
    put(arena, view, "phase", intent->phase);
    put(arena, view, "session", intent->session);
    put(arena, view, "credential_source", intent->credential_source);
    put(arena, view, "skill_publisher", intent->skill_publisher);
    gait_json_set(arena, view, GAIT_STR("args"), *intent->args);
    gait_json_set(arena, view, GAIT_STR("targets"), *targets);
    gait_json_set(arena, view, GAIT_STR("provenance"), *provenance);
    return view;
}
