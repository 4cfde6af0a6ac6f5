/* SPDX-License-Identifier: Apache-2.0 */
#include "sys/signals.h"

#include <gait/file.h>

#include <errno.h>
#include <pthread.h>
#include <string.h>

static const int polite[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };

gi_held gi_signals_hold(void)
{
    gi_held held;
    sigset_t set;
    (void)sigemptyset(&set);
    for (size_t i = 0; i < sizeof polite / sizeof polite[0]; i++)
        (void)sigaddset(&set, polite[i]);
    held.valid = pthread_sigmask(SIG_BLOCK, &set, &held.before) == 0;
    return held;
}

void gi_signals_release(const gi_held *held)
{
    if (held->valid)
        (void)pthread_sigmask(SIG_SETMASK, &held->before, NULL);
}

bool gi_signals_waiting(const gi_held *held)
{
    sigset_t pending;
    if (!held->valid || sigpending(&pending) != 0)
        return false;
    for (size_t i = 0; i < sizeof polite / sizeof polite[0]; i++)
        if (sigismember(&pending, polite[i]) == 1 && sigismember(&held->before, polite[i]) == 0)
            return true;
    return false;
}

bool gait_signals_as_errors(gait_error *err)
{
    static const int signals[] = { SIGPIPE, SIGXFSZ };
    struct sigaction ignore;
    memset(&ignore, 0, sizeof ignore);
    ignore.sa_handler = SIG_IGN;
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        if (sigemptyset(&ignore.sa_mask) != 0 || sigaction(signals[i], &ignore, NULL) != 0)
            return gait_fail_sys(err, GAIT_E_internal, errno, "cannot ignore signal %d",
                                 signals[i]);
    return true;
}
