/*
 * cases.c — one spec file: its host, and what one case says.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "author/cases.h"

#include "author/bind_cases.h"
#include "gate/policy.h"
#include "gate/vocabulary.h"

#include <gait/file.h>
#include <gait/limits.h>

enum { LONGEST_NAME = 128, MOST_APPROVALS = 100 };

/* Used where a case gives no time: a Monday, at noon. */
static const char default_now[] = "2026-01-05T12:00:00Z";

bool gi_case_name(const gi_decl *decl, gait_str text, const char *what)
{
    gait_json value = gait_json_string(text);
    gait_str ignored;
    if (!gi_decl_text(decl, &value, what, &ignored))
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (text.len > LONGEST_NAME || (unsigned char)text.ptr[i] < ' ' || text.ptr[i] == 0x7F)
            return gi_decl_fail(decl, "%s must be one line of at most %d bytes", what,
                                (int)LONGEST_NAME);
    return true;
}

/* ---- one case ---- */

static bool parse_verdict(const gi_decl *decl, const gait_json *value, gait_verdict *out)
{
    if (value == NULL)
        return gi_decl_fail(decl, "expect is missing: a case says which verdict it wants");
    return gi_decl_verdict(decl, value, "expect", out);
}

static bool parse_wanted(const gi_decl *decl, const gait_json *table, const char *key,
                         gi_wanted *out)
{
    const gait_json *value = gi_decl_get(table, key);
    *out = (gi_wanted){ .given = value != NULL };
    if (value == NULL)
        return true;
    out->whole = value->kind == GAIT_JSON_ARRAY;
    return gi_decl_texts(decl, value, key, &out->names);
}

static bool is_one_of(gait_str id, const char *const *ids)
{
    for (size_t i = 0; ids[i] != NULL; i++)
        if (gait_str_is(id, ids[i]))
            return true;
    return false;
}

static bool check_rule(const gi_decl *decl, const char *key, gait_str id, const gi_rule_ids *rules)
{
    return is_one_of(id, rules->all) ||
           gi_decl_fail(decl, "%s: the policy has no rule '%.*s'%s", key,
                        GAIT_STR_ARG(gait_str_first(id, LONGEST_NAME)),
                        gi_decl_hint(decl->arena, id, rules->all));
}

static bool parse_rules(const gi_decl *decl, const gait_json *table, const gi_rule_ids *rules,
                        gi_wanted *out)
{
    if (!parse_wanted(decl, table, "rule", out))
        return false;
    for (size_t i = 0; i < out->names.count; i++)
        if (!check_rule(decl, "rule", out->names.items[i], rules))
            return false;
    return true;
}

static bool parse_used(const gi_decl *decl, const gait_json *value, const gi_rule_ids *rules,
                       gi_case *out)
{
    if (value == NULL)
        return true;
    if (value->kind != GAIT_JSON_OBJECT || value->count == 0)
        return gi_decl_fail(decl, "used must be a table of counts by rule id");
    out->used = gait_arena_array(decl->arena, value->count, sizeof *out->used);
    for (size_t i = 0; i < value->count; i++) {
        const gait_json_member *member = &value->members[i];
        gi_used *one = &out->used[out->used_count++];
        one->rule = member->name;
        if (!check_rule(decl, "used", member->name, rules) ||
            !gi_decl_integer(decl, &member->value, "a count of used", 0, INT32_MAX, &one->count))
            return false;
        if (!is_one_of(member->name, rules->limited))
            return gi_decl_fail(decl, "used: rule '%.*s' has no limit", GAIT_STR_ARG(member->name));
    }
    return true;
}

/* Whole nanoseconds, as the time library counts them: more than a JSON number is trusted with. */
static bool read_ns(gait_str text, int64_t *out)
{
    bool negative = text.ptr[0] == '-';
    *out = 0;
    for (size_t i = negative ? 1 : 0; i < text.len; i++) {
        int digit = text.ptr[i] - '0';
        if (digit < 0 || digit > 9 || *out > (INT64_MAX - digit) / 10)
            return false;
        *out = *out * 10 + digit;
    }
    *out = negative ? -*out : *out;
    return true;
}

static bool parse_now(const gi_decl *decl, const gait_json *value, int64_t *out)
{
    if (value == NULL)
        return gait_time_parse(gait_str_of(default_now), out);
    bool valid = (value->kind == GAIT_JSON_STRING && gait_time_parse(value->text, out)) ||
                 (value->kind == GAIT_JSON_NUMBER && read_ns(value->text, out));
    return valid ||
           gi_decl_fail(decl, "now must be a time like \"%s\", or whole nanoseconds", default_now);
}

static bool parse_approvals(const gi_decl *decl, const gait_json *value, int *out)
{
    int64_t count = -1;
    if (value != NULL && !gi_decl_integer(decl, value, "approvals", 0, MOST_APPROVALS, &count))
        return false;
    *out = (int)count;
    return true;
}

static bool parse_expected(const gi_decl *decl, const gait_json *table, const gi_rule_ids *rules,
                           gi_case *out)
{
    return parse_verdict(decl, gi_decl_get(table, "expect"), &out->verdict) &&
           parse_rules(decl, table, rules, &out->rules) &&
           parse_wanted(decl, table, "reasons", &out->reasons) &&
           parse_wanted(decl, table, "violations", &out->violations) &&
           parse_approvals(decl, gi_decl_get(table, "approvals"), &out->approvals);
}

bool gi_case_circumstances(const gi_decl *decl, const gait_json *table, const gi_rule_ids *rules,
                           gi_case *out)
{
    return parse_now(decl, gi_decl_get(table, "now"), &out->now_unix_ns) &&
           parse_used(decl, gi_decl_get(table, "used"), rules, out);
}

bool gi_case_parse(const gi_decl *decl, const gait_json *table, const gi_rule_ids *rules,
                   gi_case *out)
{
    return gi_decl_table(decl, table, "", gi_vocabulary(GI_TABLE_CASE)) &&
           parse_expected(decl, table, rules, out) &&
           gi_case_circumstances(decl, table, rules, out) &&
           gi_case_intent(decl, table, &out->intent);
}

bool gi_call_parse(const gi_decl *decl, const gait_json *table, const gi_rule_ids *rules,
                   gi_case *out)
{
    static const char *const expected[] = { "approvals", "expect", "reasons", "rule",
                                            "violations" };
    if (!gi_decl_table(decl, table, "", gi_vocabulary(GI_TABLE_CASE)))
        return false;
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        if (gi_decl_get(table, expected[i]) != NULL)
            return gi_decl_fail(decl, "'%s' is no part of a call: it belongs to a case",
                                expected[i]);
    return gi_case_circumstances(decl, table, rules, out) &&
           gi_case_intent(decl, table, &out->intent);
}

gi_rule_ids gi_case_rules(gait_arena *arena, const gait_policy *policy)
{
    const char **all = gait_arena_array(arena, policy->rule_count + 1, sizeof *all);
    const char **limited = gait_arena_array(arena, policy->rule_count + 1, sizeof *limited);
    for (size_t i = 0, n = 0; i < policy->rule_count; i++) {
        all[i] = gait_arena_cstr(arena, policy->rules[i]->id);
        if (policy->rules[i]->limit_count > 0)
            limited[n++] = all[i];
    }
    return (gi_rule_ids){ all, limited };
}

/* What a case does not name was not used. */
static bool used(void *ctx, const gait_limit *limit, int64_t *out)
{
    const gi_case *one = ctx;
    *out = 0;
    for (size_t i = 0; i < one->used_count; i++)
        if (gait_str_equal(one->used[i].rule, limit->rule))
            *out = one->used[i].count;
    return true;
}

gait_counts gi_case_counts(gi_case *one)
{
    return (gait_counts){ one, used };
}

/* ---- one file ---- */

static bool run_failed(const gi_spec *spec, const gi_run *run, gait_error *err)
{
    gait_code code = run->stop == GI_STOP_INTERNAL ? GAIT_E_internal : GAIT_E_tests_invalid;
    gait_str what = run->message.len > 0 ? run->message : gait_str_of(gi_stop_name(run->stop));
    if (run->file.len == 0)
        return gait_fail(err, code, "%.*s: %.*s", GAIT_STR_ARG(spec->name), GAIT_STR_ARG(what));
    return gait_fail(err, code, "%.*s:%d: %.*s", GAIT_STR_ARG(run->file), run->line,
                     GAIT_STR_ARG(what));
}

static bool conclude(const gi_spec_reading *reading, const gi_run *run, gait_error *err)
{
    const gi_spec *spec = reading->spec;
    bool stopped = run->stop != GI_RAN && run->stop != GI_STOP_ERROR;
    if (!stopped && reading->failure.code != GAIT_OK) {
        *err = reading->failure;
        return false;
    }
    if (run->stop != GI_RAN)
        return run_failed(spec, run, err);
    if (reading->open > 0)
        return gait_fail(err, GAIT_E_tests_invalid,
                         "%.*s: a group of cases was begun and has no table: write cases \"name\" "
                         "{ … }",
                         GAIT_STR_ARG(spec->name));
    if (reading->cases->count == reading->first)
        return gait_fail(err, GAIT_E_tests_invalid, "%.*s: declares no cases",
                         GAIT_STR_ARG(spec->name));
    return true;
}

bool gi_cases_read(gait_arena *arena, const gi_spec *spec, const gi_rule_ids *rules,
                   gi_case_list *out, gait_error *err)
{
    gi_spec_reading reading = { .arena = arena,
                                .spec = spec,
                                .rules = rules,
                                .cases = out,
                                .first = out->count,
                                .failure = GAIT_ERROR_INIT };
    const gi_host_config config = {
        .profile = GI_PROFILE_GATE,
        .budget = { GAIT_LIMIT_LOAD_FUEL, GAIT_LIMIT_LOAD_MEMORY_BYTES,
                    GAIT_LIMIT_LOAD_MEMORY_BYTES / 4, GAIT_LIMIT_SCRIPT_STRING_BYTES },
        .hash_seed = gi_host_seed(spec->source),
        .expired = gait_alarm_expired(),
        .room_bindings = gi_spec_bindings(),
        .room = &reading,
        .max_bytes = GAIT_LIMIT_LOAD_MEMORY_BYTES,
    };
    gi_host *host;
    gi_run run;
    if (!gi_host_open(&config, &host, err))
        return false;
    gi_host_run_chunk(host, arena, spec->source, spec->name, &run);
    gi_host_close(host);
    return conclude(&reading, &run, err);
}
