/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "net/host.h"
#include "net/url.h"

/* The canonical text of a host is a host, and it is its own canonical text. */
static void check_host(const gi_net_host *host)
{
    gi_net_host again;
    gait_error err = GAIT_ERROR_INIT;
    FUZZ_MUST(gi_net_host_parse(gi_net_host_text(host), &again, &err));
    FUZZ_MUST(gait_str_equal(gi_net_host_text(host), gi_net_host_text(&again)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gait_arena *arena = fuzz_arena();
    gait_str text = fuzz_str(data, size);
    gait_error err = GAIT_ERROR_INIT;
    gi_net_host host;
    gi_url url;
    gi_net_cidr cidr;
    if (gi_net_host_parse(text, &host, &err))
        check_host(&host);
    else
        fuzz_check_error(&err);
    err = (gait_error)GAIT_ERROR_INIT;
    if (!gi_url_parse(arena, text, &url, &err))
        fuzz_check_error(&err);
    else if (url.host.len > 0)
        check_host(&url.host);
    err = (gait_error)GAIT_ERROR_INIT;
    if (gi_net_cidr_parse(text, &cidr, &err))
        FUZZ_MUST(gi_net_cidr_has(&cidr, &cidr.base));
    else
        fuzz_check_error(&err);
    err = (gait_error)GAIT_ERROR_INIT;
    if (gi_net_domain_check(text, &err))
        FUZZ_MUST(gi_net_domain_match(text, GAIT_STR("a.b.example")) != GI_UNKNOWN);
    else
        FUZZ_MUST(gi_net_domain_match(text, GAIT_STR("a.b.example")) == GI_UNKNOWN);
    gait_str domain;
    if (gi_net_target_domain(arena, GAIT_STR("host"), text, &domain) == GI_TRUE)
        FUZZ_MUST(gi_net_host_parse(domain, &host, &err));
    gait_arena_free(arena);
    return 0;
}
