/* SPDX-License-Identifier: Apache-2.0 */
#include "author/importing.h"

#include "base/text.h"

#include <gait/file.h>
#include <gait/limits.h>

#include <string.h>

/* ---- what the parts share ---- */

static void *room_for(gi_importing *importing, void *items, size_t count, size_t *capacity,
                      size_t size)
{
    if (count < *capacity)
        return items;
    size_t more = *capacity == 0 ? 16 : *capacity * 2;
    items = gait_arena_grow(importing->arena, items, *capacity, more, size);
    *capacity = more;
    return items;
}

void gi_import_add_file(gi_importing *importing, gait_str path, gait_str bytes)
{
    importing->files = room_for(importing, importing->files, importing->file_count,
                                &importing->file_capacity, sizeof *importing->files);
    importing->files[importing->file_count++] =
        (gi_tree_file){ gait_arena_cstr(importing->arena, path), bytes };
}

void gi_import_add_note(gi_importing *importing, gait_str rule, const char *text)
{
    importing->notes = room_for(importing, importing->notes, importing->note_count,
                                &importing->note_capacity, sizeof *importing->notes);
    importing->notes[importing->note_count++] = (gait_import_note){ rule, text };
}

bool gi_import_group(const gi_importing *importing, const gi_import_parts *parts, size_t head,
                     gi_import_parts *out)
{
    const size_t most = GAIT_LIMIT_POLICY_FILE_BYTES;
    gait_buf buf;
    gait_buf_init(&buf, importing->arena, most);
    *out = (gi_import_parts){ NULL, 0 };
    out->items = gait_arena_array(importing->arena, parts->count, sizeof *out->items);
    for (size_t i = 0; i < parts->count; i++) {
        if (head + parts->items[i].len > most)
            return gait_fail(importing->err, GAIT_E_policy_budget,
                             "%s: a rule has too many values for one file of a pack (%zu bytes)",
                             importing->file, most);
        if (head + buf.len + parts->items[i].len > most) {
            out->items[out->count++] = gait_buf_text(&buf);
            gait_buf_init(&buf, importing->arena, most);
        }
        gait_buf_add(&buf, parts->items[i]);
    }
    if (buf.len > 0)
        out->items[out->count++] = gait_buf_text(&buf);
    return true;
}

/* ---- the whole ---- */

static bool read_yaml(gi_importing *importing, const char *path, gait_str *bytes)
{
    const char *slash = strrchr(path, '/');
    const gi_yaml_reader reader = { importing->arena, importing->err,
                                    slash == NULL ? path : slash + 1 };
    gait_str name = gait_str_of(path);
    /* It stands in comments of what is written: a line end in it would begin a line of Lua. */
    gait_str file = gait_str_of(reader.file);
    importing->file =
        gait_arena_cstr(importing->arena, gi_text_shown(importing->arena, file, 4 * file.len + 1));
    if (!gait_str_ends(name, GAIT_STR(".yaml")) && !gait_str_ends(name, GAIT_STR(".yml")))
        return gait_fail(importing->err, GAIT_E_policy_format_unsupported,
                         "%s is not a YAML policy: its name ends in neither .yaml nor .yml", path);
    return gait_file_read(importing->arena, path, GAIT_LIMIT_YAML_BYTES, bytes, importing->err) &&
           gi_yaml_policy_read(&reader, *bytes, &importing->yaml) &&
           gi_yaml_policy_digest(importing->arena, &importing->yaml, &importing->yaml_digest,
                                 importing->err);
}

static bool load(gi_importing *importing, const gi_pack_file *files, size_t count,
                 gait_policy **out)
{
    const gi_pack pack = { "imported", files, count };
    return gi_policy_load_pack(importing->arena, &pack, out, importing->err);
}

/* Both as they would be loaded from files. */
static bool load_both(gi_importing *importing, gait_str yaml)
{
    const gi_pack_file before = { importing->file, yaml };
    gi_pack_file *after = gait_arena_array(importing->arena, importing->file_count, sizeof *after);
    for (size_t i = 0; i < importing->file_count; i++)
        after[i] = (gi_pack_file){ importing->files[i].path, importing->files[i].bytes };
    return load(importing, &before, 1, &importing->before) &&
           load(importing, after, importing->file_count, &importing->after);
}

static void report(const gi_importing *importing, gait_import_result *out)
{
    *out = (gait_import_result){
        .policy_id = gait_policy_id(importing->after),
        .policy_digest = gait_policy_digest(importing->after),
        .yaml_digest = importing->yaml_digest,
        .rule_count = gait_policy_rule_count(importing->after),
        .case_count = importing->case_count,
        .notes = importing->notes,
        .note_count = importing->note_count,
    };
    out->files = gait_arena_array(importing->arena, importing->file_count, sizeof *out->files);
    for (; out->file_count < importing->file_count; out->file_count++)
        out->files[out->file_count] = gait_str_of(importing->files[out->file_count].path);
}

bool gait_policy_import(gait_arena *arena, const gait_import_request *request,
                        gait_import_result *out, gait_error *err)
{
    gi_importing importing = { .arena = arena, .err = err };
    gait_str bytes;
    bool ok = gait_file_must_not_exist(request->directory, GAIT_E_file_exists, err) &&
              read_yaml(&importing, request->path, &bytes) && gi_import_policy(&importing) &&
              load_both(&importing, bytes) && gi_import_cases(&importing) &&
              gi_tree_write(request->directory, importing.files, importing.file_count,
                            &request->rng, err);
    if (ok)
        report(&importing, out);
    gait_policy_free(importing.before);
    gait_policy_free(importing.after);
    return ok;
}
