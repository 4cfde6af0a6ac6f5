/* SPDX-License-Identifier: Apache-2.0 */
#include "trust/keyset.h"

#include <gait/limits.h>

#include "base/enc.h"
#include "sys/private.h"

#include <string.h>

static const char *const STATUS[] = { "active", "verify_only", "revoked" };

const char *gi_key_status_name(gi_key_status status)
{
    return STATUS[status];
}

char *gi_key_set_path(gait_arena *arena, const char *dir)
{
    return gait_arena_cstr(arena, gait_arena_format(arena, "%s/%s", dir, GI_KEY_SET_FILE));
}

char *gi_key_set_key_name(gait_arena *arena, gait_str key_id)
{
    gait_str name = gait_arena_format(arena, "%.*s%s", GAIT_STR_ARG(key_id), GI_KEY_SUFFIX);
    return gait_arena_cstr(arena, name);
}

char *gi_key_set_key_path(gait_arena *arena, const char *dir, gait_str key_id)
{
    gait_str path = gait_arena_format(arena, "%s/%s", dir, gi_key_set_key_name(arena, key_id));
    return gait_arena_cstr(arena, path);
}

/* One member of a row; the table is the format. */
typedef struct member {
    const char *name;
    bool required;
    size_t offset; /* of its text in gi_set_key */
} member;

static const member MEMBERS[] = {
    { "key_id", true, offsetof(gi_set_key, id) },
    { "public_key", true, offsetof(gi_set_key, public_text) },
    { "status", true, SIZE_MAX },
    { "identity", false, offsetof(gi_set_key, identity) },
    { "created_at", true, offsetof(gi_set_key, created_at) },
    { "retired_at", false, offsetof(gi_set_key, retired_at) },
};

enum { MEMBER_COUNT = sizeof MEMBERS / sizeof MEMBERS[0] };

static bool read_status(gait_str text, gi_key_status *out)
{
    for (size_t i = 0; i < sizeof STATUS / sizeof STATUS[0]; i++) {
        if (gait_str_is(text, STATUS[i])) {
            *out = (gi_key_status)i;
            return true;
        }
    }
    return false;
}

/* Texts into their places: exactly the known members, each a non-empty string. */
static bool read_members(const gait_json *row, gi_set_key *key)
{
    size_t found = 0;
    for (size_t i = 0; i < MEMBER_COUNT; i++) {
        const gait_json *value = gait_json_get(row, gait_str_of(MEMBERS[i].name));
        if (value == NULL && !MEMBERS[i].required)
            continue;
        if (value == NULL || value->kind != GAIT_JSON_STRING || value->text.len == 0)
            return false;
        found++;
        if (MEMBERS[i].offset == SIZE_MAX) {
            if (!read_status(value->text, &key->status))
                return false;
            continue;
        }
        memcpy((char *)key + MEMBERS[i].offset, &value->text, sizeof value->text);
    }
    return found == row->count;
}

static bool is_pair(const gi_set_key *key)
{
    gait_error ignored = GAIT_ERROR_INIT;
    gait_key *public = NULL;
    bool ok = gait_key_parse_public(key->public_text, &public, &ignored) &&
              gait_str_is(key->id, gait_key_id(public));
    gait_key_free(public);
    return ok;
}

static const char *wrong_with_row(const gait_json *row, gi_set_key *key)
{
    int64_t when;
    if (row->kind != GAIT_JSON_OBJECT || !read_members(row, key))
        return "has missing, unknown or malformed members";
    if (!is_pair(key))
        return "has a key id that is not its public key's";
    if (!gait_time_parse(key->created_at, &when) ||
        (key->retired_at.len > 0 && !gait_time_parse(key->retired_at, &when)))
        return "has a malformed time";
    if ((key->status == GI_KEY_ACTIVE) != (key->retired_at.len == 0))
        return "has a status and a retired_at that contradict each other";
    return NULL;
}

static bool invalid(const gi_key_set *set, gait_error *err, const char *what)
{
    return gait_fail(err, GAIT_E_key_set_invalid, "%s/%s: %s", set->dir, GI_KEY_SET_FILE, what);
}

static bool read_rows(gait_arena *arena, const gait_json *rows, gi_key_set *set, gait_error *err)
{
    size_t active = 0;
    set->keys = gait_arena_array(arena, rows->count, sizeof *set->keys);
    for (size_t i = 0; i < rows->count; i++) {
        gi_set_key *key = &set->keys[i];
        const char *wrong = wrong_with_row(&rows->items[i], key);
        for (size_t j = 0; wrong == NULL && j < i; j++) {
            if (gait_str_equal(set->keys[j].id, key->id))
                wrong = "repeats a key";
        }
        if (wrong != NULL)
            return gait_fail(err, GAIT_E_key_set_invalid, "%s/%s: key %zu %s", set->dir,
                             GI_KEY_SET_FILE, i + 1, wrong);
        if (key->status == GI_KEY_ACTIVE) {
            active++;
            set->active = i;
        }
    }
    set->count = rows->count;
    return active == 1 || invalid(set, err, "not exactly one key is active");
}

static bool has_text(const gait_json *object, const char *name, const char *text)
{
    const gait_json *value = gait_json_get(object, gait_str_of(name));
    return value != NULL && value->kind == GAIT_JSON_STRING && gait_str_is(value->text, text);
}

bool gi_key_set_load(gait_arena *arena, const char *dir, gi_key_set *out, gait_error *err)
{
    memset(out, 0, sizeof *out);
    out->dir = dir;
    size_t len = 0;
    void *bytes = gait_arena_alloc(arena, GAIT_LIMIT_KEY_SET_BYTES);
    if (!gi_key_path_check(dir, "a key set", err) || !gi_dir_check_private(dir, err) ||
        !gi_file_read_private(gi_key_set_path(arena, dir), bytes, GAIT_LIMIT_KEY_SET_BYTES, &len,
                              err))
        return false;
    gait_error parse = GAIT_ERROR_INIT;
    gait_json *doc = NULL;
    gait_json_limits limits = gait_json_limits_for(GAIT_LIMIT_KEY_SET_BYTES);
    if (!gait_json_parse(arena, (gait_str){ bytes, len }, &limits, &doc, &parse))
        return invalid(out, err, parse.message);
    if (!has_text(doc, "schema_id", "gait.keys") || !has_text(doc, "schema_version", "1.0.0"))
        return invalid(out, err, "not a key set of schema gait.keys 1.0.0");
    const gait_json *rows = gait_json_get(doc, GAIT_STR("keys"));
    if (rows == NULL || rows->kind != GAIT_JSON_ARRAY || doc->count != 3)
        return invalid(out, err, "missing or unknown members");
    if (rows->count > GAIT_LIMIT_KEY_SET_KEYS)
        return invalid(out, err, "too many keys");
    return read_rows(arena, rows, out, err);
}

bool gi_key_set_active_key(gait_arena *arena, const gi_key_set *set, gait_key **out,
                           gait_error *err)
{
    gait_str id = set->keys[set->active].id;
    const char *path = gi_key_set_key_path(arena, set->dir, id);
    if (!gait_key_load_private(path, out, err))
        return false;
    if (gait_str_is(id, gait_key_id(*out)))
        return true;
    gait_key_free(*out);
    *out = NULL;
    return gait_fail(err, GAIT_E_key_set_invalid, "%s: not the key its name says", path);
}
