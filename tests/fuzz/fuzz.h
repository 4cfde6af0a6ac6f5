/*
 * fuzz.h — what the fuzz targets share. A target states properties of what was accepted; not crashing is only one.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <gait/arena.h>
#include <gait/clock.h>
#include <gait/error.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FUZZ_ARENA_BYTES = 256 << 20 };

#define FUZZ_MUST(condition) ((condition) ? (void)0 : abort())

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline gait_arena *fuzz_arena(void)
{
    gait_arena *arena = gait_arena_new(FUZZ_ARENA_BYTES, NULL, NULL);
    FUZZ_MUST(arena != NULL);
    return arena;
}

static inline gait_str fuzz_str(const uint8_t *data, size_t size)
{
    return (gait_str){ (const char *)data, size };
}

/* A failure says what it is: a code, and one clean line that holds no byte a terminal would act on. */
static inline void fuzz_check_error(const gait_error *err)
{
    FUZZ_MUST(err->code != GAIT_OK && err->message[0] != '\0');
    for (const char *p = err->message; *p != '\0'; p++)
        FUZZ_MUST((unsigned char)*p >= 0x20 && *p != 0x7F);
}

/*
 * Asked by the sanitizer: the leak checker looks at threads through /proc, and without /proc the options in the
 * environment do not reach the sanitizer either.
 */
int __lsan_is_turned_off(void);
int __lsan_is_turned_off(void)
{
    return access("/proc/self/task", F_OK) != 0;
}

/* Bytes that are the same in every run. */
static inline bool fuzz_fill(void *ctx, void *out, size_t len, gait_error *err)
{
    (void)ctx;
    (void)err;
    memset(out, 0x5A, len);
    return true;
}

#endif
