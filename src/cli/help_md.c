/*
 * help_md.c — the same tables as Markdown (docs/cli, docs/errors.md) and as JSON.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

/* Text for a table cell: what Markdown would take for markup is escaped. */
static void add_cell(gait_buf *buf, const char *text)
{
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '|' || *p == '<' || *p == '_' || *p == '*')
            gait_buf_add_char(buf, '\\');
        gait_buf_add_char(buf, *p);
    }
}

/* Code for a table cell: only the cell's own border has to be escaped. */
static void add_code(gait_buf *buf, gait_str text)
{
    gait_buf_add_char(buf, '`');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '|')
            gait_buf_add_char(buf, '\\');
        gait_buf_add_char(buf, text.ptr[i]);
    }
    gait_buf_add_char(buf, '`');
}

static void add_options(cli_context *cli, gait_buf *buf, const char *title,
                        const cli_option *options)
{
    if (options == NULL)
        return;
    gait_buf_add_format(buf, "\n## %s\n\n| flag | meaning |\n|---|---|\n", title);
    for (const cli_option *o = options; o->name != NULL; o++) {
        gait_buf_add_cstr(buf, "| ");
        add_code(buf, cli_option_usage(cli->arena, o));
        gait_buf_add_cstr(buf, " | ");
        add_cell(buf, o->help);
        gait_buf_add_cstr(buf, o->required ? " (required) |\n" : " |\n");
    }
}

void cli_md_command(cli_context *cli, gait_buf *buf, const cli_command *c)
{
    gait_str title = cli_command_title(cli->arena, c);
    gait_buf_add_format(buf, "# gait %.*s\n\n%s\n\n```\ngait %.*s", GAIT_STR_ARG(title), c->explain,
                        GAIT_STR_ARG(title));
    for (const cli_option *o = c->options; o != NULL && o->name != NULL; o++)
        if (o->required)
            gait_buf_add_format(buf, " %.*s", GAIT_STR_ARG(cli_option_usage(cli->arena, o)));
    gait_buf_add_format(buf, "%s%s [flags]\n```\n", c->usage == NULL ? "" : " ",
                        c->usage == NULL ? "" : c->usage);
    add_options(cli, buf, "Flags", c->options);
    add_options(cli, buf, c->shared == cli_key_options ? "Key flags" : "More flags", c->shared);
    add_options(cli, buf, "Flags of every command", cli_standard_options);
    gait_buf_add_cstr(buf, "\n## Exit status\n\n");
    add_cell(buf, c->exits);
    gait_buf_add_char(buf, '\n');
    if (c->examples == NULL)
        return;
    gait_buf_add_cstr(buf, "\n## Examples\n\n```sh\n");
    for (const cli_example *e = c->examples; e->args != NULL; e++)
        gait_buf_add_format(buf, "# %s\ngait %s\n", e->what, e->args);
    gait_buf_add_cstr(buf, "```\n");
}

void cli_md_overview(cli_context *cli, gait_buf *buf)
{
    gait_buf_add_cstr(buf, "# Commands\n\n| command | what it does |\n|---|---|\n");
    for (size_t i = 0; cli_commands[i] != NULL; i++) {
        const cli_command *c = cli_commands[i];
        gait_buf_add_format(buf, "| [%.*s](%s%s%s.md) | ",
                            GAIT_STR_ARG(cli_command_title(cli->arena, c)),
                            c->group == NULL ? "" : c->group, c->group == NULL ? "" : "-", c->name);
        add_cell(buf, c->explain);
        gait_buf_add_cstr(buf, " |\n");
    }
    gait_buf_add_cstr(
        buf,
        "\nA flag is `--name VALUE` or `--name=VALUE` (one dash does too), before or after the "
        "arguments;\n`--` ends the flags. A value that starts with a dash is given after "
        "`=`. A flag given twice is\nrefused. `--help`, `--explain` and `--json` count "
        "wherever they stand, also after a mistake.\n\n"
        "Results for people go to standard output, their errors and warnings to standard "
        "error. With `--json`\nstandard output is exactly one JSON document, whatever goes "
        "wrong. On every exit but 0 it has `ok`,\n`error`, `error_code`, `error_category`, "
        "`retryable`, `hint` and `correlation_id`; see\n[errors.md](../errors.md). Exits 3 "
        "and 4 are completed decisions: `ok` is true there.\n");
}

void cli_md_errors(gait_buf *buf)
{
    gait_buf_add_cstr(buf,
                      "# Errors\n\nEvery failure has a code; the code has a category, and the "
                      "category an exit status, unless the\ncode has its own. `retryable` says "
                      "whether the same call may succeed later.\n\n## Categories\n\n"
                      "| category | exit |\n|---|---|\n");
    static const int exits[] = {
#define C(name, exit_code) exit_code,
#include <gait/categories.def>
#undef C
    };
    for (int c = 1; c < GAIT_CATEGORY_COUNT; c++)
        gait_buf_add_format(buf, "| `%s` | %d |\n", gait_category_name((gait_category)c),
                            exits[c - 1]);
    gait_buf_add_cstr(buf, "\n## Codes\n\n| code | category | exit | retryable | what to do |\n"
                           "|---|---|---|---|---|\n");
    for (int c = GAIT_OK + 1; c < GAIT_CODE_COUNT; c++) {
        gait_code code = (gait_code)c;
        gait_buf_add_format(buf, "| `%s` | `%s` | %d | %s | ", gait_code_name(code),
                            gait_category_name(gait_code_category(code)), gait_code_exit(code),
                            gait_code_retryable(code) ? "yes" : "no");
        add_cell(buf, gait_code_hint(code));
        gait_buf_add_cstr(buf, " |\n");
    }
}

static void push_options(gait_arena *a, gait_json *list, const cli_option *options)
{
    static const char *const kinds[] = { "flag", "text", "list", "integer", "duration", "choice" };
    for (const cli_option *o = options; o != NULL && o->name != NULL; o++) {
        gait_json *row = gait_json_new_object(a);
        gait_json_set(a, row, GAIT_STR("name"), gait_json_string(gait_str_of(o->name)));
        gait_json_set(a, row, GAIT_STR("kind"), gait_json_string(gait_str_of(kinds[o->kind])));
        gait_json_set(a, row, GAIT_STR("help"), gait_json_string(gait_str_of(o->help)));
        gait_json_set(a, row, GAIT_STR("required"), gait_json_bool(o->required));
        if (o->metavar != NULL)
            gait_json_set(a, row, GAIT_STR("value"), gait_json_string(gait_str_of(o->metavar)));
        gait_json_push(a, list, *row);
    }
}

gait_json cli_help_json(cli_context *cli, const cli_command *c)
{
    gait_arena *a = cli->arena;
    gait_json *object = gait_json_new_object(a);
    gait_json *options = gait_json_new_array(a);
    push_options(a, options, c->options);
    push_options(a, options, c->shared);
    push_options(a, options, cli_standard_options);
    gait_json_set(a, object, GAIT_STR("command"), gait_json_string(cli_command_title(a, c)));
    gait_json_set(a, object, GAIT_STR("explain"), gait_json_string(gait_str_of(c->explain)));
    gait_json_set(a, object, GAIT_STR("exits"), gait_json_string(gait_str_of(c->exits)));
    gait_json_set(a, object, GAIT_STR("options"), *options);
    if (c->usage != NULL)
        gait_json_set(a, object, GAIT_STR("arguments"), gait_json_string(gait_str_of(c->usage)));
    return *object;
}
