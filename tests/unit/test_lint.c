/* SPDX-License-Identifier: Apache-2.0 */
#include "script.h"

#include <gait/buf.h>

#include "script/lint.h"

static gi_lint_verdict strict(const char *source)
{
    return gi_lint(gait_str_of(source), true).verdict;
}

static gi_lint_verdict loose(gait_str source)
{
    return gi_lint(source, false).verdict;
}

static gait_str repeated(gait_arena *arena, const char *head, const char *piece, int n,
                         const char *tail)
{
    gait_buf text;
    gait_buf_init(&text, arena, 1 << 20);
    gait_buf_add_cstr(&text, head);
    for (int i = 0; i < n; i++)
        gait_buf_add_cstr(&text, piece);
    gait_buf_add_cstr(&text, tail);
    return gait_buf_text(&text);
}

static void ordinary_scripts_pass(void **state)
{
    (void)state;
    static const char *const sources[] = {
        "",
        "local a = t[i + 1] == 2 and not b[x]",
        "local t = { [a < b] = 1, ['x'] = 2; [not c] = 3 }",
        "return t[f(a < b)]",
        "return t[g { a == b }]",
        "local s = [[ not a [ < ] ]] .. [==[ ]] ]==] --[[ t[a<b] ]] -- t[a<b]",
        "local s = 'a\\'b\\z   \n  c\\\nd' return s",
        "for i = 1, 10 do goto continue ::continue:: end",
        "local x <const> = 1 return x",
        "return 0x1p-4 + 3e+2 + .5 + 0xA.8p1",
        "return 1 | 2, ~3, 4 << 5, 6 ~ 7",
        "local a = b.c.d:e(f)[1]['x']",
        "a = x // y :: z",
        "f'x'.y = 1",
    };
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++)
        if (strict(sources[i]) != GI_LINT_FINE)
            fail_msg("refused: %s", sources[i]);
}

static void a_comparison_as_an_index_is_refused(void **state)
{
    (void)state;
    static const char *const sources[] = {
        "return t[a < b]",       "return t[x == 'prod']", "return t[not x]",
        "return t[(a >= b)]",    "return f()[a ~= b]",    "return ('x')[((a > b))]",
        "return t[1][a <= b]",   "return t[ -- c\n a<b]", "return {1}[a == b]",
        "return t.u['v'][a==b]", "return t[x and a < b]", "return 'x'[a == b]",
    };
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        if (strict(sources[i]) != GI_LINT_REFUSED)
            fail_msg("passed: %s", sources[i]);
        assert_int_equal(loose(gait_str_of(sources[i])), GI_LINT_REFUSED);
    }
}

static void a_finding_has_its_line(void **state)
{
    (void)state;
    gi_lint_finding finding =
        gi_lint(GAIT_STR("--[[\n\n]]\r\nlocal s = [[\n]]\nreturn t[a<b]"), true);
    assert_int_equal(finding.verdict, GI_LINT_REFUSED);
    assert_int_equal(finding.line, 6);
}

static void long_field_chains_are_refused_in_every_form(void **state)
{
    gait_arena *arena = *state;
    assert_int_equal(loose(repeated(arena, "return a", ".x", 64, "")), GI_LINT_FINE);
    assert_int_equal(loose(repeated(arena, "return a", ".x", 65, "")), GI_LINT_REFUSED);
    assert_int_equal(loose(repeated(arena, "return a", "['x']", 65, "")), GI_LINT_REFUSED);
    assert_int_equal(loose(repeated(arena, "return a", "[i]", 65, "")), GI_LINT_REFUSED);
    assert_int_equal(loose(repeated(arena, "return a", "--c\n . x", 65, "")), GI_LINT_REFUSED);
    assert_int_equal(loose(repeated(arena, "return a", ".x()", 65, "")), GI_LINT_FINE);
    gait_str inner = repeated(arena, "return (a", ".x", 40, ")");
    assert_int_equal(loose(repeated(arena, inner.ptr, ".x", 30, "")), GI_LINT_REFUSED);
    gait_str keys = repeated(arena, "return ", "a[", 66, "1");
    assert_int_equal(loose(repeated(arena, keys.ptr, "]", 66, "")), GI_LINT_REFUSED);
}

static void bitwise_operators_stand_among_few_constants_only(void **state)
{
    gait_arena *arena = *state;
    gait_buf text;
    gait_buf_init(&text, arena, 1 << 16);
    gait_buf_add_cstr(&text, "local t = {");
    for (int i = 0; i < 300; i++)
        gait_buf_add_format(&text, "%d.5,", i);
    gait_buf_add_cstr(&text, "}\nreturn #t ");
    assert_int_equal(loose(gait_buf_text(&text)), GI_LINT_FINE);
    gait_buf_add_cstr(&text, "| 1");
    gi_lint_finding finding = gi_lint(gait_buf_text(&text), false);
    assert_int_equal(finding.verdict, GI_LINT_REFUSED);
    assert_int_equal(finding.line, 2);
    assert_int_equal(loose(repeated(arena, "local t = {", "1,", 300, "} return 1 | 2")),
                     GI_LINT_FINE);
}

static void scripts_that_stay_have_further_rules(void **state)
{
    gait_arena *arena = *state;
    assert_int_equal(strict("local _ENV = {}"), GI_LINT_REFUSED);
    assert_int_equal(strict("return '_ENV'"), GI_LINT_FINE);
    assert_int_equal(loose(GAIT_STR("local _ENV = {}")), GI_LINT_FINE);
    gait_str many = repeated(arena, "return x", " and x", 201, "");
    assert_int_equal(gi_lint(many, true).verdict, GI_LINT_REFUSED);
    assert_int_equal(loose(many), GI_LINT_FINE);
    gait_str split = repeated(arena, "", "local y = x and z or x\n", 300, "");
    assert_int_equal(gi_lint(split, true).verdict, GI_LINT_FINE);
    gait_str calls = repeated(arena, "return x", " and f(1, 2)", 201, "");
    assert_int_equal(gi_lint(calls, true).verdict, GI_LINT_REFUSED);
    gait_str branches = repeated(arena, "if x then ", "elseif y then ", 501, "end");
    assert_int_equal(gi_lint(branches, true).verdict, GI_LINT_REFUSED);
}

static void bytes_that_are_no_source_are_refused(void **state)
{
    gait_arena *arena = *state;
    assert_int_equal(loose(GAIT_STR("\x1bLua")), GI_LINT_REFUSED);
    assert_int_equal(loose(GAIT_STR("\xEF\xBB\xBFreturn 1")), GI_LINT_REFUSED);
    assert_int_equal(loose(GAIT_STR("#!/usr/bin/lua\n")), GI_LINT_REFUSED);
    assert_int_equal(loose(GAIT_STR("return 'a\0b'")), GI_LINT_REFUSED);
    assert_int_equal(gi_lint(GAIT_STR("\n\nreturn '\0'"), true).line, 3);
    gait_str full = repeated(arena, "", " ", GAIT_LIMIT_POLICY_FILE_BYTES, "");
    assert_int_equal(loose(full), GI_LINT_FINE);
    assert_int_equal(loose(repeated(arena, full.ptr, " ", 1, "")), GI_LINT_REFUSED);
}

static void what_cannot_be_read_is_left_to_the_compiler(void **state)
{
    (void)state;
    static const char *const sources[] = {
        "return 'open", "return [[open", "--[==[ open ]]", "return 3x",
        "return \x01",  "return )",      "return 'a\nb'",  "return $",
    };
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        assert_int_equal(strict(sources[i]), GI_LINT_UNREADABLE);
        gi_run run;
        assert_starts(body_of(*state, sources[i], NULL, &run), "load_error: ");
    }
}

static void deep_brackets_end_the_reading(void **state)
{
    assert_int_equal(loose(repeated(*state, "return ", "(", 300, "")), GI_LINT_REFUSED);
    assert_int_equal(loose(repeated(*state, "return ", "{", 300, "")), GI_LINT_REFUSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(ordinary_scripts_pass),
        TEST(a_comparison_as_an_index_is_refused),
        TEST(a_finding_has_its_line),
        TEST(long_field_chains_are_refused_in_every_form),
        TEST(bitwise_operators_stand_among_few_constants_only),
        TEST(scripts_that_stay_have_further_rules),
        TEST(bytes_that_are_no_source_are_refused),
        TEST(what_cannot_be_read_is_left_to_the_compiler),
        TEST(deep_brackets_end_the_reading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
