/*
 * arena.h — one bounded region of memory per command: build in it, drop it whole.
 *
 * Nothing is freed one by one. Allocation never returns NULL: when the limit is reached or the system refuses, the
 * arena calls its on_exhausted hook, which must end the process (or longjmp out of the library); after it returns
 * the arena aborts. That removes an error path from every function that builds something, and is acceptable because
 * every input is bounded before it is read.
 *
 * Owner:   what is allocated lives until gait_arena_free. Not for secrets: those stay in sodium memory.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_ARENA_H
#define GAIT_ARENA_H

#include <gait/str.h>

GAIT_BEGIN

typedef struct gait_arena gait_arena;

/* Returns NULL only when the first small block cannot be had. on_exhausted may be NULL (then: abort). */
GAIT_API gait_arena *gait_arena_new(size_t max_bytes, void (*on_exhausted)(void *ctx), void *ctx);
/* A further arena with the limit and the hook of this one, for what is dropped sooner. Never NULL. */
GAIT_API gait_arena *gait_arena_scratch(gait_arena *arena);
GAIT_API void gait_arena_free(gait_arena *arena); /* NULL is fine */

/* Zeroed, aligned for any type. bytes 0 gives a valid unique pointer. */
GAIT_API void *gait_arena_alloc(gait_arena *arena, size_t bytes);
/* count * size with overflow check (overflow counts as exhaustion). */
GAIT_API void *gait_arena_array(gait_arena *arena, size_t count, size_t size);
/* Grows an array from old_count to new_count elements in place when it was the last allocation, else by copying. */
GAIT_API void *gait_arena_grow(gait_arena *arena, void *old, size_t old_count, size_t new_count,
                               size_t size);
GAIT_API gait_str gait_arena_str(gait_arena *arena,
                                 gait_str s); /* copy; NUL-terminated for convenience */
GAIT_API char *gait_arena_cstr(gait_arena *arena, gait_str s); /* copy as C string */
GAIT_API gait_str gait_arena_format(gait_arena *arena, const char *format, ...) GAIT_PRINTF(2, 3);
GAIT_API size_t gait_arena_used(const gait_arena *arena); /* bytes handed out so far */

GAIT_END
#endif
