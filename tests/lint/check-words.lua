-- SPDX-License-Identifier: Apache-2.0
--- No notes to self, no paths or hosts of one machine, an SPDX line in every source, no trailing blanks.

package.path = "tests/lint/?.lua;" .. package.path
local lib = require("lib")

-- Written in two pieces, so that this file does not find itself.
local NOTES <const> = { "TO" .. "DO", "FIX" .. "ME", "XX" .. "X", "HA" .. "CK" }
local PLACES <const> = {
    "/wo" .. "rk/main", "/wo" .. "rk/shared", "/tmp" .. "/w/", "/home" .. "/%a%a", "/ro" .. "ot/",
    "deb%." .. "debian%.org", "snapshot%." .. "debian%.org",
    "py" .. "pi%.org", "registry%." .. "npmjs", "crates" .. "%.io", "proxy%." .. "golang", "pythonhosted" .. "%.org",
}
local SPDX <const> = "SPDX%-License%-Identifier: Apache%-2%.0"

local function check_lines(file, text)
    for number, line in lib.each_line(text) do
        for _, note in ipairs(NOTES) do
            if line:find("%f[%w]" .. note .. "%f[%W]") then
                lib.report(file, number, "do what '%s' asks for, or leave it out", note)
            end
        end
        for _, place in ipairs(PLACES) do
            if line:find(place) then
                lib.report(file, number, "names a place of one machine or a package host")
            end
        end
        if line:find("[ \t\r]$") and not file:find("%.md$") then
            lib.report(file, number, "ends in blanks")
        end
    end
end

--- The licence line stands in the leading comment, before any code.
local function check_licence(file, text)
    local head = "\n" .. text:sub(1, 4000)
    local code = head:find("\n[^%s/%*%-#%%]") or head:find("\n#%s*[id]%l+") or #head
    if not head:sub(1, code):find(SPDX) then
        lib.report(file, 1, "has no SPDX line before its code")
    end
end

local SOURCES <const> = "include src lua spec tests scripts examples .ci"

for _, file in ipairs(lib.lines_of("find . -type f -not -path './.git/*' -not -path './build*/*' | LC_ALL=C sort")) do
    file = file:sub(3)
    local text = lib.read(file)
    local is_data = file:find("^tests/fuzz/corpus/") or file:find("^tests/golden/.*/") or text:find("\0", 1, true)
    if not is_data then
        check_lines(file, text)
    end
end
for _, file in ipairs(lib.files(SOURCES, ".c .h .lua .sh run")) do
    if not file:find("^tests/golden/.*/.*/") and not file:find("/broken/") and not file:find("/hostile/") then
        check_licence(file, lib.read(file))
    end
end
lib.finish()
