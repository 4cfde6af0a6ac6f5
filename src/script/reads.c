/* SPDX-License-Identifier: Apache-2.0 */
#include "script/reads.h"

#include <gait/buf.h>

#include <stdlib.h>
#include <string.h>

enum { NAME_BYTES = 128, PATH_BYTES = 512, PATH_NODES = 64 };

void gi_reads_begin(gi_reads *reads, gait_arena *arena)
{
    *reads = (gi_reads){ .arena = arena, .last = GI_READS_NONE };
}

static uint32_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0x9E3779B97F4A7C15);
    return (uint32_t)(hash >> 32);
}

/* By what stands in the argument, not by address, so that nothing here depends on where memory lies. */
static uint32_t hash_of(const gi_read_node *node)
{
    uint32_t hash = mix(node->parent, node->index);
    for (size_t i = 0; i < node->name.len; i++)
        hash = mix(hash, (unsigned char)node->name.ptr[i]);
    return hash;
}

static bool same(const gi_read_node *a, const gi_read_node *b)
{
    return a->parent == b->parent && a->index == b->index && gait_str_equal(a->name, b->name);
}

static uint32_t add(gi_reads *reads, const gi_read_node *node, uint32_t slot)
{
    if (reads->count == GI_READS_MAX) {
        reads->full = true;
        return GI_READS_NONE;
    }
    if (reads->count == reads->capacity) {
        uint32_t capacity = reads->capacity == 0 ? 16 : reads->capacity * 2;
        reads->nodes = gait_arena_grow(reads->arena, reads->nodes, reads->capacity, capacity,
                                       sizeof *reads->nodes);
        reads->capacity = capacity;
    }
    gi_read_node *stored = &reads->nodes[reads->count++];
    *stored = *node;
    stored->name = gait_arena_str(reads->arena, node->name);
    reads->slots[slot] = (uint16_t)reads->count;
    reads->last = reads->count - 1;
    return reads->last;
}

static uint32_t find_or_add(gi_reads *reads, const gi_read_node *wanted)
{
    if (reads->slots == NULL)
        reads->slots = gait_arena_array(reads->arena, GI_READS_SLOTS, sizeof *reads->slots);
    uint32_t slot = hash_of(wanted) % GI_READS_SLOTS;
    while (reads->slots[slot] != 0) {
        uint32_t node = reads->slots[slot] - 1u;
        if (same(&reads->nodes[node], wanted)) {
            reads->last = node;
            return node;
        }
        slot = (slot + 1) % GI_READS_SLOTS;
    }
    return add(reads, wanted, slot);
}

uint32_t gi_reads_root(gi_reads *reads, gait_str path, const gait_json *value)
{
    gi_read_node node = { .parent = GI_READS_NONE, .name = path, .value = value };
    return reads->blind ? GI_READS_NONE : find_or_add(reads, &node);
}

static uint32_t child(gi_reads *reads, const gi_read_node *node)
{
    if (node->parent == GI_READS_NONE)
        return GI_READS_NONE;
    reads->nodes[node->parent].inner = true;
    return find_or_add(reads, node);
}

uint32_t gi_reads_member(gi_reads *reads, uint32_t parent, gait_str name, const gait_json *value)
{
    gi_read_node node = { .parent = parent,
                          .name = gait_str_first(name, NAME_BYTES),
                          .value = value };
    reads->full = reads->full || name.len > NAME_BYTES; /* other names may begin like it */
    return child(reads, &node);
}

uint32_t gi_reads_element(gi_reads *reads, uint32_t parent, size_t index, const gait_json *value)
{
    gi_read_node node = { .parent = parent, .index = index, .value = value };
    return child(reads, &node);
}

void gi_reads_mark(gi_reads *reads, uint32_t node)
{
    if (node != GI_READS_NONE)
        reads->nodes[node].direct = true;
}

void gi_reads_take(gi_reads *reads, uint32_t node)
{
    gi_reads_mark(reads, node);
    /* The whole argument has no path to be listed under. */
    reads->full =
        reads->full || node == GI_READS_NONE || reads->nodes[node].parent == GI_READS_NONE;
}

/* ---- paths ---- */

static bool is_plain_name(gait_str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        bool other = (c >= '0' && c <= '9') || c == '-';
        if (!letter && !other)
            return false;
    }
    return name.len > 0;
}

static void add_segment(gait_buf *path, const gi_read_node *node)
{
    if (node->index > 0) {
        gait_buf_add_format(path, "[%zu]", node->index);
        return;
    }
    if (is_plain_name(node->name)) {
        if (path->len > 0)
            gait_buf_add_char(path, '.');
        gait_buf_add(path, node->name);
        return;
    }
    gait_buf_add_cstr(path, "[\"");
    for (size_t i = 0; i < node->name.len; i++) {
        unsigned char c = (unsigned char)node->name.ptr[i];
        if (c < 0x20 || c >= 0x7F || c == '"' || c == '\\')
            gait_buf_add_format(path, "\\x%02X", c);
        else
            gait_buf_add_char(path, (char)c);
    }
    gait_buf_add_cstr(path, "\"]");
}

static gait_str path_of(const gi_reads *reads, uint32_t node)
{
    uint32_t chain[PATH_NODES];
    size_t depth = 0;
    gait_buf path;
    gait_buf_init(&path, reads->arena, PATH_BYTES);
    for (; node != GI_READS_NONE && depth < PATH_NODES; node = reads->nodes[node].parent)
        chain[depth++] = node;
    while (depth > 0) {
        const gi_read_node *at = &reads->nodes[chain[--depth]];
        if (at->parent == GI_READS_NONE)
            gait_buf_add(&path, at->name);
        else
            add_segment(&path, at);
    }
    return gait_buf_text(&path);
}

static int by_path(const void *a, const void *b)
{
    return gait_str_compare(((const gi_read *)a)->path, ((const gi_read *)b)->path);
}

gait_str gi_reads_last(const gi_reads *reads)
{
    return reads->last == GI_READS_NONE ? (gait_str){ NULL, 0 } : path_of(reads, reads->last);
}

size_t gi_reads_finish(gi_reads *reads, gi_read **out)
{
    size_t count = 0;
    *out = NULL;
    if (reads->count == 0)
        return 0;
    gi_read *kept = gait_arena_array(reads->arena, reads->count, sizeof *kept);
    size_t found = 0;
    for (uint32_t i = 0; i < reads->count; i++) {
        const gi_read_node *node = &reads->nodes[i];
        bool root = node->parent == GI_READS_NONE;
        if (node->direct || (!node->inner && !root)) {
            gait_str path = path_of(reads, i);
            if (path.len > 0)
                kept[found++] = (gi_read){ path, node->value };
        }
    }
    qsort(kept, found, sizeof *kept, by_path);
    for (size_t i = 0; i < found; i++)
        if (count == 0 || !gait_str_equal(kept[count - 1].path, kept[i].path))
            kept[count++] = kept[i];
    *out = kept;
    return count;
}
