/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/tri.h"

#define F GI_FALSE
#define T GI_TRUE
#define U GI_UNKNOWN

static void a_definite_false_ends_an_and(void **state)
{
    (void)state;
    static const gi_tri table[][3] = { { F, F, F }, { F, U, F }, { F, T, F },
                                       { U, U, U }, { U, T, U }, { T, T, T } };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_int_equal(gi_tri_and(table[i][0], table[i][1]), table[i][2]);
        assert_int_equal(gi_tri_and(table[i][1], table[i][0]), table[i][2]);
    }
}

static void a_definite_true_ends_an_or(void **state)
{
    (void)state;
    static const gi_tri table[][3] = { { F, F, F }, { F, U, U }, { F, T, T },
                                       { U, U, U }, { U, T, T }, { T, T, T } };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_int_equal(gi_tri_or(table[i][0], table[i][1]), table[i][2]);
        assert_int_equal(gi_tri_or(table[i][1], table[i][0]), table[i][2]);
    }
}

static void not_leaves_the_unknown_unknown(void **state)
{
    (void)state;
    assert_int_equal(gi_tri_not(GI_TRUE), GI_FALSE);
    assert_int_equal(gi_tri_not(GI_FALSE), GI_TRUE);
    assert_int_equal(gi_tri_not(GI_UNKNOWN), GI_UNKNOWN);
    assert_int_equal(gi_tri_of(7), GI_TRUE);
    assert_int_equal(gi_tri_of(0), GI_FALSE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_definite_false_ends_an_and),
        cmocka_unit_test(a_definite_true_ends_an_or),
        cmocka_unit_test(not_leaves_the_unknown_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
