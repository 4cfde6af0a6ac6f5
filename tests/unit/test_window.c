/* SPDX-License-Identifier: Apache-2.0 */
#include "gate.h"
#include "tmpdir.h"
#include "zone.h"

#include "gate/match_parts.h"

#include <gait/file.h>
#include <gait/time.h>

/*
 * Policies over zones that stand in a directory of their own: Test/Berlin and Test/Moon with rules, Test/Past without
 * one after 1970, Test/Broken. Test/Absent is not there.
 */
static void put_zone(fixture *f, const char *name, gait_str bytes)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/Test/%s", f->dir, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, file), bytes.len);
    assert_int_equal(fclose(file), 0);
}

static int zones_setup(void **state)
{
    static const zone_type cet = { 3600, 0, "CET" };
    static const zone_change last = { 0, 0 };
    const zone_file past = { '2', &cet, 1, &last, 1, "" };
    char path[96];
    assert_int_equal(fixture_setup(state), 0);
    fixture *f = *state;
    (void)snprintf(path, sizeof path, "%s/Test", f->dir);
    assert_int_equal(mkdir(path, 0700), 0);
    put_zone(f, "Berlin", zone_of_rule(f->arena, "CET-1CEST,M3.5.0,M10.5.0/3"));
    put_zone(f, "Moon", zone_of_rule(f->arena, "<-12>12"));
    put_zone(f, "Past", zone_bytes(f->arena, &past));
    put_zone(f, "Broken", GAIT_STR("TZif2 and then nothing"));
    return 0;
}

#define ZONED(name) cmocka_unit_test_setup_teardown(name, zones_setup, fixture_teardown)

static bool load_source(fixture *f, const char *source, gait_policy **out, gait_error *err)
{
    char path[96];
    (void)snprintf(path, sizeof path, "%s/p.lua", f->dir);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(source, file) >= 0);
    assert_int_equal(fclose(file), 0);
    const gait_policy_source from = { .path = path, .zoneinfo = f->dir };
    return gait_policy_load(f->arena, &from, out, err);
}

static gait_policy *load_rules(fixture *f, const char *rules)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_policy *policy = NULL;
    const char *source =
        gait_arena_format(f->arena, "policy { id = 'test/window', default = 'allow' }\n%s", rules)
            .ptr;
    if (!load_source(f, source, &policy, &err))
        fail_msg("%s", err.message);
    return policy;
}

static gait_decision decide_at(fixture *f, gait_policy *policy, const char *time)
{
    gait_decide_options options = { .explain = true };
    gait_decision decision;
    assert_true(gait_time_parse(gait_str_of(time), &options.now_unix_ns));
    gait_decide(f->arena, policy, simple_intent(f->arena, "tool.x", NULL, NULL), &options,
                &decision);
    return decision;
}

/* The outcome of the rule's condition: "true", "false", or the cause of an unknown. */
static gait_str outcome_at(fixture *f, gait_policy *policy, const char *time)
{
    gait_decision decision = decide_at(f, policy, time);
    const gait_json *row = row_of(decision.explanation, "w");
    assert_non_null(row);
    const gait_json *conditions = gait_json_get(row, GAIT_STR("conditions"));
    assert_int_equal(conditions->count, 1);
    const gait_json *fields = gait_json_get(&conditions->items[0], GAIT_STR("fields"));
    assert_int_equal(fields->count, 1);
    assert_str(member_of(&fields->items[0], "name"), "now");
    gait_str outcome = member_of(&conditions->items[0], "outcome");
    return gait_str_is(outcome, "unknown") ? member_of(&conditions->items[0], "cause") : outcome;
}

typedef struct instant {
    const char *time, *outcome;
} instant;

static void check(fixture *f, const char *match, const instant *rows, size_t count)
{
    const char *rule =
        gait_arena_format(f->arena, "rule { id = 'w', effect = 'block', match = { %s } }", match)
            .ptr;
    gait_policy *policy = load_rules(f, rule);
    for (size_t i = 0; i < count; i++) {
        gait_str outcome = outcome_at(f, policy, rows[i].time);
        if (!gait_str_is(outcome, rows[i].outcome))
            fail_msg("%s at %s: %.*s", match, rows[i].time, GAIT_STR_ARG(outcome));
    }
    gait_policy_free(policy);
}

#define CHECK(f, match, ...)                                                                       \
    do {                                                                                           \
        const instant rows_[] = { __VA_ARGS__ };                                                   \
        check(f, match, rows_, sizeof rows_ / sizeof rows_[0]);                                    \
    } while (0)

static void hours_are_those_of_the_zone(void **state)
{
    CHECK(*state, "during = { days = 'Mon-Fri', hours = '09:00-17:30', tz = 'Test/Berlin' }",
          { "2026-01-05T07:59:59.999999999Z", "false" }, { "2026-01-05T08:00:00Z", "true" },
          { "2026-01-05T16:29:59.999999999Z", "true" }, { "2026-01-05T16:30:00Z", "false" },
          { "2026-07-06T07:00:00Z", "true" }, { "2026-07-06T15:30:00Z", "false" },
          { "2026-01-04T12:00:00Z", "false" }, { "2026-01-10T12:00:00Z", "false" });
    CHECK(*state, "outside = { days = 'Mon-Fri', hours = '09:00-17:30', tz = 'Test/Berlin' }",
          { "2026-01-05T08:00:00Z", "false" }, { "2026-01-05T16:30:00Z", "true" },
          { "2026-01-04T12:00:00Z", "true" });
    CHECK(*state, "during = { hours = '09:00-10:00', tz = 'UTC' }",
          { "2026-01-04T09:00:00Z", "true" }, { "2026-01-04T10:00:00Z", "false" },
          { "1969-12-31T09:59:59Z", "true" }, { "1969-12-31T08:59:59.5Z", "false" });
    CHECK(*state, "during = { hours = '00:00-24:00', days = 'Sun', tz = 'Test/Moon' }",
          { "2026-01-04T11:59:59Z", "false" }, { "2026-01-04T12:00:00Z", "true" },
          { "2026-01-05T11:59:59Z", "true" }, { "2026-01-05T12:00:00Z", "false" });
}

static void past_midnight_a_window_belongs_to_the_day_it_began(void **state)
{
    CHECK(*state, "during = { days = 'Fri', hours = '22:00-06:00', tz = 'UTC' }",
          { "2026-01-09T05:00:00Z", "false" }, { "2026-01-09T21:59:59Z", "false" },
          { "2026-01-09T22:00:00Z", "true" }, { "2026-01-10T05:59:59Z", "true" },
          { "2026-01-10T06:00:00Z", "false" }, { "2026-01-10T22:00:00Z", "false" });
    CHECK(*state, "during = { days = 'Sun', hours = '22:00-00:00', tz = 'UTC' }",
          { "2026-01-04T23:59:59Z", "true" }, { "2026-01-05T00:00:00Z", "false" });
}

static void days_are_named_in_many_ways(void **state)
{
    static const char *const same[] = { "'Mon,Wed,Sat-Sun'", "{ 'Mon', 'Wed', 'Sat', 'Sun' }",
                                        "{ 'Sat-Mon', 'Wed' }", "{ 'Wed,Mon', 'Sat-Sun' }" };
    fixture *f = *state;
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        CHECK(f, gait_arena_format(f->arena, "during = { days = %s, tz = 'UTC' }", same[i]).ptr,
              { "2026-01-05T00:00:00Z", "true" }, { "2026-01-06T00:00:00Z", "false" },
              { "2026-01-07T00:00:00Z", "true" }, { "2026-01-08T00:00:00Z", "false" },
              { "2026-01-09T00:00:00Z", "false" }, { "2026-01-10T00:00:00Z", "true" },
              { "2026-01-11T00:00:00Z", "true" });
}

static void moments_begin_and_end_a_window(void **state)
{
    CHECK(*state,
          "during = { from = '2026-03-30T18:00', to = '2026-04-02T08:00:30', tz = 'Test/Berlin' }",
          { "2026-03-30T15:59:59.999999999Z", "false" }, { "2026-03-30T16:00:00Z", "true" },
          { "2026-04-02T06:00:29.999999999Z", "true" }, { "2026-04-02T06:00:30Z", "false" });
    CHECK(*state, "during = { from = '2026-03-30T18:00', tz = 'UTC' }",
          { "2026-03-30T17:59:59Z", "false" }, { "2262-01-01T00:00:00Z", "true" });
    CHECK(*state, "during = { to = '2026-03-30T18:00', tz = 'UTC' }",
          { "1677-10-01T00:00:00Z", "true" }, { "2026-03-30T18:00:00Z", "false" });
    CHECK(*state,
          "during = { from = '2026-03-30T18:00', days = 'Tue', hours = '09:00-10:00', tz = 'UTC' }",
          { "2026-03-24T09:30:00Z", "false" }, { "2026-03-31T09:30:00Z", "true" },
          { "2026-03-31T10:30:00Z", "false" });
}

static void a_local_time_that_comes_twice_begins_early_and_ends_late(void **state)
{
    CHECK(*state, "during = { from = '2026-10-25T02:30', tz = 'Test/Berlin' }",
          { "2026-10-25T00:29:59Z", "false" }, { "2026-10-25T00:30:00Z", "true" },
          { "2026-10-25T01:15:00Z", "true" });
    CHECK(*state, "during = { to = '2026-10-25T02:30', tz = 'Test/Berlin' }",
          { "2026-10-25T00:45:00Z", "true" }, { "2026-10-25T01:29:59Z", "true" },
          { "2026-10-25T01:30:00Z", "false" });
    /* Hours are what the clock shows, both times. */
    CHECK(*state, "during = { hours = '02:15-02:45', tz = 'Test/Berlin' }",
          { "2026-10-25T00:15:00Z", "true" }, { "2026-10-25T00:45:00Z", "false" },
          { "2026-10-25T01:15:00Z", "true" }, { "2026-10-25T01:45:00Z", "false" });
}

static void a_local_time_that_is_skipped_is_the_moment_of_the_jump(void **state)
{
    CHECK(*state, "during = { from = '2026-03-29T02:30', tz = 'Test/Berlin' }",
          { "2026-03-29T00:59:59Z", "false" }, { "2026-03-29T01:00:00Z", "true" });
    CHECK(*state, "during = { to = '2026-03-29T02:30', tz = 'Test/Berlin' }",
          { "2026-03-29T00:59:59Z", "true" }, { "2026-03-29T01:00:00Z", "false" });
    CHECK(*state, "during = { hours = '02:15-02:45', tz = 'Test/Berlin' }",
          { "2026-03-29T00:59:59Z", "false" }, { "2026-03-29T01:00:00Z", "false" });
}

static void one_of_several_windows_is_enough(void **state)
{
    static const char windows[] = "%s = { { hours = '09:00-10:00', tz = 'UTC' },\n"
                                  "{ hours = '20:00-21:00', tz = 'Test/Moon' } }";
    fixture *f = *state;
    CHECK(f, gait_arena_format(f->arena, windows, "during").ptr, { "2026-01-05T09:30:00Z", "true" },
          { "2026-01-05T08:30:00Z", "true" }, { "2026-01-05T10:30:00Z", "false" });
    CHECK(f, gait_arena_format(f->arena, windows, "outside").ptr,
          { "2026-01-05T09:30:00Z", "false" }, { "2026-01-05T08:30:00Z", "false" },
          { "2026-01-05T10:30:00Z", "true" });
}

static void a_zone_that_is_not_there_is_unknown(void **state)
{
    static const char *const zones[] = { "Test/Absent", "Test/Broken", "Test/Past", "Test" };
    fixture *f = *state;
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
        const char *during =
            gait_arena_format(f->arena, "during = { hours = '09:00-10:00', tz = '%s' }", zones[i])
                .ptr;
        const char *outside =
            gait_arena_format(f->arena, "outside = { from = '2026-01-01T00:00', tz = '%s' }",
                              zones[i])
                .ptr;
        CHECK(f, during, { "2026-01-05T09:30:00Z", "zone_unavailable" });
        CHECK(f, outside, { "2026-01-05T09:30:00Z", "zone_unavailable" });
    }
    /* What is known of another window can be enough. */
    CHECK(f, "during = { { days = 'Mon', tz = 'UTC' }, { days = 'Tue', tz = 'Test/Absent' } }",
          { "2026-01-05T09:30:00Z", "true" }, { "2026-01-06T09:30:00Z", "zone_unavailable" });
}

static void an_unknown_zone_restricts_and_never_allows(void **state)
{
    fixture *f = *state;
    static const struct {
        const char *effect;
        gait_verdict verdict;
    } rows[] = { { "block", GAIT_BLOCK },
                 { "require_approval", GAIT_REQUIRE_APPROVAL },
                 { "dry_run", GAIT_BLOCK },
                 { "allow", GAIT_BLOCK } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        gait_error err = GAIT_ERROR_INIT;
        gait_policy *policy = NULL;
        const char *source =
            gait_arena_format(f->arena,
                              "policy { id = 'a' }\nrule { id = 'w', effect = '%s', match = {\n"
                              "during = { days = 'Mon-Sun', tz = 'Test/Absent' } } }\n"
                              "rule { id = 'b', effect = 'allow', match = { tool = '%s' } }",
                              rows[i].effect,
                              rows[i].verdict == GAIT_REQUIRE_APPROVAL ? "tool.x" : "tool.y")
                .ptr;
        assert_true(load_source(f, source, &policy, &err));
        assert_int_equal(decide_at(f, policy, "2026-01-05T09:30:00Z").verdict, rows[i].verdict);
        gait_policy_free(policy);
    }
}

static const struct {
    const char *window, *message;
} malformed[] = {
    { "{}", "during is an empty table" },
    { "'Mon'", "during: must be a table of named keys" },
    { "{ { tz = 'UTC', days = 'Mon' }, { tz = 'UTC', day = 'Mon' } }",
      "during[2]: unknown key 'day' (did you mean 'days'?)" },
    { "{ days = 'Mon' }", "during: tz is missing" },
    { "{ days = 'Mon', tz = '' }", "during: tz is empty" },
    { "{ days = 'Mon', tz = 'europe/berlin' }", "during: tz must be the name of a time zone" },
    { "{ days = 'Mon', tz = '+01:00' }", "during: tz must be the name" },
    { "{ days = 'Mon', tz = 'Europe/../UTC' }", "during: tz must be the name" },
    { "{ days = 'Mon', tz = '/etc/localtime' }", "during: tz must be the name" },
    { "{ days = 'Mon', tz = 'localtime' }", "during: tz must be the name" },
    { "{ days = 'Mon', tz = 'Europe/' }", "during: tz must be the name" },
    { "{ days = 'Mon', tz = { 'UTC' } }", "during: tz must be a text" },
    { "{ tz = 'UTC' }", "during is always: give days, hours, from or to" },
    { "{ tz = 'UTC', days = 'Tues' }", "during: days: unknown day 'Tues' (did you mean 'Tue'?)" },
    { "{ tz = 'UTC', days = 'Monday' }", "unknown day 'Monday'; days are Mon Tue Wed" },
    { "{ tz = 'UTC', days = 'Mon, Tue' }", "unknown day ' Tue' (did you mean 'Tue'?)" },
    { "{ tz = 'UTC', days = 'Mon-' }", "unknown day ''" },
    { "{ tz = 'UTC', days = 'Mon,,Tue' }", "unknown day ''" },
    { "{ tz = 'UTC', days = 'Mon-Tue-Wed' }", "unknown day 'Tue-Wed'" },
    { "{ tz = 'UTC', days = 'Mon-Wed,Tue' }", "during: days names Tue twice" },
    { "{ tz = 'UTC', days = {} }", "during: days is an empty list" },
    { "{ tz = 'UTC', days = 5 }", "during: days must be a text" },
    { "{ tz = 'UTC', hours = '9:00-17:00' }", "during: hours must be like '09:00-17:30'" },
    { "{ tz = 'UTC', hours = '09:00-17:60' }", "during: hours must be like" },
    { "{ tz = 'UTC', hours = '09:00-24:01' }", "during: hours must be like" },
    { "{ tz = 'UTC', hours = '24:00-09:00' }", "during: hours must be like" },
    { "{ tz = 'UTC', hours = '09:00 - 17:00' }", "during: hours must be like" },
    { "{ tz = 'UTC', hours = '09:00-17:00:00' }", "during: hours must be like" },
    { "{ tz = 'UTC', hours = '09:00' }", "during: hours must be like" },
    { "{ tz = 'UTC', hours = '09:00-09:00' }", "the whole day is '00:00-24:00'" },
    { "{ tz = 'UTC', hours = { '09:00-17:00' } }", "during: hours must be a text" },
    { "{ tz = 'UTC', from = '2026-03-30' }", "during: from must be a date and a time" },
    { "{ tz = 'UTC', from = '2026-03-30 18:00' }", "during: from must be a date and a time" },
    { "{ tz = 'UTC', from = '2026-02-29T18:00' }", "during: from must be a date and a time" },
    { "{ tz = 'UTC', from = '2026-03-30T24:00' }", "during: from must be a date and a time" },
    { "{ tz = 'UTC', from = '2026-03-30T18:00:60' }", "during: from must be a date" },
    { "{ tz = 'UTC', from = '2026-03-30T18:00Z' }", "during: from is a local time of tz" },
    { "{ tz = 'UTC', from = '2026-03-30T18:00+02:00' }", "during: from is a local time of tz" },
    { "{ tz = 'UTC', to = '2026-03-30T18:00:00.5' }", "during: to is a local time of tz" },
    { "{ tz = 'UTC', from = '2026-03-30T18:00', to = '2026-03-30T18:00' }",
      "during: to is not after from" },
};

static void malformed_windows_do_not_load(void **state)
{
    fixture *f = *state;
    for (size_t i = 0; i < sizeof malformed / sizeof malformed[0]; i++) {
        gait_error err = GAIT_ERROR_INIT;
        gait_policy *policy = NULL;
        const char *source =
            gait_arena_format(f->arena,
                              "policy { id = 'a' }\n"
                              "rule { id = 'w', effect = 'block', match = { during = %s } }",
                              malformed[i].window)
                .ptr;
        if (load_source(f, source, &policy, &err))
            fail_msg("loaded: %s", malformed[i].window);
        assert_int_equal(err.code, GAIT_E_policy_declaration);
        if (!gait_str_contains(gait_str_of(err.message), gait_str_of(malformed[i].message)) ||
            !gait_str_starts(gait_str_of(err.message), GAIT_STR("p.lua:2: rule 'w': ")))
            fail_msg("%s: %s", malformed[i].window, err.message);
    }
}

static void too_many_windows_and_zones_do_not_load(void **state)
{
    fixture *f = *state;
    static const char *const sources[] = {
        "local t = {} for i = 1, 65 do t[i] = { days = 'Mon', tz = 'UTC' } end\n"
        "rule { id = 'w', effect = 'block', match = { during = t } }",
        "for i = 1, 65 do rule { id = 'w' .. i, effect = 'block',\n"
        "match = { during = { days = 'Mon', tz = 'Zone' .. i } } } end",
    };
    static const gait_code codes[] = { GAIT_E_policy_declaration, GAIT_E_policy_budget };
    for (size_t i = 0; i < 2; i++) {
        gait_error err = GAIT_ERROR_INIT;
        gait_policy *policy = NULL;
        const char *source = gait_arena_format(f->arena, "policy { id = 'a' }\n%s", sources[i]).ptr;
        assert_false(load_source(f, source, &policy, &err));
        assert_int_equal(err.code, codes[i]);
    }
}

static void a_window_says_what_it_asks(void **state)
{
    gait_policy *policy = load_rules(
        *state, "rule { id = 'w', effect = 'block', match = {\n"
                "during = { { days = { 'Mon', 'Wed' }, hours = '09:00-17:30', tz = 'UTC' },\n"
                "{ from = '2026-03-30T18:00', to = '2026-04-02T08:00', tz = 'Test/Berlin' } },\n"
                "outside = { days = 'Mon-Fri', tz = 'UTC' } } }");
    const gi_match *match = &policy->rules[0]->match;
    assert_int_equal(match->count, 2);
    assert_str(match->conditions[0].name, "match.during");
    assert_str(match->conditions[0].window->text,
               "during 09:00-17:30 Mon,Wed UTC or from 2026-03-30T18:00 to 2026-04-02T08:00 "
               "Test/Berlin");
    assert_str(match->conditions[1].window->text, "outside Mon-Fri UTC");
    gait_policy_free(policy);
}

static void functions_ask_for_declared_zones(void **state)
{
    fixture *f = *state;
    static const struct {
        const char *function, *outcome;
    } rows[] = {
        { "local t = time.zone(now, 'Test/Berlin') return t.hour == 3 and t.minute == 0 and\n"
          "t.second == 0 and t.weekday == 7 and t.offset == 7200 and t.year == 2026 and\n"
          "t.month == 3 and t.day == 29",
          "true" },
        { "return time.zone(now, 'UTC').hour == 1", "true" },
        { "return time.zone(now - 1, 'Test/Berlin').hour == 1", "true" },
        { "return time.zone(now, 'Test/Moon').hour == 13", "condition_error" },
        { "return time.zone(now, 'Test/Absent').hour == 13", "condition_error" },
        { "return time.zone(now, 'Test/Past').hour == 13", "condition_error" },
        { "return time.zone(now).hour == 13", "condition_error" },
        { "return time.zone('now', 'UTC').hour == 13", "condition_error" },
        { "return time.format(now) == '2026-03-29T01:00:00Z'", "true" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        gait_error err = GAIT_ERROR_INIT;
        gait_policy *policy = NULL;
        const char *source =
            gait_arena_format(f->arena,
                              "policy { id = 'a', zones = { 'Test/Berlin', 'Test/Past',\n"
                              "'Test/Absent' } }\n"
                              "rule { id = 'w', effect = 'block', when = function(_, now) %s end }",
                              rows[i].function)
                .ptr;
        if (!load_source(f, source, &policy, &err))
            fail_msg("%s", err.message);
        gait_str outcome = outcome_at(f, policy, "2026-03-29T01:00:00Z");
        if (!gait_str_is(outcome, rows[i].outcome))
            fail_msg("%s: %.*s", rows[i].function, GAIT_STR_ARG(outcome));
        gait_policy_free(policy);
    }
    gait_error err = GAIT_ERROR_INIT;
    gait_policy *policy = NULL;
    assert_false(load_source(f, "policy { id = 'a', zones = 'local' }", &policy, &err));
    assert_int_equal(err.code, GAIT_E_policy_declaration);
}

static gait_str version_of(fixture *f, const char *rules)
{
    gait_policy *policy = load_rules(f, rules);
    gait_str version = gait_policy_tzdata_version(policy);
    gait_policy_free(policy);
    return version;
}

static void the_version_of_the_data_is_known_where_they_are_used(void **state)
{
    fixture *f = *state;
    static const char zoned[] = "rule { id = 'w', effect = 'block', match = { during = { days =\n"
                                "'Mon', tz = 'Test/Berlin' } } }";
    static const struct {
        const char *text, *version;
    } rows[] = {
        { "# version 2025b\n# more\n", "2025b" },
        { "# version 2025b", "unknown" },
        { "# version \n", "unknown" },
        { "# version a b\n", "unknown" },
        { "# version 2025b\x1b[0m\n", "unknown" },
        { "2025b\n", "unknown" },
        { "# version 2025b-rearguard\n", "2025b-rearguard" },
    };
    assert_str(version_of(f, zoned), "unknown");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char path[96];
        (void)snprintf(path, sizeof path, "%s/tzdata.zi", f->dir);
        FILE *file = fopen(path, "wb");
        assert_non_null(file);
        assert_true(fputs(rows[i].text, file) >= 0);
        assert_int_equal(fclose(file), 0);
        assert_str(version_of(f, zoned), rows[i].version);
    }
    assert_str(version_of(f, "rule { id = 'w', effect = 'block' }"), "");
    assert_str(version_of(f, "rule { id = 'w', effect = 'block', match = { during = { days =\n"
                             "'Mon', tz = 'UTC' } } }"),
               "");
}

static void neither_environment_nor_machine_count(void **state)
{
    fixture *f = *state;
    static const char *const zones[] = { "Asia/Kathmandu", "America/New_York", ":/etc/localtime" };
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
        assert_int_equal(setenv("TZ", zones[i], 1), 0);
        assert_int_equal(setenv("TZDIR", "/nowhere", 1), 0);
        hours_are_those_of_the_zone((void *[]){ f });
        moments_begin_and_end_a_window((void *[]){ f });
    }
    assert_int_equal(unsetenv("TZ"), 0);
    assert_int_equal(unsetenv("TZDIR"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ZONED(hours_are_those_of_the_zone),
        ZONED(past_midnight_a_window_belongs_to_the_day_it_began),
        ZONED(days_are_named_in_many_ways),
        ZONED(moments_begin_and_end_a_window),
        ZONED(a_local_time_that_comes_twice_begins_early_and_ends_late),
        ZONED(a_local_time_that_is_skipped_is_the_moment_of_the_jump),
        ZONED(one_of_several_windows_is_enough),
        ZONED(a_zone_that_is_not_there_is_unknown),
        ZONED(an_unknown_zone_restricts_and_never_allows),
        ZONED(malformed_windows_do_not_load),
        ZONED(too_many_windows_and_zones_do_not_load),
        ZONED(a_window_says_what_it_asks),
        ZONED(functions_ask_for_declared_zones),
        ZONED(the_version_of_the_data_is_known_where_they_are_used),
        ZONED(neither_environment_nor_machine_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
