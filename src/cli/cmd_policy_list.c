/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

static void put(cli_context *cli, gait_json *object, const char *name, gait_str text)
{
    if (text.len > 0)
        gait_json_set(cli->arena, object, gait_str_of(name), gait_json_string(text));
}

static gait_json as_json(cli_context *cli, const gait_pack_info *pack)
{
    gait_json *object = gait_json_new_object(cli->arena);
    gait_json *tags = gait_json_new_array(cli->arena);
    put(cli, object, "name", pack->name);
    put(cli, object, "policy_id", pack->id);
    put(cli, object, "policy_version", pack->version);
    put(cli, object, "policy_digest", pack->digest);
    put(cli, object, "title", pack->title);
    put(cli, object, "description", pack->description);
    put(cli, object, "owner", pack->owner);
    put(cli, object, "license", pack->license);
    for (size_t i = 0; i < pack->tag_count; i++)
        gait_json_push(cli->arena, tags, gait_json_string(pack->tags[i]));
    gait_json_set(cli->arena, object, GAIT_STR("tags"), *tags);
    gait_json_set(cli->arena, object, GAIT_STR("rules"),
                  gait_json_integer(cli->arena, (int64_t)pack->rule_count));
    return *object;
}

static bool run(cli_context *cli, gait_error *err)
{
    gait_pack_info *packs;
    size_t count;
    if (!gait_pack_list(cli->arena, &packs, &count, err))
        return false;
    gait_json *list = gait_json_new_array(cli->arena);
    for (size_t i = 0; i < count; i++) {
        gait_json_push(cli->arena, list, as_json(cli, &packs[i]));
        cli_line(cli, "%-16.*s  %-22.*s  %-6.*s  %3zu rules  %.*s", GAIT_STR_ARG(packs[i].name),
                 GAIT_STR_ARG(packs[i].id), GAIT_STR_ARG(packs[i].version), packs[i].rule_count,
                 GAIT_STR_ARG(packs[i].title));
    }
    cli_set_text(cli, "schema_id", GAIT_STR("gait.policy.list"));
    cli_set_text(cli, "schema_version", GAIT_STR("1.0.0"));
    cli_set(cli, "packs", *list);
    return true;
}

static const cli_example examples[] = {
    { "which policies are there to begin with?", "policy list" },
    { NULL, NULL },
};

const cli_command cmd_policy_list = {
    .group = "policy",
    .name = "list",
    .summary = "list the packs that come with gait",
    .explain = "Lists the policy packs that are compiled into gait: name, id, version, number of "
               "rules, title.",
    .exits = "0.",
    .examples = examples,
    .run = run,
};
