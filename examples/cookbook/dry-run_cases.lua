-- SPDX-License-Identifier: Apache-2.0

cases "trial" {
    { "a known tool", tool = "tickets.reply", expect = "allow", rule = "known" },
    { "the tool on trial", tool = "tickets.merge", expect = "dry_run", rule = "on-trial", reasons = "on_trial" },
    { "any other", tool = "tool.write", expect = "block", reasons = "default_block" },
}
