/* check_windows.c — when rules hold. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "author/checking.h"

#include "base/calendar.h"

enum { SECOND_NS = 1000000000, MINUTE_S = 60, FEW_DAYS = 8 };

typedef void visitor(gi_checking *checking, const gi_condition *condition, const gi_window *window);

static void each_window(gi_checking *checking, visitor *visit)
{
    const gi_rule *rule = checking->rule;
    for (size_t i = 0; i < rule->match.count; i++) {
        const gi_condition *condition = &rule->match.conditions[i];
        for (size_t k = 0; condition->kind == GI_CONDITION_WINDOW && k < condition->window->count;
             k++)
            visit(checking, condition, &condition->window->windows[k]);
    }
}

static void tell_past(gi_checking *checking, const gi_condition *condition, const gi_window *window)
{
    int64_t now_s = gi_floor_div(checking->now_unix_ns, SECOND_NS);
    if (window->rules != NULL && window->to.given && window->to.unix_s <= now_s)
        gi_check_report(checking, condition->name.ptr, NULL, "it closed at %.*s (%.*s)",
                        GAIT_STR_ARG(window->to.text), GAIT_STR_ARG(window->zone));
}

void gi_check_window_past(gi_checking *checking)
{
    each_window(checking, tell_past);
}

static bool is_open_at(gi_checking *checking, const gi_window *window, int64_t unix_s)
{
    gi_window copy = *window;
    const gi_window_match match = { .windows = &copy, .count = 1 };
    gi_reading reading = { .arena = checking->arena, .now_unix_ns = unix_s * SECOND_NS };
    return gi_window_eval(&match, &reading) != GI_FALSE;
}

/* Hours begin and end with minutes: one moment of each minute is enough, and the last one. */
static bool opens(gi_checking *checking, const gi_window *window)
{
    for (int64_t at = window->from.unix_s; at < window->to.unix_s; at += MINUTE_S)
        if (is_open_at(checking, window, at))
            return true;
    return is_open_at(checking, window, window->to.unix_s - 1);
}

static void tell_never_open(gi_checking *checking, const gi_condition *condition,
                            const gi_window *window)
{
    bool both = window->rules != NULL && window->from.given && window->to.given;
    if (both && window->to.unix_s - window->from.unix_s <= (int64_t)FEW_DAYS * GI_DAY_SECONDS &&
        !opens(checking, window))
        gi_check_report(checking, condition->name.ptr, NULL,
                        "from %.*s to %.*s it is never one of its days and hours",
                        GAIT_STR_ARG(window->from.text), GAIT_STR_ARG(window->to.text));
}

void gi_check_window_never_open(gi_checking *checking)
{
    each_window(checking, tell_never_open);
}

static void tell_missing(gi_checking *checking, const gi_condition *condition,
                         const gi_window *window)
{
    if (window->rules == NULL)
        gi_check_report(checking, condition->name.ptr, NULL,
                        "the zone '%.*s' is not on this machine", GAIT_STR_ARG(window->zone));
}

void gi_check_zone_missing(gi_checking *checking)
{
    each_window(checking, tell_missing);
}

void gi_check_declared_zone_missing(gi_checking *checking)
{
    const gi_zones *zones = &checking->policy->zones;
    for (size_t i = 0; i < zones->count; i++)
        if (zones->items[i]->rules == NULL &&
            gi_texts_have(&checking->pack->zones, zones->items[i]->name))
            gi_check_report(checking, "zones", NULL, "the zone '%.*s' is not on this machine",
                            GAIT_STR_ARG(zones->items[i]->name));
}
