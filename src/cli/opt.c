/* SPDX-License-Identifier: Apache-2.0 */
#include "opt.h"

#include <string.h>

bool cli_flag_name(const char *arg, gait_str *name, const char **value)
{
    if (arg[0] != '-' || arg[1] == '\0')
        return false;
    const char *start = arg + (arg[1] == '-' ? 2 : 1);
    const char *equals = strchr(start, '=');
    *name = equals == NULL ? gait_str_of(start) : (gait_str){ start, (size_t)(equals - start) };
    *value = equals == NULL ? NULL : equals + 1;
    return true;
}

bool cli_flag_bool(const char *value, bool *out)
{
    if (value == NULL) {
        *out = true;
        return true;
    }
    static const struct {
        const char *text;
        bool on;
    } spellings[] = { { "true", true },   { "1", true },  { "t", true },
                      { "false", false }, { "0", false }, { "f", false } };
    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
        if (strcmp(value, spellings[i].text) == 0) {
            *out = spellings[i].on;
            return true;
        }
    }
    return false;
}

/* Whether a mistyped word may be shown: what does not look like a flag or a command could be a secret. */
static bool presentable(gait_str word)
{
    if (word.len == 0 || word.len > 32)
        return false;
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];
        if (!(c >= 'a' && c <= 'z') && c != '-' && c != '_')
            return false;
    }
    return true;
}

static bool fail_unknown(const cli_args *args, gait_str name, gait_error *err)
{
    const char **names = gait_arena_array(args->arena, args->value_count + 1, sizeof *names);
    for (size_t i = 0; i < args->value_count; i++)
        names[i] = args->values[i].option->name;
    const char *near = gait_str_nearest(name, names);
    gait_str shown = GAIT_STR("unknown flag");
    if (presentable(name))
        shown = gait_arena_format(args->arena, "unknown flag --%.*s", GAIT_STR_ARG(name));
    if (near != NULL)
        return gait_fail(err, GAIT_E_flag_unknown, "%.*s; did you mean --%s?", GAIT_STR_ARG(shown),
                         near);
    return gait_fail(err, GAIT_E_flag_unknown, "%.*s", GAIT_STR_ARG(shown));
}

/* Decimal digits with an optional minus, within int64. */
static bool read_integer(gait_str text, int64_t *out)
{
    bool negative = text.len > 0 && text.ptr[0] == '-';
    size_t i = negative ? 1 : 0;
    if (i == text.len)
        return false;
    int64_t value = 0;
    for (; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9' || value > (INT64_MAX - 9) / 10)
            return false;
        value = value * 10 + (text.ptr[i] - '0');
    }
    *out = negative ? -value : value;
    return true;
}

static bool read_duration(gait_str text, int64_t *out_ms)
{
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = { { "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "h", 3600000 } };
    size_t digits = 0;
    while (digits < text.len && text.ptr[digits] >= '0' && text.ptr[digits] <= '9')
        digits++;
    gait_str unit = gait_str_from(text, digits);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        int64_t value;
        if (!gait_str_is(unit, units[i].unit) ||
            !read_integer(gait_str_first(text, digits), &value) || value > INT64_MAX / units[i].ms)
            continue;
        *out_ms = value * units[i].ms;
        return true;
    }
    return false;
}

static bool fail_choice(const cli_args *args, const cli_option *option, gait_error *err)
{
    gait_buf list;
    gait_buf_init(&list, args->arena, 1024);
    for (size_t i = 0; option->choices[i] != NULL; i++)
        gait_buf_add_format(&list, "%s%s", i == 0 ? "" : ", ", option->choices[i]);
    return gait_fail(err, GAIT_E_flag_value_invalid, "--%s takes one of: %.*s", option->name,
                     GAIT_STR_ARG(gait_buf_text(&list)));
}

static bool set_number(cli_value *slot, const char *value, gait_error *err)
{
    const cli_option *o = slot->option;
    bool duration = o->kind == CLI_DURATION;
    gait_str text = gait_str_of(value);
    bool valid = duration ? read_duration(text, &slot->number) : read_integer(text, &slot->number);
    if (!valid || slot->number < o->low || slot->number > o->high)
        return gait_fail(err, GAIT_E_flag_value_invalid,
                         duration ? "--%s takes a duration like 250ms or 5s, from %lld to %lld ms"
                                  : "--%s takes a whole number from %lld to %lld",
                         o->name, (long long)o->low, (long long)o->high);
    return true;
}

static bool set_value(const cli_args *args, cli_value *slot, const char *value, gait_error *err)
{
    const cli_option *o = slot->option;
    if (slot->given && o->kind != CLI_LIST)
        return gait_fail(err, GAIT_E_flag_ambiguous, "--%s is given more than once", o->name);
    slot->given = true;
    if (o->kind == CLI_FLAG)
        return cli_flag_bool(value, &slot->on) ||
               gait_fail(err, GAIT_E_flag_value_invalid, "--%s takes true or false", o->name);
    if (value[0] == '\0')
        return gait_fail(err, GAIT_E_flag_value_invalid, "--%s is given an empty value", o->name);
    if (o->kind == CLI_LIST) {
        slot->list = gait_arena_grow(args->arena, slot->list, slot->count, slot->count + 1,
                                     sizeof *slot->list);
        slot->list[slot->count++] = value;
        return true;
    }
    if (o->kind == CLI_INTEGER || o->kind == CLI_DURATION)
        return set_number(slot, value, err);
    slot->text = value;
    if (o->kind == CLI_CHOICE) {
        for (size_t i = 0; o->choices[i] != NULL; i++)
            if (strcmp(value, o->choices[i]) == 0)
                return true;
        return fail_choice(args, o, err);
    }
    return true;
}

static cli_value *find(const cli_args *args, gait_str name)
{
    for (size_t i = 0; i < args->value_count; i++)
        if (gait_str_is(name, args->values[i].option->name))
            return &args->values[i];
    return NULL;
}

static void lay_out(cli_args *args, const cli_option *const *tables, size_t argc)
{
    args->value_count = 0;
    for (size_t t = 0; tables[t] != NULL; t++)
        for (const cli_option *o = tables[t]; o->name != NULL; o++)
            args->value_count++;
    args->values = gait_arena_array(args->arena, args->value_count, sizeof *args->values);
    args->positional = gait_arena_array(args->arena, argc, sizeof *args->positional);
    args->positional_count = 0;
    size_t n = 0;
    for (size_t t = 0; tables[t] != NULL; t++)
        for (const cli_option *o = tables[t]; o->name != NULL; o++)
            args->values[n++].option = o;
}

bool cli_args_parse(cli_args *args, const cli_option *const *tables, const char *const *argv,
                    size_t count, gait_error *err)
{
    lay_out(args, tables, count);
    bool flags_ended = false;
    for (size_t i = 0; i < count; i++) {
        gait_str name;
        const char *value;
        if (!flags_ended && strcmp(argv[i], "--") == 0) {
            flags_ended = true;
            continue;
        }
        if (flags_ended || !cli_flag_name(argv[i], &name, &value)) {
            args->positional[args->positional_count++] = argv[i];
            continue;
        }
        cli_value *slot = find(args, name);
        if (slot == NULL)
            return fail_unknown(args, name, err);
        if (slot->option->kind != CLI_FLAG && value == NULL) {
            bool dashed = i + 1 < count && argv[i + 1][0] == '-' && argv[i + 1][1] != '\0';
            if (i + 1 >= count || dashed)
                return gait_fail(err, GAIT_E_flag_value_missing, "--%s needs a value: %s%s",
                                 slot->option->name, slot->option->metavar,
                                 dashed ? " (one that starts with a dash goes after '=')" : "");
            value = argv[++i];
        }
        if (!set_value(args, slot, value, err))
            return false;
    }
    return true;
}

bool cli_args_check(const cli_args *args, size_t min, size_t max, const char *usage,
                    gait_error *err)
{
    for (size_t i = 0; i < args->value_count; i++) {
        const cli_option *o = args->values[i].option;
        if (o->required && !args->values[i].given)
            return gait_fail(err, GAIT_E_flag_missing, "--%s %s is required", o->name, o->metavar);
    }
    size_t n = args->positional_count;
    if (n >= min && n <= max)
        return true;
    if (max == 0)
        return gait_fail(err, GAIT_E_argument_count, "no arguments are taken, %zu given", n);
    return gait_fail(err, GAIT_E_argument_count, "expected %s, %zu argument%s given", usage, n,
                     n == 1 ? "" : "s");
}

const cli_value *cli_args_get(const cli_args *args, const char *name)
{
    const cli_value *value = find(args, gait_str_of(name));
    GAIT_BUG_IF(value == NULL);
    return value;
}

const char *cli_args_text(const cli_args *args, const char *name)
{
    return cli_args_get(args, name)->text;
}

bool cli_args_on(const cli_args *args, const char *name)
{
    return cli_args_get(args, name)->on;
}

const char *cli_args_positional(const cli_args *args, size_t index)
{
    return index < args->positional_count ? args->positional[index] : NULL;
}

gait_str cli_option_usage(gait_arena *arena, const cli_option *option)
{
    if (option->kind == CLI_FLAG)
        return gait_arena_format(arena, "--%s", option->name);
    return gait_arena_format(arena, "--%s %s", option->name, option->metavar);
}
