/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdalign.h>

static void everything_handed_out_is_zeroed_aligned_and_apart(void **state)
{
    char *blocks[200];
    for (size_t i = 0; i < 200; i++) {
        size_t size = i * 37;
        blocks[i] = gait_arena_alloc(*state, size);
        assert_int_equal((uintptr_t)blocks[i] % alignof(max_align_t), 0);
        for (size_t j = 0; j < size; j++)
            assert_int_equal(blocks[i][j], 0);
        memset(blocks[i], (int)i, size);
    }
    for (size_t i = 0; i < 200; i++)
        for (size_t j = 0; j < i * 37; j++)
            assert_int_equal((unsigned char)blocks[i][j], i);
}

static void no_bytes_give_a_pointer_of_their_own(void **state)
{
    void *a = gait_arena_alloc(*state, 0);
    void *b = gait_arena_array(*state, 0, 8);
    assert_non_null(a);
    assert_non_null(b);
    assert_ptr_not_equal(a, b);
}

static void the_last_array_grows_in_place(void **state)
{
    int *numbers = gait_arena_array(*state, 4, sizeof *numbers);
    numbers[3] = 7;
    int *grown = gait_arena_grow(*state, numbers, 4, 100, sizeof *grown);
    assert_ptr_equal(grown, numbers);
    assert_int_equal(grown[3], 7);
    for (size_t i = 4; i < 100; i++)
        assert_int_equal(grown[i], 0);
}

static void another_array_grows_by_copying(void **state)
{
    int *numbers = gait_arena_array(*state, 4, sizeof *numbers);
    numbers[3] = 7;
    (void)gait_arena_alloc(*state, 1);
    int *grown = gait_arena_grow(*state, numbers, 4, 100, sizeof *grown);
    assert_ptr_not_equal(grown, numbers);
    assert_int_equal(grown[3], 7);
    assert_int_equal(grown[99], 0);
}

static void growing_in_steps_keeps_what_was_there(void **state)
{
    uint32_t *numbers = NULL;
    size_t room = 0;
    for (uint32_t i = 0; i < 100000; i++) {
        if (i == room) {
            numbers = gait_arena_grow(*state, numbers, room, room * 2 + 1, sizeof *numbers);
            room = room * 2 + 1;
            if (i % 3 == 0)
                (void)gait_arena_alloc(*state, i);
        }
        numbers[i] = i;
    }
    for (uint32_t i = 0; i < 100000; i++)
        assert_int_equal(numbers[i], i);
}

static void copies_end_with_nul(void **state)
{
    gait_str copy = gait_arena_str(*state, (gait_str){ "a\0b", 3 });
    assert_int_equal(copy.len, 3);
    assert_memory_equal(copy.ptr, "a\0b", 4);
    assert_string_equal(gait_arena_cstr(*state, (gait_str){ NULL, 0 }), "");
    assert_str(gait_arena_format(*state, "%d-%s", 5, "x"), "5-x");
}

enum { LIMIT = 1 << 20, HOOK_CALLED = 7, TOO_MUCH_LEFT = 8 };

static gait_arena *limited;

static void leave(void *ctx)
{
    _exit(ctx == &limited && gait_arena_used(limited) <= LIMIT ? HOOK_CALLED : 1);
}

static void leave_if_used_up(void *ctx)
{
    (void)ctx;
    _exit(gait_arena_used(limited) > LIMIT / 10 * 9 ? HOOK_CALLED : TOO_MUCH_LEFT);
}

static void take_small_pieces(void)
{
    limited = gait_arena_new(LIMIT, leave_if_used_up, NULL);
    for (;;)
        (void)gait_arena_alloc(limited, 1000);
}

static void take_one_piece(void)
{
    limited = gait_arena_new(LIMIT, leave, &limited);
    (void)gait_arena_alloc(limited, SIZE_MAX);
}

static void take_an_array_whose_size_overflows(void)
{
    limited = gait_arena_new(LIMIT, leave, &limited);
    (void)gait_arena_array(limited, SIZE_MAX / 2, 3);
}

static void grow_beyond_all_sizes(void)
{
    limited = gait_arena_new(LIMIT, leave, &limited);
    void *p = gait_arena_alloc(limited, 16);
    (void)gait_arena_grow(limited, p, 1, SIZE_MAX / 16, 16);
}

static void grow_beyond_the_limit(void)
{
    limited = gait_arena_new(LIMIT, leave, &limited);
    void *p = gait_arena_alloc(limited, 16);
    (void)gait_arena_grow(limited, p, 16, LIMIT, 1);
}

static void exhaustion_calls_the_hook_with_its_context(void **state)
{
    (void)state;
    assert_true(exits(take_one_piece, HOOK_CALLED));
    assert_true(exits(take_an_array_whose_size_overflows, HOOK_CALLED));
    assert_true(exits(grow_beyond_all_sizes, HOOK_CALLED));
    assert_true(exits(grow_beyond_the_limit, HOOK_CALLED));
}

static void the_limit_can_be_used_up_almost_whole(void **state)
{
    (void)state;
    assert_true(exits(take_small_pieces, HOOK_CALLED));
}

static void exhaust_without_a_hook(void)
{
    gait_arena *arena = gait_arena_new(1000, NULL, NULL);
    (void)gait_arena_alloc(arena, 100000);
}

static void return_anyway(void *ctx)
{
    (void)ctx;
}

static void exhaust_with_a_hook_that_returns(void)
{
    gait_arena *arena = gait_arena_new(1000, return_anyway, NULL);
    (void)gait_arena_alloc(arena, 100000);
}

static void exhaustion_never_returns(void **state)
{
    (void)state;
    assert_true(aborts(exhaust_without_a_hook));
    assert_true(aborts(exhaust_with_a_hook_that_returns));
}

static void freeing_nothing_is_fine(void **state)
{
    (void)state;
    gait_arena_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(everything_handed_out_is_zeroed_aligned_and_apart),
        TEST(no_bytes_give_a_pointer_of_their_own),
        TEST(the_last_array_grows_in_place),
        TEST(another_array_grows_by_copying),
        TEST(growing_in_steps_keeps_what_was_there),
        TEST(copies_end_with_nul),
        cmocka_unit_test(exhaustion_calls_the_hook_with_its_context),
        cmocka_unit_test(the_limit_can_be_used_up_almost_whole),
        cmocka_unit_test(exhaustion_never_returns),
        cmocka_unit_test(freeing_nothing_is_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
