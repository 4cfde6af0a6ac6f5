-- SPDX-License-Identifier: Apache-2.0
--- What docs/policy.md says, written down as slowly and plainly as possible: the answer the compiled matcher must give.
--
-- The chunk returns a function of two texts, a policy and an intent as Lua in the vocabulary of rules, that
-- gives the verdict and one line per rule that counts. It runs the policy in plain Lua, again for every function of every rule,
-- so that no condition can see another. It knows only the spellings that fuzz_decide.c writes.

package.path = "tests/fuzz/?.lua;" .. package.path
local match = require("oracle_match")
local T <const>, F <const>, U <const> = match.T, match.F, match.U
local tri, negate, all, list_of, is_one_of = match.tri, match.negate, match.all, match.list_of, match.is_one_of
local STRICTNESS <const> = { allow = 0, dry_run = 1, require_approval = 2, block = 3 }

local KNOWN <const> = {
    tool = true, identity = true, workspace = true, env = true, risk = true, phase = true, session = true,
    args = true, targets = true, provenance = true,
}

--- What a function is given: reading a name that no intent has raises.
local function view(intent)
    return setmetatable({}, {
        __index = function(_, name)
            if not KNOWN[name] then
                error("no such field")
            end
            return intent[name]
        end,
    })
end

local function call(condition, intent)
    local steps = 0
    debug.sethook(function()
        steps = steps + 1
        if steps > 100 then
            error("out of fuel")
        end
    end, "", 1000)
    local ok, result = pcall(condition, view(intent))
    debug.sethook()
    if not ok or type(result) ~= "boolean" then
        return U
    end
    return tri(result)
end

--- The declarations, from a run of their own.
local function load_policy(text)
    local policy, rules = nil, {}
    local env = {
        ipairs = ipairs,
        policy = function(declaration)
            policy = declaration
        end,
        rule = function(declaration)
            rules[#rules + 1] = declaration
        end,
    }
    assert(load(text, "=policy", "t", env))()
    table.sort(rules, function(a, b)
        return a.id < b.id
    end)
    return policy, rules
end

local function function_outcomes(text, index, intent)
    local results = {}
    for _, key in ipairs({ "when", "unless" }) do
        local _, rules = load_policy(text)
        local names = {}
        local functions = rules[index][key]
        for name in pairs(type(functions) == "table" and functions or { [""] = functions }) do
            names[#names + 1] = name
        end
        for _, name in ipairs(names) do
            local _, fresh = load_policy(text)
            local condition = fresh[index][key]
            if type(condition) == "table" then
                condition = condition[name]
            end
            if condition then
                local outcome = call(condition, intent)
                results[#results + 1] = key == "unless" and negate(outcome) or outcome
            end
        end
    end
    return results
end

local function outcome_of(rule, holding)
    if holding == F then
        return "not_applied"
    elseif holding == T then
        return "applied"
    end
    return (rule.effect == "allow" or rule.on_unknown == "skip") and "unknown_skipped" or "unknown_applied"
end

local function applies(outcome)
    return outcome == "applied" or outcome == "unknown_applied"
end

--- What a rule demands holds even where only its permission is unknown.
local function obliges(rule, outcome)
    return applies(outcome) or (outcome == "unknown_skipped" and rule.effect == "allow")
end

local function override(rules, outcomes)
    local contested, gone = {}, {}
    for i, rule in ipairs(rules) do
        for _, id in ipairs(list_of(rule.overrides or {})) do
            contested[id] = contested[id] or outcomes[i] ~= "not_applied"
        end
    end
    for i, rule in ipairs(rules) do
        for _, id in ipairs(list_of(rule.overrides or {})) do
            gone[id] = gone[id] or (outcomes[i] == "applied" and not contested[rule.id])
        end
    end
    for i, rule in ipairs(rules) do
        if gone[rule.id] and obliges(rule, outcomes[i]) then
            outcomes[i] = "overridden"
        end
    end
end

local function missing(policy, intent)
    local require_ = policy.require
    local lost = {}
    if not require_ then
        return lost
    end
    local known = match.RISKS[intent.risk] or policy.combine == "tiers"
    if require_.risk and known and not is_one_of(require_.risk, intent.risk) then
        return lost
    end
    local lists = { targets = intent.targets, arg_provenance = intent.provenance }
    for _, field in ipairs(list_of(require_.fields)) do
        local list = lists[field]
        if (list and #list == 0) or (not list and intent[field] == nil) then
            lost[#lost + 1] = field
        end
    end
    return lost
end

--- In packs of tiers the first rule that matched ends the list.
local function settle(rules, outcomes)
    local order, settled = {}, false
    for i in ipairs(rules) do
        order[i] = i
    end
    table.sort(order, function(a, b)
        local left, right = rules[a].priority or 0, rules[b].priority or 0
        return left < right or (left == right and a < b)
    end)
    for _, i in ipairs(order) do
        if settled and obliges(rules[i], outcomes[i]) then
            outcomes[i] = "shadowed"
        end
        settled = settled or outcomes[i] == "applied"
    end
end

--- The strictest effect; where nothing is certain the default has its say too.
local function conclude(policy, rules, outcomes)
    local strictest, definite = nil, false
    for i, rule in ipairs(rules) do
        if applies(outcomes[i]) then
            definite = definite or outcomes[i] == "applied"
            if not strictest or STRICTNESS[rule.effect] > STRICTNESS[strictest] then
                strictest = rule.effect
            end
        end
    end
    local default = policy.default or "block"
    if strictest and (definite or STRICTNESS[strictest] >= STRICTNESS[default]) then
        return strictest
    end
    return default
end

return function(policy_text, intent_text)
    local env = {
        null = match.NULL,
        list = function(values)
            values.__list = true
            return values
        end,
    }
    local intent = assert(load(intent_text, "=intent", "t", env))()
    local policy, rules = load_policy(policy_text)
    if #missing(policy, intent) > 0 then
        return "block\n"
    end
    local outcomes = {}
    for i, rule in ipairs(rules) do
        local results = match.match_outcomes(rule, intent, policy.combine == "tiers")
        local holding = all(results)
        if holding ~= F then
            holding = all({ holding, all(function_outcomes(policy_text, i, intent)) })
        end
        outcomes[i] = outcome_of(rule, holding)
    end
    if policy.combine == "tiers" then
        settle(rules, outcomes)
    else
        override(rules, outcomes)
    end
    local lines = { conclude(policy, rules, outcomes) }
    for i, rule in ipairs(rules) do
        if outcomes[i] ~= "not_applied" then
            lines[#lines + 1] = rule.id .. " " .. outcomes[i]
        end
    end
    return table.concat(lines, "\n") .. "\n"
end
