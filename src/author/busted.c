/* SPDX-License-Identifier: Apache-2.0 */
#include "author/busted.h"

#include "sys/proc.h"
#include "sys/program.h"

#include <gait/file.h>
#include <gait/limits.h>

enum { ARGUMENTS = 4, VARIABLES = 9, LAST_LINES = 20 };

/* Reading what one run printed. */
typedef struct reading {
    gait_arena *arena;
    gait_report *report;
    const gi_busted *busted;
    gait_coverage *coverage;
    gi_busted_counts *counts;
    gait_test_suite *suite; /* of the test before */
    size_t *tests;          /* of each file */
    bool ended;
    bool foreign; /* what they reached is counted by another version's rules */
} reading;

/* ---- what is run ---- */

static bool find(const char *given, const char *const *places, const char *missing,
                 const char **out, gait_error *err)
{
    const char *const only[] = { given, NULL };
    if (given != NULL && given[0] != '/')
        return gait_fail(err, GAIT_E_flag_value_invalid, "%s: an absolute path is needed", given);
    *out = gi_program_find(given != NULL ? only : places);
    return *out != NULL || gait_fail(err, GAIT_E_dependency_missing, "%s", missing);
}

static bool find_gait_lua(gait_arena *arena, const char *given, const char **out, gait_error *err)
{
    const char *beside = gi_program_beside(arena, "gait-lua");
    const char *const places[] = { beside != NULL ? beside : "/usr/local/bin/gait-lua",
                                   "/usr/local/bin/gait-lua", "/usr/bin/gait-lua", NULL };
    return find(given, places, "gait-lua, which runs *_spec.lua, is not beside gait", out, err);
}

static bool find_busted(const char *given, const char **out, gait_error *err)
{
    static const char *const places[] = { "/usr/bin/busted", "/usr/local/bin/busted", NULL };
    return find(given, places,
                "busted, which *_spec.lua needs, is not there: apt-get install lua-busted, or "
                "--busted PATH",
                out, err);
}

/* Nothing of ours but where Lua finds modules. */
static void set_variables(gait_arena *arena, const char **out)
{
    static const char *const kept[] = { "LUA_PATH", "LUA_PATH_5_4", "LUA_CPATH", "LUA_CPATH_5_4" };
    size_t count = 0;
    out[count++] = "LC_ALL=C";
    out[count++] = "TZ=UTC";
    out[count++] = "PATH=/usr/bin:/bin";
    out[count++] = "HOME=/nonexistent";
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        const char *value = gait_env_get(kept[i]);
        if (value != NULL)
            out[count++] = gait_arena_format(arena, "%s=%s", kept[i], value).ptr;
    }
    out[count] = NULL;
}

static bool run(gait_arena *arena, const gi_busted *busted, gi_proc_result *out, gait_error *err)
{
    const char **arguments =
        gait_arena_array(arena, ARGUMENTS + busted->file_count + 1, sizeof *arguments);
    const char *variables[VARIABLES];
    const char *program = NULL;
    const char *script = NULL;
    if (!find_gait_lua(arena, busted->gait_lua, &program, err) ||
        !find_busted(busted->busted, &script, err))
        return false;
    size_t count = 0;
    arguments[count++] = "gait-lua";
    arguments[count++] = script;
    arguments[count++] = "--ignore-lua";
    arguments[count++] = "--output=gait.busted";
    for (size_t i = 0; i < busted->file_count; i++)
        arguments[count++] = gait_arena_cstr(arena, busted->files[i].name);
    set_variables(arena, variables);
    const gi_proc proc = { program,
                           arguments,
                           variables,
                           busted->directory,
                           GAIT_LIMIT_SPECS_DEADLINE_MS,
                           GAIT_LIMIT_SPECS_OUTPUT_BYTES };
    return gi_proc_run(arena, &proc, out, err);
}

/* ---- records ---- */

static int64_t number_of(const gait_json *object, const char *name, int64_t otherwise)
{
    const gait_json *value = gait_json_get(object, gait_str_of(name));
    int64_t number = 0;
    double ignored;
    if (value == NULL || value->kind != GAIT_JSON_NUMBER ||
        gait_number_classify(value->text, &number, &ignored) != GAIT_NUMBER_INTEGER)
        return otherwise;
    return number;
}

/* Anything that is not known to be good is an error. */
static gait_outcome outcome_of(const gait_json *record)
{
    static const gait_outcome known[] = { GAIT_OUTCOME_PASS, GAIT_OUTCOME_FAIL, GAIT_OUTCOME_SKIP };
    gait_str name = gait_json_text(record, "outcome");
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (gait_str_is(name, gait_outcome_name(known[i])))
            return known[i];
    return GAIT_OUTCOME_ERROR;
}

/* The file as somebody in our working directory finds it; its tests are counted. */
static gait_str file_of(reading *r, gait_str name)
{
    for (size_t i = 0; i < r->busted->file_count; i++) {
        if (!gait_str_equal(r->busted->files[i].name, name))
            continue;
        r->tests[i]++;
        return r->busted->files[i].path;
    }
    return name;
}

static bool is_wanted(const reading *r, gait_str group, gait_str name)
{
    gait_str title =
        gait_arena_format(r->arena, "%.*s: %.*s", GAIT_STR_ARG(group), GAIT_STR_ARG(name));
    return gait_str_contains(title, r->busted->filter);
}

/* Tests of one group that follow each other are one suite. */
static gait_test_suite *suite_of(reading *r, gait_str group)
{
    if (r->suite == NULL || !gait_str_equal(r->suite->name, group))
        r->suite = gait_report_suite(r->report, r->busted->package, group);
    return r->suite;
}

static void add_test(reading *r, const gait_json *record)
{
    gait_str group = gait_json_text(record, "group");
    const gait_json *details = gait_json_get(record, GAIT_STR("details"));
    const gait_test test = { .name = gait_json_text(record, "name"),
                             .file = file_of(r, gait_json_text(record, "file")),
                             .line = (int)number_of(record, "line", 0),
                             .outcome = outcome_of(record),
                             .message = gait_json_text(record, "message"),
                             .duration_ns = number_of(record, "duration_ns", -1) };
    r->counts->declared++;
    if (!is_wanted(r, group, test.name) && test.outcome != GAIT_OUTCOME_ERROR)
        return;
    r->counts->run++;
    gait_test *added = gait_report_add(r->report, suite_of(r, group), &test);
    if (details == NULL || details->kind != GAIT_JSON_ARRAY)
        return;
    for (size_t i = 0; i < details->count; i++)
        gait_report_detail(r->report, added, details->items[i].text);
}

static void add_coverage(reading *r, const gait_json *coverage)
{
    r->foreign = coverage == NULL || !gi_coverage_add_json(r->coverage, coverage);
}

static void read_record(reading *r, gait_str line)
{
    const gait_json_limits limits = gait_json_limits_for(line.len);
    gait_error ignored = GAIT_ERROR_INIT;
    gait_json *record;
    if (!gait_json_parse(r->arena, line, &limits, &record, &ignored) ||
        record->kind != GAIT_JSON_OBJECT)
        return; /* a spec printed something that begins like one */
    gait_str kind = gait_json_text(record, "kind");
    if (gait_str_is(kind, "test"))
        add_test(r, record);
    else if (gait_str_is(kind, "end"))
        r->ended = true;
    else if (gait_str_is(kind, "coverage") &&
             gait_str_equal(gait_json_text(record, "policy_digest"), r->busted->digest))
        add_coverage(r, gait_json_get(record, GAIT_STR("coverage")));
}

/* Each begins with a record separator and ends with its line. */
static void read_records(reading *r, gait_str output)
{
    for (size_t at = gait_str_find(output, GAIT_STR("\x1e")); at != GAIT_STR_NONE;
         at = gait_str_find(output, GAIT_STR("\x1e"))) {
        output = gait_str_from(output, at + 1);
        size_t len = gait_str_find(output, GAIT_STR("\n"));
        if (len == GAIT_STR_NONE)
            return;
        read_record(r, gait_str_first(output, len));
        output = gait_str_from(output, len);
    }
}

/* ---- what no test tells of ---- */

static gait_test *add_error(reading *r, gait_str name, gait_str message)
{
    const gait_test test = { .name = name,
                             .file = name,
                             .outcome = GAIT_OUTCOME_ERROR,
                             .message = message,
                             .duration_ns = -1 };
    return gait_report_add(r->report, suite_of(r, GAIT_STR("busted")), &test);
}

static gait_str how_it_ended(gait_arena *arena, const gi_proc_result *result)
{
    switch (result->end) {
    case GI_PROC_EXITED:
        return gait_arena_format(arena, "busted ended with status %d before its tests were done",
                                 result->status);
    case GI_PROC_SIGNALLED:
        return gait_arena_format(arena, "busted was ended by signal %d", result->status);
    case GI_PROC_TIMED_OUT:
        return gait_arena_format(arena, "busted was not done within %d s",
                                 GAIT_LIMIT_SPECS_DEADLINE_MS / 1000);
    case GI_PROC_FLOODED:
        return gait_arena_format(arena, "the specs printed more than %u bytes",
                                 GAIT_LIMIT_SPECS_OUTPUT_BYTES);
    case GI_PROC_INTERRUPTED:
        break;
    }
    return GAIT_STR("busted was interrupted");
}

static gait_str last_lines(gait_str text, int count)
{
    size_t at = text.len;
    while (at > 0 && count >= 0) {
        at--;
        count -= text.ptr[at] == '\n' && at + 1 < text.len;
    }
    return gait_str_from(text, count < 0 ? at + 1 : at);
}

static void add_lines(reading *r, gait_test *test, gait_str text)
{
    while (text.len > 0) {
        size_t len = gait_str_find(text, GAIT_STR("\n"));
        gait_report_detail(r->report, test, gait_str_first(text, len));
        text = len == GAIT_STR_NONE ? (gait_str){ "", 0 } : gait_str_from(text, len + 1);
    }
}

static void report_end(reading *r, const gi_proc_result *result)
{
    if (r->ended && result->end == GI_PROC_EXITED)
        return;
    gait_test *test = add_error(r, GAIT_STR("busted"), how_it_ended(r->arena, result));
    add_lines(r, test, last_lines(result->diagnostics, LAST_LINES));
}

static void report_rest(reading *r)
{
    if (r->foreign)
        (void)add_error(r, GAIT_STR("gait-lua"),
                        GAIT_STR("gait-lua and gait are not of one version"));
    for (size_t i = 0; r->ended && i < r->busted->file_count; i++)
        if (r->tests[i] == 0)
            (void)add_error(r, r->busted->files[i].path, GAIT_STR("the file declares no tests"));
}

void gi_busted_skip(gait_report *report, const gi_busted *busted)
{
    gait_test_suite *suite = gait_report_suite(report, busted->package, GAIT_STR("busted"));
    for (size_t i = 0; i < busted->file_count; i++) {
        const gait_test test = { .name = busted->files[i].name,
                                 .file = busted->files[i].path,
                                 .outcome = GAIT_OUTCOME_SKIP,
                                 .message = GAIT_STR("specs for busted were left out"),
                                 .duration_ns = -1 };
        gait_report_add(report, suite, &test);
    }
}

bool gi_busted_run(gait_report *report, const gi_busted *busted, gait_coverage *coverage,
                   gi_busted_counts *counts, gait_error *err)
{
    gait_arena *arena = report->arena;
    gi_proc_result result;
    reading r = {
        .arena = arena, .report = report, .busted = busted, .coverage = coverage, .counts = counts
    };
    *counts = (gi_busted_counts){ 0, 0 };
    r.tests = gait_arena_array(arena, busted->file_count, sizeof *r.tests);
    if (!run(arena, busted, &result, err))
        return false;
    read_records(&r, result.output);
    report_end(&r, &result);
    report_rest(&r);
    return true;
}
