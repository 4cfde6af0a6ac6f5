/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

static const cli_option options[] = {
    { "identity", CLI_TEXT, false, "NAME", "whose key it is, recorded in the set", 0, 0, NULL },
    { NULL, CLI_FLAG, false, NULL, NULL, 0, 0, NULL },
};

static bool run(cli_context *cli, gait_error *err)
{
    const char *dir = cli_args_positional(&cli->args, 0);
    gait_str identity = gait_str_of(cli_args_text(&cli->args, "identity"));
    gait_key_owner owner = { .identity = identity };
    gait_str id;
    if (!cli_public_out_check(cli, err) ||
        !cli->clock.wall_ns(cli->clock.ctx, &owner.now_unix_ns, err) ||
        !gait_key_set_init(cli->arena, dir, &owner, &cli->rng, &id, err))
        return false;
    cli_set_text(cli, "key_set", gait_str_of(dir));
    cli_line(cli, "keys init ok: %s", dir);
    return cli_show_public_key(cli, dir, id, cli_args_text(&cli->args, "public-out"), err);
}

static const cli_example examples[] = {
    { "a key set in ./keys", "keys init keys --identity release-bot --public-out release-bot.pub" },
    { NULL, NULL },
};

const cli_command cmd_keys_init = {
    .group = "keys",
    .name = "init",
    .summary = "make a key set with one signing key",
    .explain = "Makes a directory with a fresh Ed25519 signing key, readable by its owner alone.",
    .usage = "DIR",
    .min_args = 1,
    .max_args = 1,
    .options = options,
    .shared = cli_public_out_options,
    .exits = "0; 1 the files could not be written; 6 the set exists already.",
    .examples = examples,
    .run = run,
};
