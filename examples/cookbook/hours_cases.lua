-- SPDX-License-Identifier: Apache-2.0

local function at(now, row)
    row.tool, row.now = row.tool or "release.web", now
    return row
end

cases "hours" {
    at("2026-01-14T09:00:00Z", { "in winter at nine", expect = "allow", rule = "releases" }),
    at("2026-07-15T08:00:00Z", { "in summer at nine", expect = "allow" }),
    at("2026-07-15T16:00:00Z", { "in summer at five", expect = "require_approval", rule = "out-of-hours" }),
    at("2026-07-18T10:00:00Z", { "on a Saturday", expect = "require_approval", rule = "out-of-hours" }),
    at("2026-12-28T10:00:00Z", { "over the holidays", expect = "block", rule = "holidays" }),
    at("2026-01-14T09:00:00Z", { "another tool", tool = "tool.read", expect = "block", reasons = "default_block" }),
}
