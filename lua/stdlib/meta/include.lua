---@meta
-- SPDX-License-Identifier: Apache-2.0

--- Runs another file of the same pack, once, and gives what it returned: include "rules/web" runs rules/web.lua.
---@param name string
---@return any
function include(name) end
