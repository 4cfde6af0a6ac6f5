-- SPDX-License-Identifier: Apache-2.0
--- Writes docs/limits.md from include/gait/limits.h.

local UNITS <const> = { BYTES = "bytes", MS = "milliseconds" }

--- The value of a limit as people write it: "8 MiB" for (8u << 20).
local function readable(value, unit)
    local factor, shift = value:match("^%((%d+)u? << (%d+)%)$")
    if factor then
        return factor .. ({ ["10"] = " KiB", ["20"] = " MiB", ["30"] = " GiB" })[shift]
    end
    local grouped = value:reverse():gsub("(%d%d%d)", "%1 "):reverse():gsub("^ ", "")
    return unit and grouped .. " " .. unit or grouped
end

print("# Limits\n")
print("Everything that comes from outside has a named maximum. This page is made from `include/gait/limits.h` by")
print("`make docs`. A row with a second value can be raised by a flag, up to that value.\n")
print("| limit | value | up to | what it bounds |")
print("|---|---|---|---|")

--- The lines of the header; one that goes on after a backslash is a single one.
local function whole_lines()
    local file <close> = assert(io.open("include/gait/limits.h"))
    return file:read("a"):gsub("%s*\\\n%s*", " "):gmatch("[^\n]+")
end

local rows, by_name = {}, {}
for line in whole_lines() do
    local name, value, what = line:match("^#define GAIT_LIMIT_(%S+) (%b())%s*(.*)$")
    if not name then
        name, value, what = line:match("^#define GAIT_LIMIT_(%S+) (%d+)%s*(.*)$")
    end
    if name then
        local unit
        for word, text in pairs(UNITS) do
            unit = unit or (("_" .. name .. "_"):find("_" .. word .. "_", 1, true) and text)
        end
        local base = name:match("^(.*)_MAX$")
        if base and by_name[base] then
            by_name[base].most = readable(value, unit)
        else
            local row = { name = name, value = readable(value, unit), what = what:match("^/%*%s*(.-)%s*%*/") or "" }
            rows[#rows + 1] = row
            by_name[name] = row
        end
    elseif line:find("^#define GAIT_LIMIT_") then
        error("limits.h: not understood: " .. line, 0)
    end
end
for _, row in ipairs(rows) do
    local what = row.what:gsub("|", "\\|")
    print(("| `%s` | %s | %s | %s |"):format(row.name, row.value, row.most or "", what))
end
