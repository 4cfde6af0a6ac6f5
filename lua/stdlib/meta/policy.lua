---@meta
-- SPDX-License-Identifier: Apache-2.0

--- Says what this policy is; once per pack. docs/vocabulary.md lists every key.
---@param declaration gait.Policy
function policy(declaration) end
