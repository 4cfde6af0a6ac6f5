---@meta
-- SPDX-License-Identifier: Apache-2.0

---@class gait.CaseStep
---@field tool string
---@field args? table
---@field targets? gait.CaseTarget[]
---@field provenance? gait.CaseProvenance[]

--- Declares a group of cases, in spec/NAME_cases.lua: `cases "payments" { { "over", tool = "pay", expect = "block" } }`.
--- docs/testing.md says what each key means.
---@param name string
---@return fun(list: gait.Case[])
function cases(name) end
