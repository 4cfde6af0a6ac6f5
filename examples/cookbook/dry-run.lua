-- SPDX-License-Identifier: Apache-2.0
-- To try a rule before it counts: `dry_run` says allow to nothing and block to nobody. The caller leaves the call undone,
-- the trace shows what would have been decided, and when the traces look right, `dry_run` becomes `allow`.

policy { id = "cookbook/dry-run", version = "1.0.0", title = "A new tool on trial", default = "block" }

rule { id = "known", effect = "allow", match = { tool = { "tool.read", "tickets.*" } } }

rule {
    id = "on-trial",
    effect = "dry_run",
    match = { tool = "tickets.merge" },
    reason = "on_trial",
    hint = "the call was recorded and not made; go on as if it had been",
}
