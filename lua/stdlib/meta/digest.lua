---@meta
-- SPDX-License-Identifier: Apache-2.0

--- Digests of texts.
---@class gait.digest
digest = {}

--- SHA-256 as 64 hex characters.
---@param s string
---@return string
function digest.sha256(s) end
