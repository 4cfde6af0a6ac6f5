/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/glob.h"
#include "base/language.h"

enum { STATES = 10000 };

typedef const gi_language *(*maker)(gait_arena *arena, gait_str text);

static const gi_language *dotted(gait_arena *arena, gait_str text)
{
    return gi_language_glob(arena, text, '.');
}

static const gi_language *slashed(gait_arena *arena, gait_str text)
{
    return gi_language_glob(arena, text, '/');
}

static gi_languages set_of(gait_arena *arena, maker make, const char *texts)
{
    gi_languages set = { gait_arena_array(arena, 8, sizeof *set.items), 0 };
    for (const char *at = texts; *at != '\0';) {
        size_t len = strcspn(at, " ");
        set.items[set.count++] = make(arena, (gait_str){ at, len });
        at += len + (at[len] == ' ');
    }
    return set;
}

typedef struct row {
    maker make_a;
    const char *a;
    maker make_b;
    const char *b;
    gi_tri covers; /* a covers b */
    gi_tri meet;
} row;

static const row rows[] = {
    { dotted, "fs.*", dotted, "fs.read", GI_TRUE, GI_TRUE },
    { dotted, "fs.*", dotted, "fs.a.b", GI_FALSE, GI_FALSE },
    { dotted, "fs.**", dotted, "fs.*", GI_TRUE, GI_TRUE },
    { dotted, "fs.**", dotted, "fs", GI_TRUE, GI_TRUE },
    { dotted, "fs.*", dotted, "fs.**", GI_FALSE, GI_TRUE },
    { dotted, "**", dotted, "a.*.b fs.??", GI_TRUE, GI_TRUE },
    { dotted, "*.delete", dotted, "fs.*", GI_FALSE, GI_TRUE },
    { dotted, "db.*", dotted, "fs.*", GI_FALSE, GI_FALSE },
    { dotted, "a b", dotted, "a", GI_TRUE, GI_TRUE },
    { dotted, "a", dotted, "a b", GI_FALSE, GI_TRUE },
    { dotted, "a.?* a.", dotted, "a.*", GI_TRUE, GI_TRUE }, /* together, neither alone */
    { dotted, "a.?*", dotted, "a.*", GI_FALSE, GI_TRUE },
    { dotted, "a", dotted, "a?", GI_FALSE, GI_FALSE },
    { slashed, "/repo/**", gi_language_below, "/repo", GI_TRUE, GI_TRUE },
    { gi_language_below, "/repo", slashed, "/repo/**", GI_TRUE, GI_TRUE },
    { gi_language_below, "/repo", slashed, "/repo*", GI_FALSE, GI_TRUE },
    { gi_language_below, "/repo", slashed, "/etc/**", GI_FALSE, GI_FALSE },
    { gi_language_below, "/repo", gi_language_below, "/repo-evil", GI_FALSE, GI_FALSE },
    { gi_language_below, "/", gi_language_below, "/repo", GI_TRUE, GI_TRUE },
    { gi_language_below, ".", gi_language_below, "a", GI_UNKNOWN, GI_UNKNOWN },
    { gi_language_prefix, "/tmp/", slashed, "/tmp/*.log", GI_TRUE, GI_TRUE },
    { gi_language_prefix, "a", gi_language_prefix, "ab", GI_TRUE, GI_TRUE },
    { gi_language_prefix, "ab", gi_language_prefix, "a", GI_FALSE, GI_TRUE },
    { gi_language_prefix, "ab", gi_language_prefix, "ac", GI_FALSE, GI_FALSE },
    { gi_language_suffix, ".sh", gi_language_suffix, "x.sh", GI_TRUE, GI_TRUE },
    { gi_language_suffix, ".sh", gi_language_prefix, "a", GI_FALSE, GI_TRUE },
    { gi_language_contains, "a", gi_language_suffix, "xay", GI_TRUE, GI_TRUE },
    { gi_language_contains, "ab", gi_language_contains, "b", GI_FALSE, GI_TRUE },
    { gi_language_text, "a*", dotted, "ab", GI_FALSE, GI_FALSE },
    { gi_language_text, "a*", gi_language_text, "a*", GI_TRUE, GI_TRUE },
};

static void sets_compare(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gait_arena *arena = gait_arena_new(16u << 20, NULL, NULL);
        gi_comparing comparing = { arena, STATES };
        gi_languages a = set_of(arena, rows[i].make_a, rows[i].a);
        gi_languages b = set_of(arena, rows[i].make_b, rows[i].b);
        gi_tri covers = gi_languages_cover(&comparing, &a, &b);
        gi_tri meet = gi_languages_meet(&comparing, &a, &b);
        if (covers != rows[i].covers || meet != rows[i].meet)
            fail_msg("'%s' and '%s': covers %d, meet %d", rows[i].a, rows[i].b, (int)covers,
                     (int)meet);
        assert_int_equal(gi_languages_meet(&comparing, &b, &a), meet);
        gait_arena_free(arena);
    }
}

/* Every text of up to four bytes over this alphabet is asked. */
static const char alphabet[] = { 'a', 'b', '.' };
enum { LETTERS = 3, LONGEST = 4, PATTERN_BYTES = 5 };

static unsigned next(uint64_t *random, unsigned below)
{
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    return (unsigned)((*random >> 33) % below);
}

static gait_str random_pattern(gait_arena *arena, uint64_t *random)
{
    static const char bytes[] = { 'a', 'b', '.', '*', '*', '?', '.' };
    char *text = gait_arena_alloc(arena, PATTERN_BYTES + 1);
    gait_error err = GAIT_ERROR_INIT;
    gait_str pattern;
    do {
        size_t len = 1 + next(random, PATTERN_BYTES);
        for (size_t i = 0; i < len; i++)
            text[i] = bytes[next(random, sizeof bytes)];
        pattern = (gait_str){ text, len };
        err = (gait_error)GAIT_ERROR_INIT;
    } while (!gi_glob_check(pattern, &err));
    return pattern;
}

typedef struct tally {
    bool shared;    /* some text is in both */
    bool uncovered; /* some text is in b and not in a */
} tally;

static tally by_trying(gait_str a, gait_str b)
{
    tally found = { false, false };
    for (size_t len = 0, count = 1; len <= LONGEST; len++, count *= LETTERS)
        for (size_t code = 0; code < count; code++) {
            char text[LONGEST];
            size_t rest = code;
            for (size_t i = 0; i < len; i++, rest /= LETTERS)
                text[i] = alphabet[rest % LETTERS];
            bool in_a = gi_glob(a, (gait_str){ text, len }, '.');
            bool in_b = gi_glob(b, (gait_str){ text, len }, '.');
            found.shared = found.shared || (in_a && in_b);
            found.uncovered = found.uncovered || (in_b && !in_a);
        }
    return found;
}

static void no_text_contradicts_an_answer(void **state)
{
    uint64_t random = UINT64_C(0x9e3779b97f4a7c15);
    int covered = 0;
    int apart = 0;
    (void)state;
    for (int round = 0; round < 3000; round++) {
        gait_arena *arena = gait_arena_new(16u << 20, NULL, NULL);
        gi_comparing comparing = { arena, STATES };
        gait_str p = random_pattern(arena, &random);
        gait_str q = random_pattern(arena, &random);
        const gi_language *mine = dotted(arena, p);
        const gi_language *theirs = dotted(arena, q);
        gi_languages a = { &mine, 1 };
        gi_languages b = { &theirs, 1 };
        tally found = by_trying(p, q);
        gi_tri covers = gi_languages_cover(&comparing, &a, &b);
        gi_tri meet = gi_languages_meet(&comparing, &a, &b);
        assert_int_not_equal(covers, GI_UNKNOWN);
        assert_int_not_equal(meet, GI_UNKNOWN);
        if ((covers == GI_TRUE && found.uncovered) || (meet == GI_FALSE && found.shared))
            fail_msg("'%.*s' and '%.*s'", GAIT_STR_ARG(p), GAIT_STR_ARG(q));
        /* short patterns meet in short texts or not at all */
        if (meet == GI_TRUE && !found.shared && p.len <= 3 && q.len <= 3)
            fail_msg("'%.*s' and '%.*s' do not meet", GAIT_STR_ARG(p), GAIT_STR_ARG(q));
        covered += covers == GI_TRUE;
        apart += meet == GI_FALSE;
        gait_arena_free(arena);
    }
    assert_true(covered > 100 && apart > 100);
}

static void what_costs_too_much_is_unknown(void **state)
{
    gait_arena *arena = gait_arena_new(16u << 20, NULL, NULL);
    gi_comparing comparing = { arena, 3 };
    gi_languages a = set_of(arena, dotted, "*a*b*c*d*");
    gi_languages b = set_of(arena, dotted, "*d*c*b*a*");
    (void)state;
    assert_int_equal(gi_languages_meet(&comparing, &a, &b), GI_UNKNOWN);
    assert_int_equal(comparing.states, 0);
    assert_int_equal(gi_languages_cover(&comparing, &a, &b), GI_UNKNOWN);
    gait_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_compare),
        cmocka_unit_test(no_text_contradicts_an_answer),
        cmocka_unit_test(what_costs_too_much_is_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
