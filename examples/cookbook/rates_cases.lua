-- SPDX-License-Identifier: Apache-2.0

cases "rates" {
    { "the first message", tool = "mail.send", expect = "allow", rule = "messages" },
    { "the thirtieth", tool = "chat.post", used = { ["message-rate"] = 29 }, expect = "allow" },
    { "one more", tool = "mail.send", used = { ["message-rate"] = 30 }, expect = "block", rule = "message-rate" },
    { "a deletion", tool = "records.delete", expect = "require_approval", rule = "deletions" },
    { "when the budget is spent", tool = "records.delete", used = { ["deletion-budget"] = 10 }, expect = "block",
        rule = "deletion-budget" },
}
