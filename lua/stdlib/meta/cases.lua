---@meta
-- SPDX-License-Identifier: Apache-2.0

---@class gait.CaseTarget
---@field kind "path"|"url"|"host"|"repo"|"bucket"|"table"|"queue"|"topic"|"other"
---@field value string
---@field domain? string
---@field operation? string
---@field sensitivity? string
---@field destructive? boolean
---@field discovery? string

---@class gait.CaseProvenance
---@field arg string
---@field source "user"|"tool_output"|"external"|"system"
---@field ref? string
---@field digest? string

---@class gait.CaseStep
---@field tool string
---@field args? table
---@field targets? gait.CaseTarget[]
---@field provenance? gait.CaseProvenance[]

---@class gait.Case One tool call, named by its first element, and what must become of it.
---@field [1] string the name
---@field tool? string required, unless there are steps
---@field args? table
---@field targets? gait.CaseTarget[]
---@field provenance? gait.CaseProvenance[]
---@field identity? string "tester" unless given
---@field workspace? string "/work" unless given
---@field risk? string "low" unless given
---@field env? string
---@field phase? "plan"|"apply"
---@field session? string
---@field credential_source? string
---@field skill_publisher? string
---@field steps? gait.CaseStep[] a script, decided as a whole and step by step
---@field now? string|integer RFC 3339 or nanoseconds; "2026-01-05T12:00:00Z" unless given
---@field used? table<string, integer> how often each rule's limit was charged before
---@field expect gait.Effect
---@field rule? string|string[] that decide: a text is one of them, a list is all of them
---@field reasons? string|string[]
---@field violations? string|string[]
---@field approvals? integer

--- Declares a group of cases, in spec/NAME_cases.lua: `cases "payments" { { "over", tool = "pay", expect = "block" } }`.
--- docs/testing.md says what each key means.
---@param name string
---@return fun(list: gait.Case[])
function cases(name) end
