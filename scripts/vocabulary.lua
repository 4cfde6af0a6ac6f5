-- SPDX-License-Identifier: Apache-2.0
--- docs/vocabulary.md on standard output, from src/gate/vocabulary.def.

local TITLES <const> = {
    POLICY = "policy{}",
    REQUIRE = "require",
    BUDGET = "budget",
    RULE = "rule{}",
    LIMIT = "limit",
    CREDENTIAL = "credential",
    MATCH = "match",
    TARGET = "target",
    ARG = "args: operators of one path",
    TAINT = "tainted_by",
    DATAFLOW = "dataflow",
    WINDOW = "during and outside",
    CASE = "a case of cases",
    CASE_TARGET = "targets of a case",
    CASE_PROVENANCE = "provenance of a case",
}

---@return string[] order of the tables
---@return table<string, string[][]> rows of each: name, type, meaning
local function read(path)
    local order, rows = {}, {}
    for line in io.lines(path) do
        local name, key, type, meaning = line:match('^([%u_]+)%(([%w_]+),%s*"(.-)",%s*"(.*)"%)$')
        if name then
            if not rows[name] then
                rows[name] = {}
                order[#order + 1] = name
            end
            table.insert(rows[name], { key, type, meaning })
        end
    end
    return order, rows
end

local function cell(text)
    return (text:gsub('\\"', '"'):gsub("|", "\\|"):gsub("%*", "\\*"):gsub("<", "&lt;"))
end

local order, rows = read("src/gate/vocabulary.def")
print("# Vocabulary\n")
print("Every key a declaration may have, from the table the parsers read (`src/gate/vocabulary.def`). What they mean")
print("together stands in [policy.md](policy.md). Where a list is taken, one value may stand alone.")
for _, name in ipairs(order) do
    print("\n## " .. assert(TITLES[name], "a title for " .. name) .. "\n")
    print("| key | takes | |\n|---|---|---|")
    for _, row in ipairs(rows[name]) do
        print(("| `%s` | %s | %s |"):format(row[1], cell(row[2]), cell(row[3])))
    end
end
