/* SPDX-License-Identifier: Apache-2.0 */
#include <gait/arena.h>

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 24 << 10, LARGEST_STEP = 4 << 20 };

typedef struct block block;
struct block {
    block *next;
    size_t size; /* usable bytes */
    size_t used;
    max_align_t data[];
};

struct gait_arena {
    block *blocks; /* newest first; only the newest has room */
    size_t reserved;
    size_t used;
    size_t max;
    void (*on_exhausted)(void *ctx);
    void *ctx;
};

/* Zeroed by the system, for large blocks at no cost: no byte is handed out twice, so none is zeroed again. */
static block *block_new(size_t size)
{
    block *b = size > SIZE_MAX - sizeof *b ? NULL : calloc(1, sizeof *b + size);
    if (b != NULL)
        b->size = size;
    return b;
}

static GAIT_NORETURN void exhausted(gait_arena *arena)
{
    if (arena->on_exhausted != NULL)
        arena->on_exhausted(arena->ctx);
    abort();
}

gait_arena *gait_arena_new(size_t max_bytes, void (*on_exhausted)(void *ctx), void *ctx)
{
    gait_arena *arena = malloc(sizeof *arena);
    if (arena == NULL)
        return NULL;
    *arena = (gait_arena){ NULL, 0, 0, max_bytes, on_exhausted, ctx };
    arena->blocks = block_new(FIRST_BLOCK);
    if (arena->blocks == NULL) {
        free(arena);
        return NULL;
    }
    arena->reserved = FIRST_BLOCK;
    return arena;
}

gait_arena *gait_arena_scratch(gait_arena *arena)
{
    gait_arena *scratch = gait_arena_new(arena->max, arena->on_exhausted, arena->ctx);
    if (scratch == NULL)
        exhausted(arena);
    return scratch;
}

void gait_arena_free(gait_arena *arena)
{
    if (arena == NULL)
        return;
    for (block *b = arena->blocks; b != NULL;) {
        block *next = b->next;
        free(b);
        b = next;
    }
    free(arena);
}

static size_t aligned(size_t bytes)
{
    size_t unit = alignof(max_align_t);
    return (bytes + unit - 1) & ~(unit - 1);
}

static void add_block(gait_arena *arena, size_t need)
{
    size_t step = arena->blocks->size * 2;
    if (step > LARGEST_STEP)
        step = LARGEST_STEP;
    if (step < need)
        step = need;
    if (arena->reserved > arena->max || step > arena->max - arena->reserved)
        step = need;
    if (arena->reserved > arena->max || need > arena->max - arena->reserved)
        exhausted(arena);
    block *b = block_new(step);
    if (b == NULL)
        exhausted(arena);
    b->next = arena->blocks;
    arena->blocks = b;
    arena->reserved += step;
}

void *gait_arena_alloc(gait_arena *arena, size_t bytes)
{
    if (bytes > arena->max)
        exhausted(arena);
    size_t need = aligned(bytes == 0 ? 1 : bytes);
    if (arena->blocks->size - arena->blocks->used < need)
        add_block(arena, need);
    block *b = arena->blocks;
    void *p = (char *)b->data + b->used;
    b->used += need;
    arena->used += need;
    return p;
}

void *gait_arena_array(gait_arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        exhausted(arena);
    return gait_arena_alloc(arena, count * size);
}

void *gait_arena_grow(gait_arena *arena, void *old, size_t old_count, size_t new_count, size_t size)
{
    GAIT_BUG_IF(new_count < old_count);
    if (size != 0 && new_count > SIZE_MAX / size - 64)
        exhausted(arena);
    size_t old_bytes = aligned(old_count * size == 0 ? 1 : old_count * size);
    size_t new_bytes = aligned(new_count * size == 0 ? 1 : new_count * size);
    block *b = arena->blocks;
    bool last =
        old != NULL && b->used >= old_bytes && (char *)b->data + b->used - old_bytes == (char *)old;
    if (last && b->size - b->used >= new_bytes - old_bytes) {
        b->used += new_bytes - old_bytes;
        arena->used += new_bytes - old_bytes;
        return old;
    }
    void *p = gait_arena_array(arena, new_count, size);
    if (old != NULL)
        memcpy(p, old, old_count * size);
    return p;
}

char *gait_arena_cstr(gait_arena *arena, gait_str s)
{
    char *p = gait_arena_array(arena, s.len + 1, 1);
    if (s.len > 0)
        memcpy(p, s.ptr, s.len);
    return p;
}

gait_str gait_arena_str(gait_arena *arena, gait_str s)
{
    return (gait_str){ gait_arena_cstr(arena, s), s.len };
}

gait_str gait_arena_format(gait_arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    /* Most texts fit where the next allocation will be; what did not is cleared away again. */
    block *b = arena->blocks;
    size_t room = b->size - b->used;
    char *p = (char *)b->data + b->used;
    int len = vsnprintf(p, room, format, args);
    va_end(args);
    GAIT_BUG_IF(len < 0);
    bool fits = (size_t)len < room;
    if (!fits)
        memset(p, 0, room);
    p = gait_arena_array(arena, (size_t)len + 1, 1);
    if (!fits)
        (void)vsnprintf(p, (size_t)len + 1, format, again);
    va_end(again);
    return (gait_str){ p, (size_t)len };
}

size_t gait_arena_used(const gait_arena *arena)
{
    return arena->used;
}
