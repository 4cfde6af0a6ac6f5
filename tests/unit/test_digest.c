/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include <gait/digest.h>

#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static gait_arena *arena;

static int make_arena(void **state)
{
    (void)state;
    arena = gait_arena_new(1 << 20, NULL, NULL);
    return arena == NULL;
}

static int drop_arena(void **state)
{
    (void)state;
    gait_arena_free(arena);
    return 0;
}

static void assert_str(gait_str got, const char *want)
{
    assert_int_equal(got.len, strlen(want));
    assert_memory_equal(got.ptr, want, got.len);
}

static void the_published_vectors_agree(void **state)
{
    (void)state;
    assert_str(gait_digest_hex_of(arena, GAIT_STR("")),
               "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_str(gait_digest_hex_of(arena, (gait_str){ NULL, 0 }),
               "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_str(gait_digest_hex_of(arena, GAIT_STR("abc")), ABC);
    assert_str(gait_digest_hex_of(
                   arena, GAIT_STR("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
               "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void pieces_give_the_digest_of_the_whole(void **state)
{
    (void)state;
    char text[300];
    memset(text, 'x', sizeof text);
    gait_digest whole = gait_digest_of((gait_str){ text, sizeof text });
    for (size_t cut = 0; cut <= sizeof text; cut += 37) {
        gait_digest_state *digest = gait_digest_begin(arena);
        gait_digest_add(digest, (gait_str){ text, cut });
        gait_digest_add(digest, (gait_str){ NULL, 0 });
        gait_digest_add(digest, (gait_str){ text + cut, sizeof text - cut });
        gait_digest parts = gait_digest_end(digest);
        assert_true(gait_digest_equal(&whole, &parts));
    }
}

static void hex_is_read_back_exactly(void **state)
{
    (void)state;
    gait_digest digest;
    assert_true(gait_digest_parse(GAIT_STR(ABC), &digest));
    assert_str(gait_digest_hex(arena, &digest), ABC);
    digest.bytes[31] ^= 1;
    gait_digest other = gait_digest_of(GAIT_STR("abc"));
    assert_false(gait_digest_equal(&digest, &other));
}

static void other_hex_is_refused(void **state)
{
    (void)state;
    gait_digest digest;
    assert_false(gait_digest_parse(GAIT_STR(""), &digest));
    assert_false(gait_digest_parse((gait_str){ ABC, 63 }, &digest));
    assert_false(gait_digest_parse(GAIT_STR(ABC "0"), &digest));
    char text[] = ABC;
    text[0] = 'B';
    assert_false(gait_digest_parse(gait_str_of(text), &digest));
    text[0] = 'g';
    assert_false(gait_digest_parse(gait_str_of(text), &digest));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_vectors_agree),
        cmocka_unit_test(pieces_give_the_digest_of_the_whole),
        cmocka_unit_test(hex_is_read_back_exactly),
        cmocka_unit_test(other_hex_is_refused),
    };
    return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
