-- SPDX-License-Identifier: Apache-2.0
-- change-freeze: when production may change.
--
-- In working hours a change goes through; outside of them one person agrees, on weekends two. Around the end of the year
-- and of each quarter nothing changes, but for the fix of an incident that two people agree to. Going back to what ran
-- before is possible at any time.
--
-- Beside another pack: `--restrict builtin:change-freeze`. To adapt: copy it, and put your zone, hours, tools and
-- environments into the constants; a freeze of given dates is one more rule with `during = { from = …, to = …, tz = … }`.

local TZ <const> = "UTC"

policy {
    id = "gait/change-freeze",
    version = "1.0.0",
    title = "When production may change",
    description = "Lets production change in working hours, asks outside of them, and freezes it at the end of the year "
        .. "and of each quarter. Stands beside another pack.",
    owner = "release management",
    license = "Apache-2.0",
    tags = { "change-management", "freeze" },
    default = "require_approval",
    zones = { TZ },
}

local CHANGES <const> = {
    "tool.deploy.**", "tool.release.**", "tool.migrate.**", "**.deploy", "**.deploy_*", "**.apply", "**.apply_*",
    "**.migrate", "**.migrate_*", "**.rollout", "**.rollout_*", "**.release", "**.release_*",
}
local PRODUCTION <const> = { "prod", "prod-*", "production", "live" }
local ELSEWHERE <const> = { "dev", "dev-*", "test", "test-*", "staging", "staging-*" }
local WORKING_HOURS <const> = {
    { days = "Mon-Thu", hours = "08:00-17:00", tz = TZ },
    { days = "Fri", hours = "08:00-12:00", tz = TZ },
}
local LAST_DAY <const> = { [3] = 31, [6] = 30, [9] = 30, [12] = 31 }

--- From 18 December to 2 January.
local function year_ends(_, now)
    local day = time.zone(now, TZ)
    return day.month == 12 and day.day >= 18 or day.month == 1 and day.day <= 2
end

--- The last two days of a quarter and the first of the next.
local function quarter_ends(_, now)
    local day = time.zone(now, TZ)
    local last = LAST_DAY[day.month]
    return last ~= nil and day.day >= last - 1 or LAST_DAY[(day.month + 10) % 12 + 1] ~= nil and day.day == 1
end

rule {
    id = "freeze-year-end",
    title = "Nothing changes around the end of the year",
    effect = "block",
    severity = "high",
    owner = "release management",
    tags = { "freeze" },
    match = { tool = CHANGES, env = PRODUCTION },
    when = { year_ends = year_ends },
    reason = "freeze_year_end",
    violation = "change_freeze",
    hint = "wait until 3 January; for an incident, name it in the argument incident",
}

rule {
    id = "freeze-quarter-end",
    title = "Nothing changes while the quarter is closed",
    effect = "block",
    severity = "high",
    owner = "release management",
    tags = { "freeze" },
    match = { tool = CHANGES, env = PRODUCTION },
    when = { quarter_ends = quarter_ends },
    reason = "freeze_quarter_end",
    violation = "change_freeze",
    hint = "wait until the second day of the quarter; for an incident, name it in the argument incident",
}

rule {
    id = "incident-fix",
    title = "Two people let the fix of an incident through a freeze",
    effect = "require_approval",
    approvals = 2,
    distinct_approvers = true,
    severity = "high",
    owner = "release management",
    tags = { "incident" },
    match = {
        tool = CHANGES,
        env = PRODUCTION,
        args = { incident = { exists = true, type = "string", glob = "INC-*" } },
    },
    overrides = { "freeze-year-end", "freeze-quarter-end" },
    reason = "incident_fix",
    violation = "approval_required",
    hint = "ask two people for an approval of this very change",
}

rule {
    id = "weekend-needs-two-people",
    title = "Two people agree to a change on a weekend",
    effect = "require_approval",
    approvals = 2,
    distinct_approvers = true,
    severity = "medium",
    owner = "release management",
    match = { tool = CHANGES, env = PRODUCTION, during = { days = "Sat-Sun", tz = TZ } },
    reason = "outside_working_days",
    violation = "approval_required",
    hint = "wait until Monday, or ask two people",
}

rule {
    id = "out-of-hours",
    title = "A person agrees to a change outside working hours",
    effect = "require_approval",
    severity = "medium",
    owner = "release management",
    match = { tool = CHANGES, env = PRODUCTION, outside = WORKING_HOURS },
    reason = "outside_working_hours",
    violation = "approval_required",
    hint = "wait for working hours (Monday to Thursday 8 to 17, Friday 8 to 12), or ask for an approval",
}

rule {
    id = "in-working-hours",
    title = "Changes in working hours",
    effect = "allow",
    match = { tool = CHANGES, env = PRODUCTION, during = WORKING_HOURS },
    reason = "in_working_hours",
}

rule {
    id = "not-production",
    title = "Changes that are not to production",
    effect = "allow",
    match = { tool = CHANGES, env = ELSEWHERE },
    reason = "not_production",
}

rule {
    id = "going-back",
    title = "Going back to what ran before, at any time",
    effect = "allow",
    match = { tool = { "tool.rollback.**", "**.rollback", "**.rollback_*" } },
    reason = "rollback",
}
