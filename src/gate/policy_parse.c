/* policy_parse.c — from the tree of a policy{} table to what is known of its pack. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/policy.h"
#include "gate/vocabulary.h"
#include "gate/words.h"

#include <string.h>

enum { LEAST_MEMORY_BYTES = 64 << 10 };

static const char *const requirable[] = { "arg_provenance", "credential_source", "env",     "phase",
                                          "session",        "skill_publisher",   "targets", NULL };

static bool parse_require(const gi_decl *decl, const gait_json *table, gi_requirement *out)
{
    if (table == NULL)
        return true;
    if (!gi_decl_table(decl, table, "require", gi_vocabulary(GI_TABLE_REQUIRE)))
        return false;
    if (gi_decl_get(table, "fields") == NULL)
        return gi_decl_fail(decl, "require.fields is missing");
    return gi_decl_optional_texts(decl, table, "risk", &out->risks) &&
           gi_decl_words(decl, &out->risks, "require.risk", gi_risks) &&
           gi_decl_optional_texts(decl, table, "fields", &out->fields) &&
           gi_decl_one_of(decl, &out->fields, "require.fields", requirable);
}

static bool parse_combine(const gi_decl *decl, const gait_json *table, gi_pack_state *out)
{
    static const char *const names[] = { "strictest", "tiers", NULL };
    gait_str combine = { NULL, 0 };
    if (!gi_decl_optional_one_of(decl, table, "combine", names, &combine))
        return false;
    out->combine = gait_str_is(combine, "tiers") ? GI_TIERS : GI_STRICTEST;
    return true;
}

/* Only ever less than usual: what a pack writes must not let it run longer. */
static bool parse_budget(const gi_decl *decl, const gait_json *table, gi_pack_budget *out)
{
    const struct {
        const char *name;
        int64_t least;
        int64_t *value; /* holds what is usual, the most */
    } keys[] = {
        { "fuel", 1, &out->fuel },
        { "decision_fuel", 1, &out->decision_fuel },
        { "memory_bytes", LEAST_MEMORY_BYTES, &out->memory_bytes },
    };
    if (table == NULL)
        return true;
    if (!gi_decl_table(decl, table, "budget", gi_vocabulary(GI_TABLE_BUDGET)))
        return false;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const gait_json *value = gi_decl_get(table, keys[i].name);
        const char *what = gait_arena_format(decl->arena, "budget.%s", keys[i].name).ptr;
        if (value != NULL &&
            !gi_decl_integer(decl, value, what, keys[i].least, *keys[i].value, keys[i].value))
            return false;
    }
    return true;
}

/* What a pack says of itself; nothing is decided by it. */
static bool parse_metadata(const gi_decl *decl, const gait_json *table, gi_pack_state *out)
{
    return gi_decl_optional_code(decl, table, "version", &out->version) &&
           gi_decl_optional_text(decl, table, "title", &out->title) &&
           gi_decl_optional_text(decl, table, "description", &out->description) &&
           gi_decl_optional_text(decl, table, "owner", &out->owner) &&
           gi_decl_optional_text(decl, table, "license", &out->license) &&
           gi_decl_optional_text(decl, table, "homepage", &out->homepage) &&
           gi_decl_optional_texts(decl, table, "tags", &out->tags) &&
           gi_decl_code(decl, &out->tags, "tags");
}

static bool parse_zones(const gi_decl *decl, const gait_json *table, gi_pack_state *out)
{
    if (!gi_decl_optional_texts(decl, table, "zones", &out->zones))
        return false;
    for (size_t i = 0; i < out->zones.count; i++)
        if (!gi_zone_name_ok(out->zones.items[i]))
            return gi_decl_fail(decl, "zones must be names of time zones like 'Europe/Berlin'");
    return true;
}

/* It is the pack's name wherever rules of several packs are listed. */
static bool parse_id(const gi_decl *decl, const gait_json *table, gi_pack_state *out)
{
    if (gi_decl_get(table, "id") == NULL)
        return gi_decl_fail(decl, "id is missing");
    if (!gi_decl_optional_code(decl, table, "id", &out->id))
        return false;
    return memchr(out->id.ptr, ':', out->id.len) == NULL ||
           gi_decl_fail(decl, "id must not hold ':', which separates it from the ids of rules");
}

bool gi_policy_parse(const gi_decl *decl, const gait_json *table, gi_pack_state *out)
{
    const gait_json *fallback;
    if (!gi_decl_table(decl, table, "", gi_vocabulary(GI_TABLE_POLICY)))
        return false;
    fallback = gi_decl_get(table, "default");
    if (!parse_id(decl, table, out) || !parse_metadata(decl, table, out) ||
        (fallback != NULL && !gi_decl_verdict(decl, fallback, "default", &out->fallback)) ||
        !parse_combine(decl, table, out) || !parse_zones(decl, table, out) ||
        !parse_budget(decl, gi_decl_get(table, "budget"), &out->budget))
        return false;
    gi_decl require = *decl;
    require.contract = out->combine == GI_TIERS;
    return parse_require(&require, gi_decl_get(table, "require"), &out->require);
}
