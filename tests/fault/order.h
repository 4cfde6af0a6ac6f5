/* SPDX-License-Identifier: Apache-2.0 */
/*
 * order.h — judges from the recorded calls whether a run that claims success may be believed after a power cut.
 *
 * No fault shows a missing fsync as long as the machine stays up, so the order of calls is checked instead: content and
 * mode synced before the name appears, the directory synced after, no failed sync papered over by a second one.
 */
#ifndef GAIT_FAULT_ORDER_H
#define GAIT_FAULT_ORDER_H

#include "inject.h"

/* NULL when durable, else what is wrong. dir is where the files that count lie. */
const char *order_fault(const run *r, const char *dir);

#endif
