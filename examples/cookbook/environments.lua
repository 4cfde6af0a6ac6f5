-- SPDX-License-Identifier: Apache-2.0
-- The same tool, by where it acts. Production needs a person, development does not. Where the environment is not said, no
-- rule that allows applies, and the default holds: leaving a field out is no way around a rule.

policy { id = "cookbook/environments", version = "1.0.0", title = "By environment", default = "block" }

rule {
    id = "production",
    effect = "require_approval",
    match = { tool = "deploy.*", env = { "prod", "prod-*" } },
    reason = "production_change",
    hint = "deploy to staging first, then ask for an approval",
}

rule {
    id = "no-schema-in-production",
    effect = "block",
    match = { tool = "db.migrate", env = { "prod", "prod-*" } },
    reason = "migration_in_production",
    hint = "migrations to production run from the release, not from an agent",
}

rule { id = "elsewhere", effect = "allow", match = { tool = { "deploy.*", "db.migrate" }, env = { "dev", "staging" } } }
