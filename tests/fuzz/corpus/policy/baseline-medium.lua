-- SPDX-License-Identifier: Apache-2.0
-- baseline-medium: what an agent of ordinary risk may do on its own, and what a person should see first.
--
-- Reading is allowed at low and medium risk, writing needs one approval, deleting is blocked. Data that came from
-- outside never leaves unless every place it goes to is ours. Everything that no rule names needs an approval.

policy {
    id = "gait/baseline-medium",
    version = "1.0.0",
    title = "Baseline for agents of medium risk",
    default = "require_approval",
}

-- Hosts below this domain are ours. Copy the pack and put your own here.
local INTERNAL <const> = ".corp.example"

--- True when every target of the intent is a host of ours. A target without a host is not.
local function stays_internal(intent)
    for _, target in ipairs(intent.targets) do
        if not target.domain or not text.ends(target.domain, INTERNAL) then
            note("a target is outside " .. INTERNAL)
            return false
        end
    end
    return true
end

rule {
    id = "no-delete",
    title = "Agents do not delete",
    effect = "block",
    severity = "high",
    match = { tool = { "tool.delete", "tool.delete.*" } },
    reason = "destructive_tool_blocked",
    violation = "destructive_operation",
    hint = "archive instead, or have a person delete it",
}

rule {
    id = "no-tainted-egress",
    title = "What came from outside stays inside",
    effect = "block",
    severity = "critical",
    match = {
        target = { kind = { "host", "url", "bucket" } },
        tainted_by = { "external", "tool_output" },
    },
    unless = { stays_internal = stays_internal },
    reason = "blocked_tainted_egress",
    violation = "tainted_data_exfiltration",
    hint = "send only what the user wrote, or send it to a host of ours",
}

rule {
    id = "write-needs-approval",
    title = "A person sees every write",
    effect = "require_approval",
    approvals = 1,
    severity = "medium",
    match = { tool = { "tool.write", "tool.write.*" } },
    reason = "approval_required_for_write",
    violation = "approval_required",
    hint = "ask for an approval of this very intent",
}

rule {
    id = "read-is-fine",
    title = "Reading at low and medium risk",
    effect = "allow",
    match = { tool = { "tool.read", "tool.read.*" }, risk = { "low", "medium" } },
    reason = "safe_read_allowed",
}
