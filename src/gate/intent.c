/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/intent_read.h"
#include "gate/words.h"

#include "base/text.h"

#include <gait/time.h>
#include <gait/limits.h>

#include <string.h>

gait_str gait_intent_digest(const gait_intent *intent)
{
    return intent->intent_digest;
}

gait_str gait_intent_args_digest(const gait_intent *intent)
{
    return intent->args_digest;
}

gait_str gait_intent_tool(const gait_intent *intent)
{
    return intent->tool;
}

static bool read_context(gi_reader *reader, const gait_json *root, gait_intent *intent)
{
    static const char *const known[] = { "identity",   "workspace",         "risk_class",
                                         "session_id", "request_id",        "environment",
                                         "phase",      "credential_source", NULL };
    const gait_json *c;
    if (!gi_read_object(reader, (gi_member){ root, "", "context" }, &c))
        return false;
    if (c == NULL)
        return gi_read_fail(reader, NULL, "", "context", "is required");
    return gi_read_known(reader, c, "context", known) &&
           gi_read_required_name(reader, (gi_member){ c, "context", "identity" }, GI_CASE_KEPT,
                                 &intent->identity) &&
           gi_read_required_name(reader, (gi_member){ c, "context", "workspace" }, GI_CASE_KEPT,
                                 &intent->workspace) &&
           gi_read_required_name(reader, (gi_member){ c, "context", "risk_class" }, GI_CASE_LOWER,
                                 &intent->risk) &&
           gi_read_name(reader, (gi_member){ c, "context", "session_id" }, GI_CASE_KEPT,
                        &intent->session) &&
           gi_read_name(reader, (gi_member){ c, "context", "request_id" }, GI_CASE_KEPT,
                        &intent->request) &&
           gi_read_name(reader, (gi_member){ c, "context", "environment" }, GI_CASE_KEPT,
                        &intent->environment) &&
           gi_read_enum(reader, (gi_member){ c, "context", "phase" }, gi_phases, &intent->phase) &&
           gi_read_enum(reader, (gi_member){ c, "context", "credential_source" },
                        gi_credential_sources, &intent->credential_source);
}

/* Windows separators become slashes, and nothing else changes: matching cleans, the digest keeps what was said. */
static void slash_workspace(gi_reader *reader, gait_intent *intent)
{
    if (memchr(intent->workspace.ptr, '\\', intent->workspace.len) == NULL)
        return;
    char *path = gait_arena_cstr(reader->arena, intent->workspace);
    for (size_t i = 0; i < intent->workspace.len; i++)
        if (path[i] == '\\')
            path[i] = '/';
    intent->workspace.ptr = path;
}

static bool read_skill(gi_reader *reader, const gait_json *root, gait_intent *intent,
                       const gait_json **out)
{
    static const char *const where = "skill_provenance";
    static const char *const known[] = { "skill_name", "skill_version",    "source", "publisher",
                                         "digest",     "signature_key_id", NULL };
    const gait_json *s;
    gait_str name, version, source, digest, key_id;
    *out = NULL;
    if (!gi_read_object(reader, (gi_member){ root, "", where }, &s) || s == NULL)
        return reader->err->code == GAIT_OK;
    if (!gi_read_known(reader, s, where, known) ||
        !gi_read_required_name(reader, (gi_member){ s, where, "skill_name" }, GI_CASE_KEPT,
                               &name) ||
        !gi_read_name(reader, (gi_member){ s, where, "skill_version" }, GI_CASE_KEPT, &version) ||
        !gi_read_required_name(reader, (gi_member){ s, where, "source" }, GI_CASE_LOWER, &source) ||
        !gi_read_required_name(reader, (gi_member){ s, where, "publisher" }, GI_CASE_KEPT,
                               &intent->skill_publisher) ||
        !gi_read_hex(reader, (gi_member){ s, where, "digest" }, &digest) ||
        !gi_read_name(reader, (gi_member){ s, where, "signature_key_id" }, GI_CASE_KEPT, &key_id))
        return false;
    gait_json *skill = gait_json_new_object(reader->arena);
    gi_put_text(reader->arena, skill, "skill_name", name);
    gi_put_text(reader->arena, skill, "skill_version", version);
    gi_put_text(reader->arena, skill, "source", source);
    gi_put_text(reader->arena, skill, "publisher", intent->skill_publisher);
    gi_put_text(reader->arena, skill, "digest", digest);
    gi_put_text(reader->arena, skill, "signature_key_id", key_id);
    *out = skill;
    return true;
}

static bool read_call(gi_reader *reader, const gait_json *object, const char *where,
                      gait_intent *intent)
{
    return gi_read_args(reader, (gi_member){ object, where, "args" }, &intent->args) &&
           gi_read_targets(reader, (gi_member){ object, where, "targets" }, intent) &&
           gi_read_provenance(reader, (gi_member){ object, where, "arg_provenance" }, intent);
}

/* A step is decided as an intent of its own with the context of the whole. */
static bool read_step(gi_reader *reader, const gait_json *object, const char *where,
                      const gait_intent *whole, const gait_intent **out)
{
    static const char *const known[] = { "tool_name", "args", "targets", "arg_provenance", NULL };
    gait_intent *step = gait_arena_alloc(reader->arena, sizeof *step);
    *step = *whole;
    step->steps = NULL;
    step->step_count = 0;
    if (object->kind != GAIT_JSON_OBJECT)
        return gi_read_fail(reader, object, where, "", "must be an object");
    if (!gi_read_known(reader, object, where, known) ||
        !gi_read_required_name(reader, (gi_member){ object, where, "tool_name" }, GI_CASE_LOWER,
                               &step->tool) ||
        !read_call(reader, object, where, step))
        return false;
    *out = step;
    return true;
}

static bool read_script(gi_reader *reader, const gait_json *root, gait_intent *intent)
{
    static const char *const known[] = { "steps", NULL };
    const gait_json *script, *steps;
    if (!gi_read_object(reader, (gi_member){ root, "", "script" }, &script) || script == NULL)
        return reader->err->code == GAIT_OK;
    if (!gi_read_known(reader, script, "script", known) ||
        !gi_read_array(reader, (gi_member){ script, "script", "steps" }, &steps))
        return false;
    if (steps == NULL || steps->count == 0)
        return gi_read_fail(reader, script, "script", "steps", "must not be empty");
    if (steps->count > GAIT_LIMIT_INTENT_STEPS)
        return gi_read_fail(reader, steps, "script", "steps", "are more than the limit of 64");
    intent->tool = GAIT_STR("script");
    intent->steps = gait_arena_array(reader->arena, steps->count, sizeof *intent->steps);
    for (size_t i = 0; i < steps->count; i++) {
        gait_str where = gait_arena_format(reader->arena, "script.steps[%zu]", i);
        if (!read_step(reader, &steps->items[i], where.ptr, intent, &intent->steps[i]))
            return false;
    }
    intent->step_count = steps->count;
    return true;
}

static bool read_header(gi_reader *reader, const gait_json *root, gait_intent *intent)
{
    static const char *const known[] = { "schema_id",        "schema_version",   "created_at",
                                         "producer_version", "tool_name",        "args",
                                         "args_digest",      "intent_digest",    "targets",
                                         "arg_provenance",   "context",          "script",
                                         "script_hash",      "skill_provenance", NULL };
    const gi_member created = { root, "", "created_at" };
    gait_str id, version, ignored;
    if (!gi_read_known(reader, root, "", known) ||
        !gi_read_name(reader, (gi_member){ root, "", "schema_id" }, GI_CASE_KEPT, &id) ||
        !gi_read_name(reader, (gi_member){ root, "", "schema_version" }, GI_CASE_KEPT, &version) ||
        !gi_read_name(reader, (gi_member){ root, "", "producer_version" }, GI_CASE_KEPT,
                      &ignored) ||
        !gi_read_name(reader, (gi_member){ root, "", "args_digest" }, GI_CASE_KEPT, &ignored) ||
        !gi_read_name(reader, (gi_member){ root, "", "intent_digest" }, GI_CASE_KEPT, &ignored) ||
        !gi_read_name(reader, (gi_member){ root, "", "script_hash" }, GI_CASE_KEPT, &ignored) ||
        !gi_read_name(reader, created, GI_CASE_KEPT, &intent->created_at))
        return false;
    if (id.len != 0 && !gait_str_is(id, "gait.gate.intent_request"))
        return gi_read_fail(reader, gi_read_find((gi_member){ root, "", "schema_id" }), "",
                            "schema_id", "must be gait.gate.intent_request");
    if (version.len != 0 && !gait_str_is(version, "1.0.0"))
        return gi_read_fail(reader, gi_read_find((gi_member){ root, "", "schema_version" }), "",
                            "schema_version", "must be 1.0.0");
    intent->created_given = intent->created_at.len != 0;
    if (intent->created_given && !gait_time_parse(intent->created_at, &intent->created_unix_ns))
        return gi_read_fail(reader, gi_read_find(created), "", "created_at",
                            "must be an RFC 3339 time");
    return true;
}

static bool read_tool(gi_reader *reader, const gait_json *root, gait_intent *intent)
{
    const gi_member tool = { root, "", "tool_name" };
    if (gi_read_find((gi_member){ root, "", "script" }) != NULL)
        return gi_read_name(reader, tool, GI_CASE_LOWER, &intent->tool);
    return gi_read_required_name(reader, tool, GI_CASE_LOWER, &intent->tool);
}

static bool finish(gi_reader *reader, gait_intent *intent, const gait_json *skill)
{
    if (!gi_intent_digests(reader, intent, skill))
        return false;
    intent->view = gi_intent_view(reader->arena, intent);
    for (size_t i = 0; i < intent->step_count; i++) {
        gait_intent *step = (gait_intent *)(uintptr_t)intent->steps[i];
        if (!gi_intent_digests(reader, step, skill))
            return false;
        step->view = gi_intent_view(reader->arena, step);
    }
    return true;
}

bool gi_intent_of(gait_arena *arena, const gait_json *root, const gait_intent **out,
                  gait_error *err)
{
    gi_reader reader = { arena, err };
    gait_intent *intent = gait_arena_alloc(arena, sizeof *intent);
    const gait_json *skill;
    if (root->kind != GAIT_JSON_OBJECT)
        return gi_read_fail(&reader, root, "the intent", "", "must be an object");
    if (!read_header(&reader, root, intent) || !read_tool(&reader, root, intent) ||
        !read_call(&reader, root, "", intent) || !read_skill(&reader, root, intent, &skill) ||
        !read_context(&reader, root, intent))
        return false;
    slash_workspace(&reader, intent);
    if (!read_script(&reader, root, intent) || !finish(&reader, intent, skill))
        return false;
    *out = intent;
    return true;
}

bool gait_intent_parse(gait_arena *arena, gait_str bytes, size_t max_bytes, const gait_intent **out,
                       gait_error *err)
{
    gait_json_limits limits = gait_json_limits_for(max_bytes);
    gait_json *root;
    return gait_json_parse(arena, bytes, &limits, &root, err) &&
           gi_intent_of(arena, root, out, err);
}

int64_t gait_intent_created_ns(const gait_intent *intent)
{
    enum { FROM_1970_TO_1980 = 3652 * 86400 };
    return intent->created_given ? intent->created_unix_ns
                                 : FROM_1970_TO_1980 * INT64_C(1000000000);
}
