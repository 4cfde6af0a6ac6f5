/* SPDX-License-Identifier: Apache-2.0 */
#include "net/host.h"

#include "base/glob.h"

#include <stdio.h>
#include <string.h>

enum { LABEL_BYTES = 63, GROUPS = 8, IPV4_BITS = 32, IPV6_BITS = 128 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char to_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static int hex_value(char c)
{
    if (is_digit(c))
        return c - '0';
    c = to_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A decimal number without leading zeros, at most max; the rest of text goes to *rest. */
static bool take_decimal(gait_str text, unsigned max, unsigned *out, gait_str *rest)
{
    unsigned value = 0;
    size_t i = 0;
    while (i < text.len && is_digit(text.ptr[i])) {
        value = value * 10 + (unsigned)(text.ptr[i] - '0');
        if (value > max || (i > 0 && text.ptr[0] == '0'))
            return false;
        i++;
    }
    *out = value;
    *rest = gait_str_from(text, i);
    return i > 0;
}

static bool parse_ipv4(gait_str text, gi_net_address *out)
{
    memset(out, 0, sizeof *out);
    out->family = 4;
    for (size_t i = 0; i < 4; i++) {
        unsigned value = 0;
        if (i > 0) {
            if (text.len == 0 || text.ptr[0] != '.')
                return false;
            text = gait_str_from(text, 1);
        }
        if (!take_decimal(text, 255, &value, &text))
            return false;
        out->bytes[i] = (uint8_t)value;
    }
    return text.len == 0;
}

/* One to four hexadecimal digits from the front of *text. */
static bool take_group(gait_str *text, unsigned *out)
{
    size_t i = 0;
    unsigned value = 0;
    while (i < text->len && i < 4 && hex_value(text->ptr[i]) >= 0)
        value = value << 4 | (unsigned)hex_value(text->ptr[i++]);
    *text = gait_str_from(*text, i);
    *out = value;
    return i > 0;
}

/* Groups up to "::" or the end; false at anything that is not a group list. */
static bool take_groups(gait_str *text, unsigned groups[GROUPS], size_t *count)
{
    *count = 0;
    while (text->len > 0 && !gait_str_starts(*text, GAIT_STR("::"))) {
        if (*count > 0) {
            if (text->ptr[0] != ':')
                return false;
            *text = gait_str_from(*text, 1);
        }
        if (*count == GROUPS || !take_group(text, &groups[*count]))
            return false;
        ++*count;
    }
    return true;
}

static bool parse_ipv6(gait_str text, gi_net_address *out)
{
    unsigned front[GROUPS];
    unsigned back[GROUPS];
    size_t front_count = 0;
    size_t back_count = 0;
    if (!take_groups(&text, front, &front_count))
        return false;
    bool gap = gait_str_starts(text, GAIT_STR("::"));
    if (gap) {
        text = gait_str_from(text, 2);
        if (!take_groups(&text, back, &back_count) || text.len > 0)
            return false;
    }
    if (gap ? front_count + back_count >= GROUPS : front_count != GROUPS)
        return false;

    memset(out, 0, sizeof *out);
    out->family = 6;
    for (size_t i = 0; i < front_count; i++) {
        out->bytes[2 * i] = (uint8_t)(front[i] >> 8);
        out->bytes[2 * i + 1] = (uint8_t)front[i];
    }
    for (size_t i = 0; i < back_count; i++) {
        size_t at = GROUPS - back_count + i;
        out->bytes[2 * at] = (uint8_t)(back[i] >> 8);
        out->bytes[2 * at + 1] = (uint8_t)back[i];
    }
    return true;
}

/* True for the ranges of IPv6 that lead to an IPv4 address which they spell out. */
static bool carries_ipv4(const gi_net_address *a)
{
    static const uint8_t mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
    static const uint8_t translated[12] = { 0, 0x64, 0xff, 0x9b };
    static const uint8_t stateless[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
    static const uint8_t translated_here[6] = { 0, 0x64, 0xff, 0x9b, 0, 1 };
    static const uint8_t tunnelled[2] = { 0x20, 0x02 };
    static const uint8_t zero[15] = { 0 };
    if (memcmp(a->bytes, mapped, sizeof mapped) == 0 ||
        memcmp(a->bytes, translated, sizeof translated) == 0 ||
        memcmp(a->bytes, stateless, sizeof stateless) == 0 ||
        memcmp(a->bytes, translated_here, sizeof translated_here) == 0 ||
        memcmp(a->bytes, tunnelled, sizeof tunnelled) == 0)
        return true;
    bool any_or_loopback = memcmp(a->bytes, zero, sizeof zero) == 0 && a->bytes[15] <= 1;
    return memcmp(a->bytes, zero, 12) == 0 && !any_or_loopback;
}

static unsigned group_of(const gi_net_address *a, size_t i)
{
    return (unsigned)a->bytes[2 * i] << 8 | a->bytes[2 * i + 1];
}

/* RFC 5952: the longest run of two or more zero groups, the first of equals, becomes "::". */
static void format_ipv6(const gi_net_address *a, gi_net_host *out)
{
    size_t best = 0;
    size_t best_len = 1;
    for (size_t i = 0; i < GROUPS; i++) {
        size_t len = 0;
        while (i + len < GROUPS && group_of(a, i + len) == 0)
            len++;
        if (len > best_len) {
            best = i;
            best_len = len;
        }
    }
    bool gap = best_len > 1;
    out->len = 0;
    for (size_t i = 0; i < GROUPS; i++) {
        if (gap && i == best) {
            memcpy(out->text + out->len, "::", 2);
            out->len += 2;
            i += best_len - 1;
            continue;
        }
        if (out->len > 0 && out->text[out->len - 1] != ':')
            out->text[out->len++] = ':';
        out->len += (size_t)snprintf(out->text + out->len, sizeof out->text - out->len, "%x",
                                     group_of(a, i));
    }
    out->text[out->len] = '\0';
}

/* Whether some URL parser would take the name for an IPv4 address: its last label is a number or starts with 0x. */
static bool ends_in_number(gait_str name)
{
    size_t at = name.len;
    while (at > 0 && name.ptr[at - 1] != '.')
        at--;
    gait_str label = gait_str_from(name, at);
    if (label.len >= 2 && label.ptr[0] == '0' && to_lower(label.ptr[1]) == 'x') {
        size_t i = 2;
        while (i < label.len && hex_value(label.ptr[i]) >= 0)
            i++;
        return i == label.len;
    }
    for (size_t i = 0; i < label.len; i++) {
        if (!is_digit(label.ptr[i]))
            return false;
    }
    return true;
}

static bool is_name_byte(char c)
{
    return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'z') || c == '-' || c == '_';
}

/* `extra` are further bytes a label may hold (the wildcards of a pattern). */
static bool is_name(gait_str text, const char *extra)
{
    size_t label = 0; /* where the current one starts */
    for (size_t i = 0; i <= text.len; i++) {
        if (i < text.len && text.ptr[i] != '.') {
            char c = text.ptr[i];
            if (!is_name_byte(c) && (c == '\0' || strchr(extra, c) == NULL))
                return false;
            continue;
        }
        if (i == label || i - label > LABEL_BYTES || text.ptr[label] == '-' ||
            text.ptr[i - 1] == '-')
            return false;
        label = i + 1;
    }
    return true;
}

static gait_str without_trailing_dot(gait_str text)
{
    if (text.len > 0 && text.ptr[text.len - 1] == '.')
        text.len--;
    return text;
}

static void keep_lower(gait_str name, gi_net_host *out)
{
    for (size_t i = 0; i < name.len; i++)
        out->text[i] = to_lower(name.ptr[i]);
    out->text[name.len] = '\0';
    out->len = name.len;
}

static bool parse_name(gait_str text, gi_net_host *out)
{
    gait_str name = without_trailing_dot(text);
    if (name.len > GI_NET_HOST_BYTES || !is_name(name, ""))
        return false;
    if (ends_in_number(name)) {
        if (name.len != text.len || !parse_ipv4(name, &out->address))
            return false;
    }
    keep_lower(name, out);
    return true;
}

static bool parse_bracketed(gait_str text, gi_net_host *out)
{
    if (text.len >= 2 && text.ptr[0] == '[' && text.ptr[text.len - 1] == ']')
        text = (gait_str){ text.ptr + 1, text.len - 2 };
    if (!parse_ipv6(text, &out->address) || carries_ipv4(&out->address))
        return false;
    format_ipv6(&out->address, out);
    return true;
}

bool gi_net_host_parse(gait_str text, gi_net_host *out, gait_error *err)
{
    memset(out, 0, sizeof *out);
    bool ipv6 = text.len > 0 && memchr(text.ptr, ':', text.len) != NULL;
    if (ipv6 ? parse_bracketed(text, out) : parse_name(text, out))
        return true;
    return gait_fail(err, GAIT_E_host_invalid, "%s",
                     ipv6 ? "not an IPv6 address in a form that only means one thing"
                          : "not a host name or address in a form that only means one thing");
}

gait_str gi_net_host_text(const gi_net_host *host)
{
    return (gait_str){ host->text, host->len };
}

bool gi_net_address_parse(gait_str text, gi_net_address *out, gait_error *err)
{
    gi_net_host host;
    gait_error ignored = GAIT_ERROR_INIT;
    if (!gi_net_host_parse(text, &host, &ignored))
        return gait_fail(err, GAIT_E_address_invalid, "%s", ignored.message);
    if (host.address.family == 0)
        return gait_fail(err, GAIT_E_host_invalid, "a name, not an address");
    *out = host.address;
    return true;
}

/* True when a pattern speaks of nothing but digits: somebody's idea of an address range. */
static bool is_numeric_pattern(gait_str pattern)
{
    for (size_t i = 0; i < pattern.len; i++) {
        if (!is_digit(pattern.ptr[i]) && strchr(".*?", pattern.ptr[i]) == NULL)
            return false;
    }
    return true;
}

static const char *wildcard_problem(gait_str pattern)
{
    bool below = gait_str_starts(pattern, GAIT_STR("*."));
    gait_str rest = below ? gait_str_from(pattern, 2) : pattern;
    if (gait_str_is(pattern, "*"))
        return "a lone \"*\" is no domain pattern; leave the condition out to match every host";
    if (gait_str_contains(pattern, GAIT_STR("**")))
        return "a domain pattern has no \"**\"; \"*.\" at its front already means any depth";
    if (below && gi_glob_has_wildcard(rest))
        return "the domain pattern has wildcards both as \"*.\" and inside labels";
    if (!is_name(rest, "*?"))
        return "the domain pattern is not made of host name labels";
    if (is_numeric_pattern(pattern) || (below && ends_in_number(rest)))
        return "a wildcard does not match addresses; give a range as address/length";
    return NULL;
}

static const char *pattern_problem(gait_str pattern)
{
    gi_net_host host;
    gait_error ignored = GAIT_ERROR_INIT;
    if (pattern.len == 0)
        return "the domain pattern is empty";
    if (pattern.ptr[0] == '.')
        return "a domain pattern does not start with a dot; give the name and \"*.\" with it";
    if (gi_glob_has_wildcard(pattern)) {
        pattern = without_trailing_dot(pattern);
        return pattern.len > GI_NET_HOST_BYTES ? "the domain pattern is too long"
                                               : wildcard_problem(pattern);
    }
    if (!gi_net_host_parse(pattern, &host, &ignored))
        return "the domain pattern is not a host name or address";
    return NULL;
}

bool gi_net_domain_check(gait_str pattern, gait_error *err)
{
    const char *what = pattern_problem(pattern);
    return what == NULL || gait_fail(err, GAIT_E_pattern_invalid, "%s", what);
}

gi_tri gi_net_domain_match(gait_str pattern, gait_str host)
{
    gi_net_host mine;
    gi_net_host theirs;
    gait_error ignored = GAIT_ERROR_INIT;
    if (pattern_problem(pattern) != NULL || !gi_net_host_parse(host, &mine, &ignored))
        return GI_UNKNOWN;
    gait_str text = gi_net_host_text(&mine);
    if (!gi_glob_has_wildcard(pattern))
        return gi_tri_of(gi_net_host_parse(pattern, &theirs, &ignored) &&
                         gait_str_equal(text, gi_net_host_text(&theirs)));
    if (mine.address.family != 0)
        return GI_FALSE;

    keep_lower(without_trailing_dot(pattern), &theirs);
    gait_str glob = gi_net_host_text(&theirs);
    if (!gait_str_starts(glob, GAIT_STR("*.")))
        return gi_tri_of(gi_glob(glob, text, '.'));
    gait_str suffix = gait_str_from(glob, 1); /* with its dot */
    return gi_tri_of(text.len > suffix.len && gait_str_ends(text, suffix));
}

bool gi_net_cidr_parse(gait_str text, gi_net_cidr *out, gait_error *err)
{
    gait_error ignored = GAIT_ERROR_INIT;
    const char *slash = text.len == 0 ? NULL : memchr(text.ptr, '/', text.len);
    if (slash == NULL)
        return gait_fail(err, GAIT_E_address_invalid,
                         "an address range has a length: address/length");
    size_t at = (size_t)(slash - text.ptr);
    gait_str rest = gait_str_from(text, at + 1);
    if (text.ptr[0] == '[' || !gi_net_address_parse(gait_str_first(text, at), &out->base, &ignored))
        return gait_fail(err, GAIT_E_address_invalid, "an address range starts with an address");
    unsigned max = out->base.family == 4 ? IPV4_BITS : IPV6_BITS;
    if (!take_decimal(rest, max, &out->bits, &rest) || rest.len > 0)
        return gait_fail(err, GAIT_E_address_invalid,
                         "the length of an address range is 0 to %u here", max);
    for (unsigned i = out->bits; i < max; i++) {
        if (out->base.bytes[i / 8] & 0x80u >> i % 8)
            return gait_fail(err, GAIT_E_address_invalid,
                             "the address range has bits set beyond its length");
    }
    return true;
}

bool gi_net_cidr_has(const gi_net_cidr *cidr, const gi_net_address *address)
{
    if (cidr->base.family != address->family)
        return false;
    size_t whole = cidr->bits / 8;
    unsigned rest = cidr->bits % 8;
    if (memcmp(cidr->base.bytes, address->bytes, whole) != 0)
        return false;
    unsigned mask = 0xffu & ~(0xffu >> rest);
    return rest == 0 || ((cidr->base.bytes[whole] ^ address->bytes[whole]) & mask) == 0;
}

gi_tri gi_net_cidr_match(const gi_net_cidr *cidr, gait_str host)
{
    gi_net_host parsed;
    gait_error ignored = GAIT_ERROR_INIT;
    if (!gi_net_host_parse(host, &parsed, &ignored))
        return GI_UNKNOWN;
    return gi_tri_of(parsed.address.family != 0 && gi_net_cidr_has(cidr, &parsed.address));
}
