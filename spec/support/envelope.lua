-- SPDX-License-Identifier: Apache-2.0
--- What every JSON output has, and what every run that does not exit 0 says.

local cjson = require("cjson")
local gait = require("support.gait")

local EXITS <const> = {
    invalid_input = 6, verification_failed = 2, policy_blocked = 3, approval_required = 4, dependency_missing = 7,
    io_failure = 1, state_contention = 1, network_transient = 1, network_permanent = 1, internal_failure = 1,
}

-- Codes with an exit status of their own.
local OWN_EXITS <const> = { policy_test_failed = 5, coverage_low = 5 }

local M = {}

--- One line, one document, members sorted, an id.
---@param run gait.Run
---@return table document
function M.document(run)
    assert(run.json, "standard output is not one JSON document: " .. run.stdout .. run.stderr)
    assert(select(2, run.stdout:gsub("\n", "")) == 1 and run.stdout:sub(-1) == "\n", "not one line: " .. run.stdout)
    local names = gait.members(run.stdout)
    for i = 2, #names do
        assert(names[i - 1] < names[i], "members are not sorted: " .. run.stdout)
    end
    assert(type(run.json.ok) == "boolean", "ok is missing: " .. run.stdout)
    assert(type(run.json.correlation_id) == "string" and #run.json.correlation_id > 0, "no correlation_id")
    assert(run.stderr == "", "with --json nothing goes to standard error: " .. run.stderr)
    return run.json
end

--- The whole envelope of a run that did not exit 0.
---@param run gait.Run
---@return table document
function M.failure(run)
    local d = M.document(run)
    for _, name in ipairs({ "error", "error_code", "error_category", "hint" }) do
        assert(type(d[name]) == "string" and #d[name] > 0, name .. " is missing: " .. run.stdout)
    end
    assert(type(d.retryable) == "boolean", "retryable is missing: " .. run.stdout)
    assert(not d.error:find("[%c]"), "the message has control characters")
    assert(EXITS[d.error_category], "unknown category " .. d.error_category)
    assert(run.exit == (OWN_EXITS[d.error_code] or EXITS[d.error_category]),
        ("exit %d does not belong to %s"):format(run.exit, d.error_category))
    local completed = d.error_code == "policy_blocked" or d.error_code == "approval_required"
    assert(d.ok == completed, "ok is " .. tostring(d.ok) .. " for " .. d.error_code)
    return d
end

M.null = cjson.null

return M
