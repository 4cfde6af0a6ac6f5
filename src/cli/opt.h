/*
 * opt.h — one option table per command drives parsing, help, generated docs and error messages.
 *
 * Flags are long: --name VALUE or --name=VALUE, also with one dash. They stand before or after positionals; "--" ends
 * them; "-" alone is a positional or a value. A value that starts with a dash is given as --name=VALUE, so that a
 * forgotten value never swallows the next flag. Booleans are --name or --name=true|false|1|0|t|f.
 *
 * Owner:   values point into argv and the arena.
 * Errors:  flag_unknown flag_ambiguous flag_missing flag_value_missing flag_value_invalid argument_count.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_OPT_H
#define CLI_OPT_H

#include <gait/gait.h>

typedef enum cli_kind {
    CLI_FLAG,
    CLI_TEXT,
    CLI_LIST, /* may be repeated */
    CLI_INTEGER,
    CLI_DURATION, /* 250ms 5s 2m 1h */
    CLI_CHOICE
} cli_kind;

typedef struct cli_option {
    const char *name; /* without dashes; NULL ends a table */
    cli_kind kind;
    bool required;
    const char *metavar;        /* NULL for CLI_FLAG */
    const char *help;           /* lower case, no trailing period */
    int64_t low, high;          /* CLI_INTEGER; CLI_DURATION in milliseconds */
    const char *const *choices; /* CLI_CHOICE; ends with NULL */
} cli_option;

typedef struct cli_value {
    const cli_option *option;
    bool given;
    bool on;           /* CLI_FLAG */
    const char *text;  /* CLI_TEXT, CLI_CHOICE; NULL when not given */
    int64_t number;    /* CLI_INTEGER; CLI_DURATION in milliseconds; 0 when not given */
    const char **list; /* CLI_LIST */
    size_t count;
} cli_value;

enum { CLI_MAX_TABLES = 4 };

typedef struct cli_args {
    gait_arena *arena;
    cli_value *values;
    size_t value_count;
    const char **positional;
    size_t positional_count;
} cli_args;

/* The name of a flag argument without dashes and value: "policy" of "--policy=x". False for anything else. */
bool cli_flag_name(const char *arg, gait_str *name, const char **value);
/* true|false|1|0|t|f; NULL (no value) is true. False when it is none of them. */
bool cli_flag_bool(const char *value, bool *out);

/* Reads count arguments against the tables (ended by NULL). */
GAIT_NODISCARD bool cli_args_parse(cli_args *args, const cli_option *const *tables,
                                   const char *const *argv, size_t count, gait_error *err);
/* Every required flag is there, and the number of positionals is within bounds. */
GAIT_NODISCARD bool cli_args_check(const cli_args *args, size_t min, size_t max, const char *usage,
                                   gait_error *err);

/* The value of an option of the command's own tables; asking for another name is a bug. */
const cli_value *cli_args_get(const cli_args *args, const char *name);
const char *cli_args_text(const cli_args *args, const char *name); /* NULL when not given */
bool cli_args_on(const cli_args *args, const char *name);
const char *cli_args_positional(const cli_args *args, size_t index); /* NULL when not given */

/* "--name METAVAR" as help shows it. */
gait_str cli_option_usage(gait_arena *arena, const cli_option *option);

#endif
