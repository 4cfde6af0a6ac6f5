/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/intent_read.h"

#include "codec/canonical.h"

#include <gait/digest.h>
#include <gait/limits.h>

/* Canonical text may be longer than its source: escapes and exponents grow, at most sixfold. */
enum { LONGEST_BYTES = GAIT_LIMIT_INTENT_BYTES_MAX * 6 };

static gait_json targets_of(gait_arena *arena, const gait_intent *intent)
{
    gait_json *list = gait_json_new_array(arena);
    for (size_t i = 0; i < intent->target_count; i++) {
        const gi_target *t = &intent->targets[i];
        gait_json *one = gait_json_new_object(arena);
        gi_put_text(arena, one, "kind", t->kind);
        gi_put_text(arena, one, "value", t->value);
        gi_put_text(arena, one, "operation", t->operation);
        gi_put_text(arena, one, "sensitivity", t->sensitivity);
        gi_put_text(arena, one, "endpoint_domain", t->endpoint_domain);
        gi_put_text(arena, one, "discovery_method", t->discovery_method);
        if (t->destructive_given)
            gait_json_set(arena, one, GAIT_STR("destructive"), gait_json_bool(t->destructive));
        gait_json_push(arena, list, *one);
    }
    return *list;
}

static gait_json provenance_of(gait_arena *arena, const gait_intent *intent)
{
    gait_json *list = gait_json_new_array(arena);
    for (size_t i = 0; i < intent->provenance_count; i++) {
        const gi_provenance *p = &intent->provenance[i];
        gait_json *one = gait_json_new_object(arena);
        gi_put_text(arena, one, "arg_path", p->arg_path);
        gi_put_text(arena, one, "source", p->source);
        gi_put_text(arena, one, "source_ref", p->source_ref);
        gi_put_text(arena, one, "integrity_digest", p->integrity_digest);
        gait_json_push(arena, list, *one);
    }
    return *list;
}

static gait_json context_of(gait_arena *arena, const gait_intent *intent)
{
    gait_json *context = gait_json_new_object(arena);
    gi_put_text(arena, context, "identity", intent->identity);
    gi_put_text(arena, context, "workspace", intent->workspace);
    gi_put_text(arena, context, "risk_class", intent->risk);
    gi_put_text(arena, context, "session_id", intent->session);
    gi_put_text(arena, context, "request_id", intent->request);
    gi_put_text(arena, context, "environment", intent->environment);
    gi_put_text(arena, context, "phase", intent->phase);
    gi_put_text(arena, context, "credential_source", intent->credential_source);
    return *context;
}

/* {"steps":[…]}, where empty targets and provenance of a step are left out. */
static gait_json *script_of(gait_arena *arena, const gait_intent *intent)
{
    gait_json *steps = gait_json_new_array(arena);
    for (size_t i = 0; i < intent->step_count; i++) {
        const gait_intent *s = intent->steps[i];
        gait_json *one = gait_json_new_object(arena);
        gi_put_text(arena, one, "tool_name", s->tool);
        gait_json_set(arena, one, GAIT_STR("args"), *s->args);
        if (s->target_count > 0)
            gait_json_set(arena, one, GAIT_STR("targets"), targets_of(arena, s));
        if (s->provenance_count > 0)
            gait_json_set(arena, one, GAIT_STR("arg_provenance"), provenance_of(arena, s));
        gait_json_push(arena, steps, *one);
    }
    gait_json *script = gait_json_new_object(arena);
    gait_json_set(arena, script, GAIT_STR("steps"), *steps);
    return script;
}

static bool digest_of(gi_reader *reader, const gait_json *value, gait_str *hex)
{
    gait_str canonical;
    if (!gait_json_canonical(reader->arena, value, GAIT_NUMBERS_EXACT, LONGEST_BYTES, &canonical,
                             reader->err))
        return false;
    *hex = gait_digest_hex_of(reader->arena, canonical);
    return true;
}

static gait_json *projection_of(gait_arena *arena, const gait_intent *intent,
                                const gait_json *skill)
{
    gait_json *whole = gait_json_new_object(arena);
    gi_put_text(arena, whole, "tool_name", intent->tool);
    gait_json_set(arena, whole, GAIT_STR("args"), *intent->args);
    gait_json_set(arena, whole, GAIT_STR("targets"), targets_of(arena, intent));
    if (intent->provenance_count > 0)
        gait_json_set(arena, whole, GAIT_STR("arg_provenance"), provenance_of(arena, intent));
    gait_json_set(arena, whole, GAIT_STR("context"), context_of(arena, intent));
    if (skill != NULL)
        gait_json_set(arena, whole, GAIT_STR("skill_provenance"), *skill);
    return whole;
}

bool gi_intent_digests(gi_reader *reader, gait_intent *intent, const gait_json *skill)
{
    gait_json *whole = projection_of(reader->arena, intent, skill);
    if (intent->step_count > 0) {
        gait_json *script = script_of(reader->arena, intent);
        if (!digest_of(reader, script, &intent->script_hash))
            return false;
        gait_json_set(reader->arena, whole, GAIT_STR("script"), *script);
        gi_put_text(reader->arena, whole, "script_hash", intent->script_hash);
    }
    gi_canonical text;
    if (!gi_json_canonical_with(reader->arena, whole, gait_json_get(whole, GAIT_STR("args")),
                                LONGEST_BYTES, &text, reader->err))
        return false;
    intent->intent_digest = gait_digest_hex_of(reader->arena, text.whole);
    intent->args_digest = gait_digest_hex_of(reader->arena, text.part);
    return true;
}
