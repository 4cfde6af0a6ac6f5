-- SPDX-License-Identifier: Apache-2.0
-- Who may call what, as a list for each identity, and the credential that the call must use: one that a broker makes for
-- it, good for ten minutes. A person's own long-lived key is none of these.

policy { id = "cookbook/identities", version = "1.0.0", title = "An allow list for each agent", default = "block" }

rule {
    id = "support-desk",
    effect = "allow",
    match = { identity = "agents/support-*", tool = { "tickets.*", "crm.get_*" } },
}

rule {
    id = "release-bot",
    effect = "allow",
    match = { identity = "agents/release", tool = { "deploy.*", "tickets.comment" } },
    credential = { broker = "vault", sources = { "github_oidc", "vault_dynamic" }, jit = true, max_ttl_seconds = 600 },
}
