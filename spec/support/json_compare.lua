-- SPDX-License-Identifier: Apache-2.0
--- Run by gait-lua: decodes every file named on standard input with gait's JSON and with lua-cjson, and prints what each
--- made of it: name, tab, "accepted" or our error code, tab, "accepted", "refused" or "another value".

local cjson = require("cjson")
local json = require("gait").json

local function same(a, b)
    if type(a) ~= "table" or type(b) ~= "table" then
        return a == b
    end
    for key, value in pairs(a) do
        if not same(value, b[key]) then
            return false
        end
    end
    for key in pairs(b) do
        if a[key] == nil then
            return false
        end
    end
    return true
end

for path in io.lines() do
    local file <close> = assert(io.open(path, "rb"))
    local text = file:read("a")
    local ours, err = json.decode(text)
    local decoded, theirs = pcall(cjson.decode, text)
    local verdict = not decoded and "refused" or (err or same(ours, theirs)) and "accepted" or "another value"
    print(("%s\t%s\t%s"):format(path:match("[^/]+$"), err and err.code or "accepted", verdict))
end
