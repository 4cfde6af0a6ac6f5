-- SPDX-License-Identifier: Apache-2.0

local function restart(identity, incident, row)
    row.tool, row.env, row.identity, row.args = "service.restart", row.env or "prod", identity, { incident = incident }
    return row
end

cases "restarts" {
    restart("oncall/kim", "INC-7", { "on call, in an incident", expect = "require_approval", approvals = 2,
        rule = "on-call-in-an-incident" }),
    restart("oncall/kim", nil, { "on call, no incident", expect = "block", rule = "no-restarts" }),
    restart("agents/web", "INC-7", { "somebody else", expect = "block", rule = "no-restarts" }),
    restart("oncall/kim", 7, { "an incident that is no text", expect = "block", rule = "no-restarts" }),
    restart("oncall/kim", "INC-7", { "elsewhere", env = "dev", expect = "block", reasons = "default_block" }),
    { "another tool", tool = "tool.read", expect = "block", reasons = "default_block" },
}
