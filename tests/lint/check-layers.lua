-- SPDX-License-Identifier: Apache-2.0
--- Floors: a room includes only rooms below it, foreign headers stay in their rooms, cli sees only include/gait.

package.path = "tests/lint/?.lua;" .. package.path
local lib = require("lib")

local FLOORS <const> = {
    base = "",
    codec = "base",
    crypto = "base",
    sys = "base",
    net = "base sys",
    trust = "base codec crypto sys",
    script = "base codec crypto sys net",
    gate = "base codec crypto sys net trust script",
    evidence = "base codec crypto sys net trust script gate",
    regress = "base codec crypto sys net trust script gate evidence",
    registry = "base codec crypto sys net trust script gate evidence",
    author = "base codec crypto sys net trust script gate",
    ops = "base codec crypto sys net trust script gate evidence",
    ["gait-lua"] = "base codec crypto sys net trust script gate author ops",
}

--- The room of a source file. gait-lua is a program beside the library: it stands on all floors.
local function room_of(file)
    return file:find("^src/author/gait_lua") and "gait-lua" or file:match("^src/([^/]+)/[^/]+$")
end

-- Public headers that belong to no room.
local FREE <const> = lib.set("defs.h limits.h gait.h")

-- Foreign headers by pattern, and which files may include them.
local PINNED <const> = {
    { "^sodium", "^src/crypto/" },
    { "^nettle/", "^src/crypto/" },
    { "^l[ua][ua][xl]?[il]?[ib]?b?%.h$", "^src/script/", "^src/%a+/bind_", "^src/author/gait_lua" },
    { "^script/bind%.h$", "^src/script/", "^src/%a+/bind_", "^src/author/gait_lua" },
    { "^script/outer%.h$", "^src/script/", "^src/author/gait_lua" },
    { "^author/gait_lua%.h$", "^src/author/gait_lua" },
    { "^zlib%.h$", "^src/codec/" },
    { "^yaml%.h$", "^src/codec/" },
    { "^curl/", "^src/net/fetch_main%.c$" },
    { "^sys/socket%.h$", "^src/net/fetch_main%.c$" },
    { "^netdb%.h$", "^src/net/fetch_main%.c$" },
    { "^netinet/", "^src/net/fetch_main%.c$" },
    { "^arpa/inet%.h$", "^src/net/fetch_main%.c$" },
}

local FOREIGN <const> = lib.set("sodium nettle lua lauxlib lualib zlib yaml curl jansson cmocka openssl event")

local function room_of_public(name)
    local stem = name:gsub("errors%.def$", "error"):gsub("categories%.def$", "error"):gsub("%.%w+$", "")
    for room in pairs(FLOORS) do
        if lib.exists("src/" .. room .. "/" .. stem .. ".c") then
            return room
        end
    end
    return FLOORS[stem] and stem -- a header named after its room speaks for all of it
end

local function check_pins(file, line, header)
    local known = false
    for _, pin in ipairs(PINNED) do
        if header:find(pin[1]) then
            known = true
            for i = 2, #pin do
                if file:find(pin[i]) then
                    return
                end
            end
            lib.report(file, line, "%s is included outside of its room", header)
            return
        end
    end
    if not known and FOREIGN[header:match("^%w+")] and not header:find("^gait/") and not header:find("/.*/") then
        if FOREIGN[header:match("^(%w+)[./]")] and not FLOORS[header:match("^%w+")] then
            lib.report(file, line, "%s has no room: add it to check-layers and docs/dependencies.md", header)
        end
    end
end

local function check_room(file, line, own, header, room)
    if room ~= own and not lib.set(FLOORS[own])[room] then
        lib.report(file, line, "%s may not include %s (room %s)", own, header, room)
    end
end

local function check_include(file, line, own, open, header)
    check_pins(file, line, header)
    local public = header:match("^gait/(.+)$")
    if public and not FREE[public] and own ~= "cli" then
        local room = room_of_public(public)
        if room then
            check_room(file, line, own, header, room)
        end
    elseif open == '"' and own == "cli" then
        if header:find("/", 1, true) then
            lib.report(file, line, "cli may include only <gait/...> and its own headers, not %s", header)
        end
    elseif open == '"' then
        local room = header:match("^(%w+)/")
        if not room or not (FLOORS[room] or room == "gen") then
            lib.report(file, line, "write the include as \"room/%s\"", header)
        elseif room ~= "gen" then
            check_room(file, line, own, header, room)
        end
    end
end

local function check_file(file, own)
    for number, line in lib.each_line(lib.strip_c(lib.read(file), true)) do
        local open, header = line:match('^%s*#%s*include%s*([<"])([^>"]+)[>"]')
        if header then
            check_include(file, number, own, open, header)
        elseif line:find("^%s*#%s*include") then
            lib.report(file, number, "an include must name its header")
        end
    end
end

for _, file in ipairs(lib.files("src", ".c .h .def")) do
    local room = room_of(file)
    if room ~= "cli" and not FLOORS[room] then
        lib.report(file, 1, "no such room: add it to the table of check-layers and to docs/architecture.md")
    else
        check_file(file, room)
    end
end
for _, file in ipairs(lib.files("include", ".h")) do
    local name = file:match("^include/gait/([^/]+)$")
    if not name then
        lib.report(file, 1, "public headers live in include/gait")
    elseif not FREE[name] then
        local room = room_of_public(name)
        if room then
            check_file(file, room)
        else
            lib.report(file, 1, "no room has %s", (name:gsub("%.h$", ".c")))
        end
    end
end
lib.finish()
