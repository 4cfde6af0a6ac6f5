---@meta
-- SPDX-License-Identifier: Apache-2.0

---@alias gait.Condition fun(intent: gait.Intent, now: integer): boolean # now: nanoseconds, see time

--- Declares one rule. docs/vocabulary.md lists every key.
---@param declaration gait.Rule
function rule(declaration) end
