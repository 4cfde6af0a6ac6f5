/*
 * error.h — a failure, by value: no heap, no globals, safe to copy and to discard.
 *
 * Every fallible function returns bool (true = success) and takes gait_error *err last. It raises once, where the
 * failure happens; on success err is untouched, so calls chain: a(&err) && b(&err). The first failure stays.
 * Nobody reads message text to decide anything. Messages name things, never quote their content.
 *
 * Source:  categories.def and errors.def are the whole taxonomy; docs/adr/0001 says why.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_ERROR_H
#define GAIT_ERROR_H

#include <gait/defs.h>

GAIT_BEGIN

typedef enum gait_category {
    GAIT_CATEGORY_none,
#define C(name, exit_code) GAIT_CATEGORY_##name,
#include <gait/categories.def>
#undef C
    GAIT_CATEGORY_COUNT
} gait_category;

typedef enum gait_code {
    GAIT_OK,
#define E(name, category, exit_code, retryable, hint) GAIT_E_##name,
#include <gait/errors.def>
#undef E
    GAIT_CODE_COUNT
} gait_code;

enum { GAIT_ERROR_MESSAGE_BYTES = 240 };

typedef struct gait_error {
    gait_code code;                         /* GAIT_OK until a call fails */
    bool retryable;                         /* from errors.def */
    int sys;                                /* errno or HTTP status behind it, 0 if none */
    char message[GAIT_ERROR_MESSAGE_BYTES]; /* one line of UTF-8, no trailing period or newline */
} gait_error;

#define GAIT_ERROR_INIT                                                                            \
    {                                                                                              \
        GAIT_OK, false, 0, ""                                                                      \
    }

/*
 * Records a failure unless err already holds one, and returns false, for `return gait_fail(err, …)`.
 * Over-long messages are cut at a character boundary; control bytes become '?'.
 */
GAIT_API bool gait_fail(gait_error *err, gait_code code, const char *format, ...) GAIT_PRINTF(3, 4);

/* Same, keeping the errno (or HTTP status) behind the failure; the message gets ": <strerror>" appended. */
GAIT_API bool gait_fail_sys(gait_error *err, gait_code code, int sys, const char *format, ...)
    GAIT_PRINTF(4, 5);

/* Puts text before the message; code, category, retryable and sys stay. At most once per layer crossing. */
GAIT_API void gait_error_prefix(gait_error *err, const char *format, ...) GAIT_PRINTF(2, 3);

/* Views of a failure; all of them derive from the two tables. Names are the spelling used in JSON. */
GAIT_API gait_category gait_error_category(const gait_error *err);
GAIT_API int gait_error_exit(const gait_error *err);
GAIT_API const char *gait_error_hint(const gait_error *err);
GAIT_API const char *gait_code_name(gait_code code);
GAIT_API gait_category gait_code_category(gait_code code);
GAIT_API bool gait_code_retryable(gait_code code);
GAIT_API int gait_code_exit(gait_code code);
GAIT_API const char *gait_code_hint(gait_code code);
GAIT_API const char *gait_category_name(gait_category category);

GAIT_END
#endif
