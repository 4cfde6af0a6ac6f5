/*
 * diff_inputs.c — the intents and traces below directories; a file that is neither stops everything, by its name.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "author/diff.h"

#include <gait/digest.h>
#include <gait/file.h>
#include <gait/limits.h>

#include <stdlib.h>

typedef struct reader {
    gait_arena *arena;
    gait_arena *scratch; /* of one file */
    const gait_diff_request *request;
    gi_diff_inputs *out;
} reader;

/* ---- one file ---- */

static void add_intent(reader *r, gait_str digest, const char *path)
{
    gi_diff_inputs *out = r->out;
    if (out->intent_count == out->intent_capacity) {
        size_t more = out->intent_capacity == 0 ? 64 : out->intent_capacity * 2;
        out->intents = gait_arena_grow(r->arena, out->intents, out->intent_capacity, more,
                                       sizeof *out->intents);
        out->intent_capacity = more;
    }
    out->intents[out->intent_count++] =
        (gi_diff_intent){ .digest = gait_arena_str(r->arena, digest),
                          .path = gait_arena_str(r->arena, gait_str_of(path)),
                          .files = 1 };
}

static gait_json copy_limits(gait_arena *arena, const gait_json *from)
{
    gait_json *list = gait_json_new_array(arena);
    for (size_t i = 0; i < from->count; i++) {
        const gait_json *used = gait_json_get(&from->items[i], GAIT_STR("used"));
        gait_json *one = gait_json_new_object(arena);
        if (used == NULL)
            continue;
        gait_json text = *used;
        text.text = gait_arena_str(arena, used->text);
        gait_json_set(arena, one, GAIT_STR("used"), text);
        gait_json_set(
            arena, one, GAIT_STR("rule"),
            gait_json_string(gait_arena_str(arena, gait_json_text(&from->items[i], "rule"))));
        gait_json_set(
            arena, one, GAIT_STR("key_digest"),
            gait_json_string(gait_arena_str(arena, gait_json_text(&from->items[i], "key_digest"))));
        gait_json_push(arena, list, *one);
    }
    return *list;
}

static void add_trace(reader *r, const gait_json *trace, const char *path)
{
    gi_diff_inputs *out = r->out;
    gait_arena *arena = r->arena;
    const gait_json *limits = gait_json_get(trace, GAIT_STR("limits"));
    gait_str time = gait_json_text(trace, "evaluation_time"); /* 1.0.0 has none */
    gi_diff_trace one = {
        .id = gait_arena_str(arena, gait_json_text(trace, "trace_id")),
        .path = gait_arena_str(arena, gait_str_of(path)),
        .digest = gait_arena_str(arena, gait_json_text(trace, "intent_digest")),
        .policy_digest = gait_arena_str(arena, gait_json_text(trace, "policy_digest")),
        .verdict = gait_arena_str(arena, gait_json_text(trace, "verdict")),
        .raw = gait_str_is(gait_json_text(trace, "intent_digest_kind"), "raw"),
    };
    /* The time was looked at when the trace was read. */
    bool ok = gait_time_parse(time.len > 0 ? time : gait_json_text(trace, "created_at"),
                              &one.evaluation_unix_ns);
    GAIT_BUG_IF(!ok);
    if (limits != NULL) {
        gait_json *copy = gait_arena_alloc(arena, sizeof *copy);
        *copy = copy_limits(arena, limits);
        one.limits = copy;
    }
    if (out->trace_count == out->trace_capacity) {
        size_t more = out->trace_capacity == 0 ? 64 : out->trace_capacity * 2;
        out->traces =
            gait_arena_grow(arena, out->traces, out->trace_capacity, more, sizeof *out->traces);
        out->trace_capacity = more;
    }
    out->traces[out->trace_count++] = one;
}

static bool read_trace(reader *r, gait_str bytes, const char *path, gait_error *err)
{
    const gait_json *trace;
    gait_trace_report report;
    if (!gait_trace_read(r->scratch, bytes, &trace, err))
        return false;
    if (r->request->ring != NULL &&
        !gait_trace_verify(r->scratch, bytes, r->request->ring, &report, err))
        return false;
    r->out->verified += r->request->ring != NULL;
    add_trace(r, trace, path);
    return true;
}

/* Told apart by schema and members; whatever is wrong with it then is said by who reads such files. */
static bool read_bytes(reader *r, gait_str bytes, const char *path, gait_error *err)
{
    gait_json_limits limits = gait_json_limits_for(GAIT_LIMIT_INTENT_BYTES_MAX);
    gait_error ignored = GAIT_ERROR_INIT;
    gait_json *document;
    const gait_intent *intent;
    bool json = gait_json_parse(r->scratch, bytes, &limits, &document, &ignored) &&
                document->kind == GAIT_JSON_OBJECT;
    if (json && gait_str_is(gait_json_text(document, "schema_id"), "gait.gate.trace"))
        return read_trace(r, bytes, path, err);
    if (!json || gait_json_get(document, GAIT_STR("tool_name")) == NULL)
        return gait_fail(err, GAIT_E_diff_input_unknown, "neither an intent nor a trace");
    if (!gait_intent_parse(r->scratch, bytes, bytes.len + 1, &intent, err))
        return false;
    add_intent(r, gait_intent_digest(intent), path);
    return true;
}

static bool read_file(reader *r, const char *path, gait_error *err)
{
    gait_str bytes;
    if (r->out->files++ == GAIT_LIMIT_DIFF_FILES)
        return gait_fail(err, GAIT_E_file_too_large, "%s: there are more than %d files", path,
                         GAIT_LIMIT_DIFF_FILES);
    r->scratch = gait_arena_scratch(r->arena);
    bool ok = gait_file_read(r->scratch, path, GAIT_LIMIT_INTENT_BYTES_MAX, &bytes, err);
    if (ok && !read_bytes(r, bytes, path, err)) {
        gait_error_prefix(err, "%s: ", path);
        ok = false;
    }
    gait_arena_free(r->scratch);
    return ok;
}

/* ---- directories ---- */

static bool read_tree(reader *r, const char *dir, int depth, gait_error *err)
{
    gait_str *names;
    size_t count;
    if (depth == GAIT_LIMIT_DIFF_DEPTH)
        return gait_fail(err, GAIT_E_path_invalid, "%s: directories are nested more than %d deep",
                         dir, GAIT_LIMIT_DIFF_DEPTH);
    if (!gait_dir_list(r->arena, dir, GAIT_LIMIT_DIFF_FILES, &names, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        bool is_dir;
        const char *path = gait_arena_format(r->arena, "%s/%.*s", dir, GAIT_STR_ARG(names[i])).ptr;
        if (!gait_path_is_dir(path, &is_dir, err))
            return false;
        if (is_dir ? !read_tree(r, path, depth + 1, err) : !read_file(r, path, err))
            return false;
    }
    return true;
}

/* ---- order ---- */

static int by_digest(const void *a, const void *b)
{
    const gi_diff_intent *x = a;
    const gi_diff_intent *y = b;
    int order = gait_str_compare(x->digest, y->digest);
    return order != 0 ? order : gait_str_compare(x->path, y->path);
}

static int by_call(const void *a, const void *b)
{
    const gi_diff_trace *x = a;
    const gi_diff_trace *y = b;
    int order = gait_str_compare(x->digest, y->digest);
    if (order == 0)
        order = (x->evaluation_unix_ns > y->evaluation_unix_ns) -
                (x->evaluation_unix_ns < y->evaluation_unix_ns);
    return order != 0 ? order : gait_str_compare(x->id, y->id);
}

/* The same intent in several files is one; the same trace in several files is one decision. */
static void sort(gi_diff_inputs *out)
{
    size_t kept = 0;
    if (out->intent_count > 1)
        qsort(out->intents, out->intent_count, sizeof *out->intents, by_digest);
    for (size_t i = 0; i < out->intent_count; i++) {
        if (kept > 0 && gait_str_equal(out->intents[kept - 1].digest, out->intents[i].digest))
            out->intents[kept - 1].files++;
        else
            out->intents[kept++] = out->intents[i];
    }
    out->intent_count = kept;
    kept = 0;
    if (out->trace_count > 1)
        qsort(out->traces, out->trace_count, sizeof *out->traces, by_call);
    for (size_t i = 0; i < out->trace_count; i++) {
        if (kept > 0 && by_call(&out->traces[kept - 1], &out->traces[i]) == 0)
            out->repeated++;
        else
            out->traces[kept++] = out->traces[i];
    }
    out->trace_count = kept;
}

gi_diff_intent *gi_diff_find(const gi_diff_inputs *inputs, gait_str digest)
{
    size_t low = 0;
    size_t high = inputs->intent_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = gait_str_compare(inputs->intents[middle].digest, digest);
        if (order == 0)
            return &inputs->intents[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

bool gi_diff_read(gait_arena *arena, const gait_diff_request *request, gi_diff_inputs *out,
                  gait_error *err)
{
    reader r = { .arena = arena, .request = request, .out = out };
    *out = (gi_diff_inputs){ .files = 0 };
    if (request->traces != NULL && !read_tree(&r, request->traces, 0, err))
        return false;
    if (request->intents != NULL && !read_tree(&r, request->intents, 0, err))
        return false;
    sort(out);
    return true;
}

bool gi_diff_intent_load(gait_arena *arena, const gi_diff_intent *from, const gait_intent **out,
                         gait_error *err)
{
    gait_str bytes;
    if (!gait_file_read(arena, from->path.ptr, GAIT_LIMIT_INTENT_BYTES_MAX, &bytes, err))
        return false;
    if (!gait_intent_parse(arena, bytes, bytes.len + 1, out, err)) {
        gait_error_prefix(err, "%.*s: ", GAIT_STR_ARG(from->path));
        return false;
    }
    return gait_str_equal(gait_intent_digest(*out), from->digest) ||
           gait_fail(err, GAIT_E_diff_input_unknown, "%.*s: it was changed while it was read",
                     GAIT_STR_ARG(from->path));
}
