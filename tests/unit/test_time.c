/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdlib.h>

#include <gait/clock.h>

static const struct {
    const char *text;
    int64_t ns;
} pairs[] = {
    { "1970-01-01T00:00:00Z", 0 },
    { "1969-12-31T23:59:59.999999999Z", -1 },
    { "1980-01-01T00:00:00Z", INT64_C(315532800000000000) },
    { "2000-02-29T12:34:56.789Z", INT64_C(951827696789000000) },
    { "2000-03-01T00:00:00Z", INT64_C(951868800000000000) },
    { "1900-02-28T23:59:59Z", INT64_C(-2203891201000000000) },
    { "1900-03-01T00:00:00Z", INT64_C(-2203891200000000000) },
    { "2024-12-31T23:59:59.00000001Z", INT64_C(1735689599000000010) },
    { "2262-04-11T23:47:16.854775807Z", INT64_MAX },
    { "1677-09-21T00:12:43.145224192Z", INT64_MIN },
    { "1677-09-21T00:12:44Z", INT64_C(-9223372036000000000) },
};

static void known_times_are_written_and_read(void **state)
{
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        assert_str(gait_time_format(*state, pairs[i].ns), pairs[i].text);
        int64_t ns = 1;
        assert_true(gait_time_parse(gait_str_of(pairs[i].text), &ns));
        assert_true(ns == pairs[i].ns);
    }
}

static void offsets_are_taken_into_account(void **state)
{
    (void)state;
    static const char *const same[] = { "2024-03-01T00:30:00Z",      "2024-03-01T01:30:00+01:00",
                                        "2024-02-29T23:30:00-01:00", "2024-03-02T00:29:00+23:59",
                                        "2024-03-01T00:30:00-00:00", "2024-03-01T00:30:00.000Z" };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        int64_t ns = 0;
        assert_true(gait_time_parse(gait_str_of(same[i]), &ns));
        assert_true(ns == INT64_C(1709253000000000000));
    }
}

static void everything_else_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "2024",
        "2024-01-01",
        "2024-01-01T00:00:00",
        "2024-01-01T00:00Z",
        "2024-01-01t00:00:00Z",
        "2024-01-01T00:00:00z",
        "2024-01-01 00:00:00Z",
        " 2024-01-01T00:00:00Z",
        "2024-01-01T00:00:00Z ",
        "2024-1-01T00:00:00Z",
        "+024-01-01T00:00:00Z",
        "2024-00-01T00:00:00Z",
        "2024-13-01T00:00:00Z",
        "2024-01-00T00:00:00Z",
        "2024-01-32T00:00:00Z",
        "2024-04-31T00:00:00Z",
        "2023-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2024-02-30T00:00:00Z",
        "2024-01-01T24:00:00Z",
        "2024-01-01T00:60:00Z",
        "2024-01-01T00:00:60Z",
        "2016-12-31T23:59:60Z",
        "2024-01-01T00:00:00.Z",
        "2024-01-01T00:00:00,5Z",
        "2024-01-01T00:00:00.1234567890Z",
        "2024-01-01T00:00:00+24:00",
        "2024-01-01T00:00:00+00:60",
        "2024-01-01T00:00:00+0000",
        "2024-01-01T00:00:00+00",
        "2024-01-01T00:00:00Z+00:00",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "2262-04-11T23:47:16.854775808Z",
        "2262-04-11T23:47:17Z",
        "1677-09-21T00:12:43.145224191Z",
        "1677-09-21T00:12:43Z",
        "2262-04-11T23:47:16-00:01",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t ns = 42;
        if (gait_time_parse(gait_str_of(bad[i]), &ns))
            fail_msg("accepted %s", bad[i]);
        assert_true(ns == 42);
    }
    int64_t ns;
    assert_false(gait_time_parse((gait_str){ "2024-01-01T00:00:00\0", 20 }, &ns));
}

static void every_day_of_the_range_follows_the_one_before(void **state)
{
    (void)state;
    static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int64_t expected = INT64_C(-106751) * 86400; /* 1677-09-22 */
    gait_arena *arena = *state;
    for (int year = 1677; year <= 2262; year++) {
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        for (int month = 1; month <= 12; month++) {
            int length = lengths[month - 1] + (month == 2 && leap);
            for (int day = 1; day <= length; day++) {
                if (year * 10000 + month * 100 + day < 16770922 ||
                    year * 10000 + month * 100 + day > 22620411)
                    continue;
                gait_str text =
                    gait_arena_format(arena, "%04d-%02d-%02dT00:00:00Z", year, month, day);
                int64_t ns;
                assert_true(gait_time_parse(text, &ns));
                assert_true(ns == expected * 1000000000);
                assert_true(gait_str_equal(gait_time_format(arena, ns), text));
                expected += 86400;
            }
        }
    }
}

static void random_times_survive_the_round_trip(void **state)
{
    uint64_t seed = 20240229;
    for (int i = 0; i < 100000; i++) {
        int64_t ns = (int64_t)next_random(&seed);
        int64_t back;
        assert_true(gait_time_parse(gait_time_format(*state, ns), &back));
        assert_true(back == ns);
    }
}

static void the_time_zone_of_the_process_never_shows(void **state)
{
    assert_int_equal(setenv("TZ", "Asia/Kathmandu", 1), 0);
    known_times_are_written_and_read(state);
    assert_int_equal(unsetenv("TZ"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(known_times_are_written_and_read),
        TEST(offsets_are_taken_into_account),
        TEST(everything_else_is_refused),
        TEST(every_day_of_the_range_follows_the_one_before),
        TEST(random_times_survive_the_round_trip),
        TEST(the_time_zone_of_the_process_never_shows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
