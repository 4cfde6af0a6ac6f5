/*
 * number.h — JSON numbers compared by their exact value.
 *
 * Whole numbers that fit 64 bits are kept as integers, everything else as the nearest double.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_GATE_NUMBER_H
#define GAIT_GATE_NUMBER_H

#include <gait/json.h>

typedef struct gi_number {
    bool whole;
    int64_t integer; /* when whole */
    double value;    /* when not */
} gi_number;

/* False for what no finite double is near to. The text is a valid JSON number. */
GAIT_NODISCARD bool gi_number_parse(gait_str text, gi_number *out);
int gi_number_compare(const gi_number *a, const gi_number *b); /* <0, 0, >0 */

#endif
