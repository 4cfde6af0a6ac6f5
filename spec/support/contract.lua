-- SPDX-License-Identifier: Apache-2.0
--- A plain evaluator of YAML policies as the Go implementation decides, to compare gait with, and random policies for it.

local M = {}

local KINDS <const> = { "host", "path", "table", "url" }
local VALUES <const> = { "/etc/passwd", "/tmp/../etc/passwd", "a.example", "cust*", "customers" }
local CLASSES <const> = { "pii", "secret" }
local OPERATIONS <const> = { "delete", "read", "write" }
local SOURCES <const> = { "external", "system", "tool_output", "user" }
local TOOLS <const> = { "a.*", "a.read", "a.write", "b.drop" }
local IDENTITIES <const> = { "al*", "alice", "svc:bot" }
local RISKS <const> = { "critical", "high", "low", "medium", "weird" }
local EFFECTS <const> = { "allow", "block", "dry_run", "require_approval" }
local OUTSIDE <const> = { bucket = true, host = true, queue = true, topic = true, url = true }

-- Conditions on the call, and on its targets: field of match, values, member of a case or target.
local SCALARS <const> = {
    { "tool_names", TOOLS, "tool" }, { "risk_classes", RISKS, "risk" }, { "identities", IDENTITIES, "identity" },
}
local TARGETS <const> = {
    { "target_kinds", KINDS, "kind" }, { "target_values", VALUES, "value" }, { "data_classes", CLASSES, "sensitivity" },
    { "destination_kinds", KINDS, "kind" }, { "destination_values", VALUES, "value" },
    { "destination_operations", OPERATIONS, "operation" },
}

-- ---- random policies and calls ----

---@param random fun(low: integer, high: integer): integer
local function subset(random, list)
    local out = {}
    for _, value in ipairs(list) do
        if random(1, 2) == 1 then
            out[#out + 1] = value
        end
    end
    return #out > 0 and out or { list[random(1, #list)] }
end

local function maybe(random, chance, value)
    return random(1, chance) == 1 and value() or nil
end

local function match_of(random)
    local match = {}
    for _, fields in ipairs({ SCALARS, TARGETS }) do
        for _, field in ipairs(fields) do
            match[field[1]] = maybe(random, 5, function() return subset(random, field[2]) end)
        end
    end
    match.provenance_sources = maybe(random, 6, function() return subset(random, SOURCES) end)
    match.workspace_prefixes = maybe(random, 6, function() return subset(random, { "/rep", "/repo/", "/tmp/.." }) end)
    return match
end

local function dataflow_of(random)
    local flow = { enabled = true }
    flow.tainted_sources = maybe(random, 2, function() return subset(random, SOURCES) end)
    flow.destination_kinds = maybe(random, 2, function() return subset(random, KINDS) end)
    flow.destination_values = maybe(random, 4, function() return subset(random, VALUES) end)
    flow.destination_operations = maybe(random, 4, function() return subset(random, OPERATIONS) end)
    flow.action = maybe(random, 2, function() return "block" end)
    flow.reason_code = maybe(random, 3, function() return "tainted flow" end)
    return flow
end

--- A policy as its YAML is written.
function M.policy(random)
    local policy = { default_verdict = EFFECTS[random(1, 4)], rules = {} }
    if random(1, 3) == 1 then
        policy.fail_closed = { enabled = true, required_fields = subset(random, { "arg_provenance", "targets" }) }
        policy.fail_closed.risk_classes = maybe(random, 2, function() return subset(random, RISKS) end)
    end
    for i = 1, random(0, 6) do
        policy.rules[i] = {
            name = ("Rule %d-%s"):format(i, random(1, 2) == 1 and "x" or "<Y>"),
            priority = random(-2, 2),
            effect = EFFECTS[random(1, 4)],
            match = match_of(random),
            min_approvals = maybe(random, 3, function() return random(0, 3) end),
            reason_codes = maybe(random, 3, function() return subset(random, { "r1", "r 2" }) end),
            violations = maybe(random, 3, function() return subset(random, { "v1", "v2" }) end),
            dataflow = maybe(random, 4, function() return dataflow_of(random) end),
        }
    end
    return policy
end

local function one_of(random, list)
    return list[random(1, #list)]
end

--- A call, as a case of a spec writes it.
function M.call(random)
    local call = { tool = one_of(random, { "a.*", "a.read", "a.write", "b.drop", "c.other" }),
        identity = one_of(random, { "alice", "svc:bot", "al*", "bob" }),
        workspace = one_of(random, { "/repo", "/repo/a", "/repo-evil", "/tmp/../etc" }), risk = one_of(random, RISKS) }
    for i = 1, random(0, 2) do
        call.targets = call.targets or {}
        call.targets[i] = { kind = one_of(random, KINDS), value = one_of(random, VALUES),
            operation = maybe(random, 2, function() return one_of(random, OPERATIONS) end),
            sensitivity = maybe(random, 2, function() return one_of(random, CLASSES) end) }
    end
    for i = 1, random(0, 2) do
        call.provenance = call.provenance or {}
        call.provenance[i] = { arg = "args.x" .. i, source = one_of(random, SOURCES) }
    end
    return call
end

-- ---- deciding ----

local function has(list, value)
    for _, one in ipairs(list) do
        if one == value then
            return true
        end
    end
    return false
end

local function any(list, holds)
    for _, one in ipairs(list or {}) do
        if holds(one) then
            return true
        end
    end
    return false
end

local function matches(match, call)
    for _, field in ipairs(SCALARS) do
        if match[field[1]] and not has(match[field[1]], call[field[3]]) then
            return false
        end
    end
    for _, field in ipairs(TARGETS) do
        local wanted = match[field[1]]
        if wanted and not any(call.targets, function(t) return has(wanted, t[field[3]]) end) then
            return false
        end
    end
    local sources, prefixes = match.provenance_sources, match.workspace_prefixes
    return (not sources or any(call.provenance, function(p) return has(sources, p.source) end))
        and (not prefixes or any(prefixes, function(p) return call.workspace:sub(1, #p) == p end))
end

local function flows(flow, call)
    local sources = flow.tainted_sources or { "external", "tool_output" }
    local free = not (flow.destination_kinds or flow.destination_values or flow.destination_operations)
    return any(call.provenance, function(p) return has(sources, p.source) end)
        and any(call.targets, function(t)
            return free and OUTSIDE[t.kind] or not free
                and (not flow.destination_kinds or has(flow.destination_kinds, t.kind))
                and (not flow.destination_values or has(flow.destination_values, t.value))
                and (not flow.destination_operations or has(flow.destination_operations, t.operation))
        end)
end

local function missing(policy, call)
    local out, closed = {}, policy.fail_closed
    if closed and has(closed.risk_classes or { "critical", "high" }, call.risk) then
        for _, field in ipairs(closed.required_fields) do
            local list = field == "targets" and call.targets or field == "arg_provenance" and call.provenance
            out[#out + 1] = not list and field or nil
        end
    end
    return out
end

local function ordered(rules)
    local out = { table.unpack(rules) }
    table.sort(out, function(a, b)
        return a.priority < b.priority or a.priority == b.priority and a.name < b.name
    end)
    return out
end

local function default_reason(name)
    return "matched_rule_" .. name:gsub("<", "\\u003c"):gsub(">", "\\u003e"):gsub("[ -]", "_"):lower()
end

local function decide_rule(rule, call)
    local d = { verdict = rule.effect, rule = rule.name, violations = { table.unpack(rule.violations or {}) },
        reasons = { table.unpack(rule.reason_codes or { default_reason(rule.name) }) } }
    if rule.dataflow and flows(rule.dataflow, call) then
        d.verdict = rule.dataflow.action or "require_approval"
        table.insert(d.reasons, rule.dataflow.reason_code or "dataflow_tainted_destination")
        table.insert(d.violations, "tainted_dataflow")
    end
    d.approvals = d.verdict == "require_approval" and math.max(rule.min_approvals or 0, 1) or 0
    return d
end

--- What the Go implementation decides: verdict, rule, reasons, violations, approvals.
function M.decide(policy, call)
    local lacking = missing(policy, call)
    if #lacking > 0 then
        local d = { verdict = "block", reasons = {}, violations = {}, approvals = 0 }
        for i, field in ipairs(lacking) do
            d.reasons[i], d.violations[i] = "fail_closed_missing_" .. field, "missing_" .. field
        end
        return d
    end
    for _, rule in ipairs(ordered(policy.rules)) do
        if matches(rule.match, call) then
            return decide_rule(rule, call)
        end
    end
    return { verdict = policy.default_verdict, reasons = { "default_" .. policy.default_verdict }, violations = {},
        approvals = policy.default_verdict == "require_approval" and 1 or 0 }
end

-- ---- writing ----

--- A value as JSON, which is YAML; an empty table is an object.
local function json(value)
    if type(value) ~= "table" then
        return type(value) == "string" and '"' .. value .. '"' or tostring(value)
    end
    local parts = {}
    for _, one in ipairs(value) do
        parts[#parts + 1] = json(one)
    end
    if #parts > 0 then
        return "[" .. table.concat(parts, ",") .. "]"
    end
    for key, one in pairs(value) do
        parts[#parts + 1] = json(key) .. ":" .. json(one)
    end
    return "{" .. table.concat(parts, ",") .. "}"
end

--- The policy's text; rules may be none.
function M.yaml(policy)
    local text = json(policy)
    return (text:gsub('"rules":{}', '"rules":[]'))
end

local function lua(value)
    if type(value) ~= "table" then
        return type(value) == "string" and ("%q"):format(value) or tostring(value)
    end
    local parts = {}
    for _, one in ipairs(value) do
        parts[#parts + 1] = lua(one)
    end
    for key, one in pairs(value) do
        if type(key) == "string" then
            parts[#parts + 1] = key .. " = " .. lua(one)
        end
    end
    return "{ " .. table.concat(parts, ", ") .. " }"
end

--- A spec file that holds a policy to the evaluator's decisions.
---@param calls table[]
function M.cases(policy, calls)
    local rows = {}
    for i, call in ipairs(calls) do
        local d = M.decide(policy, call)
        local row = { ("call %d"):format(i), expect = d.verdict, rule = d.rule, reasons = d.reasons,
            approvals = d.approvals, violations = #d.violations > 0 and d.violations or nil }
        for key, value in pairs(call) do
            row[key] = value
        end
        rows[i] = lua(row)
    end
    return 'cases "compared" {\n' .. table.concat(rows, ",\n") .. "\n}\n"
end

return M
