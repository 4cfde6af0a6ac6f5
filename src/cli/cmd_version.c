/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

static bool run(cli_context *cli, gait_error *err)
{
    (void)err;
    gait_library *libraries;
    size_t count = gait_version_libraries(cli->arena, &libraries);
    gait_json *members = gait_json_new_object(cli->arena);
    for (size_t i = 0; i < count; i++)
        gait_json_set(cli->arena, members, gait_str_of(libraries[i].name),
                      gait_json_string(libraries[i].version));
    cli_set_text(cli, "version", GAIT_STR(GAIT_VERSION));
    cli_set(cli, "libraries", *members);
    cli_line(cli, "gait %s", GAIT_VERSION);
    return true;
}

static const cli_example examples[] = {
    { "with the versions of the libraries it is linked with", "version --json" },
    { NULL, NULL },
};

const cli_command cmd_version = {
    .name = "version",
    .summary = "the version of gait and of what it is linked with",
    .explain = "Prints the version of gait; with --json also those of the libraries it is linked "
               "with.",
    .exits = "0.",
    .examples = examples,
    .run = run,
};
