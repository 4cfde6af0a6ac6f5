/*
 * tri.h — true, false, or not known: the outcome of every condition, and how outcomes combine.
 *
 * Kleene's strong logic: a definite operand that settles the result does so whatever the other one is.
 *
 *      and  F U T     or   F U T     not
 *      F    F F F     F    F U T     F -> T
 *      U    F U U     U    U U T     U -> U
 *      T    F U T     T    T T T     T -> F
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_BASE_TRI_H
#define GAIT_BASE_TRI_H

typedef enum gi_tri { GI_FALSE, GI_TRUE, GI_UNKNOWN } gi_tri;

static inline gi_tri gi_tri_of(int truth)
{
    return truth ? GI_TRUE : GI_FALSE;
}

static inline gi_tri gi_tri_and(gi_tri a, gi_tri b)
{
    if (a == GI_FALSE || b == GI_FALSE)
        return GI_FALSE;
    return a == GI_TRUE && b == GI_TRUE ? GI_TRUE : GI_UNKNOWN;
}

static inline gi_tri gi_tri_or(gi_tri a, gi_tri b)
{
    if (a == GI_TRUE || b == GI_TRUE)
        return GI_TRUE;
    return a == GI_FALSE && b == GI_FALSE ? GI_FALSE : GI_UNKNOWN;
}

static inline gi_tri gi_tri_not(gi_tri a)
{
    if (a == GI_UNKNOWN)
        return GI_UNKNOWN;
    return a == GI_TRUE ? GI_FALSE : GI_TRUE;
}

#endif
