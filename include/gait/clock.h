/*
 * clock.h — the system's own clock and randomness, for the programs that inject them.
 *
 * Errors:  clock_unavailable, randomness_unavailable; raised when they are asked, not here.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_CLOCK_H
#define GAIT_CLOCK_H

#include <gait/time.h>

GAIT_BEGIN

GAIT_API gait_clock gait_clock_system(void);
GAIT_API gait_rng gait_rng_system(void);

GAIT_END
#endif
