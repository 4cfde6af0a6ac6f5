---@meta
-- SPDX-License-Identifier: Apache-2.0

--- Gives a module that comes with gait: require "gait.tokens". Files of the pack are taken by include.
---@param name string
---@return any
function require(name) end
