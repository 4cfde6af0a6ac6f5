-- SPDX-License-Identifier: Apache-2.0
--- The plain evaluator's logic, patterns and paths, see oracle.lua.

local T <const>, F <const>, U <const> = "true", "false", "unknown"

local function tri(condition)
    return condition and T or F
end

local function negate(a)
    return a == T and F or a == F and T or U
end

--- All of them hold.
local function all(list)
    local result = T
    for _, one in ipairs(list) do
        if one == F then
            return F
        end
        result = one == U and U or result
    end
    return result
end

--- Some of them holds.
local function any(list)
    local turned = {}
    for i, one in ipairs(list) do
        turned[i] = negate(one)
    end
    return negate(all(turned))
end

local function list_of(value)
    return type(value) == "table" and value or { value }
end

local function is_one_of(list, wanted)
    for _, one in ipairs(list_of(list)) do
        if one == wanted then
            return true
        end
    end
    return false
end

--- Wildcards, by trying everything.
local function glob(pattern, text, separator)
    local function at(p, t)
        if p > #pattern then
            return t > #text
        end
        if pattern:sub(p, p + 1) == "**" then
            local left = p == 1 or pattern:sub(p - 1, p - 1) == separator
            local right = p + 2 > #pattern or pattern:sub(p + 2, p + 2) == separator
            if not (left and right) or p + 2 > #pattern then
                for k = t, #text + 1 do -- any run of bytes
                    if at(p + 2, k) then
                        return true
                    end
                end
                return false
            end
            for k = t, #text + 1 do -- whole segments, with the separator behind them
                if (k == t or text:sub(k - 1, k - 1) == separator) and at(p + 3, k) then
                    return true
                end
            end
            return false
        end
        local c = pattern:sub(p, p)
        if c == separator and pattern:sub(p + 1) == "**" then -- itself, or anything below it
            return t > #text or text:sub(t, t) == separator
        end
        if c == "*" then
            for k = t, #text + 1 do
                if at(p + 1, k) then
                    return true
                end
                if text:sub(k, k) == separator then
                    return false
                end
            end
            return false
        end
        local d = text:sub(t, t)
        return d ~= "" and (c == d or (c == "?" and d ~= separator)) and at(p + 1, t + 1)
    end
    return at(1, 1)
end

local function some_glob(patterns, text, separator)
    for _, pattern in ipairs(list_of(patterns)) do
        if glob(pattern, text, separator) then
            return true
        end
    end
    return false
end

--- The cleaned path, and whether it climbs above its start.
local function clean(path)
    local absolute, climbs, parts = path:sub(1, 1) == "/", false, {}
    for part in path:gmatch("[^/]+") do
        if part == ".." and #parts > 0 and parts[#parts] ~= ".." then
            parts[#parts] = nil
        elseif part == ".." then
            climbs = true
            if not absolute then
                parts[#parts + 1] = part
            end
        elseif part ~= "." then
            parts[#parts + 1] = part
        end
    end
    local text = (absolute and "/" or "") .. table.concat(parts, "/")
    return text == "" and "." or text, climbs
end

local function under(path, root)
    local a, a_climbs = clean(path)
    local b, b_climbs = clean(root)
    if a_climbs or b_climbs then
        return U
    end
    if b == "/" then
        return tri(a:sub(1, 1) == "/")
    end
    return tri(a == b or a:sub(1, #b + 1) == b .. "/")
end

local function under_some(roots, path)
    local results = {}
    for i, root in ipairs(list_of(roots)) do
        results[i] = under(path, root)
    end
    return any(results)
end

return {
    T = T, F = F, U = U, tri = tri, negate = negate, all = all, any = any,
    list_of = list_of, is_one_of = is_one_of, some_glob = some_glob, glob = glob, clean = clean, under_some = under_some,
}
