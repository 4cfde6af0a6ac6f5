/* SPDX-License-Identifier: Apache-2.0 */
#include <gait/clock.h>

#include "sys/fd.h"

#include <errno.h>
#include <sys/random.h>

static bool system_fill(void *ctx, void *bytes, size_t len, gait_error *err)
{
    (void)ctx;
    char *at = bytes;
    int tries = 0;
    while (len > 0) {
        ssize_t n = getrandom(at, len, 0);
        if (n > 0) {
            at += n;
            len -= (size_t)n;
            tries = 0;
            continue;
        }
        if (n == 0 || errno != EINTR || ++tries >= GI_EINTR_TRIES)
            return gait_fail_sys(err, GAIT_E_randomness_unavailable, n == 0 ? EIO : errno,
                                 "getrandom");
    }
    return true;
}

gait_rng gait_rng_system(void)
{
    return (gait_rng){ system_fill, NULL };
}
