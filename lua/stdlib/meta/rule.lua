---@meta
-- SPDX-License-Identifier: Apache-2.0

---@alias gait.Condition fun(intent: gait.Intent): boolean

---@class gait.Rule
---@field id string
---@field effect gait.Effect
---@field match? table conditions as data, all of which must hold
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

---@class gait.Target
---@field kind string
---@field value string
---@field operation? string
---@field sensitivity? string
---@field domain? string
---@field destructive? boolean
---@field discovery? string

---@class gait.Intent
---@field tool string
---@field identity string
---@field workspace string
---@field risk string
---@field env? string
---@field phase? string
---@field session? string
---@field credential_source? string
---@field skill_publisher? string
---@field args table
---@field targets gait.Target[]
---@field provenance { arg: string, source: string, ref?: string, digest?: string }[]

--- Declares one rule. docs/policy.md lists every key.
---@param declaration gait.Rule
function rule(declaration) end
