/* require.c — what packs demand of an intent before any rule is asked. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/deciding.h"
#include "gate/words.h"

static bool lacks(const gait_intent *intent, gait_str field)
{
    if (gait_str_is(field, "targets"))
        return intent->target_count == 0;
    if (gait_str_is(field, "arg_provenance"))
        return intent->provenance_count == 0;
    if (gait_str_is(field, "credential_source"))
        return intent->credential_source.len == 0;
    if (gait_str_is(field, "env"))
        return intent->environment.len == 0;
    if (gait_str_is(field, "phase"))
        return intent->phase.len == 0;
    if (gait_str_is(field, "session"))
        return intent->session.len == 0;
    if (gait_str_is(field, "skill_publisher"))
        return intent->skill_publisher.len == 0;
    return true; /* what is not read here is not known to be there */
}

/* A risk class that is none of the four is not known to be a lesser one: what is required of any is required of it. */
static bool is_required(const gi_pack_state *pack, gait_str risk)
{
    const gi_requirement *require = &pack->require;
    bool known = pack->combine == GI_TIERS; /* there classes are any words */
    if (require->fields.count == 0 || require->risks.count == 0)
        return require->fields.count > 0;
    for (size_t i = 0; gi_risks[i] != NULL; i++)
        known = known || gait_str_is(risk, gi_risks[i]);
    return !known || gi_texts_have(&require->risks, risk);
}

void gi_require_check(const gi_deciding *d, const gait_intent *intent, gi_ruling *out)
{
    for (size_t p = 0; p < d->policy->pack_count; p++) {
        const gi_requirement *require = &d->policy->packs[p]->require;
        if (!is_required(d->policy->packs[p], intent->risk))
            continue;
        out->missing.items =
            gait_arena_grow(d->arena, out->missing.items, out->missing.count,
                            out->missing.count + require->fields.count, sizeof(gait_str));
        for (size_t i = 0; i < require->fields.count; i++) {
            gait_str field = require->fields.items[i];
            if (lacks(intent, field) && !gi_texts_have(&out->missing, field))
                out->missing.items[out->missing.count++] = field;
        }
    }
}
