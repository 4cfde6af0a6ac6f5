/* SPDX-License-Identifier: Apache-2.0 */
#include "author/specs.h"

#include "gate/policy.h"
#include "sys/inside.h"

#include <gait/file.h>
#include <gait/limits.h>

#include <string.h>

#define SPEC_DIR "spec/"
#define CASES_ENDING "_cases.lua"
#define BUSTED_ENDING "_spec.lua"

static void add(gait_arena *arena, gi_spec_list *list, const gi_spec_file *file)
{
    list->items =
        gait_arena_grow(arena, list->items, list->count, list->count + 1, sizeof *list->items);
    list->items[list->count++] = *file;
}

static bool is_cases(gait_str name)
{
    return gait_str_ends(name, GAIT_STR(CASES_ENDING));
}

static bool is_busted(gait_str name)
{
    return gait_str_ends(name, GAIT_STR(BUSTED_ENDING));
}

/* A file that nobody runs, whose author takes it for one that is run. */
static bool is_misnamed(gait_str name)
{
    return gait_str_ends(name, GAIT_STR(".lua")) && !is_cases(name) &&
           gait_str_contains(name, GAIT_STR("case")) && !is_busted(name);
}

static bool check_name(gait_str name, gait_error *err)
{
    return !is_misnamed(name) ||
           gait_fail(err, GAIT_E_tests_invalid,
                     SPEC_DIR
                     "%.*s would not be run: the name of a file of cases ends in " CASES_ENDING,
                     GAIT_STR_ARG(name));
}

/* Whether something is there; false, with err set, when that cannot be known. */
static bool exists(const char *path, gait_error *err)
{
    gait_error found = GAIT_ERROR_INIT;
    if (gait_file_must_not_exist(path, GAIT_E_file_exists, &found))
        return false;
    if (found.code != GAIT_E_file_exists)
        *err = found;
    return found.code == GAIT_E_file_exists;
}

/* ---- a directory ---- */

static bool add_inside(gait_arena *arena, gait_str entry, gi_spec_files *out, gait_error *err)
{
    const char *root = out->directory;
    gi_spec_file file = { .name = gait_arena_format(arena, SPEC_DIR "%.*s", GAIT_STR_ARG(entry)) };
    const gi_inside_request request = { root, file.name.ptr, GAIT_LIMIT_POLICY_FILE_BYTES };
    bool ignored;
    file.path = gait_path_clean(
        arena, gait_arena_format(arena, "%s/%.*s", root, GAIT_STR_ARG(file.name)), &ignored);
    if (is_cases(entry) && !gi_file_read_inside(arena, &request, &file.source, err))
        return false;
    if (is_cases(entry))
        add(arena, &out->cases, &file);
    else if (is_busted(entry))
        add(arena, &out->busted, &file);
    return true;
}

static bool find_in_directory(gait_arena *arena, const char *root, gi_spec_files *out,
                              gait_error *err)
{
    const char *dir = gait_arena_format(arena, "%s/spec", root).ptr;
    gait_str *names;
    size_t count;
    out->directory = root;
    if (!exists(dir, err))
        return err->code == GAIT_OK;
    if (!gait_dir_list(arena, dir, GAIT_LIMIT_PACK_FILES, &names, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!check_name(names[i], err) || !add_inside(arena, names[i], out, err))
            return false;
    return true;
}

/* ---- one file, and what stands beside it ---- */

/* The path of a policy, in its parts: directory with its slash, and name without its ending. */
typedef struct parts {
    gait_str directory, stem;
} parts;

static parts parts_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash == NULL ? path : slash + 1;
    const char *dot = strrchr(base, '.');
    size_t len = dot == NULL ? strlen(base) : (size_t)(dot - base);
    return (parts){ { path, (size_t)(base - path) }, { base, len } };
}

/* *there is false when no such file stands beside the policy. */
static bool look_beside(gait_arena *arena, parts policy, const char *ending, gi_spec_file *out,
                        bool *there, gait_error *err)
{
    *out = (gi_spec_file){ .name = gait_arena_format(arena, "%.*s%s", GAIT_STR_ARG(policy.stem),
                                                     ending) };
    out->path = gait_arena_format(arena, "%.*s%.*s", GAIT_STR_ARG(policy.directory),
                                  GAIT_STR_ARG(out->name));
    *there = exists(out->path.ptr, err);
    return *there || err->code == GAIT_OK;
}

static bool find_beside(gait_arena *arena, const char *path, gi_spec_files *out, gait_error *err)
{
    parts policy = parts_of(path);
    gi_spec_file file;
    bool there;
    out->directory = policy.directory.len == 0 ? "." : gait_arena_cstr(arena, policy.directory);
    if (!look_beside(arena, policy, CASES_ENDING, &file, &there, err))
        return false;
    if (there &&
        !gait_file_read(arena, file.path.ptr, GAIT_LIMIT_POLICY_FILE_BYTES, &file.source, err))
        return false;
    if (there)
        add(arena, &out->cases, &file);
    if (!look_beside(arena, policy, BUSTED_ENDING, &file, &there, err))
        return false;
    if (there)
        add(arena, &out->busted, &file);
    return true;
}

/* ---- a pack that is compiled in ---- */

static bool find_builtin(gait_arena *arena, const char *name, gi_spec_files *out, gait_error *err)
{
    const gi_pack *pack = gi_builtin_packs;
    while (pack->name != NULL && strcmp(pack->name, name) != 0)
        pack++;
    for (size_t i = 0; pack->name != NULL && i < pack->file_count; i++) {
        gi_spec_file file = { .name = gait_str_of(pack->files[i].path),
                              .source = pack->files[i].bytes };
        file.path = gait_arena_format(arena, "builtin:%s/%s", name, pack->files[i].path);
        if (!gait_str_starts(file.name, GAIT_STR(SPEC_DIR)) || !is_cases(file.name))
            continue;
        if (file.source.len > GAIT_LIMIT_POLICY_FILE_BYTES)
            return gait_fail(err, GAIT_E_file_too_large, "%.*s is larger than %u bytes",
                             GAIT_STR_ARG(file.name), GAIT_LIMIT_POLICY_FILE_BYTES);
        add(arena, &out->cases, &file);
    }
    return true;
}

bool gi_specs_find(gait_arena *arena, const gait_policy_source *source, gi_spec_files *out,
                   gait_error *err)
{
    bool is_dir = false;
    bool builtin = source->builtin != NULL;
    *out = (gi_spec_files){ .directory = NULL };
    if (!builtin && !gait_path_is_dir(source->path, &is_dir, err))
        return false;
    bool ok = builtin  ? find_builtin(arena, source->builtin, out, err)
              : is_dir ? find_in_directory(arena, source->path, out, err)
                       : find_beside(arena, source->path, out, err);
    if (!ok || out->cases.count + out->busted.count > 0)
        return ok;
    return gait_fail(err, GAIT_E_tests_missing, "no tests: there is no %s",
                     builtin || is_dir ? SPEC_DIR "NAME" CASES_ENDING
                                       : "NAME" CASES_ENDING " beside the policy");
}
