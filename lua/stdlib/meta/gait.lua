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

--- A pack: a directory with policy.lua, or one file. Raises what is wrong with it, a gait.Error that reads as its message.
---@param path string
---@return gait.Pack
function gait.load(path) end

---@class gait.Pack
---@field id string
---@field version string
---@field digest string 64 hex characters
---@field rules string[] ids, sorted
local pack = {}

---@class gait.DecideOptions
---@field now? string|integer the time to decide for: RFC 3339, or nanoseconds
---@field explain? boolean false leaves out of the explanation what did not apply

--- What the pack says to an intent, given as a table or as JSON.
---@param intent table|string
---@param options? gait.DecideOptions
---@return gait.Decision
function pack:decide(intent, options) end

---@class gait.Decision A name that is none of these raises.
---@field verdict gait.Effect
---@field rule? string that decided; nil when the default did
---@field reason_codes string[] sorted
---@field violations string[] sorted
---@field required_approvals integer
---@field distinct_approvers boolean
---@field failure? gait.Error why no rule could be believed
---@field explanation? table see docs/explanation.md
---@field fuel integer units spent by functions of the policy

return gait
