-- SPDX-License-Identifier: Apache-2.0
--- Files of at most 500 lines, functions of at most 60 lines and 6 parameters, in C, Lua and sh.

package.path = "tests/lint/?.lua;" .. package.path
local lib = require("lib")

local FILE_LINES <const> = 500
local FUNCTION_LINES <const> = 60
local PARAMETERS <const> = 6

local function check_length(file, first, last, what)
    if last - first + 1 > FUNCTION_LINES then
        lib.report(file, first, "%s has %d lines, at most %d", what, last - first + 1, FUNCTION_LINES)
    end
end

local function check_parameters(file, line, head)
    local list = head:match("%b()%s*$")
    if list then
        local inner = list:sub(2, -2):gsub("%b()", "")
        local _, commas = inner:gsub(",", "")
        if commas + 1 > PARAMETERS then
            lib.report(file, line, "%d parameters, at most %d", commas + 1, PARAMETERS)
        end
    end
end

--- The house style opens a function with a brace in the first column and closes it likewise.
local function check_c(file, text)
    local first, head, pending
    for number, line in lib.each_line(lib.strip_c(text)) do
        if line:find("^{") then
            first = number
            check_parameters(file, number, head or "")
        elseif line:find("^}") and first then
            -- The main of a unit test is a list of tests, not logic.
            if not (file:find("^tests/unit/") and (head or ""):find("main%(")) then
                check_length(file, first, number, "a function")
            end
            first, head, pending = nil, nil, nil
        elseif not first then
            if line:find("^[%a_]") then
                pending = line
            elseif pending and line:find("^%s") then
                pending = pending .. line
            else
                pending = nil
            end
            head = pending
        end
    end
end

--- Functions given to describe and its kin hold tests; the tests in them are measured.
local function is_container(line)
    return line:find("^%s*describe%(") or line:find("^%s*insulate%(") or line:find("^%s*context%(")
        or line:find("^return function")
end

local function check_lua(file, text)
    local stack = {}
    local original = {}
    for _, line in lib.each_line(text) do
        original[#original + 1] = line
    end
    for number, line in lib.each_line(lib.strip_lua(text)) do
        for word in line:gmatch("%f[%w_][%a_][%w_]*") do
            if word == "function" or word == "if" or word == "do" or word == "repeat" then
                stack[#stack + 1] = { word = word, line = number }
            elseif word == "end" or word == "until" then
                local block = table.remove(stack)
                if block and block.word == "function" and not is_container(original[block.line]) then
                    check_length(file, block.line, number, "a function")
                end
            end
        end
    end
end

local function check_sh(file, text)
    local first
    for number, line in lib.each_line(text) do
        if line:find("^[%w_]+%(%) [{(]") then
            first = number
        elseif first and line:find("^[})]") then
            check_length(file, first, number, "a function")
            first = nil
        end
    end
end

local CHECKS <const> = { c = check_c, h = check_c, lua = check_lua, sh = check_sh }

for _, file in ipairs(lib.files("include src lua spec tests scripts examples .ci", ".c .h .lua .sh run")) do
    local text = lib.read(file)
    local _, lines = text:gsub("\n", "")
    if lines > FILE_LINES then
        lib.report(file, lines, "%d lines, at most %d", lines, FILE_LINES)
    end
    local check = CHECKS[file:match("%.(%w+)$") or "sh"]
    if check then
        check(file, text)
    end
end
lib.finish()
