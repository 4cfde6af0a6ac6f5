/* SPDX-License-Identifier: Apache-2.0 */
/*
 * signals.h — polite signals wait while something is written that must be finished or undone.
 *
 * Held are SIGHUP, SIGINT, SIGQUIT and SIGTERM, for this thread, never the alarm. Holding nests: the inner release
 * gives back what the outer hold had set. A signal that came meanwhile is delivered at the outermost release.
 */
#ifndef GAIT_SYS_SIGNALS_H
#define GAIT_SYS_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

typedef struct gi_held {
    sigset_t before;
    bool valid;
} gi_held;

gi_held gi_signals_hold(void);
void gi_signals_release(const gi_held *held);
/* Whether one came that the release will deliver. */
bool gi_signals_waiting(const gi_held *held);

#endif
