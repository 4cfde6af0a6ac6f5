/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"
#include "zone.h"

#include "base/calendar.h"
#include "base/tzif.h"

#include <gait/time.h>

static const gi_tzif *zone_from(gait_arena *arena, gait_str bytes)
{
    gait_error err = GAIT_ERROR_INIT;
    const gi_tzif *zone = NULL;
    if (!gi_tzif_parse(arena, bytes, &zone, &err))
        fail_msg("%s", err.message);
    return zone;
}

static const gi_tzif *rule_zone(gait_arena *arena, const char *footer)
{
    return zone_from(arena, zone_of_rule(arena, footer));
}

/* "2026-03-29T01:00:00Z" in seconds. */
static int64_t at(const char *text)
{
    int64_t ns = 0;
    if (!gait_time_parse(gait_str_of(text), &ns))
        fail_msg("%s is no time", text);
    return ns / 1000000000;
}

enum { UNSAID = -1000000 };

static int32_t offset_at(const gi_tzif *zone, int64_t unix_s)
{
    gi_tzif_span span;
    if (!gi_tzif_span_at(zone, unix_s, &span))
        return UNSAID;
    assert_true(span.from <= unix_s && unix_s < span.until);
    return span.offset;
}

typedef struct expected {
    const char *time;
    int32_t offset;
} expected;

static void check(const gi_tzif *zone, const char *name, const expected *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (offset_at(zone, at(rows[i].time)) != rows[i].offset)
            fail_msg("%s at %s: %d", name, rows[i].time, offset_at(zone, at(rows[i].time)));
}

#define CHECK(zone, name, ...)                                                                     \
    do {                                                                                           \
        const expected rows_[] = { __VA_ARGS__ };                                                  \
        check(zone, name, rows_, sizeof rows_ / sizeof rows_[0]);                                  \
    } while (0)

static const zone_type TYPES[] = {
    { 3208, 0, "LMT" }, { 3600, 0, "CET" }, { 7200, 1, "CEST" }, { 0, 0, "-00" }
};
#define TYPE_COUNT (sizeof TYPES / sizeof TYPES[0])
static const zone_change CHANGES[] = {
    { INT64_C(-2422054408), 1 }, { 0, 3 }, { 86400, 2 }, { 172800, 1 }
};
#define CHANGE_COUNT (sizeof CHANGES / sizeof CHANGES[0])

static void transitions_say_what_holds_between_them(void **state)
{
    const zone_file file = { '2', TYPES, TYPE_COUNT, CHANGES, CHANGE_COUNT, "CET-1" };
    const gi_tzif *zone = zone_from(*state, zone_bytes(*state, &file));
    assert_int_equal(offset_at(zone, INT64_MIN), 3208);
    assert_int_equal(offset_at(zone, CHANGES[0].at - 1), 3208);
    assert_int_equal(offset_at(zone, CHANGES[0].at), 3600);
    assert_int_equal(offset_at(zone, -1), 3600);
    assert_int_equal(offset_at(zone, 0), UNSAID);
    assert_int_equal(offset_at(zone, 86399), UNSAID);
    assert_int_equal(offset_at(zone, 86400), 7200);
    assert_int_equal(offset_at(zone, 172799), 7200);
    assert_int_equal(offset_at(zone, 172800), 3600);
    assert_int_equal(offset_at(zone, INT64_MAX - 1), 3600);
    gi_tzif_span span;
    assert_true(gi_tzif_span_at(zone, 100000, &span));
    assert_true(span.from == 86400 && span.until == 172800 && span.is_dst);
}

static void without_a_footer_nothing_is_said_of_later_times(void **state)
{
    zone_file file = { '2', TYPES, TYPE_COUNT, CHANGES, CHANGE_COUNT, "" };
    const zone_change early[] = { { 100, 1 }, { 200, 2 } };
    const gi_tzif *zone = zone_from(*state, zone_bytes(*state, &file));
    assert_int_equal(offset_at(zone, 172799), 7200);
    assert_int_equal(offset_at(zone, 172800), UNSAID);
    file.version = '\0';
    file.changes = early;
    file.change_count = 2;
    zone = zone_from(*state, zone_bytes(*state, &file));
    assert_int_equal(offset_at(zone, 99), 3208);
    assert_int_equal(offset_at(zone, 199), 3600);
    assert_int_equal(offset_at(zone, 200), UNSAID);
    file.change_count = 0;
    zone = zone_from(*state, zone_bytes(*state, &file));
    assert_int_equal(offset_at(zone, 0), 3208);
}

static void utc_needs_no_file(void **state)
{
    (void)state;
    assert_int_equal(offset_at(gi_tzif_utc(), 0), 0);
    assert_int_equal(offset_at(gi_tzif_utc(), INT64_C(4102444800)), 0);
}

static void footers_hold_for_ever(void **state)
{
    gait_arena *arena = *state;
    CHECK(rule_zone(arena, "CET-1CEST,M3.5.0,M10.5.0/3"), "Berlin",
          { "2026-03-29T00:59:59Z", 3600 }, { "2026-03-29T01:00:00Z", 7200 },
          { "2026-10-25T00:59:59Z", 7200 }, { "2026-10-25T01:00:00Z", 3600 },
          { "2100-03-28T00:59:59Z", 3600 }, { "2100-03-28T01:00:00Z", 7200 },
          { "2100-10-31T01:00:00Z", 3600 }, { "1900-01-01T00:00:00Z", 3600 });
    CHECK(rule_zone(arena, "AEST-10AEDT,M10.1.0,M4.1.0/3"), "Sydney",
          { "2026-04-04T15:59:59Z", 39600 }, { "2026-04-04T16:00:00Z", 36000 },
          { "2026-10-03T15:59:59Z", 36000 }, { "2026-10-03T16:00:00Z", 39600 },
          { "2027-01-01T00:00:00Z", 39600 });
    CHECK(rule_zone(arena, "IST-1GMT0,M10.5.0,M3.5.0/1"), "Dublin", { "2026-03-29T00:59:59Z", 0 },
          { "2026-03-29T01:00:00Z", 3600 }, { "2026-10-25T00:59:59Z", 3600 },
          { "2026-10-25T01:00:00Z", 0 });
    CHECK(rule_zone(arena, "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0"), "Lord Howe",
          { "2026-04-04T14:59:59Z", 39600 }, { "2026-04-04T15:00:00Z", 37800 });
    CHECK(rule_zone(arena, "EET-2EEST,M3.4.4/50,M10.4.4/50"), "Hebron",
          { "2026-03-27T23:59:59Z", 7200 }, { "2026-03-28T00:00:00Z", 10800 },
          { "2026-10-23T22:59:59Z", 10800 }, { "2026-10-23T23:00:00Z", 7200 });
    CHECK(rule_zone(arena, "<-02>2<-01>,M3.5.0/-1,M10.5.0/0"), "Nuuk",
          { "2026-03-29T00:59:59Z", -7200 }, { "2026-03-29T01:00:00Z", -3600 },
          { "2026-10-25T00:59:59Z", -3600 }, { "2026-10-25T01:00:00Z", -7200 });
    CHECK(rule_zone(arena, "<-00>0"), "nowhere", { "2026-01-01T00:00:00Z", UNSAID });
    CHECK(rule_zone(arena, "XXX0:30:15"), "odd", { "2026-01-01T00:00:00Z", -1815 });
}

static void days_are_counted_in_three_ways(void **state)
{
    gait_arena *arena = *state;
    /* J60 is 1 March in every year; day 59 is 29 February where there is one. */
    CHECK(rule_zone(arena, "AAA0BBB,J60/0,J365/0"), "J60", { "2024-02-29T23:59:59Z", 0 },
          { "2024-03-01T00:00:00Z", 3600 }, { "2026-02-28T23:59:59Z", 0 },
          { "2026-03-01T00:00:00Z", 3600 }, { "2024-12-30T22:59:59Z", 3600 },
          { "2024-12-30T23:00:00Z", 0 });
    CHECK(rule_zone(arena, "AAA0BBB,59/0,364/0"), "59", { "2024-02-28T23:59:59Z", 0 },
          { "2024-02-29T00:00:00Z", 3600 }, { "2026-02-28T23:59:59Z", 0 },
          { "2026-03-01T00:00:00Z", 3600 });
    CHECK(rule_zone(arena, "AAA0BBB,M2.5.4/0,M12.1.0/0"), "last Thursday",
          { "2024-02-28T23:59:59Z", 0 }, { "2024-02-29T00:00:00Z", 3600 },
          { "2026-02-25T23:59:59Z", 0 }, { "2026-02-26T00:00:00Z", 3600 });
}

static void daylight_time_that_ends_where_it_begins_never_ends(void **state)
{
    CHECK(rule_zone(*state, "EST5EDT,0/0,J365/25"), "all year", { "2025-12-31T23:00:00Z", -14400 },
          { "2026-01-01T04:59:59Z", -14400 }, { "2026-01-01T05:00:00Z", -14400 },
          { "2026-07-01T00:00:00Z", -14400 }, { "2024-12-31T23:59:59Z", -14400 });
    CHECK(rule_zone(*state, "XXX3EDT4,0/0,J365/23"), "all year, as versions before 3 wrote it",
          { "2026-01-01T02:59:59Z", -14400 }, { "2026-01-01T03:00:00Z", -14400 });
}

static void local_times_have_a_first_and_a_last_instant(void **state)
{
    const gi_tzif *zone = rule_zone(*state, "CET-1CEST,M3.5.0,M10.5.0/3");
    static const struct {
        const char *local, *first, *last;
    } rows[] = {
        { "2026-01-05T12:00:00Z", "2026-01-05T11:00:00Z", "2026-01-05T11:00:00Z" },
        { "2026-03-29T01:59:59Z", "2026-03-29T00:59:59Z", "2026-03-29T00:59:59Z" },
        { "2026-03-29T02:00:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z" }, /* skipped */
        { "2026-03-29T02:30:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z" },
        { "2026-03-29T03:00:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z" },
        { "2026-10-25T01:59:59Z", "2026-10-24T23:59:59Z", "2026-10-24T23:59:59Z" },
        { "2026-10-25T02:00:00Z", "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z" }, /* twice */
        { "2026-10-25T02:59:59Z", "2026-10-25T00:59:59Z", "2026-10-25T01:59:59Z" },
        { "2026-10-25T03:00:00Z", "2026-10-25T02:00:00Z", "2026-10-25T02:00:00Z" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        gi_tzif_instants found;
        assert_true(gi_tzif_instants_of(zone, at(rows[i].local), &found));
        if (found.first != at(rows[i].first) || found.last != at(rows[i].last))
            fail_msg("%s: %lld %lld", rows[i].local, (long long)found.first, (long long)found.last);
    }
    /* A day that is not on the calendar: clocks go from the end of the 29th to the 31st. */
    static const zone_type samoa[] = { { -36000, 0, "-10" }, { 50400, 0, "+14" } };
    const zone_change jump = { at("2011-12-30T10:00:00Z"), 1 };
    const zone_file file = { '2', samoa, 2, &jump, 1, "<+14>-14" };
    gi_tzif_instants found;
    assert_true(gi_tzif_instants_of(zone_from(*state, zone_bytes(*state, &file)),
                                    at("2011-12-30T12:00:00Z"), &found));
    assert_true(found.first == jump.at && found.last == jump.at);
}

static void instants_agree_with_clocks(void **state)
{
    const gi_tzif *zones[] = { rule_zone(*state, "CET-1CEST,M3.5.0,M10.5.0/3"),
                               rule_zone(*state, "<-02>2<-01>,M3.5.0/-1,M10.5.0/0"),
                               rule_zone(*state, "AEST-10AEDT,M10.1.0,M4.1.0/3"), gi_tzif_utc() };
    uint64_t seed = 19;
    for (int i = 0; i < 40000; i++) {
        const gi_tzif *zone = zones[i % 4];
        int64_t unix_s = (int64_t)(next_random(&seed) % UINT64_C(8000000000)) - 4000000000;
        int64_t local = unix_s + offset_at(zone, unix_s);
        gi_tzif_instants found;
        assert_true(gi_tzif_instants_of(zone, local, &found));
        assert_true(found.first == unix_s || found.last == unix_s);
        assert_true(found.first + offset_at(zone, found.first) == local);
        assert_true(found.last + offset_at(zone, found.last) == local);
    }
}

static void bad_footers_are_refused(void **state)
{
    static const char *const bad[] = {
        "C-1",
        "CE-1",
        "CET",
        "CET-",
        "CET-25",
        "CET-24:00:01",
        "CET-1:60",
        "CET-1:5",
        "CET-1:00:60",
        "CET-1CEST",
        "CET-1CEST,M3.5.0",
        "CET-1CEST,M3.5.0,M10.5.0/3,",
        "CET-1CEST,M3.5.0,M10.5.0/168",
        "CET-1CEST,M3.5.0,M10.5.0/167:00:01",
        "CET-1CEST,M0.5.0,M10.5.0",
        "CET-1CEST,M13.5.0,M10.5.0",
        "CET-1CEST,M3.0.0,M10.5.0",
        "CET-1CEST,M3.6.0,M10.5.0",
        "CET-1CEST,M3.5.7,M10.5.0",
        "CET-1CEST,J0,J365",
        "CET-1CEST,J1,J366",
        "CET-1CEST,0,366",
        "CET-1CEST,0,-1",
        "CET-1CEST,M3.5,M10.5.0",
        "CET-1 CEST,M3.5.0,M10.5.0",
        "<+01-1",
        "<+>-1",
        "<+01>",
        "+01-1",
        ":Europe/Berlin",
        "CET-1\n",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        gait_error err = GAIT_ERROR_INIT;
        const gi_tzif *zone;
        if (gi_tzif_parse(*state, zone_of_rule(*state, bad[i]), &zone, &err))
            fail_msg("accepted %s", bad[i]);
        assert_int_equal(err.code, GAIT_E_zone_invalid);
    }
    /* Hours beyond a day came with version 3. */
    const zone_file old = { '2', TYPES, 1, NULL, 0, "CET-1CEST,M3.5.0,M10.5.0/25" };
    gait_error err = GAIT_ERROR_INIT;
    const gi_tzif *zone;
    assert_false(gi_tzif_parse(*state, zone_bytes(*state, &old), &zone, &err));
}

static bool parses(gait_arena *arena, gait_str bytes)
{
    gait_error err = GAIT_ERROR_INIT;
    const gi_tzif *zone;
    bool ok = gi_tzif_parse(arena, bytes, &zone, &err);
    assert_true(ok || err.code == GAIT_E_zone_invalid);
    return ok;
}

static void every_cut_file_is_refused(void **state)
{
    gait_arena *arena = *state;
    for (int version = 0; version < 5; version++) {
        if (version == 1)
            continue;
        const zone_file file = { version == 0 ? '\0' : (char)('0' + version),
                                 TYPES,
                                 TYPE_COUNT,
                                 CHANGES,
                                 CHANGE_COUNT,
                                 "CET-1CEST,M3.5.0,M10.5.0/3" };
        gait_str whole = zone_bytes(arena, &file);
        if (version == 0) /* its times have 32 bits, in which these are not in order */
            assert_false(parses(arena, whole));
        else
            assert_true(parses(arena, whole));
        for (size_t len = 0; len < whole.len; len++)
            assert_false(parses(arena, gait_str_first(whole, len)));
        assert_false(parses(arena, gait_arena_format(arena, "%s", "")));
        gait_buf longer;
        gait_buf_init(&longer, arena, 1 << 20);
        gait_buf_add(&longer, whole);
        gait_buf_add_char(&longer, '\n');
        assert_false(parses(arena, gait_buf_text(&longer)));
    }
}

/* Where things stand in the second part of a file of version 2 and later. */
enum {
    SECOND = ZONE_HEADER_BYTES + 7,
    COUNTS = SECOND + 20,
    TIMES = SECOND + ZONE_HEADER_BYTES,
    KINDS = TIMES + 8 * CHANGE_COUNT,
    FIRST_TYPE = KINDS + CHANGE_COUNT
};

static void damaged_files_are_refused(void **state)
{
    static const struct {
        size_t offset;
        unsigned char byte;
        const char *what;
    } rows[] = {
        { 0, 'X', "magic" },
        { 4, '1', "version" },
        { 4, '5', "a later version" },
        { SECOND, 'X', "second magic" },
        { SECOND + 4, '3', "two versions" },
        { COUNTS + 3, 1, "UT indicators" },
        { COUNTS + 7, 1, "standard indicators" },
        { COUNTS + 11, 1, "leap seconds" },
        { COUNTS + 12, 0xFF, "very many transitions" },
        { COUNTS + 19, 0, "no types" },
        { COUNTS + 18, 2, "many types" },
        { COUNTS + 23, 0, "no characters" },
        { TIMES + 7, 0, "another first transition" },
        { TIMES + 8 * 2, 0x80, "order" },
        { KINDS, TYPE_COUNT, "an unknown type" },
        { FIRST_TYPE, 1, "a large offset" },
        { FIRST_TYPE, 0xFE, "a small offset" },
        { FIRST_TYPE + 4, 2, "daylight" },
        { FIRST_TYPE + 5, 200, "designation" },
    };
    gait_arena *arena = *state;
    const zone_file file = { '2', TYPES, TYPE_COUNT, CHANGES, CHANGE_COUNT, "CET-1" };
    gait_str whole = zone_bytes(arena, &file);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *copy = gait_arena_cstr(arena, whole);
        memcpy(copy, whole.ptr, whole.len);
        copy[rows[i].offset] = (char)rows[i].byte;
        bool harmless = rows[i].offset == TIMES + 7;
        if (parses(arena, (gait_str){ copy, whole.len }) != harmless)
            fail_msg("%s", rows[i].what);
    }
}

static void designations_must_end(void **state)
{
    gait_buf out;
    gait_buf_init(&out, *state, 1 << 10);
    zone_put_header(&out, '\0', (const uint32_t[]){ 0, 0, 0, 0, 1, 3 });
    zone_put(&out, 0, 6);
    gait_buf_add_cstr(&out, "UTC");
    assert_false(parses(*state, gait_buf_text(&out)));
}

static void indicators_must_agree(void **state)
{
    for (int ut = 0; ut < 3; ut++) {
        for (int standard = 0; standard < 3; standard++) {
            gait_buf out;
            gait_buf_init(&out, *state, 1 << 10);
            zone_put_header(&out, '\0', (const uint32_t[]){ 1, 1, 0, 0, 1, 4 });
            zone_put(&out, 0, 6);
            gait_buf_add(&out, (gait_str){ "UTC", 4 });
            zone_put(&out, (uint64_t)standard, 1);
            zone_put(&out, (uint64_t)ut, 1);
            assert_int_equal(parses(*state, gait_buf_text(&out)),
                             ut < 2 && standard < 2 && (ut == 0 || standard == 1));
        }
    }
}

static void weekdays_and_floors_go_below_zero(void **state)
{
    (void)state;
    assert_int_equal(gi_weekday_of(0), 3);
    assert_int_equal(gi_weekday_of(-3), 0);
    assert_int_equal(gi_weekday_of(-4), 6);
    assert_int_equal(gi_weekday_of(gi_date_days((gi_date){ 2026, 1, 5 })), 0);
    assert_true(gi_floor_div(-1, 86400) == -1 && gi_floor_div(-86400, 86400) == -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(transitions_say_what_holds_between_them),
        TEST(without_a_footer_nothing_is_said_of_later_times),
        TEST(utc_needs_no_file),
        TEST(footers_hold_for_ever),
        TEST(days_are_counted_in_three_ways),
        TEST(daylight_time_that_ends_where_it_begins_never_ends),
        TEST(local_times_have_a_first_and_a_last_instant),
        TEST(instants_agree_with_clocks),
        TEST(bad_footers_are_refused),
        TEST(every_cut_file_is_refused),
        TEST(damaged_files_are_refused),
        TEST(designations_must_end),
        TEST(indicators_must_agree),
        TEST(weekdays_and_floors_go_below_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
