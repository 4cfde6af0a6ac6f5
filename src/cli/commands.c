/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

#define GROUP(name, summary, sentence)
#define CMD(ident) extern const cli_command cmd_##ident;
#include "commands.def"
#undef CMD
#undef GROUP

const cli_command *const cli_commands[] = {
#define GROUP(name, summary, sentence)
#define CMD(ident) &cmd_##ident,
#include "commands.def"
#undef CMD
#undef GROUP
    NULL
};

const cli_group cli_groups[] = {
#define GROUP(name, summary, sentence) { #name, summary, sentence },
#define CMD(ident)
#include "commands.def"
#undef CMD
#undef GROUP
    { NULL, NULL, NULL }
};

const cli_option cli_standard_options[] = {
    { "json", CLI_FLAG, false, NULL, "print exactly one JSON document on standard output", 0, 0,
      NULL },
    { "correlation-id", CLI_TEXT, false, "ID",
      "name this run in its output and trace: 1 to 128 of A-Z a-z 0-9 . _ : - (default: random)", 0,
      0, NULL },
    { "explain", CLI_FLAG, false, NULL, "say in one sentence what the command does", 0, 0, NULL },
    { "help", CLI_FLAG, false, NULL, "show the help of the command; also -h", 0, 0, NULL },
    { NULL, CLI_FLAG, false, NULL, NULL, 0, 0, NULL },
};

const cli_command *cli_command_find(const char *group, gait_str name)
{
    for (size_t i = 0; cli_commands[i] != NULL; i++) {
        const cli_command *c = cli_commands[i];
        bool level = group == NULL ? c->group == NULL
                                   : c->group != NULL && gait_str_is(gait_str_of(group), c->group);
        if (level && gait_str_is(name, c->name))
            return c;
    }
    return NULL;
}

const cli_group *cli_group_find(gait_str name)
{
    for (const cli_group *g = cli_groups; g->name != NULL; g++)
        if (gait_str_is(name, g->name))
            return g;
    return NULL;
}

/* A word that may be shown: what looks otherwise could be a secret that lost its flag. */
static bool presentable(gait_str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (!(word.ptr[i] >= 'a' && word.ptr[i] <= 'z') && word.ptr[i] != '-')
            return false;
    return word.len > 0 && word.len <= 24;
}

bool cli_fail_command(cli_context *cli, const char *group, gait_str word, gait_error *err)
{
    enum { MOST = 64 };
    const char *names[MOST + 1] = { NULL };
    size_t n = 0;
    gait_str level = gait_str_of(group);
    for (size_t i = 0; cli_commands[i] != NULL && n < MOST; i++)
        if (gait_str_equal(level, gait_str_of(cli_commands[i]->group)))
            names[n++] = cli_commands[i]->name;
    for (const cli_group *g = cli_groups; group == NULL && g->name != NULL && n < MOST; g++)
        names[n++] = g->name;
    gait_str what = GAIT_STR("unknown command");
    if (presentable(word))
        what =
            gait_arena_format(cli->arena, "unknown command '%s%s%.*s'", group == NULL ? "" : group,
                              group == NULL ? "" : " ", GAIT_STR_ARG(word));
    const char *near = gait_str_nearest(word, names);
    if (near != NULL)
        return gait_fail(err, GAIT_E_command_unknown, "%.*s; did you mean '%s%s%s'?",
                         GAIT_STR_ARG(what), group == NULL ? "" : group, group == NULL ? "" : " ",
                         near);
    return gait_fail(err, GAIT_E_command_unknown, "%.*s", GAIT_STR_ARG(what));
}

gait_str cli_command_title(gait_arena *arena, const cli_command *command)
{
    if (command->group == NULL)
        return gait_str_of(command->name);
    return gait_arena_format(arena, "%s %s", command->group, command->name);
}
