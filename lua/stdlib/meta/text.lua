---@meta
-- SPDX-License-Identifier: Apache-2.0

--- Texts, bytewise and in linear time. Every function also takes a text of the intent that is longer than a Lua string
--- may be. Letters and spaces are those of ASCII.
---@class gait.text
text = {}

--- Whether `part` stands anywhere in `s`.
---@param s string
---@param part string
---@return boolean
function text.contains(s, part) end

--- Whether `s` ends with `suffix`.
---@param s string
---@param suffix string
---@return boolean
function text.ends(s, suffix) end

--- Whether both are the same bytes. Use it where a text of the intent may be long: `==` is false for those.
---@param a string
---@param b string
---@return boolean
function text.equal(a, b) end

--- Where `part` first stands in `s`, at `from` (default 1) or later; nil when it does not. Nothing in it is special.
---@param s string
---@param part string
---@param from? integer
---@return integer?
function text.find(s, part, from) end

--- Length in bytes.
---@param s string
---@return integer
function text.len(s) end

--- With A to Z in lower case.
---@param s string
---@return string
function text.lower(s) end

--- The pieces between separators, empty ones included.
---@param s string
---@param separator string not empty
---@return string[]
function text.split(s, separator) end

--- Whether `s` starts with `prefix`.
---@param s string
---@param prefix string
---@return boolean
function text.starts(s, prefix) end

--- Bytes `first` to `last` (default: the end); negative positions count from the end.
---@param s string
---@param first integer
---@param last? integer
---@return string
function text.sub(s, first, last) end

--- Without spaces, tabs and line ends at both ends.
---@param s string
---@return string
function text.trim(s) end

--- With a to z in upper case.
---@param s string
---@return string
function text.upper(s) end
