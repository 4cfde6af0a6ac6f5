/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/spelling.h"

#include "net/url.h"

#include <string.h>

static gi_spelling segment_spelling(gait_str segment)
{
    size_t start = 0;
    if (gait_str_is(segment, "") || gait_str_is(segment, ".") || gait_str_is(segment, ".."))
        return GI_SPELLING_UNCLEAN;
    for (size_t i = 0; i <= segment.len; i++) {
        if (i < segment.len && segment.ptr[i] != '\\')
            continue;
        gait_str piece = { segment.ptr + start, i - start };
        if (gait_str_is(piece, ".."))
            return GI_SPELLING_ODD;
        start = i + 1;
    }
    return GI_SPELLING_CLEAN;
}

static gi_spelling worse(gi_spelling a, gi_spelling b)
{
    return a > b ? a : b;
}

gi_spelling gi_path_spelling(gait_str text)
{
    gi_spelling result = GI_SPELLING_CLEAN;
    size_t start = 0;
    if (text.len == 0 || memchr(text.ptr, '\0', text.len) != NULL)
        return GI_SPELLING_ODD;
    if (gait_str_is(text, "/"))
        return GI_SPELLING_CLEAN;
    for (size_t i = 0; i <= text.len; i++) {
        if (i < text.len && text.ptr[i] != '/')
            continue;
        bool root = i == 0;
        bool scheme = i == start && i > 1 && i < text.len && text.ptr[i - 2] == ':';
        if (!root && !scheme)
            result = worse(result, segment_spelling((gait_str){ text.ptr + start, i - start }));
        start = i + 1;
    }
    return result;
}

/* ---- URLs ---- */

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
}

/* Also in lower case: whoever decodes takes both. */
static bool is_digit_of_escape(char c)
{
    return is_hex(c) || (c >= 'a' && c <= 'f');
}

static int hex_of(char c)
{
    return c <= '9' ? c - '0' : c - 'A' + 10;
}

/* What a URL may hold as it is: its escape would be a second spelling. All else has no spelling but its escape. */
static bool may_be_raw(int byte, bool query)
{
    bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    bool digit = byte >= '0' && byte <= '9';
    return letter || digit || (byte != 0 && strchr("-._~!$&'()*+,;=:@/", byte) != NULL) ||
           (query && byte != 0 && strchr("?[]", byte) != NULL);
}

/* Delimiters of a query mean something else when they are escaped; control bytes and '\\' nobody should send. */
static bool may_be_escaped(int byte, bool query)
{
    if (byte < ' ' || byte == 0x7f || byte == '\\')
        return false;
    return !may_be_raw(byte, query) || (query && strchr("&=+;", byte) != NULL);
}

/* Whether no other text means the same. Escapes are upper case; "%25" before two digits might be decoded twice. */
static bool is_one_spelling(gait_str text, bool query)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '%') {
            if (!may_be_raw((unsigned char)text.ptr[i], query))
                return false;
            continue;
        }
        if (text.len - i < 3 || !is_hex(text.ptr[i + 1]) || !is_hex(text.ptr[i + 2]))
            return false;
        int byte = hex_of(text.ptr[i + 1]) * 16 + hex_of(text.ptr[i + 2]);
        i += 2;
        bool again = byte == '%' && text.len - i > 2 && is_digit_of_escape(text.ptr[i + 1]) &&
                     is_digit_of_escape(text.ptr[i + 2]);
        if (again || !may_be_escaped(byte, query))
            return false;
    }
    return true;
}

/* Dot segments and, as many servers take "//" for "/", empty ones before the last. */
static bool has_odd_segment(gait_str path)
{
    size_t start = 1; /* behind the slash that a path begins with */
    for (size_t i = 1; i <= path.len; i++) {
        if (i < path.len && path.ptr[i] != '/')
            continue;
        gait_str segment = { path.ptr + start, i - start };
        if (gait_str_is(segment, ".") || gait_str_is(segment, "..") ||
            (segment.len == 0 && i < path.len))
            return true;
        start = i + 1;
    }
    return false;
}

static bool is_default_port(gait_str scheme, int port)
{
    return port < 0 || (port == 80 && (gait_str_is(scheme, "http") || gait_str_is(scheme, "ws"))) ||
           (port == 443 && (gait_str_is(scheme, "https") || gait_str_is(scheme, "wss")));
}

gi_tri gi_url_spelling(gait_arena *arena, gait_str text, gait_str *out)
{
    gait_error ignored = GAIT_ERROR_INIT;
    gi_url url;
    gait_buf buf;
    *out = (gait_str){ NULL, 0 };
    if (!gi_url_parse(arena, text, &url, &ignored) || has_odd_segment(url.path) ||
        !is_one_spelling(url.path, false) || !is_one_spelling(url.query, true))
        return GI_UNKNOWN;
    bool bracket = url.host.address.family == 6;
    gait_buf_init(&buf, arena, text.len + GI_NET_HOST_BYTES);
    gait_buf_add(&buf, url.scheme);
    gait_buf_add_cstr(&buf, bracket ? "://[" : "://");
    gait_buf_add(&buf, gi_net_host_text(&url.host));
    gait_buf_add_cstr(&buf, bracket ? "]" : "");
    if (!is_default_port(url.scheme, url.port))
        gait_buf_add_format(&buf, ":%d", url.port);
    gait_buf_add(&buf, url.path.len == 0 ? GAIT_STR("/") : url.path);
    if (url.query.len > 0)
        gait_buf_add_char(&buf, '?');
    gait_buf_add(&buf, url.query);
    return gait_buf_finish(&buf, out, &ignored) ? GI_TRUE : GI_UNKNOWN;
}
