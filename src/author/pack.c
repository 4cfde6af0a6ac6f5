/* SPDX-License-Identifier: Apache-2.0 */
#include <gait/pack.h>

#include "gate/policy.h"
#include "sys/tree.h"

#define EDITOR_FILE ".luarc.json"

/* For LuaLS: the language, and where an installation puts the stubs of policies (scripts/install.sh). */
static const char editor_settings[] =
    "{\n"
    "    \"runtime.version\": \"Lua 5.4\",\n"
    "    \"workspace.library\": [\n"
    "        \"/usr/local/share/gait/lua/meta\", \"/usr/share/gait/lua/meta\"\n"
    "    ],\n"
    "    \"workspace.checkThirdParty\": false\n"
    "}\n";

/* The pack is loaded for what it says, and dropped. */
static bool describe(gait_arena *arena, const gi_pack *pack, gait_pack_info *out, gait_error *err)
{
    gait_policy *policy;
    if (!gi_policy_load_pack(arena, pack, &policy, err))
        return false;
    const gi_pack_state *state = policy->packs[0];
    *out = (gait_pack_info){ .name = gait_str_of(pack->name),
                             .id = state->id,
                             .version = state->version,
                             .title = state->title,
                             .description = state->description,
                             .owner = state->owner,
                             .license = state->license,
                             .tags = state->tags.items,
                             .tag_count = state->tags.count,
                             .digest = policy->digest,
                             .rule_count = policy->rule_count };
    gait_policy_free(policy);
    return true;
}

bool gait_pack_list(gait_arena *arena, gait_pack_info **out, size_t *count, gait_error *err)
{
    size_t all = 0;
    while (gi_builtin_packs[all].name != NULL)
        all++;
    gait_pack_info *infos = gait_arena_array(arena, all, sizeof *infos);
    for (size_t i = 0; i < all; i++)
        if (!describe(arena, &gi_builtin_packs[i], &infos[i], err))
            return false;
    *out = infos;
    *count = all;
    return true;
}

bool gait_pack_init(gait_arena *arena, const char *name, const char *directory, const gait_rng *rng,
                    gait_pack_copy *out, gait_error *err)
{
    const gi_pack *pack = gi_builtin_find(arena, name, err);
    if (pack == NULL || !describe(arena, pack, &out->info, err))
        return false;
    size_t count = pack->file_count + 1;
    gi_tree_file *files = gait_arena_array(arena, count, sizeof *files);
    out->files = gait_arena_array(arena, count, sizeof *out->files);
    out->file_count = count;
    for (size_t i = 0; i < pack->file_count; i++)
        files[i] = (gi_tree_file){ pack->files[i].path, pack->files[i].bytes };
    files[count - 1] = (gi_tree_file){ EDITOR_FILE, gait_str_of(editor_settings) };
    for (size_t i = 0; i < count; i++)
        out->files[i] = gait_str_of(files[i].path);
    return gi_tree_write(directory, files, count, rng, err);
}
