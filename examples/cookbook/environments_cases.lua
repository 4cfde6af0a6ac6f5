-- SPDX-License-Identifier: Apache-2.0

cases "environments" {
    { "production", tool = "deploy.web", env = "prod-eu", expect = "require_approval", rule = "production" },
    { "staging", tool = "deploy.web", env = "staging", expect = "allow", rule = "elsewhere" },
    { "not said", tool = "deploy.web", expect = "block", reasons = "default_block" },
    { "one that nobody named", tool = "deploy.web", env = "lab", expect = "block", reasons = "default_block" },
    { "a migration", tool = "db.migrate", env = "prod", expect = "block", rule = "no-schema-in-production" },
    { "a migration in development", tool = "db.migrate", env = "dev", expect = "allow", rule = "elsewhere" },
    { "another tool", tool = "tool.read", expect = "block", reasons = "default_block" },
}
