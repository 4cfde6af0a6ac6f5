-- SPDX-License-Identifier: Apache-2.0
-- How often: so many messages an hour for each agent, and so many deletions a day for all of them together. Until a window
-- is full such a rule only counts. `used` in the cases says how often it was charged before.

policy { id = "cookbook/rates", version = "1.0.0", title = "Limits on what is done how often", default = "block" }

rule { id = "messages", effect = "allow", match = { tool = { "mail.send", "chat.post" } } }

rule {
    id = "message-rate",
    effect = "block",
    match = { tool = { "mail.send", "chat.post" } },
    limit = { max = 30, seconds = 3600, by = { "identity" } },
    reason = "too_many_messages",
    hint = "put several messages into one, or wait an hour",
}

rule {
    id = "deletions",
    effect = "require_approval",
    match = { tool = "records.delete" },
    reason = "deletion",
    hint = "ask for an approval of this very deletion",
}

rule {
    id = "deletion-budget",
    effect = "block",
    match = { tool = "records.delete" },
    limit = { max = 10, seconds = 86400, by = {} },
    reason = "deletion_budget_spent",
    hint = "the budget of the day is spent, for every agent",
}
