/*
 * bind_cases.h — what specs of a policy see beside the libraries.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_AUTHOR_BIND_CASES_H
#define GAIT_AUTHOR_BIND_CASES_H

#include "script/host.h"

/* The binding cases; its room is a gi_spec_reading. */
const gi_binding *gi_spec_bindings(void);

#endif
