---@meta
-- SPDX-License-Identifier: Apache-2.0

--- Times as integers: nanoseconds since 1970-01-01T00:00:00Z. There is no clock: a script knows the times it is given.
---@class gait.time
time = {}

--- As RFC 3339 in UTC, without trailing zeros.
---@param ns integer
---@return string
function time.format(ns) end

--- 0 to 23, in UTC.
---@param ns integer
---@return integer
function time.hour(ns) end

--- 0 to 59.
---@param ns integer
---@return integer
function time.minute(ns) end

--- Nanoseconds of a time as strict RFC 3339 has it.
---@param s string
---@return integer?
---@return gait.Error?
function time.parse(s) end

--- `n` seconds in nanoseconds.
---@param n integer
---@return integer
function time.seconds(n) end

--- 1 (Monday) to 7 (Sunday), in UTC.
---@param ns integer
---@return integer
function time.weekday(ns) end

---@class gait.LocalTime What the calendar and the clock of a zone show.
---@field year integer
---@field month integer 1 to 12
---@field day integer 1 to 31
---@field hour integer 0 to 23
---@field minute integer 0 to 59
---@field second integer 0 to 59
---@field weekday integer 1 (Monday) to 7 (Sunday)
---@field offset integer seconds east of UTC

--- The local time of "UTC" or of a zone declared with policy { zones = { "Europe/Berlin" } }. Raises for another one, and
--- for one whose data are not on the machine.
---@param ns integer
---@param name string
---@return gait.LocalTime
function time.zone(ns, name) end
