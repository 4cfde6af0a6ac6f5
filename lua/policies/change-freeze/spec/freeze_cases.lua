-- SPDX-License-Identifier: Apache-2.0

local function deploy(now, row)
    row.tool, row.env, row.now = row.tool or "tool.deploy", row.env or "prod", now
    return row
end

cases "hours" {
    deploy("2026-05-06T10:00:00Z", { "on a Wednesday morning", expect = "allow", rule = "in-working-hours",
        reasons = "in_working_hours" }),
    deploy("2026-05-06T08:00:00Z", { "at the first minute", expect = "allow", rule = "in-working-hours" }),
    deploy("2026-05-06T17:00:00Z", { "at the end", expect = "require_approval", rule = "out-of-hours",
        reasons = "outside_working_hours", violations = "approval_required", approvals = 1 }),
    deploy("2026-05-08T11:59:59Z", { "on a Friday morning", expect = "allow" }),
    deploy("2026-05-08T12:00:00Z", { "on a Friday afternoon", expect = "require_approval", rule = "out-of-hours" }),
    deploy("2026-05-09T10:00:00Z", { "on a Saturday", expect = "require_approval", approvals = 2,
        rule = { "out-of-hours", "weekend-needs-two-people" },
        reasons = { "outside_working_days", "outside_working_hours" } }),
}

cases "freezes" {
    deploy("2026-12-18T10:00:00Z", { "from 18 December", expect = "block", rule = "freeze-year-end",
        reasons = "freeze_year_end", violations = "change_freeze" }),
    deploy("2026-12-17T10:00:00Z", { "not before", expect = "allow" }),
    deploy("2027-01-02T10:00:00Z", { "to 2 January", expect = "block", rule = "freeze-year-end" }),
    deploy("2027-01-04T10:00:00Z", { "not after", expect = "allow" }),
    deploy("2026-03-30T10:00:00Z", { "the last days of March", expect = "block", rule = "freeze-quarter-end",
        reasons = "freeze_quarter_end", violations = "change_freeze" }),
    deploy("2026-07-01T10:00:00Z", { "the first day of July", expect = "block", rule = "freeze-quarter-end" }),
    deploy("2026-01-01T10:00:00Z", { "New Year is both", expect = "block",
        rule = { "freeze-quarter-end", "freeze-year-end" } }),
    deploy("2026-07-02T10:00:00Z", { "the second", expect = "allow" }),
    deploy("2026-05-30T10:00:00Z", { "the end of a month that ends no quarter", expect = "require_approval",
        rule = "weekend-needs-two-people" }),
    deploy("2026-12-22T10:00:00Z", { "a migration", tool = "db.migrate", expect = "block" }),
}

cases "exceptions" {
    deploy("2026-12-22T10:00:00Z", { "an incident", args = { incident = "INC-17" }, expect = "require_approval",
        approvals = 2, rule = "incident-fix", reasons = "incident_fix", violations = "approval_required" }),
    deploy("2026-12-22T10:00:00Z", { "an incident of another form", args = { incident = "urgent" }, expect = "block" }),
    deploy("2026-12-22T10:00:00Z", { "no text", args = { incident = 17 }, expect = "block" }),
    deploy("2026-12-22T10:00:00Z", { "going back", tool = "tool.rollback", expect = "allow", rule = "going-back",
        reasons = "rollback" }),
    deploy("2026-12-22T10:00:00Z", { "to staging", env = "staging-eu", expect = "allow", rule = "not-production",
        reasons = "not_production" }),
    { "to an environment that is not said", tool = "tool.deploy", now = "2026-12-22T10:00:00Z", expect = "block",
        rule = "freeze-year-end" },
    deploy("2026-05-06T10:00:00Z", { "to an environment nobody named", env = "lab", expect = "require_approval",
        reasons = "default_require_approval" }),
    deploy("2026-12-22T10:00:00Z", { "no change", tool = "tool.read", expect = "require_approval",
        reasons = "default_require_approval" }),
}
