/* SPDX-License-Identifier: Apache-2.0 */
#include "author/specs.h"

#include "gate/policy.h"
#include "sys/inside.h"

#include <gait/file.h>
#include <gait/limits.h>

#include <string.h>

#define SPEC_DIR "spec/"
#define CASES_ENDING "_cases.lua"

static bool add(gait_arena *arena, gi_spec_files *files, const gi_spec_file *file, gait_error *err)
{
    if (file->source.len > GAIT_LIMIT_POLICY_FILE_BYTES)
        return gait_fail(err, GAIT_E_file_too_large, "%.*s is larger than %u bytes",
                         GAIT_STR_ARG(file->name), GAIT_LIMIT_POLICY_FILE_BYTES);
    files->items =
        gait_arena_grow(arena, files->items, files->count, files->count + 1, sizeof *files->items);
    files->items[files->count++] = *file;
    return true;
}

static bool is_cases(gait_str name)
{
    return gait_str_ends(name, GAIT_STR(CASES_ENDING));
}

/* A file that nobody runs, whose author takes it for one that is run. */
static bool is_misnamed(gait_str name)
{
    return gait_str_ends(name, GAIT_STR(".lua")) && !is_cases(name) &&
           gait_str_contains(name, GAIT_STR("case")) && !gait_str_ends(name, GAIT_STR("_spec.lua"));
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

static bool read_inside(gait_arena *arena, const char *root, gait_str entry, gi_spec_files *out,
                        gait_error *err)
{
    gi_spec_file file = { .name = gait_arena_format(arena, SPEC_DIR "%.*s", GAIT_STR_ARG(entry)) };
    const gi_inside_request request = { root, file.name.ptr, GAIT_LIMIT_POLICY_FILE_BYTES };
    bool ignored;
    file.path = gait_path_clean(
        arena, gait_arena_format(arena, "%s/%.*s", root, GAIT_STR_ARG(file.name)), &ignored);
    return gi_file_read_inside(arena, &request, &file.source, err) && add(arena, out, &file, err);
}

static bool find_in_directory(gait_arena *arena, const char *root, gi_spec_files *out,
                              gait_error *err)
{
    const char *dir = gait_arena_format(arena, "%s/spec", root).ptr;
    gait_str *names;
    size_t count;
    if (!exists(dir, err))
        return err->code == GAIT_OK;
    if (!gait_dir_list(arena, dir, GAIT_LIMIT_PACK_FILES, &names, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!check_name(names[i], err) ||
            (is_cases(names[i]) && !read_inside(arena, root, names[i], out, err)))
            return false;
    return true;
}

/* ---- one file, and what stands beside it ---- */

static bool find_beside(gait_arena *arena, const char *path, gi_spec_files *out, gait_error *err)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash == NULL ? path : slash + 1;
    const char *dot = strrchr(base, '.');
    size_t stem = dot == NULL ? strlen(base) : (size_t)(dot - base);
    gi_spec_file file = { .name = gait_arena_format(arena, "%.*s" CASES_ENDING, (int)stem, base) };
    file.path =
        gait_arena_format(arena, "%.*s%.*s", (int)(base - path), path, GAIT_STR_ARG(file.name));
    if (!exists(file.path.ptr, err))
        return err->code == GAIT_OK;
    return gait_file_read(arena, file.path.ptr, GAIT_LIMIT_POLICY_FILE_BYTES, &file.source, err) &&
           add(arena, out, &file, err);
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
        if (gait_str_starts(file.name, GAIT_STR(SPEC_DIR)) && is_cases(file.name) &&
            !add(arena, out, &file, err))
            return false;
    }
    return true;
}

bool gi_specs_find(gait_arena *arena, const gait_policy_source *source, gi_spec_files *out,
                   gait_error *err)
{
    bool is_dir = false;
    bool builtin = source->builtin != NULL;
    *out = (gi_spec_files){ NULL, 0 };
    if (!builtin && !gait_path_is_dir(source->path, &is_dir, err))
        return false;
    bool ok = builtin  ? find_builtin(arena, source->builtin, out, err)
              : is_dir ? find_in_directory(arena, source->path, out, err)
                       : find_beside(arena, source->path, out, err);
    if (!ok || out->count > 0)
        return ok;
    return gait_fail(err, GAIT_E_tests_missing, "no tests: there is no %s",
                     builtin || is_dir ? SPEC_DIR "NAME" CASES_ENDING
                                       : "NAME" CASES_ENDING " beside the policy");
}
