/*
 * reads.h — which fields of the argument a run looked at.
 *
 * A tree of the nodes a script reached. A field counts as read when its value left as a scalar or as nothing, when
 * its length or members were asked for, when it was taken as a whole, or when nothing below it was looked at (it was
 * tested for presence).
 *
 * Owner:   the run's arena.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_SCRIPT_READS_H
#define GAIT_SCRIPT_READS_H

#include <gait/json.h>

enum { GI_READS_SLOTS = 1024, GI_READS_MAX = 512 };
#define GI_READS_NONE UINT32_MAX

/* One field that was read. */
typedef struct gi_read {
    gait_str path;          /* dotted: "args.amount", "targets[2].kind" */
    const gait_json *value; /* NULL: absent; a container when it was looked at itself */
} gi_read;

typedef struct gi_read_node {
    uint32_t parent;        /* GI_READS_NONE: a root */
    bool direct;            /* read itself */
    bool inner;             /* something below it was reached */
    gait_str name;          /* member name; for elements empty */
    size_t index;           /* element, from 1; 0 for members */
    const gait_json *value; /* NULL: absent */
} gi_read_node;

typedef struct gi_reads {
    gait_arena *arena;
    gi_read_node *nodes;
    uint32_t count;
    uint32_t capacity;
    uint16_t *slots; /* node + 1, hashed */
    uint32_t last;   /* the node reached last, or GI_READS_NONE */
    bool full;       /* more was read than is remembered */
    bool blind;      /* nothing is remembered */
} gi_reads;

void gi_reads_begin(gi_reads *reads, gait_arena *arena);
/* The node of a root, a member or an element; GI_READS_NONE when there are too many. value NULL: absent. */
uint32_t gi_reads_root(gi_reads *reads, gait_str path, const gait_json *value);
uint32_t gi_reads_member(gi_reads *reads, uint32_t parent, gait_str name, const gait_json *value);
uint32_t gi_reads_element(gi_reads *reads, uint32_t parent, size_t index, const gait_json *value);
void gi_reads_mark(gi_reads *reads, uint32_t node);
/* Read with all that is below it. */
void gi_reads_take(gi_reads *reads, uint32_t node);
/* What was read, sorted by path, unique. */
size_t gi_reads_finish(gi_reads *reads, gi_read **out);
/* The path of the node reached last; empty when there is none. */
gait_str gi_reads_last(const gi_reads *reads);

#endif
