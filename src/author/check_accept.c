/* check_accept.c — warnings that are meant. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "author/checking.h"

static gait_str code_of(const char *accept)
{
    gait_str text = gait_str_of(accept);
    return gait_str_first(text, gait_str_find(text, GAIT_STR(":")));
}

static bool accepts(const char *accept, const gait_check_finding *finding)
{
    gait_str code = code_of(accept);
    gait_str rule = gait_str_from(gait_str_of(accept), code.len);
    return finding->severity == GAIT_CHECK_WARNING && gait_str_is(code, finding->code) &&
           (rule.len == 0 || gait_str_equal(gait_str_from(rule, 1), finding->place.rule));
}

bool gi_check_accept_known(gait_arena *arena, const gait_check_request *request, gait_error *err)
{
    const gait_check_kind *kinds = gait_check_kinds();
    size_t all = 0;
    size_t count = 0;
    while (kinds[all].code != NULL)
        all++;
    const char **names = gait_arena_array(arena, all + 1, sizeof *names);
    for (size_t i = 0; i < all; i++)
        if (kinds[i].severity == GAIT_CHECK_WARNING)
            names[count++] = kinds[i].code;
    for (size_t i = 0; i < request->accept_count; i++) {
        gait_str code = code_of(request->accept[i]);
        bool known = false;
        for (size_t k = 0; k < count; k++)
            known = known || gait_str_is(code, names[k]);
        if (!known)
            return gait_fail(err, GAIT_E_flag_value_invalid,
                             "no warning has the code that is to be "
                             "accepted%s",
                             gi_decl_hint(arena, code, names));
    }
    return true;
}

void gi_check_accept(const gait_check_request *request, gait_check_report *report)
{
    for (size_t i = 0; i < report->finding_count; i++) {
        gait_check_finding *finding = &report->findings[i];
        for (size_t k = 0; k < request->accept_count && !finding->accepted; k++) {
            if (!accepts(request->accept[k], finding))
                continue;
            report->accept_uses[k]++;
            report->counts[GAIT_CHECK_WARNING]--;
            report->counts[GAIT_CHECK_NOTE]++;
            finding->accepted = true;
            finding->severity = GAIT_CHECK_NOTE;
        }
    }
}
