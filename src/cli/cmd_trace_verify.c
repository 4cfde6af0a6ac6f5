/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

static const cli_option options[] = {
    { "path", CLI_TEXT, false, "FILE", "the trace, instead of the argument", 0, 0, NULL },
    { NULL, CLI_FLAG, false, NULL, NULL, 0, 0, NULL },
};

/* What the file says of itself: believed only after it verified, shown in any case to say which trace it was. */
static void set_report(cli_context *cli, const gait_trace_report *report)
{
    if (!report->parsed)
        return;
    cli_set_text(cli, "trace_id", report->trace_id);
    cli_set_text(cli, "verdict", report->verdict);
    cli_set_text(cli, "schema_version", report->schema_version);
}

static bool verify(cli_context *cli, const char *path, const gait_key_ring *ring, gait_error *err)
{
    gait_str bytes;
    if (!gait_file_read(cli->arena, path, GAIT_LIMIT_RECORD_BYTES, &bytes, err))
        return false;
    gait_trace_report report = { 0 };
    bool ok = gait_trace_verify(cli->arena, bytes, ring, &report, err);
    set_report(cli, &report);
    if (!ok && gait_error_category(err) == GAIT_CATEGORY_verification_failed) {
        cli_set_text(cli, "signature_status", GAIT_STR("failed"));
        cli_line(cli, "trace verify failed: %s", path);
        cli_line(cli, "signature status: failed");
    }
    if (!ok) {
        gait_error_prefix(err, "%s: ", path);
        return false;
    }
    cli_set_text(cli, "signature_status", GAIT_STR("verified"));
    cli_set_text(cli, "key_id", report.key_id);
    cli_line(cli, "trace verify ok: %s", path);
    cli_line(cli, "verdict: %.*s", GAIT_STR_ARG(report.verdict));
    cli_line(cli, "key: %.*s", GAIT_STR_ARG(report.key_id));
    return true;
}

static bool run(cli_context *cli, gait_error *err)
{
    const char *path = cli_args_positional(&cli->args, 0);
    const char *flag = cli_args_text(&cli->args, "path");
    if (path != NULL && flag != NULL)
        return gait_fail(err, GAIT_E_flag_ambiguous, "the trace is given twice: by --path too");
    path = path != NULL ? path : flag;
    if (path == NULL)
        return gait_fail(err, GAIT_E_argument_count, "expected a trace file");
    cli_set_text(cli, "path", gait_str_of(path));
    gait_key_source source = cli_key_source(cli);
    gait_key_ring *ring = NULL;
    if (!gait_key_for_verifying(cli->arena, &source, &ring, err))
        return false;
    bool ok = verify(cli, path, ring, err);
    gait_key_ring_free(ring);
    return ok;
}

static const cli_example examples[] = {
    { "with a public key", "trace verify trace.json --public-key demo.pub" },
    { "with every key of a key set that is not revoked", "trace verify trace.json --key-set keys" },
    { NULL, NULL },
};

const cli_command cmd_trace_verify = {
    .group = "trace",
    .name = "verify",
    .summary = "check that a trace is what was signed",
    .explain = "Checks the bytes of a signed trace: schema, exactly the known members, digest and "
               "signature.",
    .usage = "[FILE]",
    .max_args = 1,
    .options = options,
    .shared = cli_key_options,
    .exits = "0 verified; 2 not what was signed; 6 unreadable, not JSON, or no key to verify with.",
    .examples = examples,
    .run = run,
};
