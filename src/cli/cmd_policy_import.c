/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

static void set_notes(cli_context *cli, const gait_import_result *r)
{
    gait_json *notes = gait_json_new_array(cli->arena);
    for (size_t i = 0; i < r->note_count; i++) {
        gait_json *note = gait_json_new_object(cli->arena);
        if (r->notes[i].rule.len > 0)
            gait_json_set(cli->arena, note, GAIT_STR("rule"), gait_json_string(r->notes[i].rule));
        gait_json_set(cli->arena, note, GAIT_STR("text"),
                      gait_json_string(gait_str_of(r->notes[i].text)));
        gait_json_push(cli->arena, notes, *note);
    }
    if (r->note_count > 0)
        cli_set(cli, "notes", *notes);
}

static void show(cli_context *cli, const gait_import_result *r, const char *from, const char *to)
{
    gait_str directory = cli_clean(cli, gait_str_of(to));
    cli_line(cli, "imported %.*s into %.*s: rules %zu, cases %zu",
             GAIT_STR_ARG(cli_clean(cli, gait_str_of(from))), GAIT_STR_ARG(directory),
             r->rule_count, r->case_count);
    cli_line(cli, "policy: %.*s %.*s", GAIT_STR_ARG(r->policy_id), GAIT_STR_ARG(r->policy_digest));
    for (size_t i = 0; i < r->note_count; i++) {
        gait_str rule = cli_clean(cli, r->notes[i].rule);
        cli_line(cli, "note: %s%.*s%s%s", rule.len > 0 ? "rule '" : "", GAIT_STR_ARG(rule),
                 rule.len > 0 ? "': " : "", r->notes[i].text);
    }
    cli_line(cli, "next: gait policy test %.*s; gait policy check %.*s", GAIT_STR_ARG(directory),
             GAIT_STR_ARG(directory));
}

static bool run(cli_context *cli, gait_error *err)
{
    const gait_import_request request = { .path = cli_args_positional(&cli->args, 0),
                                          .directory = cli_args_text(&cli->args, "out"),
                                          .rng = cli->rng };
    gait_import_result result;
    if (!gait_policy_import(cli->arena, &request, &result, err))
        return false;
    cli_set_text(cli, "policy_id", result.policy_id);
    cli_set_text(cli, "policy_digest", result.policy_digest);
    cli_set_text(cli, "yaml_digest", result.yaml_digest);
    cli_set_text(cli, "directory", cli_clean(cli, gait_str_of(request.directory)));
    cli_set_list(cli, "files", result.files, result.file_count);
    cli_set(cli, "rules", gait_json_integer(cli->arena, (int64_t)result.rule_count));
    cli_set(cli, "cases", gait_json_integer(cli->arena, (int64_t)result.case_count));
    set_notes(cli, &result);
    show(cli, &result, request.path, request.directory);
    return true;
}

static const cli_option options[] = {
    { "out", CLI_TEXT, true, "DIR", "where the pack goes; nothing may be there", 0, 0, NULL },
    { NULL, CLI_FLAG, false, NULL, NULL, 0, 0, NULL },
};

static const cli_example examples[] = {
    { "from a policy in YAML to a pack in Lua",
      "policy import examples/migration/payments.yaml --out payments" },
    { NULL, NULL },
};

const cli_command cmd_policy_import = {
    .group = "policy",
    .name = "import",
    .summary = "write a YAML policy as a Lua pack",
    .explain = "Writes a policy of the Go implementation, which is YAML, as a Lua pack that "
               "decides the same.",
    .usage = "POLICY.yaml",
    .min_args = 1,
    .max_args = 1,
    .options = options,
    .exits =
        "0 written; 6 the policy is invalid, or something is there; 1 it could not be written.",
    .examples = examples,
    .run = run,
};
