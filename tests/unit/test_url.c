/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "net/url.h"

static void a_url_comes_apart_at_its_delimiters(void **state)
{
    (void)state;
    gait_arena *arena = gait_arena_new(1u << 20, NULL, NULL);
    gi_url url;
    gait_error err = GAIT_ERROR_INIT;
    assert_true(gi_url_parse(arena, GAIT_STR("HTTPS://API.Example.com.:8443/a//b;c?q=1?2#f?g#h"),
                             &url, &err));
    assert_true(gait_str_is(url.scheme, "https"));
    assert_string_equal(url.host.text, "api.example.com");
    assert_int_equal(url.port, 8443);
    assert_true(gait_str_is(url.path, "/a//b;c"));
    assert_true(gait_str_is(url.query, "q=1?2"));
    assert_true(gait_str_is(url.fragment, "f?g#h"));
    assert_true(gi_url_parse(arena, GAIT_STR("ws://[2001:DB8::0:1]:0?x"), &url, &err));
    assert_string_equal(url.host.text, "2001:db8::1");
    assert_int_equal(url.port, 0);
    assert_int_equal(url.path.len, 0);
    assert_true(gi_url_parse(arena, GAIT_STR("git+ssh://h#frag?no"), &url, &err));
    assert_int_equal(url.port, -1);
    assert_int_equal(url.query.len, 0);
    assert_true(gi_url_parse(arena, GAIT_STR("file:///etc/passwd"), &url, &err));
    assert_int_equal(url.host.len, 0);
    assert_true(gait_str_is(url.path, "/etc/passwd"));
    gait_arena_free(arena);
}

static const char *const unclear[] = {
    "",
    "example.com",
    "http:example.com",
    "http:/example.com",
    "http:///example.com",
    "//example.com",
    "://example.com",
    "1http://example.com",
    "ht tp://example.com",
    "javascript:alert(1)",
    "http://",
    "http://user@example.com",
    "http://user:pw@example.com",
    "http://good.example@evil.example",
    "http://good.example\\@evil.example",
    "http://good.example\\.evil.example",
    "http://good.example%2eevil.example",
    "http://good.example%00.evil.example",
    "http://exa mple.com",
    " http://example.com",
    "http://example.com\n",
    "http://exam\tple.com",
    "http://example.com/\x7f",
    "http://b\xc3\xbc"
    "cher.example",
    "http://example.com:",
    "http://example.com:x",
    "http://example.com:65536",
    "http://example.com:080",
    "http://example.com:-1",
    "http://example.com:80:80",
    "http://0x7f.0.0.1",
    "http://2130706433",
    "http://127.1",
    "http://0177.0.0.1",
    "http://1.2.3.4.",
    "http://[::ffff:127.0.0.1]",
    "http://[::ffff:7f00:1]",
    "http://[::1",
    "http://::1/",
    "http://[::1]x",
    "http://[fe80::1%25eth0]",
    "http://*.example.com",
    "http://example..com",
};

static void what_two_programs_read_differently_is_refused(void **state)
{
    (void)state;
    gait_arena *arena = gait_arena_new(1u << 20, NULL, NULL);
    for (size_t i = 0; i < sizeof unclear / sizeof *unclear; i++) {
        gi_url url;
        gait_str domain;
        gait_error err = GAIT_ERROR_INIT;
        if (gi_url_parse(arena, gait_str_of(unclear[i]), &url, &err))
            fail_msg("'%s' was taken for a URL", unclear[i]);
        assert_int_equal(err.code, GAIT_E_url_invalid);
        assert_int_equal(
            gi_net_target_domain(arena, GAIT_STR("url"), gait_str_of(unclear[i]), &domain),
            GI_UNKNOWN);
        assert_int_equal(domain.len, 0);
    }
    gi_url url;
    gait_error err = GAIT_ERROR_INIT;
    assert_false(gi_url_parse(arena, GAIT_STR("http://good.example\0.evil.example/"), &url, &err));
    gait_arena_free(arena);
}

static void a_target_names_its_host(void **state)
{
    (void)state;
    static const struct {
        const char *kind, *value, *domain;
        gi_tri known;
    } rows[] = {
        { "url", "https://API.example.com/v1", "api.example.com", GI_TRUE },
        { "url", "http://[::1]:8080/", "::1", GI_TRUE },
        { "url", "file:///etc/passwd", "", GI_UNKNOWN },
        { "url", "api.example.com", "", GI_UNKNOWN },
        { "host", "api.example.com", "api.example.com", GI_TRUE },
        { "host", "API.example.com.:443", "api.example.com", GI_TRUE },
        { "host", "https://api.example.com/x?y", "api.example.com", GI_TRUE },
        { "host", "HTTP://api.example.com:80/x", "api.example.com", GI_TRUE },
        { "host", "api.example.com/x", "api.example.com", GI_TRUE },
        { "host", "::1", "::1", GI_TRUE },
        { "host", "[::1]:22", "::1", GI_TRUE },
        { "host", "10.0.0.1:22", "10.0.0.1", GI_TRUE },
        { "host", "", "", GI_UNKNOWN },
        { "host", "//evil.example", "", GI_UNKNOWN },
        { "host", "ftp://example.com", "", GI_UNKNOWN },
        { "host", "user@example.com", "", GI_UNKNOWN },
        { "host", "good.example\\.evil.example", "", GI_UNKNOWN },
        { "host", "0xa.0.0.1", "", GI_UNKNOWN },
        { "host", "::ffff:10.0.0.1", "", GI_UNKNOWN },
        { "bucket", "api.example.com", "", GI_FALSE },
        { "path", "/etc", "", GI_FALSE },
    };
    gait_arena *arena = gait_arena_new(1u << 20, NULL, NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gait_str domain;
        gi_tri known = gi_net_target_domain(arena, gait_str_of(rows[i].kind),
                                            gait_str_of(rows[i].value), &domain);
        if (known != rows[i].known || !gait_str_is(domain, rows[i].domain))
            fail_msg("%s '%s': %d '%.*s'", rows[i].kind, rows[i].value, (int)known,
                     GAIT_STR_ARG(domain));
    }
    gait_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_url_comes_apart_at_its_delimiters),
        cmocka_unit_test(what_two_programs_read_differently_is_refused),
        cmocka_unit_test(a_target_names_its_host),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
