/*
 * trace_members.h — which members a trace has, and whether each is well formed.
 *
 * Errors:  trace_invalid.
 * Source:  docs/trace.md.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_GATE_TRACE_MEMBERS_H
#define GAIT_GATE_TRACE_MEMBERS_H

#include <gait/json.h>

typedef struct gi_members gi_members;

typedef enum gi_member_kind {
    GI_MEMBER_TEXT, /* not empty */
    GI_MEMBER_ANY_TEXT,
    GI_MEMBER_HEX_24,
    GI_MEMBER_HEX_32,
    GI_MEMBER_HEX_64,
    GI_MEMBER_TIME,
    GI_MEMBER_VERDICT,
    GI_MEMBER_DIGEST_KIND,
    GI_MEMBER_CODE,
    GI_MEMBER_TRUST, /* of a pack */
    GI_MEMBER_LIST,  /* of texts */
    GI_MEMBER_SET,   /* of texts: none empty, sorted, unique */
    GI_MEMBER_FLAG,
    GI_MEMBER_COUNT, /* an integer from 1 */
    GI_MEMBER_WHOLE, /* an integer from 0 */
    GI_MEMBER_MILLISECONDS,
    GI_MEMBER_OBJECT,   /* with the inner members */
    GI_MEMBER_OBJECTS,  /* a list of them, not empty */
    GI_MEMBER_SIGNATURE /* gait_record_verify looks at it */
} gi_member_kind;

typedef struct gi_member {
    const char *name;
    gi_member_kind kind;
    bool required;
    const gi_members *inner; /* OBJECT, OBJECTS */
} gi_member;

struct gi_members {
    const gi_member *rows;
    size_t count;
};

extern const gi_members gi_trace_members; /* of version 2.0.0 */
extern const gi_members
    gi_trace_members_1; /* of 1.0.0; what is optional may be present and empty */

/* Exactly these members, each well formed. */
GAIT_NODISCARD bool gi_members_check(const gait_json *trace, const gi_members *members,
                                     gait_error *err);

#endif
