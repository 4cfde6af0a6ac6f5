/*
 * cmd_demo.c — one decision from end to end, three times, and what happens to a trace that was changed.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"
#include "decision.h"

#include <stdio.h>
#include <string.h>

#define POLICY "baseline-medium"

typedef struct demo_case {
    const char *name; /* of its files, and of the intent under examples/intents */
    const char *what;
    const char *intent;
    gait_verdict expected;
} demo_case;

static const demo_case cases[] = {
    { "read", "read a file",
      "{\n"
      "  \"tool_name\": \"tool.read\",\n"
      "  \"args\": { \"path\": \"/srv/app/README.md\" },\n"
      "  \"targets\": [{ \"kind\": \"path\", \"value\": \"/srv/app/README.md\", "
      "\"operation\": \"read\" }],\n"
      "  \"context\": { \"identity\": \"agent-7\", \"workspace\": \"/srv/app\", "
      "\"risk_class\": \"low\" }\n"
      "}\n",
      GAIT_ALLOW },
    { "delete", "delete a database",
      "{\n"
      "  \"tool_name\": \"tool.delete\",\n"
      "  \"args\": { \"path\": \"/srv/app/data/customers.db\" },\n"
      "  \"targets\": [{ \"kind\": \"path\", \"value\": \"/srv/app/data/customers.db\", "
      "\"operation\": \"delete\" }],\n"
      "  \"context\": { \"identity\": \"agent-7\", \"workspace\": \"/srv/app\", "
      "\"risk_class\": \"high\" }\n"
      "}\n",
      GAIT_BLOCK },
    { "write", "change a configuration",
      "{\n"
      "  \"tool_name\": \"tool.write\",\n"
      "  \"args\": { \"path\": \"/srv/app/config.toml\", \"content\": \"retries = 3\\n\" },\n"
      "  \"targets\": [{ \"kind\": \"path\", \"value\": \"/srv/app/config.toml\", "
      "\"operation\": \"write\" }],\n"
      "  \"context\": { \"identity\": \"agent-7\", \"workspace\": \"/srv/app\", "
      "\"risk_class\": \"medium\" }\n"
      "}\n",
      GAIT_REQUIRE_APPROVAL },
};
enum { CASES = sizeof cases / sizeof cases[0], BLOCKED = 1, MAX_FILES = 16 };

typedef struct demo {
    cli_context *cli;
    const char *dir;
    bool keep;
    const char *files[MAX_FILES]; /* to be removed again */
    size_t file_count;
    gait_gate_result results[CASES];
    gait_key_ring *ring;
    gait_json *rows;
} demo;

static const char *file(demo *d, const char *prefix, const char *name)
{
    const char *path = gait_arena_format(d->cli->arena, "%s/%s%s", d->dir, prefix, name).ptr;
    GAIT_BUG_IF(d->file_count == MAX_FILES);
    d->files[d->file_count++] = path;
    return path;
}

static const char *case_file(demo *d, const char *prefix, size_t i)
{
    return file(d, prefix, gait_arena_format(d->cli->arena, "%s.json", cases[i].name).ptr);
}

static bool write_file(demo *d, const char *path, gait_str bytes, gait_error *err)
{
    return gait_file_write(path, bytes, GAIT_WRITE_CREATE, &d->cli->rng, err);
}

/* The directory given, or one of our own with a name that nobody can have guessed. */
static bool make_directory(demo *d, gait_error *err)
{
    cli_context *cli = d->cli;
    uint64_t name[2];
    d->dir = cli_args_text(&cli->args, "keep");
    d->keep = d->dir != NULL;
    if (!d->keep) {
        const char *tmp = gait_env_get("TMPDIR");
        if (!cli->rng.fill(cli->rng.ctx, name, sizeof name, err))
            return false;
        d->dir =
            gait_arena_format(cli->arena, "%s/gait-demo-%016llx%016llx", tmp == NULL ? "/tmp" : tmp,
                              (unsigned long long)name[0], (unsigned long long)name[1])
                .ptr;
    }
    return gait_dir_make(d->dir, err);
}

static bool make_key(demo *d, gait_error *err)
{
    gait_key *key = NULL;
    if (!gait_key_generate(&d->cli->rng, &key, err))
        return false;
    bool ok = gait_key_save_private(key, file(d, "", "demo.key"), false, &d->cli->rng, err) &&
              gait_key_save_public(key, file(d, "", "demo.pub"), false, &d->cli->rng, err) &&
              gait_key_ring_of(key, &d->ring, err);
    cli_set_text(d->cli, "key_id", gait_str_of(gait_key_id(key)));
    gait_key_free(key);
    return ok;
}

/* As `gait gate eval` does it. */
static bool evaluate(demo *d, size_t i, gait_error *err)
{
    cli_context *cli = d->cli;
    const char *key = d->files[0];
    const gait_policy_source policy = { .builtin = POLICY };
    gait_gate_request request = {
        .policies = &policy,
        .policy_count = 1,
        .intent_path = case_file(d, "", i),
        .trace_out = case_file(d, "trace_", i),
        .keys = { .mode = "prod", .private_path = key },
        .explain = true,
        .correlation_id = gait_str_of(cli->correlation_id),
        .producer_version = GAIT_STR(GAIT_VERSION),
        .clock = cli->clock,
        .rng = cli->rng,
    };
    gait_gate_result *r = &d->results[i];
    if (!write_file(d, request.intent_path, gait_str_of(cases[i].intent), err) ||
        !gait_gate_eval(cli->arena, &request, r, err))
        return false;
    if (r->decision.verdict != cases[i].expected)
        return gait_fail(err, GAIT_E_internal, "the call to %s was decided another way",
                         cases[i].what);
    cli_styled(cli, CLI_PLAIN, "  %zu  %-24s %-14.*s ", i + 1, cases[i].what,
               GAIT_STR_ARG(r->tool));
    cli_styled(cli, cli_verdict_style(r->decision.verdict), "%s",
               gait_verdict_name(r->decision.verdict));
    cli_line(cli, "%s", "");
    return true;
}

static bool verify(demo *d, const char *path, gait_str *bytes, gait_error *err)
{
    gait_trace_report report;
    return gait_file_read(d->cli->arena, path, GAIT_LIMIT_RECORD_BYTES, bytes, err) &&
           gait_trace_verify(d->cli->arena, *bytes, d->ring, &report, err);
}

static bool verify_traces(demo *d, gait_error *err)
{
    for (size_t i = 0; i < CASES; i++) {
        gait_str bytes;
        const gait_gate_result *r = &d->results[i];
        gait_arena *a = d->cli->arena;
        if (!verify(d, r->trace_path.ptr, &bytes, err))
            return false;
        cli_styled(d->cli, CLI_GREEN, "  ok       ");
        cli_line(d->cli, "trace_%s.json", cases[i].name);
        gait_json *row = gait_json_new_object(a);
        gait_json_set(a, row, GAIT_STR("tool_name"), gait_json_string(r->tool));
        gait_json_set(a, row, GAIT_STR("verdict"),
                      gait_json_string(gait_str_of(gait_verdict_name(r->decision.verdict))));
        gait_json_set(a, row, GAIT_STR("matched_rule"), gait_json_string(r->decision.rule));
        gait_json_set(a, row, GAIT_STR("trace_id"), gait_json_string(r->trace_id));
        gait_json_set(a, row, GAIT_STR("signature_status"), gait_json_string(GAIT_STR("verified")));
        gait_json_push(a, d->rows, *row);
    }
    cli_set(d->cli, "decisions", *d->rows);
    return true;
}

/* Makes the blocked call look allowed in a copy of its trace. */
static bool tamper(demo *d, gait_error *err)
{
    static const char from[] = "\"verdict\": \"block\"", to[] = "\"verdict\": \"allow\"";
    gait_str bytes;
    if (!verify(d, d->results[BLOCKED].trace_path.ptr, &bytes, err))
        return false;
    char *copy = gait_arena_cstr(d->cli->arena, bytes);
    char *at = strstr(copy, from);
    if (at == NULL)
        return gait_fail(err, GAIT_E_internal, "the trace has no verdict to change");
    memcpy(at, to, sizeof to - 1);
    const char *path = file(d, "", "trace_tampered.json");
    if (!write_file(d, path, (gait_str){ copy, bytes.len }, err))
        return false;
    gait_error refused = GAIT_ERROR_INIT;
    if (verify(d, path, &bytes, &refused))
        return gait_fail(err, GAIT_E_internal, "a changed trace verified");
    cli_styled(d->cli, CLI_RED, "  refused  ");
    cli_line(d->cli, "trace_tampered.json");
    cli_line(d->cli, "           %s", refused.message);
    gait_json *row = gait_json_new_object(d->cli->arena);
    gait_json_set(d->cli->arena, row, GAIT_STR("signature_status"),
                  gait_json_string(GAIT_STR("failed")));
    gait_json_set(d->cli->arena, row, GAIT_STR("error_code"),
                  gait_json_string(gait_str_of(gait_code_name(refused.code))));
    cli_set(d->cli, "tampered", *row);
    return true;
}

static void add_next(cli_context *cli, gait_json *next, const char *first, const char *rest)
{
    bool more = rest[0] != '\0';
    cli_line(cli, "  %s %s%s", cli->program, first, more ? " \\" : "");
    if (more)
        cli_line(cli, "      %s", rest);
    gait_str whole =
        gait_arena_format(cli->arena, "%s %s%s%s", cli->program, first, more ? " " : "", rest);
    gait_json_push(cli->arena, next, gait_json_string(whole));
}

static void say_next(demo *d)
{
    cli_context *cli = d->cli;
    gait_json *next = gait_json_new_array(cli->arena);
    const char *dir = d->keep ? cli_clean(cli, gait_str_of(d->dir)).ptr : "demo-files";
    cli_line(cli, "%s", "");
    cli_line(cli, "Try next:");
    if (!d->keep)
        add_next(cli, next, "demo --keep demo-files", "");
    add_next(cli, next, "gate eval --policy builtin:" POLICY " --simulate",
             gait_arena_format(cli->arena, "--intent %s/delete.json --explain-decision", dir).ptr);
    add_next(cli, next, gait_arena_format(cli->arena, "trace verify %s/trace_delete.json", dir).ptr,
             gait_arena_format(cli->arena, "--public-key %s/demo.pub", dir).ptr);
    if (d->keep)
        add_next(cli, next, "keys init my-keys --public-out my-keys.pub", "");
    cli_set(cli, "next", *next);
}

static bool play(demo *d, gait_error *err)
{
    cli_context *cli = d->cli;
    if (!make_key(d, err))
        return false;
    cli_line(cli, "Three tool calls, one policy, one signed trace each. All of it offline, with a");
    cli_line(cli, "throw-away key %s.",
             d->keep ? "that is good for this demo alone"
                     : "in a private temporary directory; both are removed at the end");
    cli_line(cli, "%s", "");
    cli_line(cli, "Decided by the policy " POLICY ":");
    for (size_t i = 0; i < CASES; i++)
        if (!evaluate(d, i, err))
            return false;
    cli_line(cli, "%s", "");
    cli_line(cli, "Why was the second one blocked?");
    cli_explain_deciding(cli, &d->results[BLOCKED].decision);
    cli_line(cli, "%s", "");
    cli_line(cli, "Do the traces verify?");
    if (!verify_traces(d, err))
        return false;
    cli_line(cli, "%s", "");
    cli_line(cli, "And a copy of the second one that says \"allow\"?");
    if (!tamper(d, err))
        return false;
    say_next(d);
    return true;
}

static void clean_up(const demo *d)
{
    for (size_t i = 0; i < d->file_count; i++)
        (void)remove(d->files[i]);
    (void)remove(d->dir);
}

static bool run(cli_context *cli, gait_error *err)
{
    demo d = { .cli = cli, .rows = gait_json_new_array(cli->arena) };
    if (!make_directory(&d, err))
        return false;
    cli_set_text(cli, "policy", GAIT_STR("builtin:" POLICY));
    cli_set(cli, "throw_away_key", gait_json_bool(true));
    bool ok = play(&d, err);
    gait_key_ring_free(d.ring);
    if (!d.keep)
        clean_up(&d);
    else
        cli_set_text(cli, "directory", gait_str_of(d.dir));
    return ok;
}

static const cli_option options[] = {
    { "keep", CLI_TEXT, false, "DIR", "keep the key, the intents and the traces in this directory",
      0, 0, NULL },
    { NULL, CLI_FLAG, false, NULL, NULL, 0, 0, NULL },
};

static const cli_example examples[] = {
    { "look, leave nothing behind", "demo" },
    { "keep the files to play with", "demo --keep demo-files" },
    { NULL, NULL },
};

const cli_command cmd_demo = {
    .name = "demo",
    .summary = "one decision from end to end, offline, without setup",
    .explain = "Decides three tool calls, explains the blocked one, verifies the signed traces and "
               "shows that a changed one fails; offline, with a throw-away key.",
    .options = options,
    .exits = "0; 1 the temporary files could not be written; 6 files of an earlier --keep are in "
             "the way.",
    .examples = examples,
    .run = run,
};
