/* policy_parse.c — from the tree of a policy{} table to what is known of its pack. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/policy.h"
#include "gate/vocabulary.h"
#include "gate/words.h"

#include <string.h>

static const char *const requirable[] = { "arg_provenance", "credential_source", "env",     "phase",
                                          "session",        "skill_publisher",   "targets", NULL };

static bool parse_require(const gi_decl *decl, const gait_json *table, gi_requirement *out)
{
    if (table == NULL)
        return true;
    if (!gi_decl_table(decl, table, "require", gi_vocabulary(GI_TABLE_REQUIRE)))
        return false;
    if (gi_decl_get(table, "fields") == NULL)
        return gi_decl_fail(decl, "require: fields is missing");
    return gi_decl_optional_texts(decl, table, "risk", &out->risks) &&
           gi_decl_words(decl, &out->risks, "require: risk", gi_risks) &&
           gi_decl_optional_texts(decl, table, "fields", &out->fields) &&
           gi_decl_one_of(decl, &out->fields, "require: fields", requirable);
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
        !parse_combine(decl, table, out) || !parse_zones(decl, table, out))
        return false;
    gi_decl require = *decl;
    require.contract = out->combine == GI_TIERS;
    return parse_require(&require, gi_decl_get(table, "require"), &out->require);
}
