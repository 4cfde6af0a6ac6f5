-- SPDX-License-Identifier: Apache-2.0
--- Directories of time zones, so that specs do not depend on the data of the machine.

local gait = require("support.gait")

local M = {}

local function header(types, characters)
    return ("TZif3" .. ("\0"):rep(15) .. string.pack(">I4I4I4I4I4I4", 0, 0, 0, 0, types, characters))
end

--- A TZif file that is nothing but a rule: "CET-1CEST,M3.5.0,M10.5.0/3".
---@param rule string
---@return string
function M.bytes(rule)
    return header(1, 1) .. ("\0"):rep(7) .. header(1, 4) .. string.pack(">i4BB", 0, 0, 0) .. "LMT\0\n" .. rule .. "\n"
end

--- A directory with these zones, of version 2025b.
---@param zones table<string, string> rules by names of one segment
---@return string path
function M.directory(zones)
    local dir = gait.tempdir()
    gait.write(dir .. "/tzdata.zi", "# version 2025b\n")
    for name, rule in pairs(zones) do
        gait.write(dir .. "/" .. name, M.bytes(rule))
    end
    return dir
end

return M
