-- SPDX-License-Identifier: Apache-2.0
--- Checks a document against one of the schemas in docs/schemas: the part of JSON Schema 2020-12 that they use. A
--- keyword that is not known here is an error, so that no schema says more than is checked.

local cjson = require("cjson")
local gait = require("support.gait")

local M = {}

local check

local function type_of(value)
    if value == cjson.null then
        return "null"
    elseif type(value) == "table" then
        return #value > 0 and "array" or "object"
    elseif math.type(value) == "integer" or (type(value) == "number" and value % 1 == 0) then
        return "integer"
    end
    return type(value)
end

local function is_type(value, wanted)
    local found = type_of(value)
    local empty = type(value) == "table" and next(value) == nil -- as an array it looks the same
    return found == wanted or (found == "integer" and wanted == "number") or (empty and wanted == "array")
end

local function fail(path, what)
    return false, path .. ": " .. what
end

local KEYWORDS = {}

function KEYWORDS.type(_, value, wanted, path)
    for _, one in ipairs(type(wanted) == "table" and wanted or { wanted }) do
        if is_type(value, one) then
            return true
        end
    end
    return fail(path, "is a " .. type_of(value))
end

function KEYWORDS.const(_, value, wanted, path)
    return value == wanted or fail(path, "is not " .. tostring(wanted))
end

function KEYWORDS.enum(_, value, wanted, path)
    for _, one in ipairs(wanted) do
        if value == one then
            return true
        end
    end
    return fail(path, "is none of the enumeration: " .. tostring(value))
end

function KEYWORDS.minLength(_, value, least, path)
    return #value >= least or fail(path, "is too short")
end

function KEYWORDS.maxLength(_, value, most, path)
    return #value <= most or fail(path, "is too long")
end

function KEYWORDS.minimum(_, value, least, path)
    return value >= least or fail(path, "is too small")
end

function KEYWORDS.minItems(_, value, least, path)
    return #value >= least or fail(path, "has too few items")
end

function KEYWORDS.maxItems(_, value, most, path)
    return #value <= most or fail(path, "has too many items")
end

function KEYWORDS.items(root, value, schema, path)
    for i, item in ipairs(value) do
        local ok, why = check(root, schema, item, ("%s[%d]"):format(path, i))
        if not ok then
            return false, why
        end
    end
    return true
end

function KEYWORDS.properties(root, value, properties, path)
    for name, schema in pairs(properties) do
        if value[name] ~= nil then
            local ok, why = check(root, schema, value[name], path .. "." .. name)
            if not ok then
                return false, why
            end
        end
    end
    return true
end

function KEYWORDS.required(_, value, names, path)
    for _, name in ipairs(names) do
        if value[name] == nil then
            return fail(path, name .. " is missing")
        end
    end
    return true
end

function KEYWORDS.additionalProperties(_, value, allowed, path, schema)
    assert(allowed == false, "additionalProperties other than false")
    for name in pairs(value) do
        if not schema.properties[name] then
            return fail(path, name .. " is not known")
        end
    end
    return true
end

KEYWORDS["$ref"] = function(root, value, target, path)
    local name = assert(target:match("^#/%$defs/(%w+)$"), "a reference out of the schema: " .. target)
    return check(root, assert(root["$defs"][name], "no such definition: " .. name), value, path)
end

--- These say nothing about a document.
for _, name in ipairs({ "$schema", "$id", "$defs", "title", "description" }) do
    KEYWORDS[name] = function()
        return true
    end
end

function check(root, schema, value, path)
    local names = {}
    for name in pairs(schema) do
        assert(KEYWORDS[name], "a keyword that is not checked: " .. name)
        names[#names + 1] = name
    end
    table.sort(names, function(a, b) -- the type first: the others rely on it
        return (a == "type" and 0 or 1) .. a < (b == "type" and 0 or 1) .. b
    end)
    for _, name in ipairs(names) do
        local ok, why = KEYWORDS[name](root, value, schema[name], path, schema)
        if not ok then
            return false, why
        end
    end
    return true
end

--- Whether a document is as the schema says, and if not, where it is otherwise.
---@param id string like "gait.gate.explanation"
---@param document table
---@return boolean ok
---@return string|nil why
function M.check(id, document)
    local schema = cjson.decode(assert(gait.read(("%s/docs/schemas/%s.schema.json"):format(gait.root, id))))
    return check(schema, schema, document, "$")
end

--- Whether all objects of a schema refuse members they do not know.
---@param id string
function M.closed(id)
    local schema = cjson.decode(assert(gait.read(("%s/docs/schemas/%s.schema.json"):format(gait.root, id))))
    local function closed(node)
        if type(node) ~= "table" then
            return true
        elseif node.properties and node.additionalProperties ~= false then
            return false
        end
        for _, below in pairs(node) do
            if not closed(below) then
                return false
            end
        end
        return true
    end
    return closed(schema)
end

return M
