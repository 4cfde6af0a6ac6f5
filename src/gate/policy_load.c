/*
 * policy_load.c — from a path to a policy: reading, running the declarations, the digest.
 *
 * The hash seed of the Lua state comes from the digest of policy.lua alone: further files are known only once it runs.
 * It pins an order that no script can see; the policy digest covers every file.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/yaml_policy.h"

#include "sys/inside.h"

#include <gait/buf.h>
#include <gait/digest.h>
#include <gait/file.h>
#include <gait/limits.h>

#include <stdlib.h>
#include <string.h>

#define MAIN_FILE "policy.lua"

/* ---- files ---- */

static bool keep_file(gi_loading *loading, const char *path, gait_str bytes, gait_error *err)
{
    if (bytes.len > GAIT_LIMIT_POLICY_FILE_BYTES)
        return gait_fail(err, GAIT_E_policy_load, "%s is larger than %u bytes", path,
                         GAIT_LIMIT_POLICY_FILE_BYTES);
    loading->total_bytes += bytes.len;
    if (loading->file_count == GAIT_LIMIT_PACK_FILES ||
        loading->total_bytes > GAIT_LIMIT_PACK_BYTES)
        return gait_fail(err, GAIT_E_policy_budget,
                         "%s: the pack has more than %d files or %u bytes", path,
                         GAIT_LIMIT_PACK_FILES, GAIT_LIMIT_PACK_BYTES);
    loading->files = gait_arena_grow(loading->arena, loading->files, loading->file_count,
                                     loading->file_count + 1, sizeof *loading->files);
    loading->files[loading->file_count++] = (gi_pack_file){ path, bytes };
    return true;
}

/* Too much of it is the policy's failure, not the file system's. */
static bool read_result(bool ok, const char *path, size_t most, gait_error *err)
{
    if (ok || err->code != GAIT_E_file_too_large)
        return ok;
    *err = (gait_error)GAIT_ERROR_INIT;
    return gait_fail(err, GAIT_E_policy_load, "%s is larger than %zu bytes", path, most);
}

bool gi_loading_read(gi_loading *loading, const char *path, gait_str *out, gait_error *err)
{
    if (loading->pack != NULL) {
        for (size_t i = 0; i < loading->pack->file_count; i++) {
            if (strcmp(loading->pack->files[i].path, path) != 0)
                continue;
            *out = loading->pack->files[i].bytes;
            return keep_file(loading, path, *out, err);
        }
        return gait_fail(err, GAIT_E_policy_load, "the pack has no file %s", path);
    }
    if (loading->root == NULL)
        return gait_fail(err, GAIT_E_policy_load,
                         "a policy of one file includes no other; give its directory");
    gi_inside_request request = { loading->root, path, GAIT_LIMIT_POLICY_FILE_BYTES };
    return read_result(gi_file_read_inside(loading->arena, &request, out, err), path,
                       request.max_bytes, err) &&
           keep_file(loading, path, *out, err);
}

bool gi_loading_read_module(gi_loading *loading, const char *path, gait_str *out, gait_error *err)
{
    for (size_t i = 0; gi_builtin_modules[i].path != NULL; i++) {
        if (strcmp(gi_builtin_modules[i].path, path) != 0)
            continue;
        *out = gi_builtin_modules[i].bytes;
        return keep_file(loading, path, *out, err);
    }
    return gait_fail(err, GAIT_E_policy_load, "gait has no module %s", path);
}

/* ---- digest ---- */

static int by_path(const void *a, const void *b)
{
    return strcmp(((const gi_pack_file *)a)->path, ((const gi_pack_file *)b)->path);
}

/* SHA-256 of {"files":[{"path":…,"sha256":…}…],"schema":"gait.pack/1"} in canonical form, files sorted by path. */
static bool digest_of(const gi_loading *loading, gait_str *out, gait_error *err)
{
    gait_arena *arena = loading->arena;
    gi_pack_file *sorted = gait_arena_array(arena, loading->file_count, sizeof *sorted);
    gait_json *root = gait_json_new_object(arena);
    gait_json *files = gait_json_new_array(arena);
    gait_str bytes;
    memcpy(sorted, loading->files, loading->file_count * sizeof *sorted);
    sorted[0].path = MAIN_FILE; /* a single file has the same digest under any name */
    qsort(sorted, loading->file_count, sizeof *sorted, by_path);
    for (size_t i = 0; i < loading->file_count; i++) {
        gait_json *file = gait_json_new_object(arena);
        gait_str hex = gait_digest_hex_of(arena, sorted[i].bytes);
        gait_json_set(arena, file, GAIT_STR("path"), gait_json_string(gait_str_of(sorted[i].path)));
        gait_json_set(arena, file, GAIT_STR("sha256"), gait_json_string(hex));
        gait_json_push(arena, files, *file);
    }
    gait_json_set(arena, root, GAIT_STR("schema"), gait_json_string(GAIT_STR("gait.pack/1")));
    gait_json_set(arena, root, GAIT_STR("files"), *files);
    if (!gait_json_canonical(arena, root, GAIT_NUMBERS_EXACT, GAIT_LIMIT_PACK_BYTES, &bytes, err))
        return false;
    *out = gait_digest_hex_of(arena, bytes);
    return true;
}

/* ---- running ---- */

static gait_code code_of(const gi_loading *loading, gi_stop stop)
{
    switch (stop) {
    case GI_STOP_REFUSED:
        return GAIT_E_policy_refused;
    case GI_STOP_SYNTAX:
        return GAIT_E_policy_syntax;
    case GI_STOP_FUEL:
    case GI_STOP_MEMORY:
    case GI_STOP_DEADLINE:
        return GAIT_E_policy_budget;
    case GI_STOP_INTERNAL:
        return GAIT_E_internal;
    case GI_RAN:
    case GI_STOP_ERROR:
    case GI_STOP_RESULT:
        break;
    }
    return loading->open > 0 ? GAIT_E_policy_declaration : GAIT_E_policy_load;
}

static bool run_failed(const gi_loading *loading, const gi_run *run, gait_error *err)
{
    gait_str what = run->message;
    if (what.len == 0)
        what = gait_str_of(gi_stop_name(run->stop));
    if (run->file.len == 0)
        return gait_fail(err, code_of(loading, run->stop), "%s: %.*s", loading->files[0].path,
                         GAIT_STR_ARG(what));
    return gait_fail(err, code_of(loading, run->stop), "%.*s:%d: %.*s", GAIT_STR_ARG(run->file),
                     run->line, GAIT_STR_ARG(what));
}

static bool run_main(gi_loading *loading, gait_error *err)
{
    const gi_pack_file *main_file = &loading->files[0];
    gi_run run;
    gi_host_run_chunk(loading->state->host, loading->arena, main_file->bytes,
                      gait_str_of(main_file->path), &run);
    bool stopped = run.stop != GI_RAN && run.stop != GI_STOP_ERROR;
    if (!stopped && loading->failure.code != GAIT_OK) {
        *err = loading->failure;
        return false;
    }
    if (run.stop != GI_RAN)
        return run_failed(loading, &run, err);
    if (loading->open > 0)
        return gait_fail(err, GAIT_E_policy_declaration,
                         "%s: a declaration failed and its error was caught", main_file->path);
    return true;
}

/* What conditions need of Lua stays; without conditions nothing does. */
static bool seal(gi_pack_state *pack, gait_error *err)
{
    for (size_t i = 0; i < pack->rule_count; i++)
        if (pack->rules[i]->function_count > 0)
            return gi_host_seal(pack->host, err);
    gi_host_close(pack->host);
    pack->host = NULL;
    return true;
}

static bool load(gi_loading *loading, gi_pack_state **out, gait_error *err)
{
    gi_pack_state *pack = gi_pack_new(loading->arena);
    loading->state = pack;
    const gi_host_config config = {
        .profile = GI_PROFILE_GATE,
        .budget = { GAIT_LIMIT_LOAD_FUEL, GAIT_LIMIT_LOAD_MEMORY_BYTES,
                    GAIT_LIMIT_LOAD_MEMORY_BYTES / 4, GAIT_LIMIT_SCRIPT_STRING_BYTES },
        .hash_seed = gi_host_seed(loading->files[0].bytes),
        .expired = gait_alarm_expired(),
        .room_bindings = gi_policy_bindings(),
        .room = loading,
        .max_bytes = GAIT_LIMIT_LOAD_MEMORY_BYTES,
    };
    if (!gi_host_open(&config, &pack->host, err))
        return false;
    if (run_main(loading, err) && gi_pack_finish(loading, err) && seal(pack, err) &&
        digest_of(loading, &pack->digest, err)) {
        pack->files = loading->files;
        pack->file_count = loading->file_count;
        *out = pack;
        return true;
    }
    gi_host_close(pack->host);
    return false;
}

/* ---- where a policy comes from ---- */

static bool is_yaml(gait_str path)
{
    return gait_str_ends(path, GAIT_STR(".yaml")) || gait_str_ends(path, GAIT_STR(".yml"));
}

bool gi_pack_load_memory(gait_arena *arena, const gi_pack *source, gi_pack_state **out,
                         gait_error *err)
{
    gi_loading loading = { .arena = arena, .pack = source };
    gi_pack_file first = source->files[0];
    gait_str ignored;
    if (is_yaml(gait_str_of(first.path))) {
        loading.files = &first;
        loading.file_count = 1;
        return gi_yaml_pack_load(&loading, out, err);
    }
    return gi_loading_read(&loading, MAIN_FILE, &ignored, err) && load(&loading, out, err);
}

const gi_pack *gi_builtin_find(gait_arena *arena, const char *name, gait_error *err)
{
    size_t count = 0;
    for (; gi_builtin_packs[count].name != NULL; count++)
        if (strcmp(gi_builtin_packs[count].name, name) == 0)
            return &gi_builtin_packs[count];
    gait_buf names;
    gait_buf_init(&names, arena, GAIT_LIMIT_OUTPUT_BYTES);
    for (size_t i = 0; i < count; i++)
        gait_buf_add_format(&names, " %s", gi_builtin_packs[i].name);
    (void)gait_fail(err, GAIT_E_path_invalid, "no policy of this name is built in; there are:%.*s",
                    GAIT_STR_ARG(gait_buf_text(&names)));
    return NULL;
}

static bool load_builtin(gait_arena *arena, const char *name, gi_pack_state **out, gait_error *err)
{
    const gi_pack *pack = gi_builtin_find(arena, name, err);
    return pack != NULL && gi_pack_load_memory(arena, pack, out, err);
}

static bool load_directory(gait_arena *arena, const char *path, gi_pack_state **out,
                           gait_error *err)
{
    gi_loading loading = { .arena = arena, .root = path };
    gait_str ignored;
    return gi_loading_read(&loading, MAIN_FILE, &ignored, err) && load(&loading, out, err);
}

static const char *base_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static bool load_file(gait_arena *arena, const char *path, gi_pack_state **out, gait_error *err)
{
    gi_loading loading = { .arena = arena };
    const size_t most = GAIT_LIMIT_POLICY_FILE_BYTES;
    gait_str bytes;
    return read_result(gait_file_read(arena, path, most, &bytes, err), base_of(path), most, err) &&
           keep_file(&loading, base_of(path), bytes, err) && load(&loading, out, err);
}

static bool load_yaml(gait_arena *arena, const char *path, gi_pack_state **out, gait_error *err)
{
    gi_pack_file file = { base_of(path), { NULL, 0 } };
    gi_loading loading = { .arena = arena, .files = &file, .file_count = 1 };
    const size_t most = GAIT_LIMIT_YAML_BYTES;
    return read_result(gait_file_read(arena, path, most, &file.bytes, err), file.path, most, err) &&
           gi_yaml_pack_load(&loading, out, err);
}

static bool load_source(gait_arena *arena, const gait_policy_source *source, gi_pack_state **out,
                        gait_error *err)
{
    bool is_dir = false;
    if (source->builtin != NULL)
        return load_builtin(arena, source->builtin, out, err);
    if (source->path == NULL)
        return gait_fail(err, GAIT_E_policy_load, "no policy was given");
    gait_str path = gait_str_of(source->path);
    if (!gait_path_is_dir(source->path, &is_dir, err))
        return false;
    if (is_dir)
        return load_directory(arena, source->path, out, err);
    if (is_yaml(path))
        return load_yaml(arena, source->path, out, err);
    if (!gait_str_ends(path, GAIT_STR(".lua")))
        return gait_fail(err, GAIT_E_policy_format_unsupported,
                         "%s is neither a directory nor a .lua or .yaml file", source->path);
    return load_file(arena, source->path, out, err);
}

bool gi_pack_load(gait_arena *arena, const gait_policy_source *source, gi_pack_state **out,
                  gait_error *err)
{
    if (!load_source(arena, source, out, err))
        return false;
    (*out)->trust = source->restricts ? GI_RESTRICTING : GI_TRUSTED;
    return true;
}
