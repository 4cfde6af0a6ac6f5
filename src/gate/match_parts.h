/*
 * match_parts.h — the compiled form of conditions over arguments, targets and time, for those who evaluate and those
 * who describe them.
 *
 * Owner:   as in match.h.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_GATE_MATCH_PARTS_H
#define GAIT_GATE_MATCH_PARTS_H

#include "gate/match.h"
#include "gate/number.h"
#include "net/host.h"
#include "sys/zone.h"

/* ---- arguments ---- */

typedef enum gi_segment_kind {
    GI_SEGMENT_NAME,
    GI_SEGMENT_INDEX,
    GI_SEGMENT_ANY,
    GI_SEGMENT_ALL
} gi_segment_kind;

typedef struct gi_segment {
    gi_segment_kind kind;
    gait_str name; /* NAME */
    size_t index;  /* INDEX, from 0 */
} gi_segment;

/* In the order of the vocabulary. */
typedef enum gi_operation {
    GI_OP_EXISTS,
    GI_OP_TYPE,
    GI_OP_EQ,
    GI_OP_NE,
    GI_OP_IN,
    GI_OP_NOT_IN,
    GI_OP_LT,
    GI_OP_LTE,
    GI_OP_GT,
    GI_OP_GTE,
    GI_OP_PREFIX,
    GI_OP_SUFFIX,
    GI_OP_CONTAINS,
    GI_OP_GLOB
} gi_operation;

typedef struct gi_operand {
    gait_json_kind kind; /* STRING, NUMBER or BOOL */
    gait_str text;
    gi_number number;
    bool boolean;
} gi_operand;

typedef struct gi_arg_test {
    gi_operation op;
    gi_operand *operands;
    size_t count;
} gi_arg_test;

struct gi_arg_match {
    gi_segment *path;
    size_t length;
    gi_arg_test *tests;
    size_t count;
};

/* ---- targets ---- */

struct gi_target_match {
    gi_texts kinds, operations, sensitivities, discoveries;
    gi_texts values, patterns, domains, roots;
    gi_texts networks;
    gi_net_cidr *cidrs; /* the same, parsed */
    bool destructive_given, destructive;
};

/* ---- time ---- */

typedef struct gi_moment {
    bool given;
    gait_str text;   /* as written */
    int64_t local_s; /* what the zone's clock shows then */
    int64_t unix_s;  /* the same as an instant, once the zone is there */
} gi_moment;

typedef struct gi_window {
    unsigned days;  /* bit 0 Monday to bit 6 Sunday */
    int start, end; /* second of the day; end before start: past midnight */
    gi_moment from, to;
    gait_str zone;
    const gi_tzif *rules; /* NULL: its data are not there, or do not say when from and to are */
} gi_window;

struct gi_window_match {
    bool outside; /* of every window; else during any */
    gi_window *windows;
    size_t count;
    gait_str text; /* "outside 09:00-17:30 Mon-Fri Europe/Berlin" */
};

/* Gives a compiled window the data of its zone. */
void gi_window_bind(gi_window *window, const gi_zone *zone);

#endif
