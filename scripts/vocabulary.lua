-- SPDX-License-Identifier: Apache-2.0
--- What derives from src/gate/vocabulary.def, on standard output:
---     vocabulary.lua page    docs/vocabulary.md
---     vocabulary.lua stubs   lua/stdlib/meta/vocabulary.lua, for editors that know LuaLS

--- Every table of the vocabulary: its title on the page, its class in the stubs and what that is.
local TABLES <const> = {
    POLICY = { "policy{}", "gait.Policy" },
    REQUIRE = { "require", "gait.Require", "What an intent must bring." },
    BUDGET = { "budget", "gait.Budget", "Less than gait would give." },
    RULE = { "rule{}", "gait.Rule" },
    LIMIT = { "limit", "gait.Limit", "At most so many calls in a sliding window." },
    CREDENTIAL = { "credential", "gait.Credential", "What the call's credential must be." },
    MATCH = { "match", "gait.Match", "What data can say about an intent; all that is given must hold, of a list any element." },
    TARGET = { "target", "gait.TargetMatch", "One target satisfies all of it; in an allow rule every target does." },
    ARG = { "args: operators of one path", "gait.ArgMatch", "All of it holds of one value." },
    TAINT = { "tainted_by", "gait.Taint" },
    DATAFLOW = { "dataflow", "gait.Dataflow" },
    WINDOW = { "during and outside", "gait.Window", "All that is given holds; of days, hours, from and to something is." },
    CASE = { "a case of cases", "gait.Call", "One tool call, and when it is made." },
    CASE_TARGET = { "targets of a case", "gait.CaseTarget" },
    CASE_PROVENANCE = { "provenance of a case", "gait.CaseProvenance" },
}

--- Keys of a case that a call does not have: they make the class gait.Case.
local EXPECTED <const> = { expect = true, rule = true, reasons = true, violations = true, approvals = true }

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
            table.insert(rows[name], { key, (type:gsub('\\"', '"')), (meaning:gsub('\\"', '"')) })
        end
    end
    return order, rows
end

-- ---- the page ----

local function cell(text)
    return (text:gsub("|", "\\|"):gsub("%*", "\\*"):gsub("<", "&lt;"))
end

local function write_page(order, rows)
    print("# Vocabulary\n")
    print("Every key a declaration may have, from the table the parsers read (`src/gate/vocabulary.def`). What they mean")
    print("together stands in [policy.md](policy.md). Where a list is taken, one value may stand alone.")
    for _, name in ipairs(order) do
        print("\n## " .. assert(TABLES[name], "a title for " .. name)[1] .. "\n")
        print("| key | takes | |\n|---|---|---|")
        for _, row in ipairs(rows[name]) do
            print(("| `%s` | %s | %s |"):format(row[1], cell(row[2]), cell(row[3])))
        end
    end
end

-- ---- the stubs ----

--- Enumerations of src/gate/words.c.
local WORDS <const> = {
    { "gi_verdicts", "gait.Effect" }, { "gi_risks", "gait.Risk" }, { "gi_phases", "gait.Phase" },
    { "gi_target_kinds", "gait.TargetKind" }, { "gi_discovery_methods", "gait.Discovery" },
    { "gi_provenance_sources", "gait.Source" }, { "gi_credential_sources", "gait.CredentialSource" },
}

--- What a type of the vocabulary is for LuaLS; those in LISTS may be lists as well.
local TYPES <const> = {
    text = "string", code = "string", name = "string", path = "string", hours = "string", ["local time"] = "string",
    ["time zone"] = "string", severity = '"info"|"low"|"medium"|"high"|"critical"', effect = "gait.Effect", boolean = "boolean",
    number = "number", integer = "integer", ["text, number, boolean"] = "string|number|boolean",
    list = "(string|number|boolean)[]", functions = "gait.Condition|table<string, gait.Condition>",
    ["risk class"] = "gait.Risk", phase = "gait.Phase", method = "gait.Discovery", source = "gait.Source",
    ["target kind"] = "gait.TargetKind", time = "string|integer", ["counts by rule"] = "table<string, integer>",
}
local LISTS <const> = {
    texts = "string", codes = "string", names = "string", patterns = "string", ["path prefixes"] = "string", domains = "string",
    networks = "string", ["rule ids"] = "string", ["time zones"] = "string", days = "string", fields = "string",
    ["risk classes"] = "gait.Risk", phases = "gait.Phase", methods = "gait.Discovery", sources = "gait.Source",
    ["target kinds"] = "gait.TargetKind", windows = "gait.Window",
    types = '("string"|"number"|"boolean"|"array"|"object"|"null")',
}

--- Keys whose type does not say it all.
local SPECIAL <const> = {
    POLICY = { require = "gait.Require", budget = "gait.Budget" },
    RULE = { match = "gait.Match", limit = "gait.Limit|gait.Limit[]", credential = "gait.Credential", dataflow = "gait.Dataflow" },
    CREDENTIAL = { sources = "gait.CredentialSource|gait.CredentialSource[]" },
    MATCH = {
        args = "table<string, gait.ArgMatch|string|number|boolean|(string|number|boolean)[]>",
        target = "gait.TargetMatch|gait.TargetMatch[]",
        tainted_by = "gait.Source|gait.Source[]|gait.Taint",
        credential_source = "gait.CredentialSource|gait.CredentialSource[]",
    },
    CASE = {
        args = "table", targets = "gait.CaseTarget[]", provenance = "gait.CaseProvenance[]", steps = "gait.CaseStep[]",
        credential_source = "gait.CredentialSource",
    },
}

local function type_of(name, row)
    local key, type = row[1], row[2]
    local special = SPECIAL[name] and SPECIAL[name][key]
    if special then
        return special
    elseif LISTS[type] then
        return ("%s|%s[]"):format(LISTS[type], LISTS[type])
    elseif type:find('^"') then
        return (type:gsub(" or ", "|"))
    elseif type:find("^%d+ to %d+$") then
        return "integer"
    end
    return assert(TYPES[type], ("%s.%s: a type for '%s'"):format(name, key, type))
end

local KEYWORDS <const> = { ["in"] = true }

local function print_field(name, row)
    local key, meaning = row[1], row[3]
    local required = meaning:find("; required$") ~= nil
    local written = KEYWORDS[key] and ('["%s"]'):format(key) or key
    print(("---@field %s%s %s %s"):format(written, required and "" or "?", type_of(name, row), meaning))
end

local function print_class(name, class, about, rows)
    print(("\n---@class %s%s"):format(class, about and " " .. about or ""))
    for _, row in ipairs(rows) do
        print_field(name, row)
    end
end

local function write_aliases(path)
    local file <close> = assert(io.open(path))
    local text = file:read("a")
    for _, word in ipairs(WORDS) do
        local list = assert(text:match(word[1] .. "%[%] = (%b{});"), word[1])
        local names = {}
        for name in list:gmatch('"[^"]*"') do
            names[#names + 1] = name
        end
        print(("---@alias %s %s"):format(word[2], table.concat(names, "|")))
    end
end

--- Cases are calls that expect something.
local function write_cases(rows)
    local call, expected = {}, {}
    for _, row in ipairs(rows) do
        table.insert(EXPECTED[row[1]] and expected or call, row)
    end
    print_class("CASE", TABLES.CASE[2], TABLES.CASE[3], call)
    print_class("CASE", "gait.Case: gait.Call", "A call, and what must become of it.", expected)
    print("---@field [1]? string the name, in a list of cases")
end

local function write_stubs(order, rows)
    print("---@meta\n-- SPDX-License-Identifier: Apache-2.0\n")
    print("--- What declarations take, made from src/gate/vocabulary.def: make docs.\n")
    write_aliases("src/gate/words.c")
    for _, name in ipairs(order) do
        local entry = assert(TABLES[name], "a class for " .. name)
        if name == "CASE" then
            write_cases(rows[name])
        else
            print_class(name, entry[2], entry[3], rows[name])
        end
    end
end

local write = assert(({ page = write_page, stubs = write_stubs })[arg[1]], "vocabulary.lua page | stubs")
write(read("src/gate/vocabulary.def"))
