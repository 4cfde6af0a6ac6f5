/*
 * Zones from a directory; and those of this machine, where it has some, compared with what its C library makes of them.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"
#include "tmpdir.h"
#include "zone.h"

#include "base/calendar.h"
#include "sys/zone.h"

#include <gait/gate.h>

#include <time.h>

static void put(const fixture *f, const char *name, gait_str bytes)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/%s", f->dir, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, file), bytes.len);
    assert_int_equal(fclose(file), 0);
}

static void link_to(const fixture *f, const char *target, const char *name)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/%s", f->dir, name);
    assert_int_equal(symlink(target, path), 0);
}

static void names_are_checked_by_their_spelling(void **state)
{
    (void)state;
    static const char *const good[] = {
        "UTC",     "Europe/Berlin",         "Etc/GMT+5", "GB", "America/Argentina/Buenos_Aires",
        "EST5EDT", "America/Port-au-Prince"
    };
    static const char *const bad[] = {
        "",           "utc",           "/UTC",          "Europe/",   "Europe//X",
        "../UTC",     "Europe/../X",   "Europe/berlin", "localtime", "Europe.",
        "posixrules", "right/UTC",     "+01:00",        "Etc/-",     "Europe/B rlin",
        "tzdata.zi",  ":Europe/Berlin"
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        if (!gi_zone_name_ok(gait_str_of(good[i])))
            fail_msg("refused %s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (gi_zone_name_ok(gait_str_of(bad[i])))
            fail_msg("accepted %s", bad[i]);
    assert_false(gi_zone_name_ok((gait_str){ "UTC\0", 4 }));
    char many[80];
    memset(many, 'A', sizeof many);
    assert_true(gi_zone_name_ok((gait_str){ many, 64 }));
    assert_false(gi_zone_name_ok((gait_str){ many, 65 }));
}

static void zones_are_read_once_and_inside_their_directory_only(void **state)
{
    fixture *f = *state;
    gi_zones zones;
    char outside[128];
    (void)snprintf(outside, sizeof outside, "%s-outside", f->dir);
    gait_str rule = zone_of_rule(f->arena, "CET-1");
    put(f, "Here", rule);
    put(f, "Bad", GAIT_STR("TZif"));
    link_to(f, "Here", "Alias");
    link_to(f, "../../../../usr/share/zoneinfo/UTC", "Out");
    link_to(f, "Nowhere", "Dangling");
    gi_zones_open(&zones, f->arena, f->dir);
    assert_int_equal(zones.version.len, 0);
    const gi_zone *here = gi_zones_take(&zones, GAIT_STR("Here"));
    assert_non_null(here->rules);
    assert_str(zones.version, "unknown");
    assert_int_equal(unlinkat(AT_FDCWD, gait_arena_format(f->arena, "%s/Here", f->dir).ptr, 0), 0);
    assert_ptr_equal(gi_zones_take(&zones, GAIT_STR("Here")), here);
    put(f, "Here", rule);
    assert_non_null(gi_zones_take(&zones, GAIT_STR("Alias"))->rules);
    static const char *const absent[] = { "Bad",     "Out",         "Dangling", "Absent",
                                          "../Here", "/etc/passwd", "." };
    for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++)
        if (gi_zones_take(&zones, gait_str_of(absent[i]))->rules != NULL)
            fail_msg("read %s", absent[i]);
    assert_non_null(gi_zones_take(&zones, GAIT_STR("UTC"))->rules);
    gi_zones_open(&zones, f->arena, outside);
    assert_null(gi_zones_take(&zones, GAIT_STR("Here"))->rules);
    assert_non_null(gi_zones_take(&zones, GAIT_STR("UTC"))->rules);
}

/* What the C library says with TZ set; it knows no way to ask about a zone but by the environment of the process. */
static int64_t offset_of_libc(int64_t unix_s, bool *unspecified)
{
    time_t when = (time_t)unix_s;
    struct tm tm;
    assert_non_null(localtime_r(&when, &tm));
    char name[16] = "";
    (void)strftime(name, sizeof name, "%Z", &tm);
    *unspecified = strcmp(name, "-00") == 0;
    int64_t days = gi_date_days((gi_date){ tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday });
    return days * 86400 + tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec - unix_s;
}

static void compare_at(const gi_zone *zone, int64_t unix_s)
{
    gi_tzif_span span;
    bool unspecified;
    bool known = gi_tzif_span_at(zone->rules, unix_s, &span);
    int64_t expected = offset_of_libc(unix_s, &unspecified);
    if (known == unspecified || (known && span.offset != expected))
        fail_msg("%.*s at %lld: %d, libc %lld", GAIT_STR_ARG(zone->name), (long long)unix_s,
                 known ? span.offset : -1, (long long)expected);
}

enum { YEARS = 201, PER_ZONE = 2000 };
static const int64_t FIRST_S = INT64_C(-2208988800); /* 1900 */

static void compare_zone(const gi_zone *zone)
{
    uint64_t seed = 2025;
    int64_t length = (int64_t)YEARS * 31556952;
    gi_tzif_span span;
    for (int i = 0; i < PER_ZONE; i++)
        compare_at(zone, FIRST_S + (int64_t)(next_random(&seed) % (uint64_t)length));
    /* Each change of the clocks, to the second. */
    for (int64_t at = FIRST_S; at < FIRST_S + length; at = span.until) {
        if (!gi_tzif_span_at(zone->rules, at, &span)) {
            at += 86400;
            span.until = at;
            continue;
        }
        if (span.until > FIRST_S + length)
            break;
        compare_at(zone, span.until - 1);
        compare_at(zone, span.until);
    }
}

static const char *const compared[] = {
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/El_Aaiun",
    "Africa/Monrovia",
    "America/Caracas",
    "America/Godthab",
    "America/Havana",
    "America/Los_Angeles",
    "America/New_York",
    "America/Ojinaga",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/Scoresbysund",
    "America/St_Johns",
    "Antarctica/Troll",
    "Antarctica/Vostok",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Pyongyang",
    "Asia/Tehran",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Europe/Berlin",
    "Europe/Dublin",
    "Europe/Istanbul",
    "Europe/Lisbon",
    "Europe/London",
    "Europe/Moscow",
    "EST5EDT",
    "Etc/GMT+12",
    "Pacific/Apia",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Pacific/Kwajalein",
    "Factory",
};

static void the_c_library_agrees(void **state)
{
    fixture *f = *state;
    gi_zones zones;
    size_t found = 0;
    gi_zones_open(&zones, f->arena, GAIT_ZONEINFO);
    for (size_t i = 0; i < sizeof compared / sizeof compared[0]; i++) {
        const gi_zone *zone = gi_zones_take(&zones, gait_str_of(compared[i]));
        if (zone->rules == NULL)
            continue;
        found++;
        assert_int_equal(
            setenv("TZ", gait_arena_format(f->arena, ":" GAIT_ZONEINFO "/%s", compared[i]).ptr, 1),
            0);
        tzset();
        compare_zone(zone);
    }
    assert_int_equal(unsetenv("TZ"), 0);
    tzset();
    print_message("%zu zones of version %.*s compared\n", found, GAIT_STR_ARG(zones.version));
    if (found == 0)
        skip();
}

#define IN_DIRECTORY(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_checked_by_their_spelling),
        IN_DIRECTORY(zones_are_read_once_and_inside_their_directory_only),
        IN_DIRECTORY(the_c_library_agrees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
