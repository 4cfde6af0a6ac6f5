/* SPDX-License-Identifier: Apache-2.0 */
#include "net/url.h"

#include <string.h>

enum { MAX_PORT = 65535, NO_PORT = -1 };

static bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The bytes that some parser drops, or reads as another one. */
static bool has_ambiguous_byte(gait_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c <= ' ' || c == 0x7f || c == '\\')
            return true;
    }
    return false;
}

/* Cuts *text at the first byte of `stops`; what follows, stop included, is returned. */
static gait_str cut(gait_str *text, const char *stops)
{
    size_t i = 0;
    while (i < text->len && strchr(stops, text->ptr[i]) == NULL)
        i++;
    gait_str rest = gait_str_from(*text, i);
    *text = gait_str_first(*text, i);
    return rest;
}

static bool parse_port(gait_str text, int *out)
{
    int port = 0;
    if (text.len == 0 || text.len > 5 || (text.len > 1 && text.ptr[0] == '0'))
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (!is_digit(text.ptr[i]))
            return false;
        port = port * 10 + (text.ptr[i] - '0');
    }
    *out = port;
    return port <= MAX_PORT;
}

/* host [":" port], the host of an IPv6 address in brackets. */
static bool parse_authority(gait_str text, gi_net_host *host, int *port)
{
    gait_error ignored = GAIT_ERROR_INIT;
    gait_str name = text;
    gait_str rest;
    if (text.len > 0 && text.ptr[0] == '[') {
        rest = cut(&name, "]");
        if (rest.len == 0)
            return false;
        name.len++;
        rest = gait_str_from(rest, 1);
    } else {
        rest = cut(&name, ":");
    }
    *port = NO_PORT;
    if (rest.len > 0 && (rest.ptr[0] != ':' || !parse_port(gait_str_from(rest, 1), port)))
        return false;
    return gi_net_host_parse(name, host, &ignored);
}

/* Cuts "scheme://" off the front of *text. */
static bool take_scheme(gait_arena *arena, gait_str *text, gait_str *scheme)
{
    gait_str name = *text;
    gait_str rest = cut(&name, ":/?#");
    if (name.len == 0 || !is_alpha(name.ptr[0]) || !gait_str_starts(rest, GAIT_STR("://")))
        return false;
    char *lower = gait_arena_alloc(arena, name.len + 1);
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (!is_alpha(c) && !is_digit(c) && c != '+' && c != '-' && c != '.')
            return false;
        lower[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    *scheme = (gait_str){ lower, name.len };
    *text = gait_str_from(rest, 3);
    return true;
}

bool gi_url_parse(gait_arena *arena, gait_str text, gi_url *out, gait_error *err)
{
    memset(out, 0, sizeof *out);
    out->port = NO_PORT;
    if (has_ambiguous_byte(text))
        return gait_fail(err, GAIT_E_url_invalid,
                         "the URL has a space, a control byte or a backslash");
    if (!take_scheme(arena, &text, &out->scheme))
        return gait_fail(err, GAIT_E_url_invalid, "the URL does not start with scheme://");
    gait_str authority = text;
    gait_str rest = cut(&authority, "/?#");
    if (gait_str_contains(authority, GAIT_STR("@")))
        return gait_fail(err, GAIT_E_url_invalid, "the URL has a user part");
    if ((authority.len > 0 || !gait_str_is(out->scheme, "file")) &&
        !parse_authority(authority, &out->host, &out->port))
        return gait_fail(err, GAIT_E_url_invalid,
                         "the URL's host or port is not in a form that only means one thing");
    out->path = rest;
    gait_str fragment = cut(&out->path, "#");
    gait_str query = cut(&out->path, "?");
    out->query = gait_str_from(query, 1);
    out->fragment = gait_str_from(fragment, 1);
    return true;
}

static bool starts_without_case(gait_str text, const char *lower)
{
    size_t i = 0;
    for (; lower[i] != '\0'; i++) {
        if (i == text.len)
            return false;
        char c = text.ptr[i];
        if ((c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c) != lower[i])
            return false;
    }
    return true;
}

static bool host_of_value(gait_str value, gi_net_host *host)
{
    gait_error ignored = GAIT_ERROR_INIT;
    int port = NO_PORT;
    if (has_ambiguous_byte(value))
        return false;
    if (gi_net_host_parse(value, host, &ignored)) /* a bare IPv6 address has colons of its own */
        return true;
    if (starts_without_case(value, "http://"))
        value = gait_str_from(value, strlen("http://"));
    else if (starts_without_case(value, "https://"))
        value = gait_str_from(value, strlen("https://"));
    (void)cut(&value, "/?#");
    return parse_authority(value, host, &port);
}

gi_tri gi_net_target_domain(gait_arena *arena, gait_str kind, gait_str value, gait_str *domain)
{
    *domain = (gait_str){ "", 0 };
    gi_net_host host = { 0 };
    if (gait_str_is(kind, "url")) {
        gi_url url;
        gait_error ignored = GAIT_ERROR_INIT;
        if (!gi_url_parse(arena, value, &url, &ignored))
            return GI_UNKNOWN;
        host = url.host;
    } else if (gait_str_is(kind, "host")) {
        if (!host_of_value(value, &host))
            return GI_UNKNOWN;
    } else {
        return GI_FALSE;
    }
    if (host.len == 0)
        return GI_UNKNOWN;
    *domain = gait_arena_str(arena, gi_net_host_text(&host));
    return GI_TRUE;
}
