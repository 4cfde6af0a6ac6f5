/*
 * keys.c — the one table of key flags.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

#include <string.h>

static const char *const modes[] = { "dev", "prod", NULL };

const cli_option cli_key_options[] = {
    { "key-mode", CLI_CHOICE, false, "dev|prod",
      "dev signs with a throw-away key and takes no key flag; prod needs a key (default: prod when "
      "a key flag is given, else dev)",
      0, 0, modes },
    { "private-key", CLI_TEXT, false, "FILE", "private key file, readable by its owner alone", 0, 0,
      NULL },
    { "private-key-env", CLI_TEXT, false, "NAME", "environment variable that holds the private key",
      0, 0, NULL },
    { "public-key", CLI_TEXT, false, "FILE",
      "public key file; wins over a private key when verifying", 0, 0, NULL },
    { "public-key-env", CLI_TEXT, false, "NAME", "environment variable that holds the public key",
      0, 0, NULL },
    { "key-set", CLI_TEXT, false, "DIR",
      "key set made by 'gait keys init': signs with its active key, verifies with every key that "
      "is not revoked",
      0, 0, NULL },
    { NULL, CLI_FLAG, false, NULL, NULL, 0, 0, NULL },
};

gait_key_source cli_key_source(const cli_context *cli)
{
    const cli_args *args = &cli->args;
    return (gait_key_source){
        .mode = cli_args_text(args, "key-mode"),
        .private_path = cli_args_text(args, "private-key"),
        .private_env = cli_args_text(args, "private-key-env"),
        .public_path = cli_args_text(args, "public-key"),
        .public_env = cli_args_text(args, "public-key-env"),
        .key_set_path = cli_args_text(args, "key-set"),
    };
}

const cli_option cli_public_out_options[] = {
    { "public-out", CLI_TEXT, false, "FILE",
      "also write the public key to a file of its own, for those who verify; it must not exist", 0,
      0, NULL },
    { NULL, CLI_FLAG, false, NULL, NULL, 0, 0, NULL },
};

bool cli_public_out_check(cli_context *cli, gait_error *err)
{
    const char *path = cli_args_text(&cli->args, "public-out");
    return path == NULL || gait_file_must_not_exist(path, GAIT_E_file_exists, err);
}

static bool export_public(cli_context *cli, const gait_key *key, const char *path, gait_error *err)
{
    if (path == NULL)
        return true;
    if (!gait_key_save_public(key, path, false, &cli->rng, err)) {
        gait_error_prefix(err, "the key set is ready, but not the public key's own file: ");
        return false;
    }
    cli_set_text(cli, "public_key_path", gait_str_of(path));
    cli_line(cli, "public key file: %s", path);
    return true;
}

bool cli_show_public_key(cli_context *cli, const char *dir, gait_str key_id, const char *out_path,
                         gait_error *err)
{
    gait_key_source source = { .key_set_path = dir };
    gait_key_ring *ring = NULL;
    if (!gait_key_for_verifying(cli->arena, &source, &ring, err))
        return false;
    const gait_key *key = gait_key_ring_find(ring, key_id);
    GAIT_BUG_IF(key == NULL);
    char text[GAIT_PUBLIC_KEY_TEXT];
    gait_key_public_text(key, text);
    cli_set_text(cli, "key_id", key_id);
    cli_set_text(cli, "public_key", gait_str_of(text));
    cli_line(cli, "key id: %.*s", GAIT_STR_ARG(key_id));
    cli_line(cli, "public key: %s", text);
    bool ok = export_public(cli, key, out_path, err);
    gait_key_ring_free(ring);
    return ok;
}
