/*
 * pattern.h — Lua patterns with a bound on the work they can cause. Knows nothing of Lua states.
 *
 * A pattern is compiled to a row of items, run with an explicit trail of choices. Once a search turns out to be long,
 * every choice is made at most once per position: time is linear in the subject for each pattern without
 * back-references. All of it is charged to the caller, so a back-reference that backtracks for ever runs out of fuel.
 *
 * Differs from the stock library in these points only: a malformed pattern fails always, not just when matching gets
 * that far; letters of classes and cases are those of ASCII; "%z" is the letter z; sizes are bounded as below.
 *
 * Units:   positions are byte offsets from 0; one unit of fuel is about one VM instruction.
 * Errors:  pattern_invalid.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_SCRIPT_PATTERN_H
#define GAIT_SCRIPT_PATTERN_H

#include <gait/error.h>
#include <gait/str.h>

enum { GI_PATTERN_CAPTURES = 32, GI_PATTERN_ITEMS = 256, GI_PATTERN_SETS = 64 };

typedef struct gi_byte_set {
    uint64_t word[4];
} gi_byte_set;

typedef enum gi_pattern_kind {
    GI_ITEM_END,
    GI_ITEM_BYTE,      /* this byte: a */
    GI_ITEM_ANY,       /* any byte */
    GI_ITEM_SET,       /* a byte of set a */
    GI_ITEM_OPEN,      /* capture a begins */
    GI_ITEM_CLOSE,     /* capture a ends */
    GI_ITEM_POSITION,  /* capture a is the position */
    GI_ITEM_BALANCED,  /* from a to the b that balances it */
    GI_ITEM_FRONTIER,  /* between a byte outside set a and one inside */
    GI_ITEM_REFERENCE, /* the text of capture a again */
    GI_ITEM_FINISH     /* the end of the subject */
} gi_pattern_kind;

typedef struct gi_pattern_item {
    uint8_t kind;   /* gi_pattern_kind */
    uint8_t repeat; /* '*', '-', '?' or 0; only for BYTE, ANY and SET */
    uint8_t a, b;
} gi_pattern_item;

typedef struct gi_pattern {
    size_t item_count; /* the END item included */
    size_t set_count;
    size_t capture_count;
    bool anchored;
    bool has_reference;
    gi_pattern_item items[GI_PATTERN_ITEMS];
    gi_byte_set sets[GI_PATTERN_SETS];
} gi_pattern;

/* caret: whether '^' in front anchors; otherwise it is an ordinary byte, as gmatch has it. */
GAIT_NODISCARD bool gi_pattern_compile(gi_pattern *out, gait_str text, bool caret, gait_error *err);

/* What a matcher asks of its caller. Both functions may leave by longjmp: a matcher owns nothing. */
typedef struct gi_match_host {
    void (*charge)(void *ctx, int64_t units);
    void *(*allocate)(void *ctx, size_t bytes); /* never NULL; lives as long as the matcher */
    void *ctx;
} gi_match_host;

#define GI_CAPTURE_POSITION UINT32_MAX /* as a length: only the start counts */

typedef struct gi_capture {
    uint32_t start, len;
} gi_capture;

/* One choice to come back to, or a range of them. Fields are private to pattern_run.c. */
typedef struct gi_match_trail {
    uint8_t item, kind;
    uint32_t x, y;
} gi_match_trail;

typedef struct gi_matcher {
    const gi_pattern *pattern;
    gait_str subject;
    gi_match_host host;
    gi_capture captures[GI_PATTERN_CAPTURES]; /* valid after a match, capture_count of them */
    /* private to pattern_run.c */
    size_t item, position, depth;
    int64_t steps, charged_steps;
    bool remembers;
    void *notes
        [GI_PATTERN_ITEMS]; /* a bit (items with a repeat) or a partner (BALANCED) per position */
    gi_match_trail trail[GI_PATTERN_ITEMS]; /* each item has one entry at most */
} gi_matcher;

/* Pattern and subject are borrowed; a subject is shorter than 4 GiB (every text here is, see limits.h). */
void gi_matcher_init(gi_matcher *m, const gi_pattern *pattern, gait_str subject,
                     gi_match_host host);
/*
 * Tries to match at start exactly (0 to the subject's length). Starts must not decrease between calls; after a match
 * was taken, call gi_matcher_resume before going on from its end.
 */
bool gi_matcher_at(gi_matcher *m, size_t start, size_t *end);
void gi_matcher_resume(gi_matcher *m, size_t end);
/* The first match at start or later, only at start when anchored. */
bool gi_matcher_search(gi_matcher *m, size_t *start, size_t *end);
void gi_matcher_settle(gi_matcher *m); /* charges what is still open */

#ifdef GAIT_TEST
extern bool gi_matcher_remembers_at_once; /* as if every search were a long one */
#endif

#endif
