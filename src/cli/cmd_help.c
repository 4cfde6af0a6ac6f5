/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

#include <string.h>

static const char *const formats[] = { "text", "md", NULL };

static const cli_option options[] = {
    { "format", CLI_CHOICE, false, "text|md",
      "text for people, or Markdown as in docs/ (default: text)", 0, 0, formats },
    { NULL, CLI_FLAG, false, NULL, NULL, 0, 0, NULL },
};

static void show_all(cli_context *cli, const cli_group *group, bool md)
{
    gait_json *all = gait_json_new_array(cli->arena);
    for (size_t i = 0; cli_commands[i] != NULL; i++) {
        const cli_command *c = cli_commands[i];
        if (group == NULL || (c->group != NULL && strcmp(c->group, group->name) == 0))
            gait_json_push(cli->arena, all, cli_help_json(cli, c));
    }
    cli_set(cli, "commands", *all);
    if (md)
        cli_md_overview(cli, &cli->text);
    else if (group != NULL)
        cli_help_group(cli, &cli->text, group);
    else
        cli_help_overview(cli, &cli->text);
}

static void show_errors(cli_context *cli, bool md)
{
    gait_json *codes = gait_json_new_array(cli->arena);
    for (int i = GAIT_OK + 1; i < GAIT_CODE_COUNT; i++) {
        gait_code code = (gait_code)i;
        gait_json *row = gait_json_new_object(cli->arena);
        gait_str category = gait_str_of(gait_category_name(gait_code_category(code)));
        gait_json_set(cli->arena, row, GAIT_STR("code"),
                      gait_json_string(gait_str_of(gait_code_name(code))));
        gait_json_set(cli->arena, row, GAIT_STR("category"), gait_json_string(category));
        gait_json_set(cli->arena, row, GAIT_STR("exit"),
                      gait_json_integer(cli->arena, gait_code_exit(code)));
        gait_json_set(cli->arena, row, GAIT_STR("retryable"),
                      gait_json_bool(gait_code_retryable(code)));
        gait_json_set(cli->arena, row, GAIT_STR("hint"),
                      gait_json_string(gait_str_of(gait_code_hint(code))));
        gait_json_push(cli->arena, codes, *row);
        if (!md)
            cli_line(cli, "%d  %-27s %s", gait_code_exit(code), gait_code_name(code),
                     gait_category_name(gait_code_category(code)));
        if (!md)
            cli_line(cli, "   %s", gait_code_hint(code));
    }
    cli_set(cli, "errors", *codes);
    if (md)
        cli_md_errors(&cli->text);
}

static bool run(cli_context *cli, gait_error *err)
{
    const char *format = cli_args_text(&cli->args, "format");
    bool md = format != NULL && strcmp(format, "md") == 0;
    const char *first = cli_args_positional(&cli->args, 0);
    const char *second = cli_args_positional(&cli->args, 1);
    if (first == NULL) {
        show_all(cli, NULL, md);
        return true;
    }
    if (strcmp(first, "errors") == 0 && second == NULL) {
        show_errors(cli, md);
        return true;
    }
    const cli_group *group = cli_group_find(gait_str_of(first));
    const char *name = group == NULL ? first : second;
    if (group != NULL && second == NULL) {
        show_all(cli, group, md);
        return true;
    }
    if (group == NULL && second != NULL)
        return gait_fail(err, GAIT_E_argument_count, "expected [COMMAND], 2 arguments given");
    const cli_command *c = cli_command_find(group == NULL ? NULL : group->name, gait_str_of(name));
    if (c == NULL)
        return cli_fail_command(cli, group == NULL ? NULL : group->name, gait_str_of(name), err);
    cli_set(cli, "help", cli_help_json(cli, c));
    if (md)
        cli_md_command(cli, &cli->text, c);
    else
        cli_help_command(cli, &cli->text, c);
    return true;
}

static const cli_example examples[] = {
    { "the flags of one command", "help gate eval" },
    { "every error code, its exit status and what to do", "help errors" },
    { "regenerate a page of the docs", "help --format md gate eval" },
    { NULL, NULL },
};

const cli_command cmd_help = {
    .name = "help",
    .summary = "this list, the flags of a command, or the error codes",
    .explain = "Shows the commands, the flags of one command, or all error codes.",
    .usage = "[COMMAND | errors]",
    .max_args = 2,
    .options = options,
    .exits = "0; 6 unknown command.",
    .examples = examples,
    .run = run,
};
