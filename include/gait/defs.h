/*
 * defs.h — compiler attributes and the three integer conventions every header relies on.
 *
 * Units:   sizes are size_t bytes; times are int64_t with the unit in the name (_ms, _ns).
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_DEFS_H
#define GAIT_DEFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define GAIT_NODISCARD __attribute__((warn_unused_result))
#define GAIT_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define GAIT_NORETURN __attribute__((noreturn))
#define GAIT_API __attribute__((visibility("default")))
#else
#define GAIT_NODISCARD
#define GAIT_PRINTF(fmt, args)
#define GAIT_NORETURN
#define GAIT_API
#endif

#ifdef __cplusplus
#define GAIT_BEGIN extern "C" {
#define GAIT_END }
#else
#define GAIT_BEGIN
#define GAIT_END
#endif

GAIT_BEGIN

/*
 * Stops the process on a broken invariant of gait itself, never on bad input.
 * Always compiled in: a policy engine that goes on in an unknown state is worse than none.
 */
#define GAIT_BUG_IF(cond) ((cond) ? gait_bug(__FILE__, __LINE__, #cond) : (void)0)
GAIT_API GAIT_NORETURN void gait_bug(const char *file, int line, const char *what);

GAIT_END
#endif
