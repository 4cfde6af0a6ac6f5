/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

static bool run(cli_context *cli, gait_error *err)
{
    const char *dir = cli_args_positional(&cli->args, 0);
    int64_t now;
    gait_key_rotation keys;
    if (!cli_public_out_check(cli, err) || !cli->clock.wall_ns(cli->clock.ctx, &now, err) ||
        !gait_key_set_rotate(cli->arena, dir, now, &cli->rng, &keys, err))
        return false;
    cli_set_text(cli, "key_set", gait_str_of(dir));
    cli_set_text(cli, "retired_key_id", keys.old_id);
    cli_line(cli, "keys rotate ok: %s", dir);
    cli_line(cli, "retired, still verifies: %.*s", GAIT_STR_ARG(keys.old_id));
    return cli_show_public_key(cli, dir, keys.new_id, cli_args_text(&cli->args, "public-out"), err);
}

static const cli_example examples[] = {
    { "from now on sign with a new key; old traces still verify", "keys rotate keys" },
    { NULL, NULL },
};

const cli_command cmd_keys_rotate = {
    .group = "keys",
    .name = "rotate",
    .summary = "replace the signing key; the old one still verifies",
    .explain = "Makes a new signing key in a key set and keeps the old one for verifying only.",
    .usage = "DIR",
    .min_args = 1,
    .max_args = 1,
    .shared = cli_public_out_options,
    .exits = "0; 1 the files could not be written; 6 there is no valid key set.",
    .examples = examples,
    .run = run,
};
