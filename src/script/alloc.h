/*
 * alloc.h — the memory of one host: a fixed region, handed out in 16-byte granules, with nothing outside it.
 *
 * Blocks carry no header (Lua knows every block's size). A bit per granule marks the first and last granule of each
 * free block, so that neighbours are found and merged at once; a free block at the end gives its room back to the
 * untouched rest. What is in use is therefore a prefix of the region, and copying that prefix, its marks and this
 * structure back restores everything. Positions are granule numbers: the same requests give the same layout.
 *
 * Units:   granules of 16 bytes unless a name says bytes.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_SCRIPT_ALLOC_H
#define GAIT_SCRIPT_ALLOC_H

#include <gait/defs.h>

enum {
    GI_GRANULE = 16,       /* bytes */
    GI_SMALL_BINS = 63,    /* one per size of 1 to 63 granules */
    GI_LARGE_BINS = 44,    /* two per power of two from 64 granules on */
    GI_MARK_GRANULES = 128 /* bytes of region per byte of marks */
};

typedef struct gi_heap {
    unsigned char *base;  /* aligned to a page */
    unsigned char *marks; /* zeroed at the start; bytes / GI_MARK_GRANULES of them */
    uint32_t top;         /* everything from here on was never used or is free */
    uint32_t limit;
    uint64_t small_map; /* bins that are not empty */
    uint64_t large_map;
    uint32_t bins[GI_SMALL_BINS + GI_LARGE_BINS]; /* first free block of each */
} gi_heap;

void gi_heap_init(gi_heap *heap, void *base, void *marks, size_t bytes);
/* NULL when there is no room. bytes > 0. */
void *gi_heap_get(gi_heap *heap, size_t bytes);
void gi_heap_put(gi_heap *heap, void *block, size_t bytes);
/* Moves only when it has to; NULL (and the block as it was) when there is no room. Shrinking never fails. */
void *gi_heap_resize(gi_heap *heap, void *block, size_t old_bytes, size_t new_bytes);
size_t gi_heap_prefix_bytes(const gi_heap *heap);
size_t gi_heap_mark_bytes(const gi_heap *heap);

#endif
