/*
 * main.c — reserves the standard descriptors, finds the command, runs it, and turns what came of it into an exit
 * status: the only place that does.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the arguments say before any table is asked, so that it holds whatever else is wrong with them. */
typedef struct early {
    bool json, help, explain, version;
    bool others;                /* flags that mean work */
    const char *correlation_id; /* NULL when not given */
} early;

static bool table_takes_value(const cli_option *table, gait_str name)
{
    for (; table != NULL && table->name != NULL; table++)
        if (table->kind != CLI_FLAG && gait_str_is(name, table->name))
            return true;
    return false;
}

/* Whether the flag wants a value, in whichever command. */
static bool takes_value(gait_str name)
{
    bool found = table_takes_value(cli_standard_options, name);
    for (size_t i = 0; cli_commands[i] != NULL && !found; i++)
        found = table_takes_value(cli_commands[i]->options, name) ||
                table_takes_value(cli_commands[i]->shared, name);
    return found;
}

/*
 * What stands where a value belongs asks for nothing: help exits 0, and who calls with an identifier or a file name
 * from elsewhere must not read "-h" in it as an allow. Only the shape of the error to come may still be JSON.
 */
static early scan_arguments(int argc, char **argv)
{
    bool value_next = false;
    early s = { false, false, false, false, false, NULL };
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        gait_str name;
        const char *value;
        bool is_value = value_next;
        value_next = false;
        if (!cli_flag_name(argv[i], &name, &value))
            continue;
        bool on = true;
        bool valid = cli_flag_bool(value, &on);
        value_next = value == NULL && takes_value(name);
        if (gait_str_is(name, "json"))
            s.json = s.json || on || !valid;
        else if (is_value)
            continue;
        else if (gait_str_is(name, "help") || gait_str_is(name, "h"))
            s.help = s.help || on;
        else if (gait_str_is(name, "explain"))
            s.explain = s.explain || on;
        else if (gait_str_is(name, "version") || gait_str_is(name, "v"))
            s.version = s.version || on;
        else if (gait_str_is(name, "correlation-id"))
            s.correlation_id = value != NULL || i + 1 == argc ? value : argv[i + 1];
        else
            s.others = true;
    }
    return s;
}

static bool valid_correlation_id(const char *id)
{
    size_t len = strlen(id);
    for (size_t i = 0; i < len; i++) {
        char c = id[i];
        bool alnum = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!alnum && c != '.' && c != '_' && c != ':' && c != '-')
            return false;
    }
    return len >= 1 && len <= CLI_CORRELATION_MAX;
}

/* A fresh id first: also what is wrong with a given one is reported under an id. */
static bool choose_correlation_id(cli_context *cli, const char *given, gait_error *err)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t bytes[CLI_CORRELATION_BYTES] = { 0 };
    bool filled = given != NULL || cli->rng.fill(cli->rng.ctx, bytes, sizeof bytes, err);
    for (size_t i = 0; i < sizeof bytes; i++) {
        cli->correlation_id[2 * i] = digits[bytes[i] >> 4];
        cli->correlation_id[2 * i + 1] = digits[bytes[i] & 15];
    }
    cli->correlation_id[2 * sizeof bytes] = '\0';
    if (!filled || given == NULL)
        return filled;
    if (!valid_correlation_id(given)) {
        gait_error ignored = GAIT_ERROR_INIT;
        (void)choose_correlation_id(cli, NULL, &ignored);
        return gait_fail(err, GAIT_E_flag_value_invalid,
                         "--correlation-id takes 1 to %d of A-Z a-z 0-9 . _ : -",
                         CLI_CORRELATION_MAX);
    }
    memcpy(cli->correlation_id, given, strlen(given) + 1);
    return true;
}

/* The program as called, when it can stand in a command line as it is. */
static const char *printable_program(const char *argv0)
{
    if (argv0 == NULL || argv0[0] == '\0' || strlen(argv0) > 60)
        return "gait";
    for (const char *p = argv0; *p != '\0'; p++) {
        bool alnum =
            (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9');
        if (!alnum && strchr("/._-", *p) == NULL)
            return "gait";
    }
    return argv0;
}

/*
 * Finds the command among the words, which flags of every command may precede, and moves what else stands there to
 * rest. Without error: cli->command, or cli->group alone, or neither (no word at all).
 */
static bool find_command(cli_context *cli, int argc, char **argv, const char **rest, size_t *count,
                         gait_error *err)
{
    *count = 0;
    for (int i = 1; i < argc; i++) {
        gait_str name = { NULL, 0 };
        const char *value = NULL;
        bool ended = strcmp(argv[i], "--") == 0;
        if (cli->command != NULL || ended || cli_flag_name(argv[i], &name, &value)) {
            rest[(*count)++] = argv[i];
            if (ended && cli->command == NULL) {
                while (++i < argc)
                    rest[(*count)++] = argv[i];
            } else if (cli->command == NULL && gait_str_is(name, "correlation-id") &&
                       value == NULL && i + 1 < argc) {
                rest[(*count)++] = argv[++i];
            }
            continue;
        }
        gait_str word = gait_str_of(argv[i]);
        cli->command = cli_command_find(cli->group == NULL ? NULL : cli->group->name, word);
        if (cli->command != NULL)
            continue;
        if (cli->group == NULL)
            cli->group = cli_group_find(word);
        else
            return cli_fail_command(cli, cli->group->name, word, err);
        if (cli->group == NULL)
            return cli_fail_command(cli, NULL, word, err);
    }
    return true;
}

static void show_explain(cli_context *cli)
{
    const char *sentence =
        "Decides what the tool calls of an AI agent may do, by Lua policies in a "
        "deterministic sandbox, and signs a trace of each decision.";
    if (cli->command != NULL)
        sentence = cli->command->explain;
    else if (cli->group != NULL)
        sentence = cli->group->explain;
    cli_line(cli, "%s", sentence);
    cli_set_text(cli, "explain", gait_str_of(sentence));
}

static void show_help(cli_context *cli)
{
    if (cli->command != NULL) {
        cli_help_command(cli, &cli->text, cli->command);
        cli_set(cli, "help", cli_help_json(cli, cli->command));
        return;
    }
    gait_json *all = gait_json_new_array(cli->arena);
    for (size_t i = 0; cli_commands[i] != NULL; i++)
        if (cli->group == NULL || cli_commands[i]->group == cli->group->name)
            gait_json_push(cli->arena, all, cli_help_json(cli, cli_commands[i]));
    cli_set(cli, "commands", *all);
    if (cli->group != NULL)
        cli_help_group(cli, &cli->text, cli->group);
    else
        cli_help_overview(cli, &cli->text);
}

/* No command: people get the list of what there is, on standard error since nothing was done. */
static bool fail_missing(cli_context *cli, gait_error *err)
{
    if (cli->group != NULL)
        cli_help_group(cli, &cli->notices, cli->group);
    else
        cli_help_overview(cli, &cli->notices);
    gait_buf_add_char(&cli->notices, '\n');
    return gait_fail(err, GAIT_E_command_missing, "a command is missing%s%s",
                     cli->group == NULL ? "" : " after ",
                     cli->group == NULL ? "" : cli->group->name);
}

/* What is said when the arena cannot give more, built while it still can. */
static void prepare_last_words(cli_context *cli)
{
    gait_error err = GAIT_ERROR_INIT;
    (void)gait_fail(&err, GAIT_E_out_of_memory, "out of memory");
    cli->out_of_memory = cli_prepare_failure(cli, &err);
}

/* --version and -v are the version command: without them, the rest is its arguments. */
static size_t take_version_flag(cli_context *cli, const char **rest, size_t count)
{
    cli->command = cli_command_find(NULL, GAIT_STR("version"));
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        gait_str name = { NULL, 0 };
        const char *value = NULL;
        bool flag = cli_flag_name(rest[i], &name, &value) && value == NULL;
        if (!flag || !(gait_str_is(name, "version") || gait_str_is(name, "v")))
            rest[kept++] = rest[i];
    }
    return kept;
}

static bool run(cli_context *cli, const early *scan, int argc, char **argv, gait_error *err)
{
    const char **rest = gait_arena_array(cli->arena, (size_t)argc + 1, sizeof *rest);
    size_t count = 0;
    if (!find_command(cli, argc, argv, rest, &count, err))
        return false;
    if (cli->command == NULL && cli->group == NULL && scan->version && !scan->help)
        count = take_version_flag(cli, rest, count);
    prepare_last_words(cli);
    /* An exit 0 that decided nothing must not be had by a word too short. */
    if (scan->explain && scan->others && !scan->help)
        return gait_fail(err, GAIT_E_flag_ambiguous,
                         "--explain says what a command does and takes no flag beside it");
    if (scan->help || scan->explain) {
        if (scan->help)
            show_help(cli);
        else
            show_explain(cli);
        return true;
    }
    const cli_option *tables[CLI_MAX_TABLES] = { cli_standard_options };
    size_t n = 1;
    const cli_command *c = cli->command;
    if (c != NULL && c->options != NULL)
        tables[n++] = c->options;
    if (c != NULL && c->shared != NULL)
        tables[n++] = c->shared;
    if (!cli_args_parse(&cli->args, tables, rest, count, err))
        return false;
    if (c == NULL)
        return fail_missing(cli, err);
    return cli_args_check(&cli->args, c->min_args, c->max_args, c->usage, err) && c->run(cli, err);
}

static void exhausted(void *ctx)
{
    const cli_context *cli = ctx;
    gait_error ignored = GAIT_ERROR_INIT;
    (void)!gait_fd_write(cli->json ? 1 : 2, cli->out_of_memory, &ignored);
    _Exit(1);
}

static void choose_colors(cli_context *cli)
{
    const char *term = gait_env_get("TERM");
    bool wanted = gait_env_get("NO_COLOR") == NULL && term != NULL && strcmp(term, "dumb") != 0;
    cli->color = wanted && gait_fd_is_terminal(1);
    cli->color_errors = wanted && gait_fd_is_terminal(2);
}

static int finish(cli_context *cli, const gait_error *err)
{
    if (!cli_deliver(cli, err))
        return gait_code_exit(GAIT_E_output_undeliverable);
    if (err->code != GAIT_OK)
        return gait_error_exit(err);
    return cli->outcome == GAIT_OK ? 0 : gait_code_exit(cli->outcome);
}

int main(int argc, char **argv)
{
    gait_error err = GAIT_ERROR_INIT;
    early scan = scan_arguments(argc, argv);
    cli_context cli = { .program = printable_program(argc > 0 ? argv[0] : NULL),
                        .json = scan.json,
                        .clock = gait_clock_system(),
                        .rng = gait_rng_system(),
                        .out_of_memory = GAIT_STR("gait error: out of memory\n") };
    bool ready = gait_fds_reserve(&err) && gait_signals_as_errors(&err);
    ready = choose_correlation_id(&cli, scan.correlation_id, &err) && ready;
    cli.arena = gait_arena_new(GAIT_LIMIT_ARENA_BYTES, exhausted, &cli);
    if (cli.arena == NULL)
        exhausted(&cli);
    cli.args.arena = cli.arena;
    cli.result = gait_json_new_object(cli.arena);
    gait_buf_init(&cli.text, cli.arena, GAIT_LIMIT_OUTPUT_BYTES);
    gait_buf_init(&cli.notices, cli.arena, GAIT_LIMIT_OUTPUT_BYTES);
    choose_colors(&cli);
    prepare_last_words(&cli);
    if (ready)
        (void)!run(&cli, &scan, argc, argv, &err);
    int status = finish(&cli, &err);
    gait_arena_free(cli.arena);
    return status;
}
