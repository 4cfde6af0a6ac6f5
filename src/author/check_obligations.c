/* check_obligations.c — limits and credentials. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "author/checking.h"

/* ---- limits ---- */

/* Whatever fills the looser window has filled the tighter one: it counts at least the same calls, for at least as long. */
static bool is_tighter(const gi_limit *tight, const gi_limit *loose)
{
    return tight->max <= loose->max && tight->seconds >= loose->seconds &&
           gi_texts_within(&tight->by, &loose->by);
}

void gi_check_limit_idle(gi_checking *checking)
{
    const gi_rule *rule = checking->rule;
    for (size_t i = 0; i < rule->limit_count; i++) {
        const gi_limit *loose = &rule->limits[i];
        for (size_t k = 0; k < rule->limit_count; k++) {
            const gi_limit *tight = &rule->limits[k];
            if (k == i || !is_tighter(tight, loose) || (k > i && is_tighter(loose, tight)))
                continue;
            gi_check_report(checking, "limit", NULL,
                            "%lld in %lld s is never full before %lld in %lld s",
                            (long long)loose->max, (long long)loose->seconds, (long long)tight->max,
                            (long long)tight->seconds);
            break;
        }
    }
}

void gi_check_limit_on_block(gi_checking *checking)
{
    const gi_rule *rule = checking->rule;
    if (rule->limit_count > 0 && rule->effect == GAIT_BLOCK && checking->pack->combine == GI_TIERS)
        gi_check_report(checking, "limit", NULL, "the limit changes nothing");
}

/* ---- credentials ---- */

static bool can_meet_both(gait_arena *arena, const gi_rule *a, const gi_rule *b)
{
    gait_credential sum = a->credential;
    return gi_credential_add(arena, &sum, &b->credential);
}

void gi_check_credential_conflict(gi_checking *checking)
{
    const gi_rule *rule = checking->rule;
    bool asks = rule->credential.wanted && checking->pack->combine == GI_STRICTEST;
    for (size_t i = 0; asks && i < checking->other_count; i++) {
        const gi_rule *other = checking->others[i];
        if (other->credential.wanted && !can_meet_both(checking->arena, rule, other) &&
            gi_rule_at_most(&checking->relating, rule, other) &&
            !gi_check_may_be_taken_away(checking, other, rule))
            gi_check_report(checking, "credential", other,
                            "rule '%.*s' applies wherever this one does and asks for another one",
                            GAIT_STR_ARG(other->name));
    }
}
