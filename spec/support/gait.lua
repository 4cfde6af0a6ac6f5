-- SPDX-License-Identifier: Apache-2.0
--- Runs the gait program as a stranger would: empty environment, HOME=/invalid, a directory of its own.

local cjson = require("cjson")

local M = {}

local function output_of(command)
    local pipe = assert(io.popen(command))
    local text = pipe:read("a")
    pipe:close()
    return (text:gsub("\n$", ""))
end

M.root = output_of("pwd")
M.bin = os.getenv("GAIT_BIN") or (M.root .. "/build/gait")

--- A word for a shell, whatever it contains.
---@param word string
---@return string
function M.quote(word)
    return "'" .. word:gsub("'", "'\\''") .. "'"
end

---@param path string
---@return string|nil
function M.read(path)
    local file = io.open(path, "rb")
    if not file then
        return nil
    end
    local text = file:read("a")
    file:close()
    return text
end

---@param path string
---@param text string
---@return string path
function M.write(path, text)
    local file = assert(io.open(path, "wb"))
    file:write(text)
    file:close()
    return path
end

--- A new private directory. M.clean removes all of them.
local made = {}
---@return string
function M.tempdir()
    local dir = output_of("mktemp -d")
    made[#made + 1] = dir
    return dir
end

function M.clean()
    for _, dir in ipairs(made) do
        os.execute("rm -rf " .. M.quote(dir))
    end
    made = {}
end

--- The names in a directory, sorted.
---@param dir string
---@return string[]
function M.names(dir)
    local names = {}
    for name in output_of("LC_ALL=C ls -A " .. M.quote(dir)):gmatch("[^\n]+") do
        names[#names + 1] = name
    end
    return names
end

---@class gait.Run
---@field stdout string
---@field stderr string
---@field exit integer 128 + n for a signal
---@field json table|nil what standard output holds, when it is one JSON document

---@class gait.RunOptions
---@field cwd string|nil default: a new directory
---@field stdin string|nil default: /dev/null
---@field env table<string, string>|nil
---@field before string|nil shell commands run in the same process before gait, like "ulimit -f 1"
---@field redirect string|nil shell redirections after the usual ones, like ">&-"
---@field bin string|nil

---@param args string[]
---@param options gait.RunOptions|nil
---@return gait.Run
function M.run(args, options)
    options = options or {}
    local scratch = M.tempdir()
    local words = { "env", "-i", "HOME=/invalid" }
    for name, value in pairs(options.env or {}) do
        words[#words + 1] = M.quote(name .. "=" .. value)
    end
    words[#words + 1] = M.quote(options.bin or M.bin)
    for _, word in ipairs(args) do
        words[#words + 1] = M.quote(word)
    end
    local stdin = "/dev/null"
    if options.stdin then
        stdin = M.write(scratch .. "/stdin", options.stdin)
    end
    local command = ("cd %s && %s exec %s <%s >%s 2>%s %s"):format(
        M.quote(options.cwd or M.tempdir()), options.before and options.before .. ";" or "",
        table.concat(words, " "), stdin, scratch .. "/stdout", scratch .. "/stderr", options.redirect or "")
    local _, how, code = os.execute("(" .. command .. ")")
    local run = {
        stdout = M.read(scratch .. "/stdout") or "",
        stderr = M.read(scratch .. "/stderr") or "",
        exit = how == "signal" and 128 + code or code,
    }
    local ok, value = pcall(cjson.decode, run.stdout)
    run.json = ok and type(value) == "table" and value or nil
    return run
end

--- The member names of the outermost object of a JSON text, in their order.
---@param text string
---@return string[]
function M.members(text)
    local names, depth, at = {}, 0, 1
    while at <= #text do
        local c = text:sub(at, at)
        if c == '"' then
            local finish = at + 1
            while text:sub(finish, finish) ~= '"' do
                finish = finish + (text:sub(finish, finish) == "\\" and 2 or 1)
            end
            if depth == 1 and text:match("^%s*:", finish + 1) then
                names[#names + 1] = text:sub(at + 1, finish - 1)
            end
            at = finish
        elseif c == "{" or c == "[" then
            depth = depth + 1
        elseif c == "}" or c == "]" then
            depth = depth - 1
        end
        at = at + 1
    end
    return names
end

--- Whether the program under test carries the address sanitizer, which does not live with small limits.
---@return boolean
function M.sanitized()
    return (M.read(M.bin) or ""):find("__asan_init", 1, true) ~= nil
end

M.PACK = M.root .. "/lua/policies/baseline-medium"

--- An intent of examples/intents.
---@param name string
---@return string path
function M.intent(name)
    return M.root .. "/examples/intents/" .. name .. ".json"
end

return M
