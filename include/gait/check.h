/*
 * check.h — what can be proved about policy packs without an intent, because their conditions are data.
 *
 * A finding is a mistake (error), something that is hardly what its author meant (warning), or something said on
 * purpose that a reviewer should see (note). What is claimed of a rule holds of every intent; where that is not
 * certain nothing is said.
 *
 * Owner:   everything lives in the arena.
 * Source:  docs/check.md lists every finding.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_CHECK_H
#define GAIT_CHECK_H

#include <gait/gate.h>

GAIT_BEGIN

typedef enum gait_check_severity {
    GAIT_CHECK_NOTE,
    GAIT_CHECK_WARNING,
    GAIT_CHECK_ERROR,
    GAIT_CHECK_SEVERITY_COUNT
} gait_check_severity;
GAIT_API const char *gait_check_severity_name(gait_check_severity severity);

typedef struct gait_check_place {
    gait_str rule; /* its id; empty: the pack itself */
    gait_str file; /* as a caller would open it; empty for a pack that was not read */
    int line;      /* 0: not known */
} gait_check_place;

typedef struct gait_check_finding {
    const char *code; /* of docs/check.md, or of docs/errors.md when the pack did not load */
    gait_check_severity severity;
    bool accepted; /* a warning that the request accepts: severity is note */
    gait_str pack; /* its id; as it was named when it did not load */
    gait_check_place place;
    gait_str key; /* the part of the declaration, like "match.args.amount"; may be empty */
    gait_str message;
    const char *why, *fix;
    gait_check_place *related; /* other rules that the finding is about */
    size_t related_count;
} gait_check_finding;

typedef struct gait_check_request {
    const gait_policy_source *packs; /* each is checked by itself */
    size_t pack_count;
    int64_t now_unix_ns;       /* for windows that are past */
    const char *const *accept; /* warnings that are meant: "CODE", or "CODE:RULE" for one rule */
    size_t accept_count;
    gait_str last_words; /* as in gait_gate_request */
} gait_check_request;

typedef struct gait_check_report {
    gait_check_finding *findings; /* by pack as given, then file, line, code */
    size_t finding_count;
    size_t counts[GAIT_CHECK_SEVERITY_COUNT];
    size_t pack_count, loaded_count, rule_count, override_count;
    size_t *accept_uses; /* how many warnings each of request->accept stands for */
} gait_check_report;

/*
 * False only when the work itself fails; a pack that does not load is a finding of severity error.
 * Errors: flag_value_invalid (accept names no warning), those of gait_policy_load that are not the pack's own.
 */
GAIT_API GAIT_NODISCARD bool gait_policy_check(gait_arena *arena, const gait_check_request *request,
                                               gait_check_report *report, gait_error *err);

/* Every finding that there is, for documentation: ends with a row without a code. */
typedef struct gait_check_kind {
    const char *code;
    gait_check_severity severity;
    const char *why, *fix;
} gait_check_kind;
GAIT_API const gait_check_kind *gait_check_kinds(void);

GAIT_END
#endif
