/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

#include <string.h>

#define BUILTIN "builtin:"

static const cli_option options[] = {
    { "out", CLI_TEXT, false, "DIR", "the directory to make (default: the template's name)", 0, 0,
      NULL },
    { NULL, CLI_FLAG, false, NULL, NULL, 0, 0, NULL },
};

static void set_result(cli_context *cli, const char *dir, const gait_pack_copy *copy)
{
    const gait_str next[] = {
        gait_arena_format(cli->arena, "%s policy test %s", cli->program, dir),
        gait_arena_format(cli->arena, "%s policy check --strict %s", cli->program, dir),
    };
    cli_set_text(cli, "template", copy->info.name);
    cli_set_text(cli, "policy_path", gait_str_of(dir));
    cli_set_text(cli, "policy_id", copy->info.id);
    cli_set_text(cli, "policy_version", copy->info.version);
    cli_set_text(cli, "policy_digest", copy->info.digest);
    cli_set_list(cli, "files", copy->files, copy->file_count);
    cli_set_list(cli, "next_commands", next, sizeof next / sizeof next[0]);
    cli_line(cli, "policy init ok: template=%.*s output=%s", GAIT_STR_ARG(copy->info.name), dir);
    for (size_t i = 0; i < sizeof next / sizeof next[0]; i++)
        cli_line(cli, "next: %.*s", GAIT_STR_ARG(next[i]));
}

static bool run(cli_context *cli, gait_error *err)
{
    const char *name = cli_args_positional(&cli->args, 0);
    if (strncmp(name, BUILTIN, strlen(BUILTIN)) == 0)
        name += strlen(BUILTIN);
    const char *dir = cli_args_text(&cli->args, "out");
    if (dir == NULL)
        dir = name;
    gait_pack_copy copy;
    if (!gait_pack_init(cli->arena, name, dir, &cli->rng, &copy, err))
        return false;
    set_result(cli, dir, &copy);
    return true;
}

static const cli_example examples[] = {
    { "a policy for a coding agent, to be adapted",
      "policy init coding-agent --out policies/agent" },
    { NULL, NULL },
};

const cli_command cmd_policy_init = {
    .group = "policy",
    .name = "init",
    .summary = "make a pack of your own from one that comes with gait",
    .explain =
        "Writes a pack that comes with gait into a new directory, with its specs, ready to be "
        "adapted and tested.",
    .usage = "TEMPLATE",
    .min_args = 1,
    .max_args = 1,
    .options = options,
    .exits = "0; 1 the files could not be written; 6 there is no such template, or something has "
             "the directory's name.",
    .examples = examples,
    .run = run,
};
