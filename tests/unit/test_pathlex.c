/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/pathlex.h"

static void cleaning_leaves_the_shortest_equal_path(void **state)
{
    (void)state;
    static const struct {
        const char *path, *clean;
        bool climbs;
    } rows[] = {
        { "", ".", false },
        { ".", ".", false },
        { "/", "/", false },
        { "//", "/", false },
        { "a", "a", false },
        { "a/", "a", false },
        { "/a//b/./c/", "/a/b/c", false },
        { "a/../b", "b", false },
        { "a/..", ".", false },
        { "/a/..", "/", false },
        { "..", "..", true },
        { "../a", "../a", true },
        { "a/../..", "..", true },
        { "a/../../b", "../b", true },
        { "../../a/..", "../..", true },
        { "/..", "/", true },
        { "/../a", "/a", true },
        { "/a/../../b", "/b", true },
        { "...", "...", false },
        { "a/..b/.c", "a/..b/.c", false },
    };
    gait_arena *arena = gait_arena_new(1u << 20, NULL, NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool climbed = !rows[i].climbs;
        gait_str path = gait_str_of(rows[i].path);
        gait_str clean = gi_path_clean(arena, path, &climbed);
        if (!gait_str_is(clean, rows[i].clean) || climbed != rows[i].climbs)
            fail_msg("'%s' became '%.*s'", rows[i].path, GAIT_STR_ARG(clean));
        assert_int_equal(gi_path_climbs(path), rows[i].climbs);
    }
    gait_arena_free(arena);
}

static gi_tri under(const char *path, const char *prefix)
{
    return gi_path_under(gait_str_of(path), gait_str_of(prefix));
}

static void a_path_is_under_a_prefix_at_a_segment_boundary(void **state)
{
    (void)state;
    assert_int_equal(under("/repo", "/repo"), GI_TRUE);
    assert_int_equal(under("/repo/", "/repo"), GI_TRUE);
    assert_int_equal(under("/repo/a", "/repo/"), GI_TRUE);
    assert_int_equal(under("/repo-evil", "/repo"), GI_FALSE);
    assert_int_equal(under("/rep", "/repo"), GI_FALSE);
    assert_int_equal(under("/repo/../etc/passwd", "/repo"), GI_FALSE);
    assert_int_equal(under("/x/../repo/./a", "//repo"), GI_TRUE);
    assert_int_equal(under("/anything", "/"), GI_TRUE);
    assert_int_equal(under("/", "/"), GI_TRUE);
    assert_int_equal(under("a/b", "."), GI_TRUE);
    assert_int_equal(under("a/b", "a"), GI_TRUE);
    assert_int_equal(under("a/b", "/a"), GI_FALSE);
    assert_int_equal(under("/a/b", "a"), GI_FALSE);
    assert_int_equal(under("/a/b", "."), GI_FALSE);
}

/* The n-th text over these letters, shorter ones first. */
static gait_str nth_text(size_t n, char out[8])
{
    static const char letters[] = "/.ab";
    size_t len = 0;
    for (; n > 0; n = (n - 1) / 4)
        out[len++] = letters[(n - 1) % 4];
    return (gait_str){ out, len };
}

static gi_tri under_by_cleaning(gait_arena *arena, gait_str path, gait_str prefix)
{
    bool path_climbs = false;
    bool prefix_climbs = false;
    gait_str a = gi_path_clean(arena, path, &path_climbs);
    gait_str b = gi_path_clean(arena, prefix, &prefix_climbs);
    if (path.len == 0 || prefix.len == 0 || path_climbs || prefix_climbs)
        return GI_UNKNOWN;
    if ((a.ptr[0] == '/') != (b.ptr[0] == '/'))
        return GI_FALSE;
    if (gait_str_is(b, "/") || gait_str_is(b, ".") || gait_str_equal(a, b))
        return GI_TRUE;
    return gi_tri_of(gait_str_starts(a, b) && a.ptr[b.len] == '/');
}

static void under_is_what_cleaning_both_would_say(void **state)
{
    (void)state;
    enum { PATHS = 1365, PREFIXES = 341 }; /* of up to five and four letters */
    char one[8];
    char two[8];
    for (size_t p = 0; p < PATHS; p++) {
        gait_arena *arena = gait_arena_new(1u << 20, NULL, NULL);
        gait_str path = nth_text(p, one);
        for (size_t q = 0; q < PREFIXES; q++) {
            gait_str prefix = nth_text(q, two);
            if (gi_path_under(path, prefix) != under_by_cleaning(arena, path, prefix))
                fail_msg("'%.*s' under '%.*s'", GAIT_STR_ARG(path), GAIT_STR_ARG(prefix));
        }
        gait_arena_free(arena);
    }
}

static void what_climbs_is_under_nothing_for_certain(void **state)
{
    (void)state;
    assert_int_equal(under("../a", "."), GI_UNKNOWN);
    assert_int_equal(under("a/../../a", "a"), GI_UNKNOWN);
    assert_int_equal(under("/../etc", "/etc"), GI_UNKNOWN);
    assert_int_equal(under("a", ".."), GI_UNKNOWN);
    assert_int_equal(under("", "/"), GI_UNKNOWN);
    assert_int_equal(under("/a", ""), GI_UNKNOWN);
    assert_int_equal(gi_path_under(GAIT_STR("/repo/a\0b"), GAIT_STR("/repo")), GI_UNKNOWN);
}

static void parts_are_cut_at_the_last_slash_and_dot(void **state)
{
    (void)state;
    static const struct {
        const char *path, *dir, *base, *ext;
    } rows[] = {
        { "/a/b.tar.gz", "/a", "b.tar.gz", ".gz" },
        { "a", ".", "a", "" },
        { "/", "/", "/", "" },
        { "", ".", ".", "" },
        { "/a", "/", "a", "" },
        { "a/b/", "a", "b", "" },
        { ".profile", ".", ".profile", "" },
        { "x/..", "x", "..", "" },
        { "a.d/b", "a.d", "b", "" },
        { "a//b.c", "a", "b.c", ".c" },
        { "name.", ".", "name.", "." },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gait_str path = gait_str_of(rows[i].path);
        assert_true(gait_str_is(gi_path_dir(path), rows[i].dir));
        assert_true(gait_str_is(gi_path_base(path), rows[i].base));
        assert_true(gait_str_is(gi_path_ext(path), rows[i].ext));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cleaning_leaves_the_shortest_equal_path),
        cmocka_unit_test(a_path_is_under_a_prefix_at_a_segment_boundary),
        cmocka_unit_test(under_is_what_cleaning_both_would_say),
        cmocka_unit_test(what_climbs_is_under_nothing_for_certain),
        cmocka_unit_test(parts_are_cut_at_the_last_slash_and_dot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
