/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/match.h"

#include "gate/vocabulary.h"
#include "gate/words.h"

#include "base/glob.h"
#include "base/pathlex.h"

#include <stdlib.h>
#include <string.h>

/* Conditions of a match table that are neither scalars nor over arguments: during outside tainted_by target. */
enum { OTHER_FIELDS = 4 };

/* How the texts of one scalar condition are checked at load and compared. */
typedef struct scalar_rule {
    const char *name;
    const char *const *allowed; /* an enumeration, or NULL */
    char separator;             /* of patterns; 0: enumeration or path prefix */
    bool lower;                 /* the intent's value is lower-case */
} scalar_rule;

static const scalar_rule scalar_rules[GI_FIELD_COUNT] = {
    [GI_FIELD_TOOL] = { "tool", NULL, '.', true },
    [GI_FIELD_IDENTITY] = { "identity", NULL, '/', false },
    [GI_FIELD_WORKSPACE] = { "workspace", NULL, 0, false },
    [GI_FIELD_ENV] = { "env", NULL, '/', false },
    [GI_FIELD_RISK] = { "risk", gi_risks, 0, true },
    [GI_FIELD_PHASE] = { "phase", gi_phases, 0, true },
    [GI_FIELD_SESSION] = { "session", NULL, '/', false },
    [GI_FIELD_CREDENTIAL_SOURCE] = { "credential_source", gi_credential_sources, 0, true },
    [GI_FIELD_SKILL_PUBLISHER] = { "skill_publisher", NULL, '/', false },
};

gi_tri gi_unknown(gi_reading *reading, const char *cause)
{
    if (reading->cause == NULL)
        reading->cause = cause;
    return GI_UNKNOWN;
}

void gi_work(gi_reading *reading, gait_str text)
{
    reading->work += 1 + (int64_t)(text.len >> 8);
}

bool gi_patterns_check(const gi_decl *decl, const gi_texts *texts, const char *what)
{
    for (size_t i = 0; i < texts->count; i++) {
        gait_error why = GAIT_ERROR_INIT;
        if (gi_glob_has_wildcard(texts->items[i]) && !gi_glob_check(texts->items[i], &why))
            return gi_decl_fail(decl, "%s: %s", what, why.message);
    }
    return true;
}

bool gi_patterns_match(const gi_texts *texts, gait_str text, char separator, gi_reading *reading)
{
    for (size_t i = 0; i < texts->count; i++) {
        gi_work(reading, text);
        /* A name of any length is itself; patterns are bounded. */
        if (gait_str_equal(texts->items[i], text) || gi_glob(texts->items[i], text, separator))
            return true;
    }
    return false;
}

/* ---- scalars ---- */

static gait_str scalar_of(const gait_intent *intent, gi_scalar_field field)
{
    switch (field) {
    case GI_FIELD_TOOL:
        return intent->tool;
    case GI_FIELD_IDENTITY:
        return intent->identity;
    case GI_FIELD_WORKSPACE:
        return intent->workspace;
    case GI_FIELD_ENV:
        return intent->environment;
    case GI_FIELD_RISK:
        return intent->risk;
    case GI_FIELD_PHASE:
        return intent->phase;
    case GI_FIELD_SESSION:
        return intent->session;
    case GI_FIELD_CREDENTIAL_SOURCE:
        return intent->credential_source;
    case GI_FIELD_SKILL_PUBLISHER:
        return intent->skill_publisher;
    case GI_FIELD_COUNT:
        break;
    }
    return (gait_str){ NULL, 0 };
}

static gi_tri workspace_eval(const gi_texts *prefixes, gait_str workspace, gi_reading *reading)
{
    gi_tri result = GI_FALSE;
    for (size_t i = 0; i < prefixes->count; i++) {
        gi_work(reading, workspace);
        if (reading->contract) {
            result = gi_tri_or(result, gi_tri_of(gait_str_starts(workspace, prefixes->items[i])));
            continue;
        }
        gi_tri one = gi_path_under(workspace, prefixes->items[i]);
        if (one == GI_UNKNOWN)
            one = gi_unknown(reading, GI_CAUSE_PATH);
        result = gi_tri_or(result, one);
    }
    return result;
}

static bool is_allowed(const scalar_rule *rule, gait_str text)
{
    for (size_t i = 0; rule->allowed != NULL && rule->allowed[i] != NULL; i++)
        if (gait_str_is(text, rule->allowed[i]))
            return true;
    return rule->allowed == NULL;
}

static bool has_text(const gi_texts *texts, gait_str text, gi_reading *reading)
{
    for (size_t i = 0; i < texts->count; i++) {
        gi_work(reading, text);
        if (gait_str_equal(texts->items[i], text))
            return true;
    }
    return false;
}

static gi_tri scalar_eval(const gi_condition *condition, gi_reading *reading)
{
    gait_str text = scalar_of(reading->intent, condition->scalar);
    if (text.len == 0)
        return gi_unknown(reading, GI_CAUSE_MISSING);
    if (condition->scalar == GI_FIELD_WORKSPACE)
        return workspace_eval(&condition->texts, text, reading);
    const scalar_rule *rule = &scalar_rules[condition->scalar];
    if (condition->literal)
        return gi_tri_of(has_text(&condition->texts, text, reading));
    if (gi_patterns_match(&condition->texts, text, rule->separator, reading))
        return GI_TRUE;
    if (reading->contract && condition->scalar == GI_FIELD_RISK)
        return GI_FALSE;
    /* A risk class that nobody knows is not known to be another one. */
    return is_allowed(rule, text) ? GI_FALSE : gi_unknown(reading, GI_CAUSE_TYPE);
}

static bool check_prefixes(const gi_decl *decl, const gi_texts *texts)
{
    for (size_t i = 0; i < texts->count; i++) {
        gait_str text = texts->items[i];
        if (gi_glob_has_wildcard(text))
            return gi_decl_fail(decl, "match.workspace takes path prefixes, not patterns");
        if (text.ptr != NULL && memchr(text.ptr, '\\', text.len) != NULL)
            return gi_decl_fail(decl, "match.workspace can never match: write '/' for '\\'");
        if (gi_path_climbs(text))
            return gi_decl_fail(decl, "match.workspace climbs above its start with '..'");
    }
    return true;
}

static bool scalar_check(const gi_decl *decl, gi_scalar_field field, const gi_texts *texts,
                         const char *what)
{
    const scalar_rule *rule = &scalar_rules[field];
    if (rule->allowed != NULL)
        return field == GI_FIELD_RISK ? gi_decl_words(decl, texts, what, rule->allowed)
                                      : gi_decl_one_of(decl, texts, what, rule->allowed);
    if (field == GI_FIELD_WORKSPACE)
        return decl->contract || check_prefixes(decl, texts);
    if (rule->lower && !gi_decl_lower(decl, texts, what))
        return false;
    return decl->literal || gi_patterns_check(decl, texts, what);
}

/* ---- provenance ---- */

static gi_tri taint_eval(const gi_condition *condition, gi_reading *reading)
{
    const gait_intent *intent = reading->intent;
    for (size_t i = 0; i < intent->provenance_count; i++) {
        const gi_provenance *one = &intent->provenance[i];
        gi_work(reading, one->arg_path);
        if (condition->arg_path.len > 0 && !gait_str_equal(condition->arg_path, one->arg_path))
            continue;
        for (size_t k = 0; k < condition->texts.count; k++)
            if (gait_str_equal(condition->texts.items[k], one->source))
                return GI_TRUE;
    }
    return GI_FALSE;
}

static bool taint_compile(const gi_decl *decl, const gait_json *value, gi_condition *out)
{
    const gait_json *list = value;
    if (value->kind == GAIT_JSON_OBJECT && value->count > 0) {
        if (!gi_decl_table(decl, value, "match.tainted_by", gi_vocabulary(GI_TABLE_TAINT)))
            return false;
        list = gait_json_get(value, GAIT_STR("source"));
        const gait_json *arg = gait_json_get(value, GAIT_STR("arg"));
        if (list == NULL)
            return gi_decl_fail(decl, "match.tainted_by.source is missing");
        if (arg != NULL && !gi_decl_text(decl, arg, "match.tainted_by.arg", &out->arg_path))
            return false;
    }
    return gi_decl_texts(decl, list, "match.tainted_by", &out->texts) &&
           gi_decl_words(decl, &out->texts, "match.tainted_by", gi_provenance_sources);
}

/* ---- the whole table ---- */

static gi_condition *add(const gi_decl *decl, gi_match *match, gi_condition_kind kind,
                         const char *name)
{
    gi_condition *condition = &match->conditions[match->count++];
    condition->kind = kind;
    condition->name = gait_arena_format(decl->arena, "match.%s", name);
    return condition;
}

static void reads(const gi_decl *decl, gi_condition *condition, gait_str field)
{
    condition->fields = gait_arena_array(decl->arena, 1, sizeof *condition->fields);
    condition->fields[0] = field;
    condition->field_count = 1;
}

static bool add_scalars(const gi_decl *decl, const gait_json *table, gi_match *out)
{
    for (int i = 0; i < GI_FIELD_COUNT; i++) {
        const char *name = scalar_rules[i].name;
        const gait_json *value = gait_json_get(table, gait_str_of(name));
        if (value == NULL)
            continue;
        gi_condition *condition = add(decl, out, GI_CONDITION_SCALAR, name);
        condition->scalar = (gi_scalar_field)i;
        condition->literal = decl->literal;
        reads(decl, condition, gait_str_of(name));
        if (!gi_decl_texts(decl, value, condition->name.ptr, &condition->texts) ||
            !scalar_check(decl, condition->scalar, &condition->texts, condition->name.ptr))
            return false;
    }
    return true;
}

static int by_name(const void *a, const void *b)
{
    return gait_str_compare((*(gait_json_member *const *)a)->name,
                            (*(gait_json_member *const *)b)->name);
}

static bool add_args(const gi_decl *decl, const gait_json *args, gi_match *out)
{
    if (args == NULL)
        return true;
    if (args->kind != GAIT_JSON_OBJECT || args->count == 0)
        return gi_decl_fail(decl, "match.args must be a table of paths and their conditions");
    gait_json_member **sorted = gait_arena_array(decl->arena, args->count, sizeof *sorted);
    for (size_t i = 0; i < args->count; i++)
        sorted[i] = &args->members[i];
    qsort(sorted, args->count, sizeof *sorted, by_name);
    for (size_t i = 0; i < args->count; i++) {
        gait_str path = sorted[i]->name;
        gait_str field = gait_arena_format(decl->arena, "args.%.*s", GAIT_STR_ARG(path));
        gi_condition *condition = add(decl, out, GI_CONDITION_ARG, field.ptr);
        reads(decl, condition, field);
        if (!gi_arg_compile(decl, path, &sorted[i]->value, &condition->arg))
            return false;
    }
    return true;
}

static bool add_target(const gi_decl *decl, const gait_json *table, const char *name, gi_match *out)
{
    const gi_target_match *target;
    gi_texts fields;
    if (!gi_target_compile(decl, table, &target, &fields))
        return false;
    if (target == NULL)
        return true;
    gi_condition *condition = add(decl, out, GI_CONDITION_TARGET, name);
    condition->target = target;
    condition->fields = fields.items;
    condition->field_count = fields.count;
    return true;
}

/* A list of target tables is a condition each: every one may be met by a target of its own. */
static bool add_targets(const gi_decl *decl, const gait_json *table, gi_match *out)
{
    const gait_json *list = gait_json_get(table, GAIT_STR("target"));
    if (list == NULL || list->kind != GAIT_JSON_ARRAY)
        return add_target(decl, table, "target", out);
    for (size_t i = 0; i < list->count; i++) {
        gait_json *one = gait_json_new_object(decl->arena);
        gait_json_set(decl->arena, one, GAIT_STR("target"), list->items[i]);
        if (!add_target(decl, one, gait_arena_format(decl->arena, "target[%zu]", i + 1).ptr, out))
            return false;
    }
    gait_json *shorthands = gait_json_new_object(decl->arena);
    for (size_t i = 0; i < table->count; i++)
        if (!gait_str_is(table->members[i].name, "target"))
            gait_json_set(decl->arena, shorthands, table->members[i].name, table->members[i].value);
    return add_target(decl, shorthands, "target", out);
}

static bool add_taint(const gi_decl *decl, const gait_json *value, gi_match *out)
{
    if (value == NULL)
        return true;
    gi_condition *condition = add(decl, out, GI_CONDITION_TAINT, "tainted_by");
    reads(decl, condition, GAIT_STR("provenance"));
    return taint_compile(decl, value, condition);
}

static bool add_window(const gi_decl *decl, const gait_json *table, const char *name, gi_match *out)
{
    const gait_json *value = gait_json_get(table, gait_str_of(name));
    if (value == NULL)
        return true;
    gi_condition *condition = add(decl, out, GI_CONDITION_WINDOW, name);
    reads(decl, condition, GAIT_STR("now"));
    return gi_window_compile(decl, value, name, &condition->window);
}

static void find_tools(gi_match *match)
{
    match->tools_exact = true;
    if (match->count == 0 || match->conditions[0].kind != GI_CONDITION_SCALAR ||
        match->conditions[0].scalar != GI_FIELD_TOOL)
        return;
    match->tools = match->conditions[0].texts;
    for (size_t i = 0; i < match->tools.count; i++)
        if (!match->conditions[0].literal && gi_glob_has_wildcard(match->tools.items[i]))
            match->tools_exact = false;
}

bool gi_match_compile(const gi_decl *decl, const gait_json *table, gi_match *out)
{
    *out = (gi_match){ .tools_exact = true };
    if (table == NULL)
        return true;
    if (!gi_decl_table(decl, table, "match", gi_vocabulary(GI_TABLE_MATCH)))
        return false;
    const gait_json *args = gait_json_get(table, GAIT_STR("args"));
    const gait_json *target = gait_json_get(table, GAIT_STR("target"));
    size_t most = GI_FIELD_COUNT + OTHER_FIELDS + (args != NULL ? args->count : 0) +
                  (target != NULL ? target->count : 0);
    out->conditions = gait_arena_array(decl->arena, most, sizeof *out->conditions);
    if (!add_scalars(decl, table, out) || !add_window(decl, table, "during", out) ||
        !add_window(decl, table, "outside", out) ||
        !add_taint(decl, gait_json_get(table, GAIT_STR("tainted_by")), out) ||
        !add_targets(decl, table, out) || !add_args(decl, args, out))
        return false;
    find_tools(out);
    return true;
}

gi_tri gi_match_eval(const gi_condition *condition, gi_reading *reading)
{
    switch (condition->kind) {
    case GI_CONDITION_SCALAR:
        return scalar_eval(condition, reading);
    case GI_CONDITION_WINDOW:
        return gi_window_eval(condition->window, reading);
    case GI_CONDITION_TAINT:
        return taint_eval(condition, reading);
    case GI_CONDITION_TARGET:
        return gi_target_eval(condition->target, reading);
    case GI_CONDITION_ARG:
        return gi_arg_eval(condition->arg, reading);
    case GI_CONDITION_WHEN:
    case GI_CONDITION_UNLESS:
    case GI_CONDITION_LIMIT:
        break;
    }
    return gi_unknown(reading, GI_CAUSE_TYPE);
}
