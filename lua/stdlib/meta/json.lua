---@meta
-- SPDX-License-Identifier: Apache-2.0

--- JSON, strict. Tables with positions 1 to n are arrays, and so are those that `json.array` and `json.decode` give; all
--- others are objects, `{}` included.
---@class gait.json
---@field null lightuserdata what stands for null on both sides
json = {}

--- The value of a JSON text. Duplicate names, numbers that would lose digits and anything else not strictly JSON give nil
--- and an error.
---@param s string
---@return any
---@return gait.Error?
function json.decode(s) end

--- Canonical JSON (RFC 8785) of a value, or of a part of the intent; nil and an error when it is too long.
--- Raises for what JSON cannot hold: functions, mixed tables, lists with holes, infinities.
---@param value any
---@return string?
---@return gait.Error?
function json.encode(value) end

--- The same table, an array even while it is empty: `json.encode(json.array())` is "[]".
---@generic T
---@param list? T[]
---@return T[]
function json.array(list) end
