-- SPDX-License-Identifier: Apache-2.0
--- Maps what a coding agent tells its tool hook to an intent.
---
---   lua5.4 examples/hooks/to_intent.lua [IDENTITY] <payload.json |
---       gait gate eval --policy builtin:baseline-medium --intent - --key-set keys
---
--- lua-cjson does not tell an empty list from an empty object: both reach the intent as {}.
--- A payload that cannot be mapped ends with status 6 and no intent: gait then reads nothing, and blocks.

local cjson = require("cjson").new()
cjson.encode_number_precision(14)

-- The agent's own tools, in the words of the shipped policies. Whatever is not here keeps its name.
local TOOLS <const> = {
    Read = { tool = "tool.read", risk = "low", operation = "read" },
    Glob = { tool = "tool.read", risk = "low", operation = "read" },
    Grep = { tool = "tool.read", risk = "low", operation = "read" },
    Write = { tool = "tool.write", risk = "medium", operation = "write" },
    Edit = { tool = "tool.write", risk = "medium", operation = "write" },
    NotebookEdit = { tool = "tool.write", risk = "medium", operation = "write" },
    WebFetch = { tool = "tool.fetch", risk = "medium", operation = "read" },
    Bash = { tool = "tool.exec", risk = "high" },
}

local function fail(message)
    io.stderr:write("to_intent: ", message, "\n")
    os.exit(6)
end

--- "mcp__server__tool" is the tool "mcp.server.tool", so that a policy can say "mcp.server.*".
local function mapped(name)
    local server, tool = name:match("^mcp__(.-)__(.+)$")
    if server then
        return { tool = "mcp." .. server .. "." .. tool, risk = "high" }
    end
    return TOOLS[name] or { tool = name, risk = "high" }
end

local function targets_of(input, how)
    local targets = {}
    for member, kind in pairs({ file_path = "path", notebook_path = "path", path = "path", url = "url" }) do
        if type(input[member]) == "string" and input[member] ~= "" then
            targets[#targets + 1] = { kind = kind, value = input[member], operation = how.operation }
        end
    end
    table.sort(targets, function(a, b) return a.kind .. a.value < b.kind .. b.value end)
    return targets
end

local ok, payload = pcall(cjson.decode, io.read("a"))
if not ok or type(payload) ~= "table" then
    fail("standard input is not a JSON object")
end
for _, member in ipairs({ "tool_name", "cwd", "session_id" }) do
    if type(payload[member]) ~= "string" or payload[member] == "" then
        fail(member .. " is missing")
    end
end
local input = payload.tool_input == nil and {} or payload.tool_input
if type(input) ~= "table" then
    fail("tool_input is not an object")
end

local how = mapped(payload.tool_name)
local targets = targets_of(input, how)
local intent = {
    tool_name = how.tool,
    args = input,
    targets = #targets > 0 and targets or nil,
    context = {
        identity = arg[1] or "coding-agent",
        workspace = payload.cwd,
        risk_class = how.risk,
        session_id = payload.session_id,
        request_id = type(payload.tool_use_id) == "string" and payload.tool_use_id or nil,
    },
}
io.write(cjson.encode(intent), "\n")
