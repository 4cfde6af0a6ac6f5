---@meta
-- SPDX-License-Identifier: Apache-2.0

--- Runs another file of the same pack: include "rules/web" runs rules/web.lua.
---@param name string
function include(name) end
