/*
 * policies.c — the policies that arguments and flags name, and how they are shown.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "decision.h"

gait_policy_source cli_policy_source(const char *argument)
{
    gait_str prefix = GAIT_STR("builtin:");
    if (gait_str_starts(gait_str_of(argument), prefix))
        return (gait_policy_source){ .builtin = argument + prefix.len };
    return (gait_policy_source){ .path = argument };
}

/* The packs of one repeatable flag. */
static void add(const cli_value *flag, bool restricts, gait_policy_source *out, size_t *count)
{
    for (size_t i = 0; i < flag->count; i++) {
        out[*count] = cli_policy_source(flag->list[i]);
        out[(*count)++].restricts = restricts;
    }
}

void cli_policy_sources(cli_context *cli, const char *argument, gait_gate_request *request)
{
    const cli_value *trusted = cli_args_get(&cli->args, "policy");
    const cli_value *restricting = cli_args_get(&cli->args, "restrict");
    size_t most = 1 + trusted->count + restricting->count;
    gait_policy_source *sources = gait_arena_array(cli->arena, most, sizeof *sources);
    size_t count = 0;
    if (argument != NULL)
        sources[count++] = cli_policy_source(argument);
    add(trusted, false, sources, &count);
    add(restricting, true, sources, &count);
    for (size_t i = 0; i < count; i++)
        sources[i].zoneinfo = cli_args_text(&cli->args, "zoneinfo");
    request->policies = sources;
    request->policy_count = count;
}

void cli_policy_lines(cli_context *cli, const gait_gate_result *r)
{
    if (r->packs == NULL) {
        cli_line(cli, "policy: %.*s %.*s", GAIT_STR_ARG(r->policy_id),
                 GAIT_STR_ARG(r->policy_digest));
        return;
    }
    cli_line(cli, "policy: %.*s", GAIT_STR_ARG(r->policy_digest));
    for (size_t i = 0; i < r->packs->count; i++) {
        const gait_json *pack = &r->packs->items[i];
        cli_line(cli, "pack: %.*s %.*s (%.*s)", GAIT_STR_ARG(gait_json_text(pack, "id")),
                 GAIT_STR_ARG(gait_json_text(pack, "digest")),
                 GAIT_STR_ARG(gait_json_text(pack, "trust")));
    }
}
