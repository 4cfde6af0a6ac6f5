-- SPDX-License-Identifier: Apache-2.0
--- What the checks share: file lists, C and Lua without their comments and strings, reports.
--- A check runs in the root of the tree, prints "file:line: message" per finding and exits 1 if there was one.

local lib = {}

local findings = 0

function lib.report(file, line, format, ...)
    findings = findings + 1
    print(("%s:%d: " .. format):format(file, line, ...))
end

function lib.finish()
    os.exit(findings == 0 and 0 or 1)
end

function lib.read(path)
    local file <close> = io.open(path, "rb")
    return file and file:read("a")
end

function lib.exists(path)
    local file <close> = io.open(path, "rb")
    return file ~= nil
end

--- Output lines of a command.
function lib.lines_of(command)
    local pipe <close> = assert(io.popen(command))
    local lines = {}
    for line in pipe:lines() do
        lines[#lines + 1] = line
    end
    return lines
end

--- Files below the given folders whose names end in one of the suffixes, sorted; folders that are absent are empty.
function lib.files(folders, suffixes)
    local tests = {}
    for suffix in suffixes:gmatch("%S+") do
        tests[#tests + 1] = "-name '*" .. suffix .. "'"
    end
    return lib.lines_of(("find %s -type f \\( %s \\) 2>/dev/null | LC_ALL=C sort"):format(folders,
        table.concat(tests, " -o ")))
end

local function blank(text)
    return (text:gsub("[^\n]", " "))
end

--- C text with comments blanked, and literals too unless keep_strings; line numbers stay.
function lib.strip_c(text, keep_strings)
    local out, at = {}, 1
    while true do
        local start = text:find("[/\"']", at)
        if not start then
            out[#out + 1] = text:sub(at)
            return table.concat(out)
        end
        out[#out + 1] = text:sub(at, start - 1)
        local head, stop = text:sub(start, start + 1), start
        if head == "/*" then
            stop = select(2, text:find("*/", start + 2, true)) or #text
            out[#out + 1] = blank(text:sub(start, stop))
        elseif head == "//" then
            stop = (text:find("\n", start, true) or #text + 1) - 1
            out[#out + 1] = "//" .. blank(text:sub(start + 2, stop))
        elseif head:sub(1, 1) == "/" then
            out[#out + 1] = "/"
        else
            local quote = head:sub(1, 1)
            stop = start + 1
            while stop <= #text and text:sub(stop, stop) ~= quote do
                stop = stop + (text:sub(stop, stop) == "\\" and 2 or 1)
            end
            local literal = text:sub(start, stop)
            out[#out + 1] = keep_strings and literal or quote .. blank(literal:sub(2, -2)) .. quote
        end
        at = stop + 1
    end
end

--- Lua text with comments and strings blanked; line numbers stay.
function lib.strip_lua(text)
    local out, at = {}, 1
    while true do
        local start = text:find("[-\"'%[]", at)
        if not start then
            out[#out + 1] = text:sub(at)
            return table.concat(out)
        end
        out[#out + 1] = text:sub(at, start - 1)
        local level = text:match("^%-%-%[(=*)%[", start) or text:match("^%[(=*)%[", start)
        local stop = start
        if level then
            stop = select(2, text:find("]" .. level .. "]", start, true)) or #text
        elseif text:sub(start, start + 1) == "--" then
            stop = (text:find("\n", start, true) or #text + 1) - 1
        elseif text:find("^[\"']", start) then
            local quote = text:sub(start, start)
            stop = start + 1
            while stop <= #text and text:sub(stop, stop) ~= quote do
                stop = stop + (text:sub(stop, stop) == "\\" and 2 or 1)
            end
        end
        local piece = text:sub(start, stop)
        out[#out + 1] = stop == start and piece or blank(piece)
        at = stop + 1
    end
end

--- Iterates over the lines of a text with their numbers.
function lib.each_line(text)
    local number, step = 0, text:gmatch("([^\n]*)\n?")
    return function()
        local line = step()
        number = number + 1
        return line and number, line
    end
end

--- A set from words in a string.
function lib.set(words)
    local set = {}
    for word in words:gmatch("%S+") do
        set[word] = true
    end
    return set
end

return lib
