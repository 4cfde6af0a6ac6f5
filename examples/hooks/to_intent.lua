-- SPDX-License-Identifier: Apache-2.0
--- Maps what a coding agent tells its tool hook to an intent.
---
---   lua5.4 examples/hooks/to_intent.lua [IDENTITY] <payload.json |
---       gait gate eval --policy builtin:coding-agent --intent - --key-set keys
---
--- lua-cjson does not tell an empty list from an empty object: both reach the intent as {}.
--- A payload that cannot be mapped ends with status 6 and no intent: gait then reads nothing, and blocks.

local cjson = require("cjson").new()
cjson.encode_number_precision(14)

-- The agent's own tools, in the words of the shipped policies. Whatever is not here keeps its name.
local TOOLS <const> = {
    Read = { tool = "tool.read", risk = "low", operation = "read" },
    NotebookRead = { tool = "tool.read", risk = "low", operation = "read" },
    LS = { tool = "tool.read", risk = "low", operation = "read", below = true },
    Glob = { tool = "tool.read", risk = "low", operation = "read", below = true, names = "pattern" },
    Grep = { tool = "tool.read", risk = "low", operation = "read", below = true, names = "glob", opens = true },
    Write = { tool = "tool.write", risk = "medium", operation = "write" },
    Edit = { tool = "tool.write", risk = "medium", operation = "write" },
    MultiEdit = { tool = "tool.write", risk = "medium", operation = "write" },
    NotebookEdit = { tool = "tool.write", risk = "medium", operation = "write" },
    WebFetch = { tool = "tool.fetch", risk = "medium", operation = "read" },
    WebSearch = { tool = "tool.search", risk = "low" },
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

--- What a search looks through: the place it names, else the working directory; the fixed part of a file pattern that
--- leads elsewhere; and, where files are opened, which names they have.
local function add_searched(targets, input, how, cwd)
    local pattern = type(input[how.names]) == "string" and input[how.names] or ""
    local fixed = pattern:match("^[^*?%[{]*"):match("^(.*)/") or ""
    if fixed:find("^[/~]") or pattern:find("^/") or fixed:find("..", 1, true) then
        targets[#targets + 1] = { kind = "path", value = fixed == "" and "/" or fixed, operation = how.operation }
    end
    for name in (how.opens and pattern or ""):gmatch("[^{},]+") do
        targets[#targets + 1] = { kind = "path", value = name, operation = how.operation }
    end
    if type(input.path) ~= "string" or input.path == "" then
        targets[#targets + 1] = { kind = "path", value = cwd, operation = how.operation }
    end
end

local function targets_of(input, how, cwd)
    local targets = {}
    for member, kind in pairs({ file_path = "path", notebook_path = "path", path = "path", url = "url" }) do
        if type(input[member]) == "string" and input[member] ~= "" then
            targets[#targets + 1] = { kind = kind, value = input[member], operation = how.operation }
        end
    end
    if how.below then
        add_searched(targets, input, how, cwd)
    end
    table.sort(targets, function(x, y) return x.kind .. x.value < y.kind .. y.value end)
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
local targets = targets_of(input, how, payload.cwd)
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
