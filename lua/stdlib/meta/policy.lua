---@meta
-- SPDX-License-Identifier: Apache-2.0

---@alias gait.Effect "allow"|"dry_run"|"require_approval"|"block"

---@class gait.Policy
---@field id string
---@field version? string
---@field title? string
---@field description? string
---@field owner? string
---@field license? string
---@field homepage? string
---@field tags? string[]
---@field combine? "strictest"|"tiers" how rules become one effect
---@field default? gait.Effect what holds where no rule matched; "block" unless said
---@field budget? { fuel?: integer, decision_fuel?: integer, memory_bytes?: integer } less than usual
---@field require? { risk?: string|string[], fields: string|string[] }
---@field zones? string|string[] time zones that functions ask for with time.zone

--- Says what this policy is; once per pack. docs/policy.md lists every key.
---@param declaration gait.Policy
function policy(declaration) end
