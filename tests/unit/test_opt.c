/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

/* The command line is no part of libgait, so that its parser is compiled in here. */
#include "cli/opt.c"

static const char *const colors[] = { "red", "blue", NULL };

static const cli_option options[] = {
    { "name", CLI_TEXT, true, "TEXT", "a text", 0, 0, NULL },
    { "item", CLI_LIST, false, "TEXT", "any number of texts", 0, 0, NULL },
    { "count", CLI_INTEGER, false, "N", "a number", -5, 10, NULL },
    { "wait", CLI_DURATION, false, "TIME", "a time", 10, 60000, NULL },
    { "color", CLI_CHOICE, false, "red|blue", "a color", 0, 0, colors },
    { "loud", CLI_FLAG, false, NULL, "a flag", 0, 0, NULL },
    { NULL, CLI_FLAG, false, NULL, NULL, 0, 0, NULL },
};
static const cli_option *const tables[] = { options, NULL };

enum { MOST = 8 };

typedef struct line {
    const char *argv[MOST];
    gait_code code;
} line;

static cli_args parse(gait_arena *arena, const line *l, gait_error *err)
{
    cli_args args = { .arena = arena };
    size_t count = 0;
    while (count < MOST && l->argv[count] != NULL)
        count++;
    (void)!cli_args_parse(&args, tables, l->argv, count, err);
    return args;
}

static void every_kind_of_value_is_read(void **state)
{
    (void)state;
    gait_arena *arena = gait_arena_new(1 << 20, NULL, NULL);
    gait_error err = GAIT_ERROR_INIT;
    const line l = { { "a", "--item=x", "-count", "-", "--item", "y", "--wait=2s", "--loud" },
                     GAIT_E_flag_value_invalid };
    (void)parse(arena, &l, &err);
    assert_int_equal(err.code, l.code);
    err = (gait_error)GAIT_ERROR_INIT;
    const line good = { { "a", "--item=x", "--count=-5", "-item", "y", "--wait=2s", "--loud",
                          "--color=blue" },
                        GAIT_OK };
    cli_args args = parse(arena, &good, &err);
    assert_int_equal(err.code, GAIT_OK);
    assert_string_equal(cli_args_positional(&args, 0), "a");
    assert_null(cli_args_positional(&args, 1));
    assert_int_equal(cli_args_get(&args, "item")->count, 2);
    assert_string_equal(cli_args_get(&args, "item")->list[0], "x");
    assert_string_equal(cli_args_get(&args, "item")->list[1], "y");
    assert_int_equal(cli_args_get(&args, "count")->number, -5);
    assert_int_equal(cli_args_get(&args, "wait")->number, 2000);
    assert_string_equal(cli_args_text(&args, "color"), "blue");
    assert_true(cli_args_on(&args, "loud"));
    assert_null(cli_args_text(&args, "name"));
    gait_arena_free(arena);
}

static void a_wrong_value_has_a_code(void **state)
{
    (void)state;
    static const line lines[] = {
        { { "--count=11" }, GAIT_E_flag_value_invalid },
        { { "--count=-6" }, GAIT_E_flag_value_invalid },
        { { "--count=1x" }, GAIT_E_flag_value_invalid },
        { { "--count=" }, GAIT_E_flag_value_invalid },
        { { "--count=99999999999999999999" }, GAIT_E_flag_value_invalid },
        { { "--count", "-5" }, GAIT_E_flag_value_missing },
        { { "--wait=9ms" }, GAIT_E_flag_value_invalid },
        { { "--wait=2m" }, GAIT_E_flag_value_invalid },
        { { "--wait=5" }, GAIT_E_flag_value_invalid },
        { { "--wait=ms" }, GAIT_E_flag_value_invalid },
        { { "--wait=-1s" }, GAIT_E_flag_value_invalid },
        { { "--wait=9223372036854775807h" }, GAIT_E_flag_value_invalid },
        { { "--color=green" }, GAIT_E_flag_value_invalid },
        { { "--loud=maybe" }, GAIT_E_flag_value_invalid },
        { { "--loud=" }, GAIT_E_flag_value_invalid },
        { { "--name" }, GAIT_E_flag_value_missing },
        { { "--name", "--loud" }, GAIT_E_flag_value_missing },
        { { "--name=a", "--name=a" }, GAIT_E_flag_ambiguous },
        { { "---name=a" }, GAIT_E_flag_unknown },
        { { "--", "--name" }, GAIT_OK },
        { { "--name", "-" }, GAIT_OK },
        { { "--name=--loud" }, GAIT_OK },
        { { "--wait=1m" }, GAIT_OK },
        { { "--wait=10ms" }, GAIT_OK },
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        gait_arena *arena = gait_arena_new(1 << 20, NULL, NULL);
        gait_error err = GAIT_ERROR_INIT;
        (void)parse(arena, &lines[i], &err);
        if (err.code != lines[i].code)
            print_error("%s %s\n", lines[i].argv[0], err.message);
        assert_int_equal(err.code, lines[i].code);
        gait_arena_free(arena);
    }
}

static void what_is_required_is_checked_after_all_was_read(void **state)
{
    (void)state;
    gait_arena *arena = gait_arena_new(1 << 20, NULL, NULL);
    gait_error err = GAIT_ERROR_INIT;
    const line l = { { "one", "two" }, GAIT_OK };
    cli_args args = parse(arena, &l, &err);
    assert_false(cli_args_check(&args, 0, 2, "[A] [B]", &err));
    assert_int_equal(err.code, GAIT_E_flag_missing);
    err = (gait_error)GAIT_ERROR_INIT;
    const line named = { { "one", "two", "--name=x" }, GAIT_OK };
    args = parse(arena, &named, &err);
    assert_true(cli_args_check(&args, 0, 2, "[A] [B]", &err));
    assert_false(cli_args_check(&args, 3, 3, "A B C", &err));
    assert_int_equal(err.code, GAIT_E_argument_count);
    assert_non_null(strstr(err.message, "expected A B C"));
    gait_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_value_is_read),
        cmocka_unit_test(a_wrong_value_has_a_code),
        cmocka_unit_test(what_is_required_is_checked_after_all_was_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
