/*
 * test_everywhere.c — one decision, explained and on record, in a hundred processes, four locales and three time zones.
 *
 * The locales that the machine lacks are made with localedef, in a directory of their own; those that cannot be had are
 * named. A process also takes on its locale, as a program with libgait in it may.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "random_policy.h"

#include <gait/record.h>

#include <locale.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

enum { PROCESSES = 100, OUTPUT_MAX = 1 << 16 };

static const int64_t NOON = INT64_C(1770292800) * 1000000000; /* 2026-02-05T12:00:00Z, a Thursday */

static const char *program;
static char locale_dir[] = "/tmp/gait-test-locale-XXXXXX";

/* What libraries of a locale or a zone would answer differently: numbers, letters, order. */
static const char functions_pack[] =
    "local seen = {}\n"
    "policy { id = 'functions', default = 'require_approval' }\n"
    "rule { id = 'numbers', effect = 'allow', when = function(i)\n"
    "  note(tostring(i.args.n) .. ' ' .. tostring(1 / 3) .. string.format(' %.2f %g', 0.5, 1e20))\n"
    "  return tonumber('1.5') == 1.5 and i.args.n == 1.25 end }\n"
    "rule { id = 'letters', effect = 'dry_run', when = function(i)\n"
    "  note(string.upper('title') .. string.lower('TITLE') .. tostring(string.find('\\xc4', "
    "'%a')))\n"
    "  local t = {}\n"
    "  for k in pairs(i.args.words) do t[#t + 1] = k end\n"
    "  table.sort(t) note(table.concat(t, ' ')) seen[#seen + 1] = 1\n"
    "  return #seen == 1 end }\n"
    "rule { id = 'never', effect = 'dry_run', when = function() while true do end end }\n";
static const char data_pack[] =
    "policy { id = 'data', default = 'require_approval' }\n"
    "rule { id = 'numbers', effect = 'allow', match = { args = { n = { gt = 1.2, lt = 1.3 } } } }\n"
    "rule { id = 'hours', effect = 'require_approval', approvals = 2,\n"
    "  match = { during = { days = 'Mon-Fri', hours = '09:00-17:30', tz = 'Europe/Berlin' } } }\n"
    "rule { id = 'rate', effect = 'block', limit = { max = 9, seconds = 60 } }\n";
static const char tiers_pack[] =
    "policy { id = 'tiers', combine = 'tiers' }\n"
    "rule { id = 'z', effect = 'allow', match = { tool = 'title' }, credential = { jit = true } }\n"
    "rule { id = 'a', effect = 'block', priority = 1 }\n";
static const char intent[] =
    "{\"tool_name\":\"TITLE\",\"args\":{\"n\":1.25,\"words\":{\"i\":1,\"I\":2,\"\xc3\xa4\":3,"
    "\"z\":4,\"Z\":5}},\"created_at\":\"2026-02-05T12:00:00+05:45\"," CONTEXT "}";

static bool count_up(void *ctx, void *bytes, size_t len, gait_error *err)
{
    (void)ctx;
    (void)err;
    for (size_t i = 0; i < len; i++)
        ((uint8_t *)bytes)[i] = (uint8_t)i;
    return true;
}

/* The pack beside tiers_pack, which only restricts. */
static gait_policy *beside_tiers(gait_arena *arena, const char *source)
{
    const char *const sources[] = { source, tiers_pack };
    gait_error err = GAIT_ERROR_INIT;
    gait_policy *policy = NULL;
    gi_pack_state **packs = gait_arena_array(arena, 2, sizeof *packs);
    for (size_t i = 0; i < 2; i++) {
        const gi_pack_file file = { "policy.lua", gait_str_of(sources[i]) };
        const gi_pack pack = { "test", &file, 1 };
        if (!gi_pack_load_memory(arena, &pack, &packs[i], &err))
            fail_msg("%s", err.message);
    }
    packs[1]->trust = GI_RESTRICTING;
    assert_true(gi_policy_assemble(arena, packs, 2, NULL, &policy, &err));
    return policy;
}

static gait_decision decided(gait_arena *arena, gait_policy *policy)
{
    static uint64_t mix = 2;
    const gait_counts counts = { &mix, count_of };
    const gait_decide_options options = {
        .now_unix_ns = NOON, .counts = &counts, .explain = true, .values = true
    };
    gait_decision decision;
    gait_decide(arena, policy, intent_of(arena, intent), &options, &decision);
    return decision;
}

/* The explanation and a trace of it. */
static bool print_record(gait_arena *arena, gait_policy *policy, const gait_decision *decision)
{
    const gait_rng rng = { count_up, NULL };
    const gait_trace_facts facts = { .policy = policy,
                                     .intent = intent_of(arena, intent),
                                     .decision = decision,
                                     .producer_version = GAIT_STR("0"),
                                     .now_unix_ns = NOON,
                                     .evaluation_unix_ns = NOON,
                                     .latency_ms = 1.5 };
    gait_error err = GAIT_ERROR_INIT;
    gait_key *key = NULL;
    gait_json *trace = NULL;
    gait_str bytes;
    gait_buf text;
    gait_buf_init(&text, arena, OUTPUT_MAX);
    gait_json_emit(&text, decision->explanation, GAIT_JSON_INDENT);
    bool ok = gait_key_generate(&rng, &key, &err) &&
              gait_trace_make(arena, &facts, key, &rng, &trace, &err) &&
              gait_trace_emit(arena, trace, &bytes, &err) &&
              fwrite(text.ptr, 1, text.len, stdout) == text.len &&
              fwrite(bytes.ptr, 1, bytes.len, stdout) == bytes.len;
    gait_key_free(key);
    return ok;
}

/*
 * In a process of its own: functions as the command line runs them, whatever the environment says; then the locale is
 * taken on, and what needs no functions is decided as before, while functions are refused.
 */
static int print_decisions(void)
{
    gait_arena *arena = gait_arena_new(64u << 20, NULL, NULL);
    gait_policy *functions = beside_tiers(arena, functions_pack);
    gait_policy *data = beside_tiers(arena, data_pack);
    gait_decision decision = decided(arena, functions);
    bool ok = print_record(arena, functions, &decision);
    const char *locale = setlocale(LC_ALL, "");
    tzset();
    decision = decided(arena, data);
    ok = ok && locale != NULL && print_record(arena, data, &decision);
    decision = decided(arena, functions);
    gait_code expected = strcmp(locale, "C") == 0 ? GAIT_OK : GAIT_E_lua_unsafe;
    ok = ok && decision.failure.code == expected;
    ok = ok && (expected == GAIT_OK || decision.verdict == GAIT_BLOCK);
    printf("\n%s\n", locale);
    gait_policy_free(functions);
    gait_policy_free(data);
    gait_arena_free(arena);
    return ok && fflush(stdout) == 0 ? 0 : 1;
}

static const char *const zones[] = { "UTC0", "America/St_Johns", "Asia/Kathmandu" };

typedef struct place {
    const char *locale, *source; /* of localedef; NULL: every machine has it */
    bool there;
} place;

static place places[] = { { "C", NULL, true },
                          { "C.UTF-8", NULL, true },
                          { "de_DE.UTF-8", "de_DE", false },
                          { "tr_TR.UTF-8", "tr_TR", false } };

enum { PLACES = sizeof places / sizeof places[0], ZONES = sizeof zones / sizeof zones[0] };

static void make_locales(void)
{
    char command[256];
    assert_non_null(mkdtemp(locale_dir));
    for (size_t i = 0; i < PLACES; i++) {
        if (places[i].source == NULL)
            continue;
        (void)snprintf(command, sizeof command, "localedef -i %s -f UTF-8 %s/%s >/dev/null 2>&1",
                       places[i].source, locale_dir, places[i].locale);
        places[i].there = system(command) == 0;
    }
}

static void drop_locales(void)
{
    char command[128];
    (void)snprintf(command, sizeof command, "rm -rf %s", locale_dir);
    assert_int_equal(system(command), 0);
}

static void run_child(int out, const place *where, const char *zone)
{
    char *const arguments[] = { (char *)(uintptr_t)program, (char *)(uintptr_t) "--print", NULL };
    (void)dup2(out, STDOUT_FILENO);
    (void)setenv("TZ", zone, 1);
    (void)setenv("LC_ALL", where->locale, 1);
    if (where->source != NULL)
        (void)setenv("LOCPATH", locale_dir, 1);
    (void)execv(program, arguments);
    _exit(127);
}

/* What a child prints, NUL at the end; its first line is the locale it has. */
static size_t output_of(const place *where, const char *zone, char out[OUTPUT_MAX])
{
    int ends[2];
    size_t len = 0;
    int status = -1;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        run_child(ends[1], where, zone);
    (void)close(ends[1]);
    for (ssize_t got; (got = read(ends[0], out + len, OUTPUT_MAX - 1 - len)) > 0;)
        len += (size_t)got;
    (void)close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    out[len] = '\0';
    return len;
}

/* Takes the last line off, which says what locale the process had. */
static void expect_locale(const place *where, char *output)
{
    char *last = strstr(output, where->locale);
    for (char *next = last; next != NULL; next = strstr(next + 1, where->locale))
        last = next;
    if (last == NULL || last[-1] != '\n' || last[strlen(where->locale)] != '\n')
        fail_msg("%s was not taken on", where->locale);
    *last = '\0';
}

static void a_decision_is_the_same_everywhere(void **state)
{
    static char first[OUTPUT_MAX];
    static char next[OUTPUT_MAX];
    (void)state;
    make_locales();
    (void)output_of(&places[0], zones[0], first);
    expect_locale(&places[0], first);
    assert_non_null(strstr(first, "TITLEtitle")); /* not what a Turkish upper case would be */
    for (size_t i = 0; i < PROCESSES; i++) {
        const place *where = &places[i % PLACES];
        if (!where->there)
            continue;
        (void)output_of(where, zones[i / PLACES % ZONES], next);
        expect_locale(where, next);
        if (strcmp(next, first) != 0)
            fail_msg("%s, %s:\n%s\nbut\n%s", where->locale, zones[i / PLACES % ZONES], next, first);
    }
    drop_locales();
    for (size_t i = 0; i < PLACES; i++)
        if (!places[i].there)
            print_message("skipped: locale %s cannot be made here\n", places[i].locale);
}

int main(int argc, char **argv)
{
    program = argv[0];
    if (argc == 2 && strcmp(argv[1], "--print") == 0)
        return print_decisions();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_decision_is_the_same_everywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
