-- SPDX-License-Identifier: Apache-2.0
--- Tables and files agree: every row has its file, every file its row, lists are in their order, generated pages fresh.

package.path = "tests/lint/?.lua;" .. package.path
local lib = require("lib")

--- Rows of a .def table: {name, line} for every KIND(name, ...) in it.
local function rows_of(path, kind)
    local rows = {}
    for number, line in lib.each_line(lib.strip_c(lib.read(path), true)) do
        local name = line:match("^" .. kind .. "%(%s*([%w_]+)")
        if name then
            rows[#rows + 1] = { name = name, line = number }
        end
    end
    return rows
end

local function names_of(rows)
    local set = {}
    for _, row in ipairs(rows) do
        set[row.name] = row.line
    end
    return set
end

--- Rows in ascending order; a line that is no row starts a new section.
local function check_sorted(path, kind)
    local last
    for number, line in lib.each_line(lib.read(path)) do
        local name = line:match("^" .. kind .. "%(%s*([%w_]+)")
        if name and last and name <= last then
            lib.report(path, number, "%s stands after %s: keep the section sorted, each name once", name, last)
        end
        last = name or (not line:find("^%s") and nil) or (line:find("^%s+%S") and last) or nil
    end
end

local function check_unique(path, rows)
    local seen = {}
    for _, row in ipairs(rows) do
        if seen[row.name] then
            lib.report(path, row.line, "%s is listed twice", row.name)
        end
        seen[row.name] = true
    end
end

--- Codes named in the Errors: paragraphs of headers exist.
local function check_named_codes(codes)
    for _, file in ipairs(lib.files("include src", ".h")) do
        local inside = false
        for number, line in lib.each_line(lib.read(file)) do
            local rest = line:match("^[%s%*/]*Errors:(.*)$")
            inside = rest ~= nil or inside and not line:find("^[%s%*]*%u%l+:%s") and line:find("^%s*%*%s+%S") ~= nil
            for word in (inside and (rest or line) or ""):gmatch("%f[%w_][%l%d_]+%f[^%w_%(]") do
                if word:find("%l_%l") and not word:find("^g[aiI]%a*_") and not codes[word] then
                    lib.report(file, number, "errors.def has no code %s", word)
                end
            end
            inside = inside and not line:find("%*/")
        end
    end
end

--- A table of names against the files that implement them, in both directions.
local function check_rows_and_files(path, rows, folder, pattern, format)
    local names = names_of(rows)
    for _, row in ipairs(rows) do
        local file = folder .. format:format((row.name:gsub("%-", "_")))
        if not lib.exists(file) then
            lib.report(path, row.line, "%s has no file %s", row.name, file)
        end
    end
    for _, file in ipairs(lib.lines_of("ls -d " .. folder .. "* 2>/dev/null")) do
        local name = file:sub(#folder + 1):match(pattern)
        if name and not names[name] then
            lib.report(file, 1, "%s does not list it", path)
        end
    end
end

local function check_errors()
    local path = "include/gait/errors.def"
    local rows = rows_of(path, "E")
    check_sorted(path, "E")
    check_unique(path, rows)
    check_named_codes(names_of(rows))
    check_unique("include/gait/categories.def", rows_of("include/gait/categories.def", "C"))
end

--- A maximum that nothing keeps is none.
local function check_limits()
    local path = "include/gait/limits.h"
    local code = {}
    for _, file in ipairs(lib.files("src", ".c .def .h")) do
        code[#code + 1] = lib.read(file)
    end
    code = table.concat(code, "\n")
    for number, line in lib.each_line(lib.read(path)) do
        local name = line:match("^#define (GAIT_LIMIT_[%w_]+)")
        if name and not code:find("%f[%w_]" .. name .. "%f[^%w_]") then
            lib.report(path, number, "nothing keeps %s", name)
        end
    end
end

local function check_commands()
    local path = "src/cli/commands.def"
    if lib.exists(path) then
        local rows = rows_of(path, "CMD")
        if #rows == 0 then
            lib.report(path, 1, "lists no command")
        end
        check_unique(path, rows)
        check_rows_and_files(path, rows, "src/cli/", "^cmd_([%w_]+)%.c$", "cmd_%s.c")
    end
end

local function check_bindings()
    for _, file in ipairs(lib.files("src", ".c")) do
        local folder = file:match("^(.*/)bind_[%w_]+%.c$")
        if folder and not lib.exists(folder .. "bindings.def") then
            lib.report(file, 1, "%sbindings.def does not list it", folder)
        end
    end
    for _, path in ipairs(lib.files("src", "bindings.def")) do
        local rows = rows_of(path, "B")
        check_sorted(path, "B")
        check_rows_and_files(path, rows, path:match("^.*/"), "^bind_([%w_]+)%.c$", "bind_%s.c")
        for _, row in ipairs(rows) do
            if not lib.exists("lua/stdlib/meta/" .. row.name .. ".lua") then
                lib.report(path, row.line, "%s has no stub lua/stdlib/meta/%s.lua", row.name, row.name)
            end
        end
    end
end

local function check_policies()
    local path = "lua/policies/index.lua"
    if not lib.exists(path) then
        return
    end
    local rows = {}
    for number, line in lib.each_line(lib.read(path)) do
        for name in line:gsub("%-%-.*", ""):gmatch('"([%w_%-]+)"') do
            rows[#rows + 1] = { name = name, line = number }
        end
    end
    check_unique(path, rows)
    local names = names_of(rows)
    for _, row in ipairs(rows) do
        if not lib.exists("lua/policies/" .. row.name .. "/policy.lua") then
            lib.report(path, row.line, "%s has no lua/policies/%s/policy.lua", row.name, row.name)
        end
    end
    for _, folder in ipairs(lib.lines_of("ls -d lua/policies/*/ 2>/dev/null")) do
        if not names[folder:match("([^/]+)/$")] then
            lib.report(folder, 1, "%s does not list it", path)
        end
    end
end

--- Every public header is part of the umbrella; pages made from tables are as their generator leaves them.
local function check_derived()
    local umbrella = lib.read("include/gait/gait.h")
    for _, file in ipairs(lib.files("include/gait", ".h")) do
        local name = file:match("[^/]+$")
        if name ~= "gait.h" and name ~= "defs.h" and not umbrella:find("<gait/" .. name .. ">", 1, true) then
            lib.report("include/gait/gait.h", 1, "does not include <gait/%s>", name)
        end
    end
    for _, line in ipairs(lib.lines_of("sh scripts/docs.sh check 2>&1")) do
        lib.report("docs", 1, "%s: run make docs", line)
    end
end

check_errors()
check_limits()
check_commands()
check_bindings()
check_policies()
check_derived()
lib.finish()
