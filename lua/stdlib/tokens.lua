-- SPDX-License-Identifier: Apache-2.0
--- Credentials by their shape.

local M = {}

-- What a token begins with, and the pattern of a whole one.
local TOKENS <const> = {
    { "AKIA", "AKIA" .. ("[%u%d]"):rep(16) }, { "ASIA", "ASIA" .. ("[%u%d]"):rep(16) },
    { "ghp_", "ghp_" .. ("%w"):rep(20) }, { "gho_", "gho_" .. ("%w"):rep(20) }, { "ghs_", "ghs_" .. ("%w"):rep(20) },
    { "github_pat_", "github_pat_" .. ("[%w_]"):rep(20) }, { "glpat-", "glpat%-" .. ("[%w_-]"):rep(16) },
    { "xox", "xox[abeprs]%-" .. ("[%w-]"):rep(10) }, { "sk_live_", "sk_live_" .. ("%w"):rep(16) },
    { "sk-", "%f[%w]sk%-" .. ("[%w_-]"):rep(20) }, { "AIza", "AIza" .. ("[%w_-]"):rep(30) },
    { "npm_", "%f[%w]npm_" .. ("%w"):rep(30) }, { "hf_", "%f[%w]hf_" .. ("%w"):rep(30) },
    { "eyJ", "eyJ[%w_-]+%.eyJ[%w_-]+%." }, { "PRIVATE KEY-----", "%-%-%-%-%-BEGIN [%u%d ]*PRIVATE KEY%-%-%-%-%-" },
}

local function has_token(s)
    for _, token in ipairs(TOKENS) do
        if text.contains(s, token[1]) and s:find(token[2]) then
            return true
        end
    end
    return false
end

--- Whether a credential stands anywhere in a value, names of members included.
function M.found_in(value)
    if type(value) == "string" then
        return has_token(value)
    elseif type(value) ~= "table" then
        return false
    end
    for name, member in pairs(value) do
        if type(name) == "string" and has_token(name) or M.found_in(member) then
            return true
        end
    end
    return false
end

return M
