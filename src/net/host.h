/*
 * host.h — host names and addresses as text, in one canonical form, and patterns over them.
 *
 * A host is a domain name or an address. Names: letters, digits, '-' and '_' in labels of 1 to 63 bytes, no hyphen at
 * a label's ends, 253 bytes at most, one trailing dot allowed; kept in lower case without that dot. Names outside
 * ASCII are refused (write them as xn--…), and so are percent escapes. Addresses: dotted decimal, or IPv6 by RFC 4291
 * (brackets allowed around it), kept as RFC 5952 writes it, without brackets.
 *
 * Refused, because software disagrees on what they mean: octal, hexadecimal, short and single-number IPv4 forms, a
 * trailing dot after an address, IPv6 with a dotted part or a zone, and IPv6 that carries an IPv4 address
 * (::ffff:0:0/96, ::/96 but :: and ::1, 64:ff9b::/96).
 *
 * Nothing here asks a name server.
 *
 * Errors:  host_invalid, address_invalid, pattern_invalid.
 * Source:  RFC 1123 2.1, RFC 4291 2.2, RFC 5952; the URL standard's rule on hosts that end in a number.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_NET_HOST_H
#define GAIT_NET_HOST_H

#include "base/tri.h"

#include <gait/error.h>
#include <gait/str.h>

enum { GI_NET_HOST_BYTES = 253 };

typedef struct gi_net_address {
    uint8_t family;    /* 4, 6, or 0 for none */
    uint8_t bytes[16]; /* the first 4 of them for family 4 */
} gi_net_address;

typedef struct gi_net_host {
    gi_net_address address;           /* family 0: a name */
    char text[GI_NET_HOST_BYTES + 1]; /* canonical, NUL-terminated */
    size_t len;                       /* bytes of text */
} gi_net_host;

typedef struct gi_net_cidr {
    gi_net_address base;
    unsigned bits; /* leading bits that count */
} gi_net_cidr;

GAIT_NODISCARD bool gi_net_host_parse(gait_str text, gi_net_host *out, gait_error *err);
gait_str gi_net_host_text(const gi_net_host *host); /* borrowed */
/* host_invalid when text is a name; address_invalid when it is neither. */
GAIT_NODISCARD bool gi_net_address_parse(gait_str text, gi_net_address *out, gait_error *err);

/*
 * Domain patterns, compared without regard to case:
 *   api.example.com     that host (an address is a pattern for itself)
 *   *.example.com       every host below it, at any depth, not example.com itself
 *   api-*.example.com   '*' and '?' inside a label, as in glob.h with '.'
 * Refused: a lone "*", "**", and a leading dot (write both the name and "*." with it). Addresses match exactly only.
 */
GAIT_NODISCARD bool gi_net_domain_check(gait_str pattern, gait_error *err);
/* GI_UNKNOWN when the host is not one (see above), or the pattern is not one. */
gi_tri gi_net_domain_match(gait_str pattern, gait_str host);

/* "address/length"; bits beyond the length must be zero. */
GAIT_NODISCARD bool gi_net_cidr_parse(gait_str text, gi_net_cidr *out, gait_error *err);
bool gi_net_cidr_has(const gi_net_cidr *cidr, const gi_net_address *address);
/* GI_UNKNOWN when host is not a host; GI_FALSE for a name: what it resolves to is not asked. */
gi_tri gi_net_cidr_match(const gi_net_cidr *cidr, gait_str host);

#endif
