-- SPDX-License-Identifier: Apache-2.0
--- What the pack coding-agent takes for harmless, run by a real shell: nothing runs but what the pack knows, nothing is
--- written, nothing outside the workspace is named. Programs are stubs that say how they were called.

local gait = require("support.gait")

local GAIT_LUA <const> = gait.bin:gsub("gait[%w-]*$", "gait-lua")
local COMMANDS <const> = 2000

local KNOWN <const> = { "ls", "cat", "head", "grep", "find", "git", "make", "npm", "wc", "sort", "uniq", "sed", "timeout",
    "pytest", "go", "mkdir", "touch", "tree" }
local UNKNOWN <const> = { "rm", "evil", "curl", "sh", "bash", "x", "env", "xargs", "tee", "cp", "mv" }
local WORDS <const> = { "-rf /", "-n", "-la", "--", "10p", "1,5p", "echo", "printf", "cd", "src", "test", "status", "log",
    "diff", "a", "src/b", "*.c", "*", "~", "/", "..", "../x", "/etc", "-exec", "{}", "-c", "-e", "-f", "-o", "-C", "X=1",
    "CI=1", "PATH=/x", "run", "true", "[", "]", "eval", "exec", "command", "time", "!", "{", "}", "if", "then", "fi", "do",
    "done", "5" }
local SIGNS <const> = { "'", '"', "\\", "$", "(", ")", "`", ";", "&", "|", "\n", "#", "{", "}", ",", "<", ">", "=", "*", "?",
    "[", "~", "!", "$IFS", "${x}", "$(", "$((", "))", "<(", "<<", "<<<", ">&", "2>&1", "2>/dev/null", "&&", "||", "|&", "&>",
    "\t", "\\\n", "$'", "\\'", '\\"', ";;", ":" }
local BEGINNINGS <const> = { "ls ", "git status ", "echo ", "cat a ", "make test ", "grep x ", "cd src ", "" }

--- Numbers that look random and are the same in every run.
local state = 2463534242
local function pick(list)
    state = state ~ (state << 13) & 0xFFFFFFFF
    state = state ~ (state >> 17)
    state = state ~ (state << 5) & 0xFFFFFFFF
    return list[state % #list + 1]
end

local LISTS <const> = { KNOWN, UNKNOWN, WORDS, WORDS, SIGNS, SIGNS }
local GAPS <const> = { " ", " ", "" }

local function command()
    local parts = { pick(BEGINNINGS) }
    for _ = 1, pick({ 1, 2, 3, 4, 5, 6, 7 }) do
        parts[#parts + 1] = pick(pick(LISTS)) .. pick(GAPS)
    end
    return table.concat(parts):match("^%s*(.-)%s*$")
end

local DECIDE <const> = [[
local pack = require("gait").load("builtin:coding-agent")
local file = assert(io.open(arg[1], "rb"))
for command in file:read("a"):gmatch("([^\0]*)\0") do
    local call = { tool = "tool.exec", args = { command = command }, workspace = arg[2], risk = "high" }
    if pack:decide(call, { explain = false }).verdict == "allow" then
        io.write(command, "\0")
    end
end
]]

local function run(line)
    assert(os.execute(line))
end

--- A workspace, and a directory of stubs that write their name and arguments, each a record of its own, to descriptor 9.
local function make_place()
    local place = gait.tempdir()
    run("mkdir -p " .. place .. "/ws/src " .. place .. "/bin")
    gait.write(place .. "/ws/a", "rm\n")
    for _, list in ipairs({ KNOWN, UNKNOWN }) do
        for _, name in ipairs(list) do
            -- One write each: the commands of a pipeline speak at the same time.
            gait.write(place .. "/bin/" .. name, "#!/bin/sh\nsaid='ran " .. name .. "'\n"
                .. 'for word; do said="$said\1$word"; done\nprintf "%s\2" "$said" >&9\n')
        end
    end
    run("chmod 755 " .. place .. "/bin/*")
    return place
end

-- Runs the files below commands one after the other; what each calls and leaves behind goes beside it.
local DRIVER <const> = [[
cd "$1/ws" || exit 1
unset ENV
for command in ../commands/*; do
    PATH="$1/bin" "$2" "$command" 9>"$command.log" </dev/null >/dev/null 2>&1
    left=$(echo .[!.]* *)
    echo "$left" >"$command.left"
    [ "$left" = ".[!.]* a src" ] || find . -mindepth 1 ! -name a ! -name src -exec rm -rf {} +
done
]]

--- What one call did that it should not have done.
local function misdeed_of(place, call)
    local name = call:match("^[^\001]*")
    local known = false
    for _, one in ipairs(KNOWN) do
        known = known or one == name
    end
    if not known then
        return "ran " .. name
    end
    for word in call:gmatch("\001([^\001]*)") do
        local outside = word:find("^/") or ("/" .. word .. "/"):find("/../", 1, true)
        if outside and word:sub(1, #place) ~= place and word ~= "/dev/null" and name ~= "grep" then
            return name .. " " .. word
        end
    end
end

--- What the commands did in a shell that they should not have done: "command: what", for the first that did.
local function misdeed(place, shell, commands)
    run("rm -rf " .. place .. "/commands && mkdir " .. place .. "/commands")
    for i, text in ipairs(commands) do
        gait.write(("%s/commands/%05d"):format(place, i), text)
    end
    gait.write(place .. "/driver", DRIVER)
    run(("sh %s/driver %s %s"):format(place, place, shell))
    for i, text in ipairs(commands) do
        local at = ("%s/commands/%05d"):format(place, i)
        local left = gait.read(at .. ".left")
        local what = left ~= ".[!.]* a src\n" and "left " .. left or nil
        for call in gait.read(at .. ".log"):gmatch("ran ([^\002]*)\002") do
            what = misdeed_of(place, call) or what
        end
        if what then
            return ("%q: %s"):format(text, what)
        end
    end
end

describe("the shell reader of coding-agent", function()
    teardown(gait.clean)
    local shells = {}
    for _, shell in ipairs({ "/bin/sh", "/bin/bash" }) do
        shells[#shells + 1] = gait.read(shell) and shell or nil
    end

    it("would be caught", function()
        local place = make_place()
        local sh = shells[1]
        assert.is_nil(misdeed(place, sh, { "ls -la; cat a | head", "git status" }))
        assert.matches("ran rm", misdeed(place, sh, { "ls", "ls; rm a" }), 1, true)
        assert.matches("cat ../x", misdeed(place, sh, { "cat ../x" }), 1, true)
        assert.matches("left .[!.]* a b src", misdeed(place, sh, { "echo x > b" }), 1, true)
        assert.is_nil(misdeed(place, sh, { "ls" }))
    end)

    it("takes nothing for harmless that a shell makes more of", function()
        local place = make_place()
        local commands, allowed = {}, {}
        for i = 1, COMMANDS do
            commands[i] = command()
        end
        gait.write(place .. "/in", table.concat(commands, "\0") .. "\0")
        gait.write(place .. "/decide.lua", DECIDE)
        run(("%s %s/decide.lua %s/in %s/ws >%s/allowed"):format(gait.quote(GAIT_LUA), place, place, place, place))
        for text in gait.read(place .. "/allowed"):gmatch("([^\0]*)\0") do
            allowed[#allowed + 1] = text
        end
        assert.is_true(#allowed > COMMANDS / 50, "only " .. #allowed .. " were allowed")
        for _, shell in ipairs(shells) do
            assert.is_nil(misdeed(place, shell, allowed), shell)
        end
    end)
end)
