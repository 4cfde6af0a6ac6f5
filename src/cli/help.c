/*
 * help.c — help as text, from the tables alone.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

#include <string.h>

enum { FLAG_COLUMN = 28, COMMAND_COLUMN = 17 };

static void add_heading(cli_context *cli, gait_buf *buf, const char *title)
{
    bool color = buf == &cli->notices ? cli->color_errors : cli->color;
    gait_buf_add_format(buf, color ? "\n\x1b[1m%s\x1b[0m\n" : "\n%s\n", title);
}

/* "  left      right, wrapped" */
static void add_row(gait_buf *buf, gait_str left, gait_str right, size_t column)
{
    gait_buf_add_format(buf, "  %-*.*s", (int)column - 2, GAIT_STR_ARG(left));
    if (left.len + 3 > column)
        gait_buf_add_format(buf, "\n%*s", (int)column, "");
    cli_wrap(buf, right, column, column);
}

static void add_options(cli_context *cli, gait_buf *buf, const char *title,
                        const cli_option *options)
{
    if (options == NULL)
        return;
    add_heading(cli, buf, title);
    for (const cli_option *o = options; o->name != NULL; o++) {
        gait_str help =
            gait_arena_format(cli->arena, "%s%s", o->help, o->required ? " (required)" : "");
        add_row(buf, cli_option_usage(cli->arena, o), help, FLAG_COLUMN);
    }
}

static void add_usage(cli_context *cli, gait_buf *buf, const cli_command *c)
{
    gait_str title = cli_command_title(cli->arena, c);
    gait_buf line;
    gait_buf_init(&line, cli->arena, 2048);
    gait_buf_add_format(&line, "gait %.*s", GAIT_STR_ARG(title));
    for (const cli_option *o = c->options; o != NULL && o->name != NULL; o++)
        if (o->required)
            gait_buf_add_format(&line, " %.*s", GAIT_STR_ARG(cli_option_usage(cli->arena, o)));
    if (c->usage != NULL)
        gait_buf_add_format(&line, " %s", c->usage);
    gait_buf_add_cstr(&line, " [flags]");
    gait_buf_add_cstr(buf, "  ");
    cli_wrap(buf, gait_buf_text(&line), 2, 6);
}

void cli_help_command(cli_context *cli, gait_buf *buf, const cli_command *c)
{
    cli_wrap(buf, gait_str_of(c->explain), 0, 0);
    add_heading(cli, buf, "Usage");
    add_usage(cli, buf, c);
    add_options(cli, buf, "Flags", c->options);
    add_options(cli, buf, c->shared == cli_key_options ? "Key flags" : "More flags", c->shared);
    add_options(cli, buf, "Flags of every command", cli_standard_options);
    add_heading(cli, buf, "Exit status");
    gait_buf_add_cstr(buf, "  ");
    cli_wrap(buf, gait_str_of(c->exits), 2, 2);
    if (c->examples == NULL)
        return;
    add_heading(cli, buf, "Examples");
    for (const cli_example *e = c->examples; e->args != NULL; e++)
        gait_buf_add_format(buf, "  # %s\n  gait %s\n", e->what, e->args);
}

static void add_commands(cli_context *cli, gait_buf *buf, const char *group)
{
    for (size_t i = 0; cli_commands[i] != NULL; i++) {
        const cli_command *c = cli_commands[i];
        if (group != NULL && (c->group == NULL || strcmp(c->group, group) != 0))
            continue;
        add_row(buf, cli_command_title(cli->arena, c), gait_str_of(c->summary), COMMAND_COLUMN);
    }
}

void cli_help_group(cli_context *cli, gait_buf *buf, const cli_group *group)
{
    cli_wrap(buf, gait_str_of(group->explain), 0, 0);
    add_heading(cli, buf, "Usage");
    gait_buf_add_format(buf, "  gait %s COMMAND [flags]\n", group->name);
    add_heading(cli, buf, "Commands");
    add_commands(cli, buf, group->name);
    gait_buf_add_format(buf, "\n'gait help %s COMMAND' shows the flags of a command.\n",
                        group->name);
}

void cli_help_overview(cli_context *cli, gait_buf *buf)
{
    gait_buf_add_cstr(buf, "gait decides what the tool calls of an AI agent may do, and signs a "
                           "trace of\neach decision. It works offline.\n");
    add_heading(cli, buf, "Usage");
    gait_buf_add_cstr(buf, "  gait COMMAND [flags]\n");
    add_heading(cli, buf, "Commands");
    add_commands(cli, buf, NULL);
    add_heading(cli, buf, "Exit status");
    gait_buf_add_cstr(buf,
                      "  0 ok, allow, dry_run   1 operational failure   2 verification failed\n"
                      "  3 blocked              4 approval required     5 tests failed\n"
                      "  6 invalid input        7 dependency missing    8 unsafe, refused\n");
    gait_buf_add_cstr(buf, "\n'gait help COMMAND' shows the flags of a command, 'gait help errors' "
                           "every error\ncode. 'gait demo' shows a decision from end to end.\n");
}
