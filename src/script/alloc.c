/* SPDX-License-Identifier: Apache-2.0 */
#include "script/alloc.h"

#include <string.h>

enum { TRIES = 8, FIRST_LARGE_LOG = 6 };
#define NIL UINT32_MAX

/* A free block: this at its first granule, and its size again in the last word of its last granule. */
typedef struct free_block {
    uint32_t size;
    uint32_t next;
    uint32_t prev;
    uint32_t tail; /* the size, when the block is one granule long */
} free_block;

static free_block *at(const gi_heap *heap, uint32_t granule)
{
    return (free_block *)(void *)(heap->base + (size_t)granule * GI_GRANULE);
}

static uint32_t granule_of(const gi_heap *heap, const void *block)
{
    return (uint32_t)((size_t)((const unsigned char *)block - heap->base) / GI_GRANULE);
}

static uint32_t granules(size_t bytes)
{
    return (uint32_t)((bytes + GI_GRANULE - 1) / GI_GRANULE);
}

static bool marked(const gi_heap *heap, uint32_t granule)
{
    return (heap->marks[granule >> 3] >> (granule & 7) & 1) != 0;
}

static void mark(gi_heap *heap, uint32_t granule)
{
    heap->marks[granule >> 3] |= (unsigned char)(1u << (granule & 7));
}

static void unmark(gi_heap *heap, uint32_t granule)
{
    heap->marks[granule >> 3] &= (unsigned char)~(1u << (granule & 7));
}

static int lowest_bit(uint64_t map)
{
    int bit = 0;
    for (int half = 32; half > 0; half /= 2) {
        if ((map & ((UINT64_C(1) << half) - 1)) == 0) {
            map >>= half;
            bit += half;
        }
    }
    return bit;
}

static int bin_of(uint32_t size)
{
    if (size <= GI_SMALL_BINS)
        return (int)size - 1;
    int log = FIRST_LARGE_LOG;
    while (size >> (log + 1) != 0)
        log++;
    return GI_SMALL_BINS + (log - FIRST_LARGE_LOG) * 2 + (int)(size >> (log - 1) & 1);
}

static void set_bin(gi_heap *heap, int bin, uint32_t granule)
{
    heap->bins[bin] = granule;
    uint64_t *map = bin < GI_SMALL_BINS ? &heap->small_map : &heap->large_map;
    uint64_t bit = UINT64_C(1) << (bin < GI_SMALL_BINS ? bin : bin - GI_SMALL_BINS);
    *map = granule == NIL ? *map & ~bit : *map | bit;
}

static void link_free(gi_heap *heap, uint32_t granule, uint32_t size)
{
    int bin = bin_of(size);
    uint32_t next = heap->bins[bin];
    free_block *block = at(heap, granule);
    block->size = size;
    block->next = next;
    block->prev = NIL;
    at(heap, granule + size - 1)->tail = size;
    if (next != NIL)
        at(heap, next)->prev = granule;
    set_bin(heap, bin, granule);
    mark(heap, granule);
    mark(heap, granule + size - 1);
}

static void unlink_free(gi_heap *heap, uint32_t granule)
{
    free_block *block = at(heap, granule);
    if (block->prev == NIL)
        set_bin(heap, bin_of(block->size), block->next);
    else
        at(heap, block->prev)->next = block->next;
    if (block->next != NIL)
        at(heap, block->next)->prev = block->prev;
    unmark(heap, granule);
    unmark(heap, granule + block->size - 1);
}

/* Gives granules back, merged with the free neighbours; at the end of what is in use the end moves down. */
static void release(gi_heap *heap, uint32_t granule, uint32_t size)
{
    uint32_t end = granule + size;
    if (end < heap->top && marked(heap, end)) {
        uint32_t more = at(heap, end)->size;
        unlink_free(heap, end);
        end += more;
    }
    if (granule > 0 && marked(heap, granule - 1)) {
        granule -= at(heap, granule - 1)->tail;
        unlink_free(heap, granule);
    }
    if (end == heap->top)
        heap->top = granule;
    else
        link_free(heap, granule, end - granule);
}

/* The first block in the bin's list that is large enough, looking at no more than tries. */
static uint32_t fitting(const gi_heap *heap, int bin, uint32_t size, uint32_t tries)
{
    uint32_t granule = heap->bins[bin];
    while (granule != NIL && tries > 0) {
        const free_block *block = at(heap, granule);
        if (block->size >= size)
            return granule;
        granule = block->next;
        tries--;
    }
    return NIL;
}

static uint32_t find_free(const gi_heap *heap, uint32_t size)
{
    int bin = bin_of(size);
    if (bin < GI_SMALL_BINS) {
        uint64_t fit = heap->small_map >> bin << bin;
        if (fit != 0)
            return heap->bins[lowest_bit(fit)];
        return heap->large_map == 0 ? NIL : heap->bins[GI_SMALL_BINS + lowest_bit(heap->large_map)];
    }
    uint32_t found = fitting(heap, bin, size, TRIES);
    if (found != NIL)
        return found;
    int above = bin - GI_SMALL_BINS + 1;
    uint64_t fit = heap->large_map >> above << above;
    return fit == 0 ? NIL : heap->bins[GI_SMALL_BINS + lowest_bit(fit)];
}

void gi_heap_init(gi_heap *heap, void *base, void *marks, size_t bytes)
{
    heap->base = base;
    heap->marks = marks;
    heap->top = 0;
    heap->limit = (uint32_t)(bytes / GI_GRANULE);
    heap->small_map = 0;
    heap->large_map = 0;
    for (int i = 0; i < GI_SMALL_BINS + GI_LARGE_BINS; i++)
        heap->bins[i] = NIL;
}

static void *take(gi_heap *heap, uint32_t granule, uint32_t size)
{
    uint32_t found = at(heap, granule)->size;
    unlink_free(heap, granule);
    if (found > size)
        link_free(heap, granule + size, found - size);
    return at(heap, granule);
}

void *gi_heap_get(gi_heap *heap, size_t bytes)
{
    if (bytes > (size_t)heap->limit * GI_GRANULE)
        return NULL;
    uint32_t size = granules(bytes);
    uint32_t found = find_free(heap, size);
    if (found != NIL)
        return take(heap, found, size);
    if (heap->limit - heap->top >= size) {
        void *block = at(heap, heap->top);
        heap->top += size;
        return block;
    }
    found = fitting(heap, bin_of(size), size, UINT32_MAX);
    return found == NIL ? NULL : take(heap, found, size);
}

void gi_heap_put(gi_heap *heap, void *block, size_t bytes)
{
    release(heap, granule_of(heap, block), granules(bytes));
}

/* Makes the block longer where it lies, if what follows it is free. */
static bool extend(gi_heap *heap, uint32_t granule, uint32_t size, uint32_t wanted)
{
    uint32_t end = granule + size;
    uint32_t more = wanted - size;
    if (end == heap->top) {
        if (heap->limit - heap->top < more)
            return false;
        heap->top += more;
        return true;
    }
    if (!marked(heap, end) || at(heap, end)->size < more)
        return false;
    (void)take(heap, end, more);
    return true;
}

void *gi_heap_resize(gi_heap *heap, void *block, size_t old_bytes, size_t new_bytes)
{
    if (new_bytes > (size_t)heap->limit * GI_GRANULE)
        return NULL;
    uint32_t granule = granule_of(heap, block);
    uint32_t size = granules(old_bytes);
    uint32_t wanted = granules(new_bytes);
    if (wanted < size)
        release(heap, granule + wanted, size - wanted);
    if (wanted <= size || extend(heap, granule, size, wanted))
        return block;
    void *moved = gi_heap_get(heap, new_bytes);
    if (moved == NULL)
        return NULL;
    memcpy(moved, block, old_bytes);
    release(heap, granule, size);
    return moved;
}

size_t gi_heap_prefix_bytes(const gi_heap *heap)
{
    return (size_t)heap->top * GI_GRANULE;
}

size_t gi_heap_mark_bytes(const gi_heap *heap)
{
    return ((size_t)heap->top + 7) / 8;
}
