/*
 * cli.h — what a command is, and what it is given to run.
 *
 * A command parses nothing and prints nothing: it reads cli->args, calls libgait, adds members to the JSON result and
 * lines to the text result, and returns. Both results are built; out.c delivers the one that was asked for.
 *
 * To add a command: cmd_<name>.c with its option table, and one line in commands.def.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "opt.h"

enum { CLI_CORRELATION_MAX = 128, CLI_CORRELATION_BYTES = 12, CLI_WORDS_MAX = 1024 };

typedef struct cli_context cli_context;

typedef struct cli_example {
    const char *what; /* one short line */
    const char *args; /* what follows the program's name */
} cli_example;

typedef struct cli_command {
    const char *group; /* NULL: stands alone */
    const char *name;
    const char *summary; /* at most 55 characters, for lists */
    const char *explain; /* one sentence: what the command does */
    const char *usage;   /* positionals, NULL when there are none */
    size_t min_args, max_args;
    const cli_option *options; /* the command's own, NULL when there are none */
    const cli_option *shared;  /* a table shared with other commands, or NULL */
    const char *exits;         /* what its exit codes mean */
    const cli_example *examples;
    bool decides; /* whatever goes wrong is a block, and says so */
    bool (*run)(cli_context *cli, gait_error *err);
} cli_command;

typedef struct cli_group {
    const char *name;
    const char *summary;
    const char *explain;
} cli_group;

extern const cli_option cli_standard_options[]; /* taken by every command */
extern const cli_option cli_key_options[];      /* the one table of key flags */

/* The tables, ended by NULL and by a row without a name. */
extern const cli_command *const cli_commands[];
extern const cli_group cli_groups[];

struct cli_context {
    gait_arena *arena;
    const cli_command *command; /* NULL until it is known */
    const cli_group *group;     /* NULL until it is known, or when there is none */
    cli_args args;
    const char *program; /* how the program was called, fit to be printed in a command line */
    bool json, help, explain;
    bool undecided; /* a run of a command that decides which decides nothing */
    char correlation_id[CLI_CORRELATION_MAX + 1];
    gait_clock clock;
    gait_rng rng;

    gait_json *result;      /* members of the JSON document */
    gait_buf text, notices; /* standard output and standard error of people */
    bool color, color_errors;
    gait_code outcome; /* GAIT_OK, or the code of a completed run that does not exit 0 */
    gait_str outcome_message;
    gait_str out_of_memory; /* prepared: what is printed when the arena is exhausted */
};

/* out.c: text. Control bytes and broken UTF-8 in arguments are replaced before anybody sees them. */
typedef enum cli_style {
    CLI_PLAIN,
    CLI_BOLD,
    CLI_DIM,
    CLI_GREEN,
    CLI_YELLOW,
    CLI_RED,
    CLI_CYAN
} cli_style;
void cli_line(cli_context *cli, const char *format, ...)
    GAIT_PRINTF(2, 3); /* adds a line to stdout */
void cli_styled(cli_context *cli, cli_style style, const char *format, ...)
    GAIT_PRINTF(3, 4); /* adds text, no line end */
void cli_warn(cli_context *cli, const char *format, ...)
    GAIT_PRINTF(2, 3); /* stderr, and "warnings" */
cli_style cli_verdict_style(gait_verdict verdict);
gait_str cli_clean(cli_context *cli, gait_str text);
/* Adds words at an indent, wrapped at 80 columns; the first line is taken to stand at column `at`. */
void cli_wrap(gait_buf *buf, gait_str text, size_t at, size_t indent);

/* out.c: the JSON result. Empty texts and lists are left out, as in the existing formats. */
void cli_set(cli_context *cli, const char *name, gait_json value);
void cli_set_text(cli_context *cli, const char *name, gait_str text);
void cli_set_list(cli_context *cli, const char *name, const gait_str *items, size_t count);

/* out.c: a completed run that nevertheless does not exit 0. */
void cli_outcome(cli_context *cli, gait_code code, const char *format, ...) GAIT_PRINTF(3, 4);
/* The whole output of a run that failed with err, as it would be printed: for words prepared ahead. */
gait_str cli_prepare_failure(cli_context *cli, const gait_error *err);
/* Prints the result, or the failure when err holds one. False when it could not be delivered. */
GAIT_NODISCARD bool cli_deliver(cli_context *cli, const gait_error *err);

/* help.c */
gait_str cli_command_title(gait_arena *arena, const cli_command *command); /* "gate eval" */
void cli_help_overview(cli_context *cli, gait_buf *buf);
void cli_help_group(cli_context *cli, gait_buf *buf, const cli_group *group);
void cli_help_command(cli_context *cli, gait_buf *buf, const cli_command *command);
const cli_group *cli_group_find(gait_str name);
const cli_command *cli_command_find(const char *group, gait_str name); /* group NULL: top level */
/* Raises command_unknown for a word that is neither, with the nearest one of that level. */
bool cli_fail_command(cli_context *cli, const char *group, gait_str word, gait_error *err);

/* help_md.c: the same as Markdown, for docs/ */
void cli_md_overview(cli_context *cli, gait_buf *buf);
void cli_md_command(cli_context *cli, gait_buf *buf, const cli_command *command);
void cli_md_errors(gait_buf *buf);
gait_json cli_help_json(cli_context *cli, const cli_command *command);

/* keys.c: the key flags as given. */
gait_key_source cli_key_source(const cli_context *cli);
/* --public-out, for commands that make a key: the flag, its check ahead, and the key shown and written. */
extern const cli_option cli_public_out_options[];
GAIT_NODISCARD bool cli_public_out_check(cli_context *cli, gait_error *err);
GAIT_NODISCARD bool cli_show_public_key(cli_context *cli, const char *dir, gait_str key_id,
                                        const char *out_path, gait_error *err);
/* policies.c: a policy argument: a path, or builtin:NAME for a policy compiled into gait. */
gait_policy_source cli_policy_source(const char *argument);

#endif
