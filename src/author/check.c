/*
 * check.c — loads each pack, asks every check of findings.def, sorts what they found.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "author/checking.h"
#include "author/locate.h"

#include <gait/file.h>
#include <gait/limits.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the table ---- */

#define KIND(code, severity, why, fix) { #code, SEVERITY_##severity, why, fix },
#define SEVERITY_error GAIT_CHECK_ERROR
#define SEVERITY_warning GAIT_CHECK_WARNING
#define SEVERITY_note GAIT_CHECK_NOTE

const gait_check_kind *gait_check_kinds(void)
{
    static const gait_check_kind kinds[] = {
#define RULE KIND
#define PACK KIND
#include "author/findings.def"
        { NULL, GAIT_CHECK_NOTE, NULL, NULL }
    };
    return kinds;
}

typedef struct check {
    void (*run)(gi_checking *checking);
    bool of_rules;
} check;

/* In the order of gait_check_kinds. */
static const check checks[] = {
#define RULE(code, severity, why, fix) { gi_check_##code, true },
#define PACK(code, severity, why, fix) { gi_check_##code, false },
#include "author/findings.def"
};

const char *gait_check_severity_name(gait_check_severity severity)
{
    static const char *const names[] = { "note", "warning", "error" };
    GAIT_BUG_IF((size_t)severity >= sizeof names / sizeof *names);
    return names[severity];
}

/* ---- reporting ---- */

static gait_str file_of(const gi_checking *checking, gait_str file)
{
    if (checking->single)
        return checking->root;
    return gait_arena_format(checking->arena, "%.*s%.*s", GAIT_STR_ARG(checking->root),
                             GAIT_STR_ARG(file));
}

/* A rule of another pack, which an override names, stands in a file of that pack. */
static gait_check_place place_of(const gi_checking *checking, const gi_rule *rule)
{
    if (rule->pack == checking->pack)
        return (gait_check_place){ rule->name, file_of(checking, rule->file), rule->line };
    return (gait_check_place){ rule->id,
                               gait_arena_format(checking->arena, "%.*s:%.*s",
                                                 GAIT_STR_ARG(rule->pack->id),
                                                 GAIT_STR_ARG(rule->file)),
                               rule->line };
}

/* Of a key in a declaration that begins at a line. */
static int line_of_key(const gi_pack_state *pack, gait_str file, int line, gait_str key)
{
    for (size_t i = 0; line > 0 && i < pack->file_count; i++)
        if (gait_str_is(file, pack->files[i].path))
            return gi_locate_key(pack->files[i].bytes, line, key);
    return line;
}

static gait_check_finding *add(gait_arena *arena, gait_check_report *report,
                               gait_check_severity severity)
{
    size_t count = report->finding_count;
    if ((count & (count - 1)) == 0) /* powers of two, so that each is copied a few times only */
        report->findings = gait_arena_grow(arena, report->findings, count,
                                           count == 0 ? 1 : count * 2, sizeof *report->findings);
    report->counts[severity]++;
    report->finding_count++;
    gait_check_finding *finding = &report->findings[count];
    *finding = (gait_check_finding){ .severity = severity };
    return finding;
}

static GAIT_PRINTF(2, 0) gait_str text_of(gait_arena *arena, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    GAIT_BUG_IF(len < 0);
    char *text = gait_arena_array(arena, (size_t)len + 1, 1);
    (void)vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return (gait_str){ text, (size_t)len };
}

void gi_check_report(gi_checking *checking, const char *key, const gi_rule *related,
                     const char *format, ...)
{
    const gait_check_kind *kind = checking->kind;
    gait_check_finding *out = add(checking->arena, checking->report, kind->severity);
    va_list args;
    va_start(args, format);
    out->message = text_of(checking->arena, format, args);
    va_end(args);
    out->code = kind->code;
    out->why = kind->why;
    out->fix = kind->fix;
    out->key = gait_arena_str(checking->arena, gait_str_of(key));
    out->pack = checking->pack->id;
    const gi_pack_state *pack = checking->pack;
    const gi_rule *rule = checking->rule;
    gait_str file = rule != NULL ? rule->file : pack->file;
    out->place = (gait_check_place){
        .rule = rule != NULL ? rule->name : (gait_str){ NULL, 0 },
        .file = file_of(checking, file),
        .line = line_of_key(pack, file, rule != NULL ? rule->line : pack->line, out->key),
    };
    if (related == NULL)
        return;
    out->related = gait_arena_alloc(checking->arena, sizeof *out->related);
    out->related[0] = place_of(checking, related);
    out->related_count = 1;
}

/* ---- what checks ask for ---- */

gi_comparing *gi_check_comparing(gi_checking *checking)
{
    return &checking->relating.comparing;
}

gi_check_flags *gi_check_flags_of(const gi_checking *checking, const gi_rule *rule)
{
    return &checking->flags[rule->rank];
}

const gi_condition *gi_check_scalar(const gi_rule *rule, gi_scalar_field field)
{
    for (size_t i = 0; i < rule->match.count; i++)
        if (rule->match.conditions[i].kind == GI_CONDITION_SCALAR &&
            rule->match.conditions[i].scalar == field)
            return &rule->match.conditions[i];
    return NULL;
}

bool gi_rule_is_restrictive(const gi_rule *rule)
{
    return rule->effect != GAIT_ALLOW;
}

/* Some tool that the rule names: every rule that applies wherever this one does applies to it too. */
static gait_str some_tool(gait_arena *arena, const gi_rule *rule)
{
    if (rule->match.tools.count == 0)
        return GAIT_STR("x");
    char *text = gait_arena_cstr(arena, rule->match.tools.items[0]);
    size_t len = 0;
    for (const char *at = text; *at != '\0'; at++) {
        bool wild = *at == '*' || *at == '?';
        if (*at == '*' && at[1] == '*')
            at++;
        text[len++] = wild ? 'x' : *at;
    }
    return (gait_str){ text, len };
}

static void find_others(gi_checking *checking)
{
    const gi_rule *rule = checking->rule;
    size_t used = gait_arena_used(checking->relating.comparing.arena);
    checking->others = NULL;
    checking->other_count = 0;
    checking->unfinished = checking->unfinished || used > GAIT_LIMIT_CHECK_MEMORY_BYTES ||
                           checking->pairs > GAIT_LIMIT_CHECK_PAIRS;
    if (checking->unfinished)
        return;
    checking->compared++;
    size_t count = gi_policy_candidates(checking->arena, checking->policy,
                                        some_tool(checking->arena, rule), &checking->others);
    checking->pairs += count;
    for (size_t i = 0; i < count; i++)
        if (checking->others[i] != rule && checking->others[i]->pack == checking->pack)
            checking->others[checking->other_count++] = checking->others[i];
}

/* ---- one pack ---- */

static void check_rule(gi_checking *checking, const gi_rule *rule)
{
    checking->rule = rule;
    checking->relating.comparing.states = GAIT_LIMIT_CHECK_STATES;
    find_others(checking);
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        checking->kind = &gait_check_kinds()[i];
        if (checks[i].of_rules)
            checks[i].run(checking);
    }
}

static void count_pack(gait_check_report *report, const gi_pack_state *pack)
{
    report->loaded_count++;
    report->rule_count += pack->rule_count;
    for (size_t i = 0; i < pack->rule_count; i++)
        report->override_count += pack->rules[i]->overrides.count;
}

/* The one that may allow, where it stands beside others that only restrict. */
static const gi_pack_state *pack_of(const gait_policy *policy)
{
    for (size_t i = 0; i < policy->pack_count; i++)
        if (policy->packs[i]->trust == GI_TRUSTED)
            return policy->packs[i];
    return policy->packs[0];
}

void gi_check_pack(gi_checking *checking)
{
    const gi_pack_state *pack = pack_of(checking->policy);
    checking->pack = pack;
    count_pack(checking->report, pack);
    checking->flags =
        gait_arena_array(checking->arena, checking->policy->rule_count, sizeof *checking->flags);
    /* What comparing takes is dropped with the pack: many packs are checked in one run. */
    checking->relating.comparing.arena = gait_arena_scratch(checking->arena);
    for (size_t i = 0; i < pack->rule_count; i++)
        check_rule(checking, pack->rules[i]);
    checking->rule = NULL;
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        checking->kind = &gait_check_kinds()[i];
        if (!checks[i].of_rules)
            checks[i].run(checking);
    }
    gait_arena_free(checking->relating.comparing.arena);
}

/* ---- packs that do not load ---- */

/* Takes "<text>:<line>: " off a message. */
static bool take_place(gait_str *message, gait_str *file, int *line)
{
    gait_str at = *message;
    size_t colon = gait_str_find(at, GAIT_STR(":"));
    size_t i = colon + 1;
    int number = 0;
    if (colon == GAIT_STR_NONE || colon == 0)
        return false;
    for (; i < at.len && at.ptr[i] >= '0' && at.ptr[i] <= '9' && number < 1000000; i++)
        number = number * 10 + (at.ptr[i] - '0');
    if (i == colon + 1 || !gait_str_starts(gait_str_from(at, i), GAIT_STR(": ")))
        return false;
    *file = gait_str_first(at, colon);
    *line = number;
    *message = gait_str_from(at, i + 2);
    return true;
}

/* Takes "rule 'x': " off a message. */
static gait_str take_rule(gait_str *message)
{
    gait_str rest = *message;
    if (!gait_str_starts(rest, GAIT_STR("rule '")))
        return (gait_str){ NULL, 0 };
    rest = gait_str_from(rest, sizeof "rule '" - 1);
    size_t end = gait_str_find(rest, GAIT_STR("': "));
    if (end == GAIT_STR_NONE)
        return (gait_str){ NULL, 0 };
    *message = gait_str_from(rest, end + 3);
    return gait_str_first(rest, end);
}

static void add_failure(const gi_checking *checking, gait_str named, const gait_error *failure)
{
    gait_arena *arena = checking->arena;
    gait_check_finding *out = add(arena, checking->report, GAIT_CHECK_ERROR);
    gait_str message = gait_arena_str(arena, gait_str_of(failure->message));
    gait_str file = { NULL, 0 };
    out->code = gait_code_name(failure->code);
    out->pack = named;
    out->place.file = named;
    if (take_place(&message, &file, &out->place.line)) {
        out->place.file = file_of(checking, file);
        out->place.rule = take_rule(&message);
    }
    out->message = message;
    out->why = "the pack does not load, and without it every decision is a block";
    out->fix = gait_code_hint(failure->code);
}

/* ---- packs ---- */

static bool name_source(gi_checking *checking, const gait_policy_source *source, gait_str *named,
                        gait_error *err)
{
    bool is_dir = false;
    if (source->builtin != NULL) {
        *named = gait_arena_format(checking->arena, "builtin:%s", source->builtin);
        checking->root = gait_arena_format(checking->arena, "%.*s/", GAIT_STR_ARG(*named));
        return true;
    }
    *named = gait_str_of(source->path);
    checking->root = *named;
    if (!gait_path_is_dir(source->path, &is_dir, err))
        return false;
    checking->single = !is_dir;
    if (is_dir && !gait_str_ends(*named, GAIT_STR("/")))
        checking->root = gait_arena_format(checking->arena, "%s/", source->path);
    return true;
}

static bool load_set(const gi_checking *checking, const gait_check_request *request,
                     const gait_policy_source *sources, size_t count, gait_policy **out,
                     gait_error *err)
{
    bool armed = request->last_words.len > 0;
    if (armed && !gait_alarm_arm(GAIT_LIMIT_LOAD_DEADLINE_MS, GAIT_LIMIT_HARD_STOP_MS,
                                 request->last_words, err))
        return false;
    bool ok = gait_policy_load_set(checking->arena, sources, count, out, err);
    if (armed)
        gait_alarm_disarm();
    return ok;
}

/* The source, and behind it those that only restrict: it may override rules of theirs. */
static size_t with_restricting(gait_arena *arena, const gait_check_request *request,
                               const gait_policy_source *source, gait_policy_source **out)
{
    size_t count = 0;
    *out = gait_arena_array(arena, request->pack_count + 1, sizeof **out);
    (*out)[count++] = *source;
    for (size_t i = 0; !source->restricts && i < request->pack_count; i++)
        if (request->packs[i].restricts)
            (*out)[count++] = request->packs[i];
    return count;
}

static bool same_place(const gait_error *a, const gait_error *b)
{
    gait_str x = gait_str_of(a->message);
    gait_str y = gait_str_of(b->message);
    gait_str file_x, file_y;
    int line_x, line_y;
    return take_place(&x, &file_x, &line_x) && take_place(&y, &file_y, &line_y) &&
           gait_str_equal(file_x, file_y) && line_x == line_y;
}

/*
 * Alone, and where there are packs that only restrict together with them. What is wrong with those is told where they
 * are checked; what is wrong between them and this one is told here.
 */
static bool load(gi_checking *checking, const gait_check_request *request,
                 const gait_policy_source *source, gait_policy **out, gait_error *err)
{
    gait_policy_source *sources;
    gait_policy *alone = NULL;
    gait_error together = GAIT_ERROR_INIT;
    size_t count = with_restricting(checking->arena, request, source, &sources);
    bool ok = load_set(checking, request, source, 1, &alone, err);
    *out = alone;
    if (count == 1)
        return ok;
    if (load_set(checking, request, sources, count, out, &together)) {
        gait_policy_free(alone);
        *err = (gait_error)GAIT_ERROR_INIT;
        return true;
    }
    *out = alone;
    if (ok && together.code != GAIT_E_policy_set)
        return true;
    if (ok || same_place(err, &together))
        *err = together;
    gait_policy_free(alone);
    return false;
}

static int by_place(const void *a, const void *b)
{
    const gait_check_finding *left = a;
    const gait_check_finding *right = b;
    int order = gait_str_compare(left->place.file, right->place.file);
    if (order == 0)
        order = left->place.line - right->place.line;
    if (order == 0)
        order = (int)right->severity - (int)left->severity;
    if (order == 0)
        order = strcmp(left->code, right->code);
    if (order == 0)
        order = gait_str_compare(left->key, right->key);
    return order != 0 ? order : gait_str_compare(left->message, right->message);
}

/* False when the failure is not the pack's own. */
static bool check_source(gait_arena *arena, const gait_check_request *request,
                         const gait_policy_source *source, gait_check_report *report,
                         gait_error *err)
{
    gi_checking checking = { .arena = arena,
                             .report = report,
                             .now_unix_ns = request->now_unix_ns };
    gait_error failure = GAIT_ERROR_INIT;
    gait_policy *policy = NULL;
    gait_str named;
    size_t before = report->finding_count;
    if (name_source(&checking, source, &named, &failure) &&
        load(&checking, request, source, &policy, &failure)) {
        checking.policy = policy;
        gi_check_pack(&checking);
        gait_policy_free(policy);
    } else if (gait_error_category(&failure) == GAIT_CATEGORY_invalid_input) {
        add_failure(&checking, named, &failure);
    } else {
        *err = failure;
        return false;
    }
    if (report->finding_count > before)
        qsort(&report->findings[before], report->finding_count - before, sizeof *report->findings,
              by_place);
    return true;
}

bool gait_policy_check(gait_arena *arena, const gait_check_request *request,
                       gait_check_report *report, gait_error *err)
{
    *report = (gait_check_report){ .pack_count = request->pack_count };
    report->accept_uses = gait_arena_array(arena, request->accept_count, sizeof(size_t));
    if (!gi_check_accept_known(arena, request, err))
        return false;
    for (size_t i = 0; i < request->pack_count; i++)
        if (!check_source(arena, request, &request->packs[i], report, err))
            return false;
    gi_check_accept(request, report);
    return true;
}
