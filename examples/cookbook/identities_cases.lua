-- SPDX-License-Identifier: Apache-2.0

cases "lists" {
    { "support answers", identity = "agents/support-eu", tool = "tickets.reply", expect = "allow", rule = "support-desk" },
    { "support does not deploy", identity = "agents/support-eu", tool = "deploy.web", expect = "block" },
    { "the release bot does", identity = "agents/release", tool = "deploy.web", expect = "allow", rule = "release-bot" },
    { "a name that begins alike", identity = "agents/release-2", tool = "deploy.web", expect = "block" },
    { "a team below is another", identity = "agents/support-eu/intern", tool = "tickets.reply", expect = "block" },
}
