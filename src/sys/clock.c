/* SPDX-License-Identifier: Apache-2.0 */
#include <gait/clock.h>

#include <errno.h>
#include <time.h>

static bool read_clock(clockid_t id, const char *name, int64_t *out, gait_error *err)
{
    const int64_t second = 1000000000;
    struct timespec now;
    if (clock_gettime(id, &now) != 0)
        return gait_fail_sys(err, GAIT_E_clock_unavailable, errno, "cannot read the %s clock",
                             name);
    if (now.tv_sec >= INT64_MAX / second || now.tv_sec <= INT64_MIN / second)
        return gait_fail(err, GAIT_E_clock_unavailable,
                         "the %s clock is outside the years 1678 to 2262", name);
    *out = (int64_t)now.tv_sec * second + now.tv_nsec;
    return true;
}

static bool system_wall_ns(void *ctx, int64_t *out, gait_error *err)
{
    (void)ctx;
    return read_clock(CLOCK_REALTIME, "wall", out, err);
}

static bool system_monotonic_ns(void *ctx, int64_t *out, gait_error *err)
{
    (void)ctx;
    return read_clock(CLOCK_MONOTONIC, "monotonic", out, err);
}

gait_clock gait_clock_system(void)
{
    return (gait_clock){ system_wall_ns, system_monotonic_ns, NULL };
}
