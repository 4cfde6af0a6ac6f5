-- SPDX-License-Identifier: Apache-2.0
--- No Lua file writes a global; each reads only those of its kind. luac sees branches that no test runs.

package.path = "tests/lint/?.lua;" .. package.path
local lib = require("lib")

local SAFE <const> = "assert error ipairs math next pairs pcall select string table tonumber tostring type utf8 _VERSION "
local BINDINGS <const> = "text glob path net time json digest errors note "
local DECLARATIONS <const> = "policy rule include require cases "
local HOST <const> = SAFE .. "arg io load loadfile os package print require setmetatable getmetatable rawequal rawget "
    .. "rawlen rawset collectgarbage xpcall coroutine debug dofile "
local BUSTED <const> = "describe it pending before_each after_each setup teardown lazy_setup lazy_teardown insulate "
    .. "expose context spec finally randomize spy stub mock match "

-- The first pattern that fits decides.
local KINDS <const> = {
    { "^lua/policies/index%.lua$", lib.set(SAFE) },
    { "^lua/policies/", lib.set(SAFE .. BINDINGS .. DECLARATIONS) },
    { "^examples/hooks/", lib.set(HOST) },
    { "^examples/policies/", lib.set(SAFE .. BINDINGS .. DECLARATIONS) },
    { "^examples/cookbook/", lib.set(SAFE .. BINDINGS .. DECLARATIONS) },
    { "^examples/packs/", lib.set(SAFE .. BINDINGS .. DECLARATIONS) },
    { "^lua/author/", lib.set(HOST .. "_G ") },
    { "^lua/", lib.set(SAFE .. BINDINGS .. "require setmetatable getmetatable rawget rawset rawequal rawlen xpcall") },
    { "^spec/fixtures/", lib.set(SAFE .. BINDINGS .. DECLARATIONS) },
    { "^spec/", lib.set(HOST .. BUSTED) },
    { "^", lib.set(HOST) },
}

local function allowed(file)
    for _, kind in ipairs(KINDS) do
        if file:find(kind[1]) then
            return kind[2]
        end
    end
end

-- Files that stand for broken policies say so by their folder; stubs declare the globals and never run.
local function is_exempt(file)
    return file:find("^lua/stdlib/meta/") or file:find("/broken/") or file:find("/hostile/") or file:find("/golden/")
end

for _, file in ipairs(lib.files("lua spec tests scripts examples", ".lua")) do
    if not is_exempt(file) then
        local names = allowed(file)
        local failed = true
        for _, line in ipairs(lib.lines_of("luac5.4 -l -l -p '" .. file .. "' 2>&1")) do
            failed = failed and not line:find("^main <")
            local at, what, name = line:match("%[(%d+)%]%s+(%a+TABUP)%s.-;%s+_ENV \"([^\"]*)\"")
            if what == "SETTABUP" then
                lib.report(file, tonumber(at), "writes the global '%s'", name)
            elseif what == "GETTABUP" and not names[name] then
                lib.report(file, tonumber(at), "reads the global '%s'", name)
            end
        end
        if failed then
            lib.report(file, 1, "luac5.4 does not accept it")
        end
    end
end
lib.finish()
