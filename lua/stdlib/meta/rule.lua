---@meta
-- SPDX-License-Identifier: Apache-2.0

---@alias gait.Condition fun(intent: gait.Intent, now: integer): boolean # now: nanoseconds, see time

---@class gait.Limit At most so many calls in a sliding window.
---@field max integer
---@field seconds integer
---@field by? string|string[] counted apart by "tool", "identity", "session", "workspace", "env"

---@class gait.Credential What the call's credential must be.
---@field broker? string
---@field scopes? string|string[] the most it may be good for
---@field sources? string|string[] where it may come from
---@field issuers? string|string[]
---@field jit? boolean issued for this one call
---@field max_ttl_seconds? integer

---@class gait.Rule
---@field id string
---@field effect gait.Effect
---@field priority? integer with combine = "tiers" only: less comes first
---@field match? gait.Match conditions as data, all of which must hold
---@field when? gait.Condition|table<string, gait.Condition> must return true
---@field unless? gait.Condition|table<string, gait.Condition> must return false
---@field on_unknown? "skip" a restrictive rule that does not apply while a condition is unknown
---@field overrides? string|string[] rules that do not count when this one matched definitely
---@field approvals? integer
---@field distinct_approvers? boolean
---@field limit? gait.Limit|gait.Limit[] a restrictive rule applies only when a window is full
---@field credential? gait.Credential on "allow" and "require_approval" only
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
