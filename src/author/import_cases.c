/*
 * import_cases.c — for each rule of an imported policy a call that it decides, as a test.
 *
 * A call is made of what the rule's conditions name; where rules before it take that call, others of its tools, risk
 * classes and identities are tried. What is expected is what the YAML decides; a pack that decides otherwise is a bug and
 * is not written.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "author/cases.h"
#include "author/importing.h"
#include "author/lua_text.h"

#include <gait/limits.h>

enum { MOST_TRIES = 64, LONGEST_NAME = 100 };

/* One call while it is looked for. */
typedef struct attempt {
    gi_importing *importing;
    const gi_yaml_rule *rule; /* NULL: of the default */
    gi_rule_ids ids;
    size_t number;                /* of the try */
    const gi_yaml_dataflow *flow; /* that is to be met, or NULL */
    gait_json *table;
    gait_decision decision;
} attempt;

static void put_text(attempt *a, const char *name, gait_str text)
{
    gait_json_set(a->importing->arena, a->table, gait_str_of(name), gait_json_string(text));
}

/* One of the list, another with each try; false when there is none. */
static bool pick(const gi_texts *texts, size_t *number, gait_str *out)
{
    if (texts->count == 0)
        return false;
    *out = texts->items[*number % texts->count];
    *number /= texts->count;
    return true;
}

static const gi_yaml_match *match_of(const attempt *a)
{
    static const gi_yaml_match anything = { .tool_names = { NULL, 0 } };
    return a->rule == NULL ? &anything : &a->rule->match;
}

static void pick_context(attempt *a)
{
    static gait_str risks[] = { { "low", 3 }, { "medium", 6 }, { "high", 4 }, { "critical", 8 } };
    static const gi_texts usual = { risks, 4 };
    const gi_yaml_match *match = match_of(a);
    size_t number = a->number;
    gait_str text = GAIT_STR("imported.call");
    (void)pick(&match->tool_names, &number, &text);
    put_text(a, "tool", text);
    if (pick(match->risk_classes.count > 0 ? &match->risk_classes : &usual, &number, &text))
        put_text(a, "risk", text);
    if (pick(&match->identities, &number, &text))
        put_text(a, "identity", text);
    if (pick(&match->workspace_prefixes, &number, &text))
        put_text(a, "workspace", text);
}

/* ---- targets and provenance ---- */

static gait_str first(const gi_texts *texts, gait_str otherwise)
{
    return texts->count > 0 ? texts->items[0] : otherwise;
}

static void add_target(attempt *a, gait_json *list, const gi_texts *kinds, const gi_texts *values,
                       const gait_str more[2])
{
    static const char *const names[2] = { "operation", "sensitivity" };
    gait_arena *arena = a->importing->arena;
    gait_json *target = gait_json_new_object(arena);
    gait_json_set(arena, target, GAIT_STR("kind"),
                  gait_json_string(first(kinds, GAIT_STR("host"))));
    gait_json_set(arena, target, GAIT_STR("value"),
                  gait_json_string(first(values, GAIT_STR("imported.example"))));
    for (size_t i = 0; i < 2; i++)
        if (more[i].len > 0)
            gait_json_set(arena, target, gait_str_of(names[i]), gait_json_string(more[i]));
    gait_json_push(arena, list, *target);
}

static bool requires(const gi_yaml_policy *yaml, gait_str risk, const char *field)
{
    bool listed = false;
    bool wanted = false;
    for (size_t i = 0; i < yaml->fail_closed.risk_classes.count; i++)
        listed = listed || gait_str_equal(yaml->fail_closed.risk_classes.items[i], risk);
    for (size_t i = 0; i < yaml->fail_closed.required_fields.count; i++)
        wanted = wanted || gait_str_is(yaml->fail_closed.required_fields.items[i], field);
    return yaml->fail_closed.enabled && listed && wanted;
}

static bool is_required(const attempt *a, const char *field)
{
    return requires(&a->importing->yaml, gait_json_get(a->table, GAIT_STR("risk"))->text, field);
}

static void add_targets(attempt *a)
{
    gait_arena *arena = a->importing->arena;
    const gi_yaml_match *m = match_of(a);
    const gait_str empty = { NULL, 0 };
    gait_json *list = gait_json_new_array(arena);
    const gait_str class[2] = { empty, first(&m->data_classes, empty) };
    const gait_str operation[2] = { first(&m->destination_operations, empty), empty };
    if (m->target_kinds.count > 0 || m->target_values.count > 0 || class[1].len > 0)
        add_target(a, list, &m->target_kinds, &m->target_values, class);
    if (m->destination_kinds.count > 0 || m->destination_values.count > 0 || operation[0].len > 0)
        add_target(a, list, &m->destination_kinds, &m->destination_values, operation);
    if (a->flow != NULL) {
        const gait_str to[2] = { first(&a->flow->destination_operations, empty), empty };
        add_target(a, list, &a->flow->destination_kinds, &a->flow->destination_values, to);
    }
    if (list->count == 0 && is_required(a, "targets"))
        add_target(a, list, &m->target_kinds, &m->target_values, (gait_str[2]){ empty, empty });
    if (list->count > 0)
        gait_json_set(arena, a->table, GAIT_STR("targets"), *list);
}

static void add_provenance(attempt *a)
{
    gait_arena *arena = a->importing->arena;
    const gait_str empty = { NULL, 0 };
    gait_json *list = gait_json_new_array(arena);
    gait_str sources[] = { first(&match_of(a)->provenance_sources, empty), empty, empty };
    if (a->flow != NULL)
        sources[1] = first(&a->flow->tainted_sources, empty);
    if (sources[0].len == 0 && sources[1].len == 0 && is_required(a, "arg_provenance"))
        sources[2] = GAIT_STR("user");
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        gait_json *one = gait_json_new_object(arena);
        if (sources[i].len == 0)
            continue;
        gait_json_set(arena, one, GAIT_STR("arg"), gait_json_string(GAIT_STR("args.input")));
        gait_json_set(arena, one, GAIT_STR("source"), gait_json_string(sources[i]));
        gait_json_push(arena, list, *one);
    }
    if (list->count > 0)
        gait_json_set(arena, a->table, GAIT_STR("provenance"), *list);
}

/* ---- deciding ---- */

static bool same(const gait_str *a, size_t a_count, const gait_str *b, size_t b_count)
{
    bool equal = a_count == b_count;
    for (size_t i = 0; equal && i < a_count; i++)
        equal = gait_str_equal(a[i], b[i]);
    return equal;
}

static bool agree(const gait_decision *a, const gait_decision *b)
{
    return a->verdict == b->verdict && a->required_approvals == b->required_approvals &&
           a->distinct_approvers == b->distinct_approvers &&
           same(a->reason_codes, a->reason_count, b->reason_codes, b->reason_count) &&
           same(a->violations, a->violation_count, b->violations, b->violation_count);
}

/* False, without an error, when the call is none: a rule may ask for what no intent has. */
static bool decide(attempt *a)
{
    gait_arena *arena = a->importing->arena;
    gait_error refused = GAIT_ERROR_INIT;
    const gi_decl decl = { .arena = arena, .err = &refused, .where = GAIT_STR("case") };
    const gait_intent *intent;
    gi_case one = { .approvals = -1 };
    gait_decision before;
    if (!gi_call_parse(&decl, a->table, &a->ids, &one) ||
        !gait_intent_parse(arena, one.intent, GAIT_LIMIT_INTENT_BYTES, &intent, &refused))
        return false;
    const gait_counts counts = gi_case_counts(&one);
    const gait_decide_options options = { .now_unix_ns = one.now_unix_ns, .counts = &counts };
    gait_decide(arena, a->importing->before, intent, &options, &before);
    gait_decide(arena, a->importing->after, intent, &options, &a->decision);
    if (!agree(&before, &a->decision))
        gait_fail(a->importing->err, GAIT_E_internal,
                  "%s: the pack would decide otherwise than the YAML", a->importing->file);
    return true;
}

/* Without rules the default is one, see import_policy.c. */
static gait_str id_of_default(const gi_importing *importing)
{
    return importing->yaml.rule_count == 0 ? GAIT_STR("default") : GAIT_STR("");
}

/* False when no call of it exists, or with an error. The last call that was one stays, if none is decided by the rule. */
static bool find(attempt *a, bool *hit)
{
    bool found = false;
    *hit = false;
    for (a->number = 0; a->number < MOST_TRIES && !*hit; a->number++) {
        gait_json *kept = a->table;
        const gait_decision decided = a->decision;
        a->table = gait_json_new_object(a->importing->arena);
        pick_context(a);
        add_targets(a);
        add_provenance(a);
        bool ok = decide(a);
        if (a->importing->err->code != GAIT_OK)
            return false;
        gait_str wanted = a->rule != NULL ? a->rule->id : id_of_default(a->importing);
        *hit = ok && gait_str_equal(a->decision.rule, wanted);
        if (!*hit && found) {
            a->table = kept;
            a->decision = decided;
        }
        found = found || ok;
    }
    return found;
}

/* ---- writing ---- */

static void put_list(attempt *a, const char *name, const gait_str *items, size_t count)
{
    gait_arena *arena = a->importing->arena;
    gait_json *list = gait_json_new_array(arena);
    for (size_t i = 0; i < count; i++)
        gait_json_push(arena, list, gait_json_string(items[i]));
    if (count > 0)
        gait_json_set(arena, a->table, gait_str_of(name), *list);
}

static gait_str text_of(attempt *a, gait_str name, size_t number, bool hit)
{
    gait_arena *arena = a->importing->arena;
    const gait_decision *d = &a->decision;
    gait_buf buf;
    gait_buf_init(&buf, arena, GAIT_LIMIT_PACK_BYTES);
    put_text(a, "expect", gait_str_of(gait_verdict_name(d->verdict)));
    if (d->rule.len > 0)
        put_text(a, "rule", d->rule);
    put_list(a, "reasons", d->reason_codes, d->reason_count);
    put_list(a, "violations", d->violations, d->violation_count);
    if (d->required_approvals > 0)
        gait_json_set(arena, a->table, GAIT_STR("approvals"),
                      gait_json_integer(arena, d->required_approvals));
    if (!hit)
        gait_buf_add_cstr(
            &buf, "    -- No call was found that this rule decides: see what comes before it.\n");
    gait_buf_add_cstr(&buf, "    {\n        ");
    gi_lua_text(&buf,
                name.len <= LONGEST_NAME ? name : gait_arena_format(arena, "rule %zu", number + 1));
    gait_buf_add_cstr(&buf, ",\n");
    for (size_t i = 0; i < a->table->count; i++)
        gi_lua_member(&buf, &a->table->members[i], (size_t)2 * GI_LUA_INDENT);
    gait_buf_add_cstr(&buf, "    },\n");
    a->importing->case_count++;
    return gait_buf_text(&buf);
}

/* A case for the rule, and one more where its dataflow is met. */
static bool add_cases(attempt *a, size_t number, gi_import_parts *out)
{
    gait_arena *arena = a->importing->arena;
    bool flows = a->rule != NULL && a->rule->dataflow.enabled;
    for (int i = 0; i <= flows; i++) {
        bool hit;
        a->flow = i == 1 ? &a->rule->dataflow : NULL;
        a->table = NULL;
        gait_str name = a->rule == NULL ? GAIT_STR("the default") : a->rule->id;
        if (a->flow != NULL)
            name = gait_arena_format(arena, "%.*s, tainted", GAIT_STR_ARG(name));
        if (find(a, &hit) && (hit || a->rule != NULL))
            out->items[out->count++] = text_of(a, name, number, hit);
        if (a->importing->err->code != GAIT_OK)
            return false;
    }
    return true;
}

static gait_str file_text(const gi_importing *importing, gait_str cases, size_t part)
{
    return gait_arena_format(
        importing->arena,
        "-- A call for each rule and what %s decides of it, written by `gait policy import`.\n"
        "cases \"imported%s\" {\n%.*s}\n",
        importing->file, part == 0 ? "" : gait_arena_format(importing->arena, " %zu", part).ptr,
        GAIT_STR_ARG(cases));
}

bool gi_import_cases(gi_importing *importing)
{
    gait_arena *arena = importing->arena;
    const gi_yaml_policy *yaml = &importing->yaml;
    gi_import_parts cases = { NULL, 0 };
    gi_import_parts groups;
    attempt a = { .importing = importing, .ids = gi_case_rules(arena, importing->after) };
    cases.items = gait_arena_array(arena, 2 * yaml->rule_count + 2, sizeof *cases.items);
    for (size_t i = 0; i <= yaml->rule_count; i++) {
        a.rule = i < yaml->rule_count ? &yaml->rules[i] : NULL;
        a.number = 0;
        if (!add_cases(&a, i, &cases))
            return false;
    }
    if (!gi_import_group(importing, &cases, (size_t)LONGEST_NAME * 4, &groups))
        return false;
    for (size_t i = 0; i < groups.count; i++) {
        bool one = groups.count == 1;
        gait_str path =
            one ? gait_arena_format(arena, "spec/%.*s_cases.lua", GAIT_STR_ARG(yaml->stem))
                : gait_arena_format(arena, "spec/%.*s_%04zu_cases.lua", GAIT_STR_ARG(yaml->stem),
                                    i + 1);
        gi_import_add_file(importing, path, file_text(importing, groups.items[i], one ? 0 : i + 1));
    }
    return true;
}
