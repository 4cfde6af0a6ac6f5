---@meta
-- SPDX-License-Identifier: Apache-2.0

--- The error taxonomy as constants. A name that is none raises.
---@class gait.errors
---@field codes table<string, gait.ErrorCode> by code name
---@field categories table<string, integer> exit status by category name
errors = {}

---@class gait.ErrorCode
---@field code string
---@field category string
---@field exit integer
---@field retryable boolean
---@field hint string

--- What functions of these tables return behind nil.
---@class gait.Error
---@field code string
---@field category string
---@field message string
---@field hint string
---@field retryable boolean

--- All code names, in the order of their table.
---@return string[]
function errors.names() end
