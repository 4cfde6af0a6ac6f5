---@meta
-- SPDX-License-Identifier: Apache-2.0

---@alias gait.Condition fun(intent: gait.Intent, now: integer): boolean # now: nanoseconds, see time

---@class gait.Rule
---@field id string
---@field effect gait.Effect
---@field match? gait.Match conditions as data, all of which must hold
---@field when? gait.Condition|table<string, gait.Condition> must return true
---@field unless? gait.Condition|table<string, gait.Condition> must return false
---@field on_unknown? "skip" a restrictive rule that does not apply while a condition is unknown
---@field overrides? string|string[] rules that do not count when this one matched definitely
---@field approvals? integer
---@field distinct_approvers? boolean
---@field reason? string
---@field reasons? string[]
---@field violation? string
---@field violations? string[]
---@field hint? string
---@field title? string
---@field severity? "info"|"low"|"medium"|"high"|"critical"
---@field owner? string
---@field tags? string[]

--- Declares one rule. docs/policy.md lists every key.
---@param declaration gait.Rule
function rule(declaration) end
