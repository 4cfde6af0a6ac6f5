/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "author/locate.h"

static const char source[] = "policy { id = 'x', default = 'allow' }\n"      /* 1 */
                             "-- rule { match = { tool = 'no' } }\n"         /* 2 */
                             "rule {\n"                                      /* 3 */
                             "  id = 'match = {', effect = 'block',\n"       /* 4 */
                             "  reason = [[\n"                               /* 5 */
                             "match = { tool = 'no' }]],\n"                  /* 6 */
                             "  hint = \"a \\\" match = 1\",\n"              /* 7 */
                             "  when = { late = function(i)\n"               /* 8 */
                             "    return i.match == i.tool end },\n"         /* 9 */
                             "  match = { -- [[ tool = 'no'\n"               /* 10 */
                             "    tool = 'pay',\n"                           /* 11 */
                             "    args = {\n"                                /* 12 */
                             "      amount = { gt = 1 },\n"                  /* 13 */
                             "      ['items[any].price'] = 5,\n"             /* 14 */
                             "      [ [==[a.b]==] ] = 7, } },\n"             /* 15 */
                             "  overrides = 'y' }\n"                         /* 16 */
                             "rule { id = 'z', tags = 't', owner = 'o' }\n"; /* 17 */

static int line_of(int line, const char *key)
{
    return gi_locate_key(gait_str_of(source), line, gait_str_of(key));
}

static void a_key_is_found_where_it_stands(void **state)
{
    (void)state;
    assert_int_equal(line_of(1, "default"), 1);
    assert_int_equal(line_of(3, "id"), 4);
    assert_int_equal(line_of(3, "effect"), 4);
    assert_int_equal(line_of(3, "when.late"), 8);
    assert_int_equal(line_of(3, "match"), 10);
    assert_int_equal(line_of(3, "match.tool"), 11);
    assert_int_equal(line_of(3, "match.args.amount"), 13);
    assert_int_equal(line_of(3, "match.args.items[any].price"), 14);
    assert_int_equal(line_of(3, "match.args.a.b"), 15);
    assert_int_equal(line_of(3, "overrides"), 16);
    assert_int_equal(line_of(17, "tags"), 17);
}

static void a_key_that_is_not_there_is_where_its_table_is(void **state)
{
    (void)state;
    assert_int_equal(line_of(3, "match.args.other"), 12);
    assert_int_equal(line_of(3, "match.target.kind"), 10);
    assert_int_equal(line_of(3, "tags"), 3); /* of the next rule, not of this one */
    assert_int_equal(line_of(17, "hint"), 17);
    assert_int_equal(line_of(99, "hint"), 99);
    assert_int_equal(line_of(3, ""), 3);
}

static void a_source_that_ends_early_has_no_key(void **state)
{
    (void)state;
    static const char *const sources[] = {
        "",          "rule {", "rule { match = {", "rule { match", "rule { ['",
        "rule { [[", "--[[",   "rule { \"\\"
    };
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        assert_int_equal(gi_locate_key(gait_str_of(sources[i]), 1, GAIT_STR("match.tool")), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_is_found_where_it_stands),
        cmocka_unit_test(a_key_that_is_not_there_is_where_its_table_is),
        cmocka_unit_test(a_source_that_ends_early_has_no_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
