/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

static void set_count(cli_context *cli, const char *name, size_t count)
{
    cli_set(cli, name, gait_json_integer(cli->arena, (int64_t)count));
}

static bool run(cli_context *cli, gait_error *err)
{
    const char *dir = cli_args_positional(&cli->args, 0);
    gait_key_set_report report = { 0 };
    if (!gait_key_set_verify(cli->arena, dir, &report, err))
        return false;
    cli_set_text(cli, "key_set", gait_str_of(dir));
    set_count(cli, "keys", report.keys);
    set_count(cli, "active", report.active);
    set_count(cli, "verify_only", report.verify_only);
    set_count(cli, "revoked", report.revoked);
    cli_line(cli, "keys verify ok: %s", dir);
    cli_line(cli, "keys: %zu (active %zu, verify only %zu, revoked %zu)", report.keys,
             report.active, report.verify_only, report.revoked);
    return cli_show_public_key(cli, dir, report.active_id, NULL, err);
}

static const cli_example examples[] = {
    { "is the set in ./keys whole and private?", "keys verify keys" },
    { NULL, NULL },
};

const cli_command cmd_keys_verify = {
    .group = "keys",
    .name = "verify",
    .summary = "check every file, mode, id and pair of a key set",
    .explain = "Checks that a key set is whole, private, and that every key belongs to its id.",
    .usage = "DIR",
    .min_args = 1,
    .max_args = 1,
    .exits = "0; 1 the files could not be read; 6 something is wrong with the set.",
    .examples = examples,
    .run = run,
};
