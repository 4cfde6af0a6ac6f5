---@meta gait
-- SPDX-License-Identifier: Apache-2.0

--- The module that gait-lua brings along, for specs: local gait = require "gait". docs/gait-lua.md
---@class gait.Module
---@field version string
---@field text gait.text
---@field glob gait.glob
---@field path gait.path
---@field net gait.net
---@field time gait.time
---@field json gait.json
---@field digest gait.digest
---@field errors gait.errors
local gait = {}

---@class gait.LoadOptions
---@field restrict? string|string[] packs that may only narrow
---@field zoneinfo? string directory of the time zones

--- A pack: a directory with policy.lua, one file, or "builtin:NAME"; several decide together. The last argument may be
--- options. Raises what is wrong, a gait.Error that reads as its message.
---@param path string
---@param ... string|gait.LoadOptions
---@return gait.Pack
---@overload fun(options: gait.LoadOptions): gait.Pack
function gait.load(path, ...) end

--- The intent that a call stands for.
---@param call gait.Call
---@return table intent see docs/intent.md
function gait.intent(call) end

---@class gait.Pack
---@field id? string nil when there are several
---@field version? string
---@field packs { id: string, digest: string, trust: "trusted"|"restrict" }[]
---@field digest string 64 hex characters
---@field rules string[] ids, in the order they are asked
local pack = {}

---@class gait.DecideOptions
---@field now? string|integer the time to decide for: RFC 3339, or nanoseconds
---@field used? table<string, integer> how often the limits of rules were charged before
---@field explain? boolean false for a decision without explanation

--- What the pack says to a call, to an intent, or to an intent's JSON.
---@param call gait.Call|table|string
---@param options? gait.DecideOptions
---@return gait.Decision
function pack:decide(call, options) end

--- The decision when it is as the case expects; else nil and what is different: assert(pack:check { … }).
---@param case gait.Case
---@return gait.Decision?
---@return string?
function pack:check(case) end

---@class gait.Decision A name that is none of these raises.
---@field verdict gait.Effect
---@field rule? string that decided; nil when the default did
---@field reason_codes string[] sorted
---@field violations string[] sorted
---@field required_approvals integer
---@field distinct_approvers boolean
---@field credential? table what the call's credential must be
---@field limits? table[] the limits that were looked at
---@field failure? gait.Error why no rule could be believed
---@field explanation? table see docs/explanation.md
---@field fuel integer units spent by functions of the policy

return gait
