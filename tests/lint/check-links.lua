-- SPDX-License-Identifier: Apache-2.0
--- Links between pages lead somewhere, and pages that hints and comments send a reader to exist.

package.path = "tests/lint/?.lua;" .. package.path
local lib = require("lib")

local function is_there(path)
    return os.rename(path, path) ~= nil
end

--- "a/b/../c" without its detours.
local function clean(path)
    local parts = {}
    for part in path:gmatch("[^/]+") do
        if part == ".." then
            parts[#parts] = nil
        elseif part ~= "." then
            parts[#parts + 1] = part
        end
    end
    return table.concat(parts, "/")
end

local pages = lib.files("docs examples", ".md")
for _, page in ipairs(lib.lines_of("ls *.md 2>/dev/null")) do
    pages[#pages + 1] = page
end
for _, page in ipairs(pages) do
    local folder = page:match("^(.*/)") or ""
    for number, line in lib.each_line(lib.read(page)) do
        for target in line:gmatch("%]%(([^)#%s]+)[^)]*%)") do
            if not target:find("^%a+:") and not is_there(clean(folder .. target)) then
                lib.report(page, number, "links to %s, which is not there", target)
            end
        end
    end
end
for _, file in ipairs(lib.files("include src lua scripts spec tests .ci", ".c .h .def .lua .sh run")) do
    local planted = file == "tests/lint/selftest.sh"
    for number, line in lib.each_line(lib.read(file)) do
        for target in line:gmatch("%f[%w/]docs/[%w_/%-]+%.md") do
            if not (planted or is_there(target)) then
                lib.report(file, number, "sends the reader to %s, which is not there", target)
            end
        end
    end
end
lib.finish()
