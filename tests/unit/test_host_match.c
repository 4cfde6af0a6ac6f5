/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "net/host.h"

static void assert_host(const char *text, const char *canonical)
{
    gi_net_host host;
    gait_error err = GAIT_ERROR_INIT;
    bool ok = gi_net_host_parse(gait_str_of(text), &host, &err);
    if (canonical == NULL) {
        if (ok)
            fail_msg("'%s' was taken for a host", text);
        assert_int_equal(err.code, GAIT_E_host_invalid);
        return;
    }
    if (!ok)
        fail_msg("'%s' was refused: %s", text, err.message);
    assert_string_equal(host.text, canonical);
    assert_int_equal(host.len, strlen(canonical));
}

static void names_lose_case_and_one_trailing_dot(void **state)
{
    (void)state;
    assert_host("Api.Example.COM", "api.example.com");
    assert_host("api.example.com.", "api.example.com");
    assert_host("localhost", "localhost");
    assert_host("xn--bcher-kva.example", "xn--bcher-kva.example");
    assert_host("_dmarc.example.com", "_dmarc.example.com");
    assert_host("3com.example", "3com.example");
}

static void what_is_no_name_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = { "",
                                       ".",
                                       "a..b",
                                       "example.com..",
                                       ".example.com",
                                       "-a.example",
                                       "a-.example",
                                       "a b",
                                       "a/b",
                                       "a@b",
                                       "b\xC3\xBC"
                                       "cher.example",
                                       "a%2eb",
                                       "[example.com]",
                                       "a\tb",
                                       "*.a",
                                       "a:b",
                                       "\xEF\xBC\x8E"
                                       "a",
                                       "a\x7f" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_host(bad[i], NULL);
    gi_net_host host;
    gait_error err = GAIT_ERROR_INIT;
    assert_false(gi_net_host_parse(GAIT_STR("good.example\0.evil.example"), &host, &err));
}

static void lengths_of_labels_and_names_are_bounded(void **state)
{
    (void)state;
    char label[65];
    memset(label, 'a', sizeof label);
    label[64] = '\0';
    assert_host(label, NULL);
    label[63] = '\0';
    assert_host(label, label);
    char name[256];
    for (size_t i = 0; i < 255; i++)
        name[i] = i % 2 == 0 ? 'a' : '.';
    name[253] = '\0';
    assert_host(name, name);
    name[253] = '.';
    name[254] = 'a';
    name[255] = '\0';
    assert_host(name, NULL);
}

static void dotted_decimal_is_the_only_ipv4(void **state)
{
    (void)state;
    assert_host("10.0.0.1", "10.0.0.1");
    assert_host("255.255.255.255", "255.255.255.255");
    static const char *const odd[] = { "0x7f.0.0.1", "0x7f000001", "2130706433",  "127.1",
                                       "127.0.1",    "010.0.0.1",  "10.0.0.01",   "256.0.0.1",
                                       "1.2.3.4.",   "1.2.3.4.5",  "example.0x1", "a.1",
                                       "1.2.3.0x4",  "0x",         "00.0.0.0",    "1..2.3" };
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        assert_host(odd[i], NULL);
}

static void ipv6_has_one_spelling(void **state)
{
    (void)state;
    assert_host("::", "::");
    assert_host("::1", "::1");
    assert_host("[::1]", "::1");
    assert_host("2001:0DB8:0:0:0:0:0:1", "2001:db8::1");
    assert_host("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1");
    assert_host("2001:0:0:1:0:0:0:1", "2001:0:0:1::1");
    assert_host("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1");
    assert_host("fe80::", "fe80::");
    assert_host("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0");
    static const char *const bad[] = { ":",
                                       ":::",
                                       "1:",
                                       ":1",
                                       "1::2::3",
                                       "1:2:3:4:5:6:7",
                                       "1:2:3:4:5:6:7:8:9",
                                       "1:2:3:4:5:6:7:8::",
                                       "12345::",
                                       "g::",
                                       "fe80::1%eth0",
                                       "[::1",
                                       "::1]",
                                       "[[::1]]" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_host(bad[i], NULL);
}

static void ipv6_that_carries_ipv4_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = { "::ffff:127.0.0.1",
                                       "::ffff:7f00:1",
                                       "0:0:0:0:0:ffff:a00:1",
                                       "::7f00:1",
                                       "::2",
                                       "::127.0.0.1",
                                       "64:ff9b::7f00:1",
                                       "64:ff9b::1.2.3.4",
                                       "64:ff9b:1::7f00:1",
                                       "::ffff:0:7f00:1",
                                       "2002:7f00:1::" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_host(bad[i], NULL);
}

static gi_tri match(const char *pattern, const char *host)
{
    return gi_net_domain_match(gait_str_of(pattern), gait_str_of(host));
}

static void a_domain_pattern_matches_a_name_or_what_is_below_it(void **state)
{
    (void)state;
    assert_int_equal(match("example.com", "EXAMPLE.com."), GI_TRUE);
    assert_int_equal(match("Example.com.", "example.com"), GI_TRUE);
    assert_int_equal(match("example.com", "a.example.com"), GI_FALSE);
    assert_int_equal(match("*.example.com", "a.example.com"), GI_TRUE);
    assert_int_equal(match("*.example.com", "a.b.example.com"), GI_TRUE);
    assert_int_equal(match("*.example.com", "example.com"), GI_FALSE);
    assert_int_equal(match("*.example.com", "evilexample.com"), GI_FALSE);
    assert_int_equal(match("*.example.com", "example.com.evil.org"), GI_FALSE);
    assert_int_equal(match("api-*.example.com", "api-1.example.com"), GI_TRUE);
    assert_int_equal(match("api-*.example.com", "api-1.x.example.com"), GI_FALSE);
    assert_int_equal(match("10.0.0.1", "10.0.0.1"), GI_TRUE);
    assert_int_equal(match("0:0::1", "::1"), GI_TRUE);
    assert_int_equal(match("a?.*", "10.0.0.1"), GI_FALSE);
}

static void a_host_that_is_none_is_unknown_to_every_pattern(void **state)
{
    (void)state;
    assert_int_equal(match("example.com", "user@example.com"), GI_UNKNOWN);
    assert_int_equal(match("*.example.com", "a%2eexample.com"), GI_UNKNOWN);
    assert_int_equal(match("10.0.0.1", "0xa.0.0.1"), GI_UNKNOWN);
    assert_int_equal(match("*.example.com", ""), GI_UNKNOWN);
    assert_int_equal(match(".example.com", "example.com"), GI_UNKNOWN);
}

static void a_domain_pattern_with_two_readings_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",    "*",    "**",  ".example.com", "**.example.com", "*.*.a",    "10.0.*", "*.0.0.1",
        "*.*", "a..b", "a/b", "*.",           "192.168.?.1",    "http://a", "*-.a",   "0x7f.1"
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        gait_error err = GAIT_ERROR_INIT;
        if (gi_net_domain_check(gait_str_of(bad[i]), &err))
            fail_msg("'%s' was taken for a domain pattern", bad[i]);
        assert_int_equal(err.code, GAIT_E_pattern_invalid);
    }
    char text[400];
    memset(text, 'a', sizeof text);
    for (size_t i = 2; i < sizeof text; i += 2)
        text[i - 1] = '.';
    text[0] = '*';
    gait_error err = GAIT_ERROR_INIT;
    assert_false(gi_net_domain_check((gait_str){ text, sizeof text - 1 }, &err));
    assert_int_equal(gi_net_domain_match((gait_str){ text, 255 }, GAIT_STR("a.a")), GI_UNKNOWN);
}

static gi_tri in_range(const char *range, const char *host)
{
    gi_net_cidr cidr;
    gait_error err = GAIT_ERROR_INIT;
    if (!gi_net_cidr_parse(gait_str_of(range), &cidr, &err))
        fail_msg("'%s' was refused: %s", range, err.message);
    return gi_net_cidr_match(&cidr, gait_str_of(host));
}

static void a_range_holds_the_addresses_that_share_its_bits(void **state)
{
    (void)state;
    assert_int_equal(in_range("10.0.0.0/8", "10.255.0.1"), GI_TRUE);
    assert_int_equal(in_range("10.0.0.0/8", "11.0.0.1"), GI_FALSE);
    assert_int_equal(in_range("192.168.128.0/17", "192.168.127.255"), GI_FALSE);
    assert_int_equal(in_range("192.168.128.0/17", "192.168.128.0"), GI_TRUE);
    assert_int_equal(in_range("1.2.3.4/32", "1.2.3.4"), GI_TRUE);
    assert_int_equal(in_range("1.2.3.4/32", "1.2.3.5"), GI_FALSE);
    assert_int_equal(in_range("0.0.0.0/0", "8.8.8.8"), GI_TRUE);
    assert_int_equal(in_range("0.0.0.0/0", "2001:db8::1"), GI_FALSE);
    assert_int_equal(in_range("fe80::/10", "[febf::1]"), GI_TRUE);
    assert_int_equal(in_range("fe80::/10", "fec0::1"), GI_FALSE);
    assert_int_equal(in_range("::1/128", "::1"), GI_TRUE);
    assert_int_equal(in_range("10.0.0.0/8", "internal.example"), GI_FALSE);
    assert_int_equal(in_range("10.0.0.0/8", "012.0.0.1"), GI_UNKNOWN);
    assert_int_equal(in_range("127.0.0.0/8", "::ffff:127.0.0.1"), GI_UNKNOWN);
}

static void a_range_is_written_one_way(void **state)
{
    (void)state;
    static const char *const bad[] = { "",
                                       "10.0.0.0",
                                       "10.0.0.0/",
                                       "10.0.0.0/33",
                                       "10.0.0.1/8",
                                       "10.0.0.0/08",
                                       "10.0.0.0/8 ",
                                       "10/8",
                                       "a.example/8",
                                       "/8",
                                       "::/129",
                                       "[::]/0",
                                       "::ffff:0:0/96" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        gi_net_cidr cidr;
        gait_error err = GAIT_ERROR_INIT;
        if (gi_net_cidr_parse(gait_str_of(bad[i]), &cidr, &err))
            fail_msg("'%s' was taken for a range", bad[i]);
        assert_int_equal(err.code, GAIT_E_address_invalid);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_lose_case_and_one_trailing_dot),
        cmocka_unit_test(what_is_no_name_is_refused),
        cmocka_unit_test(lengths_of_labels_and_names_are_bounded),
        cmocka_unit_test(dotted_decimal_is_the_only_ipv4),
        cmocka_unit_test(ipv6_has_one_spelling),
        cmocka_unit_test(ipv6_that_carries_ipv4_is_refused),
        cmocka_unit_test(a_domain_pattern_matches_a_name_or_what_is_below_it),
        cmocka_unit_test(a_host_that_is_none_is_unknown_to_every_pattern),
        cmocka_unit_test(a_domain_pattern_with_two_readings_is_refused),
        cmocka_unit_test(a_range_holds_the_addresses_that_share_its_bits),
        cmocka_unit_test(a_range_is_written_one_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
