-- SPDX-License-Identifier: Apache-2.0
--- The plain evaluator's conditions over data, see oracle.lua.

local in_window = require("oracle_window")
local logic = require("oracle_logic")
local T <const>, F <const>, U <const> = logic.T, logic.F, logic.U
local tri, negate, all, any, list_of, is_one_of = logic.tri, logic.negate, logic.all, logic.any, logic.list_of, logic.is_one_of
local glob, some_glob, clean, under_some = logic.glob, logic.some_glob, logic.clean, logic.under_some
local RISKS <const> = { low = true, medium = true, high = true, critical = true }
local NULL <const> = {} -- null in the arguments

-- ---- arguments ----

local function segments(path)
    local out = {}
    for name, bracket in path:gmatch("([%a_]*)(%[?%w*%]?)%.?") do
        if name ~= "" then
            out[#out + 1] = name
        end
        local inside = bracket:match("^%[(%w+)%]$")
        if inside then
            out[#out + 1] = tonumber(inside) or { every = inside == "all" }
        end
    end
    return out
end

local function type_of(value)
    if value == NULL then
        return "null"
    end
    if type(value) ~= "table" then
        return type(value)
    end
    return value.__list and "array" or "object"
end

local function equals(wanted, value)
    local same_type = false
    for _, one in ipairs(list_of(wanted)) do
        if type(one) == type(value) then
            same_type = true
            if one == value then
                return T
            end
        end
    end
    return same_type and F or U
end

local TEXT <const> = {
    prefix = function(text, one)
        return text:sub(1, #one) == one
    end,
    suffix = function(text, one)
        return #one <= #text and text:sub(#text - #one + 1) == one
    end,
    contains = function(text, one)
        return text:find(one, 1, true) ~= nil
    end,
    glob = function(text, one)
        return glob(one, text, "/")
    end,
}

local function holds(operator, wanted, text)
    for _, one in ipairs(list_of(wanted)) do
        if TEXT[operator](text, one) then
            return true
        end
    end
    return false
end

--- A text that spells a path in two ways is known only where both agree.
local function text_test(operator, wanted, text)
    local raw = holds(operator, wanted, text)
    if operator == "contains" or (operator == "suffix" and text == "") then
        return tri(raw)
    end
    local cleaned, climbs = clean(text)
    if text == "" or (climbs and operator ~= "suffix") then
        return U
    end
    return holds(operator, wanted, cleaned) == raw and tri(raw) or U
end

local COMPARE <const> = {
    lt = function(a, b)
        return a < b
    end,
    lte = function(a, b)
        return a <= b
    end,
    gt = function(a, b)
        return a > b
    end,
    gte = function(a, b)
        return a >= b
    end,
}

local function test(operator, wanted, value)
    local present = value ~= nil and value ~= NULL
    if operator == "exists" then
        return tri(present == wanted)
    elseif operator == "type" and value ~= nil then
        return tri(is_one_of(wanted, type_of(value)))
    elseif not present then
        return U
    elseif operator == "eq" or operator == "in" then
        return equals(wanted, value)
    elseif operator == "ne" or operator == "not_in" then
        return negate(equals(wanted, value))
    elseif COMPARE[operator] then
        return type(value) == "number" and tri(COMPARE[operator](value, wanted)) or U
    end
    return type(value) == "string" and text_test(operator, wanted, value) or U
end

local function operators_of(condition)
    if type(condition) ~= "table" then
        return { eq = condition }
    end
    return #condition > 0 and { ["in"] = condition } or condition
end

local function tests(operators, value, lost)
    local results = {}
    for operator, wanted in pairs(operators) do
        local outcome = test(operator, wanted, value)
        if lost and operator ~= "exists" then -- the path leads nowhere
            outcome = U
        end
        results[#results + 1] = outcome
    end
    return all(results)
end

local function walk(path, at, value, operators)
    local next = path[at]
    if next == nil then
        return tests(operators, value, false)
    end
    local wanted = type(next) == "string" and "object" or "array"
    if value == nil or type_of(value) ~= wanted then
        return tests(operators, nil, true)
    end
    if type(next) ~= "table" then
        return walk(path, at + 1, value[next], operators)
    end
    local results = {}
    for i = 1, #value do
        results[i] = walk(path, at + 1, value[i], operators)
    end
    if #results == 0 then
        return U
    end
    return next.every and all(results) or any(results)
end

-- ---- targets ----

local function canonical(kind, value)
    if kind == "url" then
        return not value:find("@", 1, true) and value or nil
    elseif kind == "host" then
        return not value:find("^0%d") and value:lower() or nil
    end
    local cleaned, climbs = clean(value)
    if kind == "path" then
        return not climbs and cleaned or nil
    end
    local scheme, rest = value:match("^(%a+://)(.*)$")
    if scheme then -- the two slashes of a URL are no empty segment
        return clean(rest) == rest and value or nil
    end
    return cleaned == value and not climbs and value or nil
end

--- The host, or F where there is none, or U.
local function host_of(target)
    if target.kind == "url" then
        return target.value:find("@", 1, true) and U or target.value:match("^%a+://([^/]+)")
    elseif target.kind == "host" then
        return canonical("host", target.value) or U
    elseif target.domain then
        return target.domain
    end
    return target.kind == "path" and F or U
end

local function in_domain(pattern, host)
    local suffix = pattern:match("^%*(%..+)$")
    if suffix then
        return #host > #suffix and host:sub(-#suffix) == suffix
    end
    return host == pattern
end

local TARGET <const> = {
    kind = function(wanted, target)
        return tri(is_one_of(wanted, target.kind))
    end,
    operation = function(wanted, target)
        return target.operation == nil and U or tri(is_one_of(wanted, target.operation))
    end,
    sensitivity = function(wanted, target)
        return target.sensitivity == nil and U or tri(is_one_of(wanted, target.sensitivity))
    end,
    discovery = function(wanted, target)
        return target.discovery == nil and U or tri(is_one_of(wanted, target.discovery))
    end,
    destructive = function(wanted, target)
        return target.destructive == nil and U or tri(target.destructive == wanted)
    end,
    value = function(wanted, target)
        local text = canonical(target.kind, target.value)
        if not text then
            return U
        end
        for _, one in ipairs(list_of(wanted)) do
            if text == (canonical(target.kind, one) or one) then
                return T
            end
        end
        return F
    end,
    glob = function(wanted, target)
        local text = canonical(target.kind, target.value)
        return text == nil and U or tri(some_glob(wanted, text, "/"))
    end,
    path_under = function(wanted, target)
        if target.kind ~= "path" then
            return target.kind == "other" and U or F
        end
        return under_some(wanted, target.value)
    end,
    domain = function(wanted, target)
        local host = host_of(target)
        if host == U or host == F then
            return host
        end
        for _, pattern in ipairs(list_of(wanted)) do
            if in_domain(pattern, host) then
                return T
            end
        end
        return F
    end,
    cidr = function(wanted, target) -- 10.0.0.0/8 is the only one written
        local host = host_of(target)
        if host == U or host == F then
            return host
        end
        return tri(is_one_of(wanted, "10.0.0.0/8") and host:find("^10%.%d+%.%d+%.%d+$") ~= nil)
    end,
}
local SHORT <const> = {
    target_kind = "kind",
    target_value = "value",
    target_operation = "operation",
    data_class = "sensitivity",
    discovery = "discovery",
}

--- In packs of tiers an absent member is no other one, values are bytes, and one target is enough for any effect.
local function member_holds(member, wanted, target, tiers)
    if tiers and (member == "operation" or member == "sensitivity" or member == "discovery") then
        return tri(is_one_of(wanted, target[member]))
    elseif tiers and member == "value" then
        return tri(is_one_of(wanted, target.value))
    end
    return TARGET[member](wanted, target)
end

local function target_holds(members, intent, effect, tiers)
    local results = {}
    if #intent.targets == 0 then
        return F
    end
    for i, target in ipairs(intent.targets) do
        local outcomes = {}
        for member, wanted in pairs(members) do
            outcomes[#outcomes + 1] = member_holds(member, wanted, target, tiers)
        end
        results[i] = all(outcomes)
    end
    if effect == "allow" and not tiers then
        return all(results)
    end
    return any(results)
end

local function in_windows(wanted, now)
    local results = {}
    for i, window in ipairs(wanted.tz and { wanted } or wanted) do
        results[i] = window.tz == "UTC" and tri(in_window(window, now)) or U
    end
    return any(results)
end

-- ---- rules ----

local SEPARATOR <const> = { tool = ".", identity = "/", env = "/", session = "/" }

local function starts_with_some(prefixes, text)
    for _, prefix in ipairs(list_of(prefixes)) do
        if text:sub(1, #prefix) == prefix then
            return true
        end
    end
    return false
end

local function scalar_holds(field, wanted, value, tiers)
    if value == nil then
        return U
    elseif tiers and field == "workspace" then
        return tri(starts_with_some(wanted, value))
    elseif tiers and field == "risk" then
        return tri(is_one_of(wanted, value))
    elseif field == "workspace" then
        return under_some(wanted, value)
    elseif field == "risk" and not is_one_of(wanted, value) then
        return RISKS[value] and F or U
    elseif SEPARATOR[field] then
        return tri(some_glob(wanted, value, SEPARATOR[field]))
    end
    return tri(is_one_of(wanted, value))
end

local function tainted(wanted, intent)
    local sources, arg = wanted, nil
    if type(wanted) == "table" and wanted.source then
        sources, arg = wanted.source, wanted.arg
    end
    for _, entry in ipairs(intent.provenance) do
        if is_one_of(sources, entry.source) and (arg == nil or arg == entry.arg) then
            return T
        end
    end
    return F
end

local function match_outcomes(rule, intent, tiers)
    local results, members, more = {}, {}, {}
    for field, wanted in pairs(rule.match or {}) do
        if field == "args" then
            for path, condition in pairs(wanted) do
                results[#results + 1] = walk(segments(path), 1, intent.args, operators_of(condition))
            end
        elseif field == "during" then
            results[#results + 1] = in_windows(wanted, intent.now)
        elseif field == "outside" then
            results[#results + 1] = negate(in_windows(wanted, intent.now))
        elseif field == "tainted_by" then
            results[#results + 1] = tainted(wanted, intent)
        elseif field == "target" then
            more = #wanted > 0 and wanted or {}
            for member, one in pairs(#wanted > 0 and {} or wanted) do
                members[member] = one
            end
        elseif SHORT[field] then
            members[SHORT[field]] = wanted
        else
            results[#results + 1] = scalar_holds(field, wanted, intent[field], tiers)
        end
    end
    for _, one in ipairs({ members, table.unpack(more) }) do
        if next(one) then
            results[#results + 1] = target_holds(one, intent, rule.effect, tiers)
        end
    end
    return results
end

return {
    T = T, F = F, U = U, NULL = NULL, RISKS = RISKS, tri = tri, negate = negate, all = all, list_of = list_of,
    is_one_of = is_one_of, match_outcomes = match_outcomes,
}
