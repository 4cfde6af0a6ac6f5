/*
 * url.h — the parts of a URL, for those URLs whose parts nobody can read differently.
 *
 * scheme "://" host [":" port] [path] ["?" query] ["#" fragment]. Refused: userinfo, spaces and control bytes,
 * backslashes, an empty or odd host (see host.h; only file: may go without one), a port that is not 0 to 65535 in
 * plain decimal, one slash or three after the scheme. Paths are given as they stand: nothing is decoded or cleaned.
 *
 * Errors:  url_invalid.
 * Source:  RFC 3986 appendix B, without what the URL standard (WHATWG) reads otherwise.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_NET_URL_H
#define GAIT_NET_URL_H

#include "net/host.h"

#include <gait/arena.h>

typedef struct gi_url {
    gait_str scheme;   /* lower case */
    gi_net_host host;  /* canonical; empty for a file: URL without one */
    int port;          /* -1 when not given */
    gait_str path;     /* from the first slash; empty when there is none */
    gait_str query;    /* without "?"; empty when absent */
    gait_str fragment; /* without "#"; empty when absent */
} gi_url;

/* Path, query and fragment are borrowed from text. */
GAIT_NODISCARD bool gi_url_parse(gait_arena *arena, gait_str text, gi_url *out, gait_error *err);

/*
 * The host that a target of an intent names, canonical, in the arena.
 *
 * kind "url": the URL's host. kind "host": the value itself, without http:// or https:// in front and port and path
 * behind. GI_TRUE: *domain is set. GI_UNKNOWN: the value has no host that is certain. GI_FALSE: targets of this kind
 * have none. In the last two cases *domain is empty.
 */
gi_tri gi_net_target_domain(gait_arena *arena, gait_str kind, gait_str value, gait_str *domain);

#endif
