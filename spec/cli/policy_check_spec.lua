-- SPDX-License-Identifier: Apache-2.0

local envelope = require("support.envelope")
local examples = require("support.findings")
local gait = require("support.gait")

--- Rows of findings.def: code and severity.
local function kinds()
    local rows = {}
    for code, severity in gait.read(gait.root .. "/src/author/findings.def"):gmatch("\n%u+%(([%l_]+), (%l+),\n") do
        rows[code] = severity
    end
    return rows
end

local function pack_of(text)
    return (text:find("^policy {") and "" or 'policy { id = "example" }\n') .. text
end

---@return gait.Run
local function check(text, ...)
    local dir = gait.tempdir()
    gait.write(dir .. "/p.lua", pack_of(text))
    return gait.run({ "policy", "check", "p.lua", "--json", ... }, { cwd = dir })
end

--- An example by the flag that it wants.
local function check_example(case, text)
    if not case.flag then
        return check(text)
    end
    local dir = gait.tempdir()
    gait.write(dir .. "/p.lua", pack_of(text))
    return gait.run({ "policy", "check", case.flag, "p.lua", "--json" }, { cwd = dir })
end

local function finding(run, code)
    for _, one in ipairs(run.json.findings) do
        if one.code == code then
            return one
        end
    end
end

--- Codes and rules, in their order.
local function brief(run)
    local lines = {}
    for i, one in ipairs(run.json.findings) do
        lines[i] = ("%s %s"):format(one.code, one.rule or "-")
    end
    return lines
end

describe("gait policy check", function()
    teardown(gait.clean)

    it("finds what each example is an example of, and nothing of the kind in its near miss", function()
        for code, severity in pairs(kinds()) do
            local case = assert(examples[code], "spec/support/findings.lua has no " .. code)
            local run = check_example(case, case.example)
            local found = finding(run, code)
            assert(found, code .. " was not found: " .. run.stdout)
            assert.equal(severity, found.severity)
            assert.equal("p.lua", found.file)
            assert.equal("example", found.pack)
            assert(#found.message > 0 and #found.why > 0 and #found.fix > 0, run.stdout)
            assert.equal(severity == "error" and 6 or 0, run.exit, run.stdout)
            local near = check_example(case, case.near)
            assert(not finding(near, code), code .. " in its near miss: " .. near.stdout)
        end
    end)

    it("has examples for a number of findings that is not nothing", function()
        local count = 0
        for _ in pairs(kinds()) do
            count = count + 1
        end
        assert(count > 20)
    end)

    it("has no example of a finding that does not exist", function()
        local known = kinds()
        for code in pairs(examples) do
            assert(known[code], "findings.def has no " .. code)
        end
    end)

    it("points to the rule, the part of it, and the rules that it is about", function()
        local run = check([[
rule { id = "no-fs", effect = "block", reason = "x", hint = "y", match = { tool = "fs.**" } }

rule {
    id = "write",
    effect = "allow",
    match = { tool = "fs.write" },
}
]])
        local d = envelope.document(run)
        assert.equal("gait.policy.check", d.schema_id)
        assert.equal("1.0.0", d.schema_version)
        assert.same({ errors = 0, warnings = 1, notes = 0, packs = 1, rules = 2, overrides = 0 }, d.counts)
        local one = d.findings[1]
        assert.equal("covered", one.code)
        assert.equal("write", one.rule)
        assert.equal(7, one.line)
        assert.equal("match", one.key)
        assert.same({ { rule = "no-fs", file = "p.lua", line = 2 } }, one.related)
    end)

    it("points to a key of policy{} and to a rule that has no such key", function()
        local run = check([[
policy {
    id = "example",
    default = "allow",
}

rule {
    id = "no-delete",
    effect = "block",
    reason = "x",
    match = { tool = "delete" },
}
]])
        local lines = {}
        for i, one in ipairs(run.json.findings) do
            lines[i] = { one.code, one.line }
        end
        assert.same({ { "default_allow", 3 }, { "missing_hint", 6 } }, lines)
    end)

    it("fails on errors, with --strict on warnings too, never on notes", function()
        local d = envelope.failure(check(examples.never_matches.example))
        assert.equal("policy_check_failed", d.error_code)
        assert.equal(1, d.counts.errors)
        assert.equal(0, check(examples.covered.example).exit)
        assert.equal("policy_check_failed", envelope.failure(check(examples.covered.example, "--strict")).error_code)
        assert.equal(0, check(examples.default_allow.example, "--strict").exit)
    end)

    it("takes a warning that is meant for a note", function()
        local covered = examples.covered.example
        for _, accept in ipairs({ "covered", "covered:write" }) do
            local d = envelope.document(check(covered, "--strict", "--accept", accept))
            assert.is_true(d.ok)
            assert.same({ "note", true }, { d.findings[2].severity, d.findings[2].accepted })
            assert.same({ 0, 2 }, { d.counts.warnings, d.counts.notes })
            assert.is_nil(d.warnings)
        end
        local other = check(covered, "--strict", "--accept", "covered:read", "--accept=duplicate")
        assert.equal(6, other.exit)
        assert.same({ "--accept covered:read stands for no warning any more",
            "--accept duplicate stands for no warning any more" }, other.json.warnings)
        local d = envelope.failure(check(covered, "--accept", "coverd"))
        assert.matches("did you mean 'covered'?", d.error, 1, true)
        assert.equal("flag_value_invalid", envelope.failure(check(covered, "--accept", "never_matches")).error_code)
    end)

    it("says that there is nothing to say", function()
        local dir = gait.tempdir()
        gait.write(dir .. "/p.lua", pack_of('rule { id = "read", effect = "allow", match = { tool = "fs.read" } }'))
        local run = gait.run({ "policy", "check", "p.lua", "--strict" }, { cwd = dir })
        assert.equal("1 pack, 1 rule, 0 overrides: nothing found\n", run.stdout)
        assert.equal("", run.stderr)
        assert.equal(0, run.exit)
    end)

    it("shows a finding as editors understand it", function()
        local dir = gait.tempdir()
        gait.write(dir .. "/p.lua", pack_of(examples.covered.example))
        local run = gait.run({ "policy", "check", "p.lua" }, { cwd = dir })
        assert.matches("\np.lua:3: warning[covered] rule 'write' match: rule 'no-writes' (block)", "\n" .. run.stdout,
            1, true)
        assert.matches("\n    see: p.lua:2 rule 'no-writes'\n    why: ", run.stdout, 1, true)
        assert.matches("\n    fix: ", run.stdout, 1, true)
        assert.matches("\n1 pack, 2 rules, 0 overrides: 0 errors, 1 warning, 1 note\n$", run.stdout)
    end)

    it("checks every pack, also beside one that does not load", function()
        local dir = gait.tempdir()
        gait.write(dir .. "/a.lua", 'policy { id = "a" }\nrule { id = "x", effect = "allow", macth = {} }\n')
        gait.write(dir .. "/b.lua", "policy { id = \n")
        gait.write(dir .. "/c.lua", 'policy { id = "c" }\n' .. examples.never_matches.example)
        local run = gait.run({ "policy", "check", "a.lua", "b.lua", "c.lua", "nowhere", "--json" }, { cwd = dir })
        local d = envelope.failure(run)
        local a, b, c, nowhere = table.unpack(d.findings)
        assert.equal("policy_declaration", a.code)
        assert.same({ "a.lua", 2, "x" }, { a.file, a.line, a.rule })
        assert.matches("did you mean 'match'?", a.message, 1, true)
        assert.same({ "policy_syntax", "b.lua", "error" }, { b.code, b.file, b.severity })
        assert.same({ "never_matches", "c.lua", 3 }, { c.code, c.file, c.line })
        assert.same({ "path_invalid", "nowhere" }, { nowhere.code, nowhere.file })
        assert.equal(4, d.counts.packs)
    end)

    it("names the files of a pack so that they can be opened", function()
        local dir = gait.tempdir()
        os.execute("mkdir -p " .. gait.quote(dir .. "/pack/rules"))
        gait.write(dir .. "/pack/policy.lua", 'policy { id = "pack" }\ninclude "rules/pay"\n')
        gait.write(dir .. "/pack/rules/pay.lua", "\n" .. examples.never_matches.example)
        local run = gait.run({ "policy", "check", "pack", "--json" }, { cwd = dir })
        assert.same({ "pack/rules/pay.lua", 3 }, { run.json.findings[1].file, run.json.findings[1].line })
        run = gait.run({ "policy", "check", "pack/", "--json" }, { cwd = dir })
        assert.equal("pack/rules/pay.lua", run.json.findings[1].file)
    end)

    it("takes the time from --evaluation-time", function()
        local past = examples.window_past.example
        assert.is_nil(finding(check(past, "--evaluation-time", "2020-12-25T00:00:00Z"), "window_past"))
        assert.is_table(finding(check(past, "--evaluation-time", "2020-12-27T00:00:00Z"), "window_past"))
        assert.equal("flag_value_invalid", envelope.failure(check(past, "--evaluation-time", "later")).error_code)
    end)

    it("reads the time zones of another directory", function()
        local d = check(examples.zone_missing.example, "--zoneinfo", "/usr/share/zoneinfo").json
        assert.equal("zone_missing", d.findings[1].code)
        assert.equal("zone_missing", finding(check([[
rule { id = "office", effect = "allow",
       match = { tool = "deploy", during = { hours = "09:00-17:00", tz = "Europe/Berlin" } } }
]], "--zoneinfo", gait.tempdir()), "zone_missing").code)
    end)

    it("checks policies in YAML, at their lines", function()
        local dir = gait.tempdir()
        gait.write(dir .. "/p.yaml", [[
schema_id: gait.gate.policy
schema_version: 1.0.0
default_verdict: block
rules:
  - name: write
    priority: 10
    effect: allow
    match: { tool_names: [tool.write], workspace_prefixes: [/repo] }
  - name: no-sub
    priority: 20
    effect: block
    reason_codes: [sub]
    match: { tool_names: [tool.write], workspace_prefixes: [/repo/sub/] }
]])
        local run = gait.run({ "policy", "check", "p.yaml", "--json" }, { cwd = dir })
        assert.same({ "workspace_prefix_open write", "shadowed no-sub" }, brief(run))
        assert.same({ "p.yaml", 9 }, { run.json.findings[2].file, run.json.findings[2].line })
    end)

    describe("with --restrict", function()
        local NARROW <const> = 'policy { id = "narrow", default = "allow" }\n'
            .. 'rule { id = "no-deploy", effect = "block", reason = "x", hint = "x", match = { tool = "deploy" } }\n'

        local function both(text)
            local dir = gait.tempdir()
            gait.write(dir .. "/wide.lua", 'policy { id = "wide" }\n' .. text)
            gait.write(dir .. "/narrow.lua", NARROW)
            return gait.run({ "policy", "check", "wide.lua", "--restrict", "narrow.lua", "--json" }, { cwd = dir })
        end

        it("follows overrides into packs that only restrict", function()
            local run = both([[
rule { id = "bot", effect = "allow", match = { tool = "deploy", identity = "bot" }, overrides = "narrow:no-deploy" }
]])
            assert.equal(0, run.exit, run.stdout)
            assert.same({ "override bot" }, brief(run))
            assert.same({ { rule = "narrow:no-deploy", file = "narrow:narrow.lua", line = 2 } },
                run.json.findings[1].related)
            assert.equal(2, run.json.counts.packs)
        end)

        it("names a rule that the other pack does not have", function()
            local run = both([[
rule { id = "bot", effect = "allow", match = { tool = "deploy" }, overrides = "narrow:no-deploi" }
]])
            assert.same({ "policy_declaration bot" }, brief(run))
            assert.matches("an unknown rule of that pack", run.json.findings[1].message, 1, true)
        end)

        it("tells packs of the same name", function()
            local dir = gait.tempdir()
            gait.write(dir .. "/narrow.lua", NARROW)
            gait.write(dir .. "/again.lua", NARROW)
            local run = gait.run({ "policy", "check", "again.lua", "--restrict", "narrow.lua", "--json" }, { cwd = dir })
            assert.same({ "policy_set -" }, brief(run))
        end)

        it("tells what is wrong with the other pack where it stands", function()
            local dir = gait.tempdir()
            gait.write(dir .. "/wide.lua", pack_of(examples.covered.example))
            gait.write(dir .. "/narrow.lua", "policy {")
            local run = gait.run({ "policy", "check", "wide.lua", "--restrict", "narrow.lua", "--json" }, { cwd = dir })
            assert.same({ "missing_hint no-writes", "covered write", "policy_syntax -" }, brief(run))
            assert.equal("narrow.lua", run.json.findings[3].file)
        end)
    end)

    describe("never claims", function()
        local SILENT <const> = {
            ["that a rule is covered by one with a function"] = [[
rule { id = "no-fs", effect = "block", reason = "x", hint = "x", match = { tool = "fs.**" },
       when = { late = function() return false end } }
rule { id = "write", effect = "allow", match = { tool = "fs.write" } }
]],
            ["that a rule is covered by one that somebody overrides"] = [[
rule { id = "no-fs", effect = "block", reason = "x", hint = "x", match = { tool = "fs.**" } }
rule { id = "write", effect = "dry_run", match = { tool = "fs.write" } }
rule { id = "bot", effect = "allow", match = { tool = "fs.write", identity = "bot" }, overrides = "no-fs" }
]],
            ["that a rule is covered by one that skips what is unknown"] = [[
rule { id = "large", effect = "block", reason = "x", hint = "x", on_unknown = "skip",
       match = { tool = "pay", args = { amount = { gt = 10 } } } }
rule { id = "larger", effect = "require_approval", reason = "x", hint = "x",
       match = { tool = "pay", args = { amount = { gt = 100 } } } }
]],
            ["that a condition covers one that is unknown elsewhere"] = [[
rule { id = "some", effect = "block", reason = "x", hint = "x",
       match = { tool = "pay", args = { to = { ["in"] = { "a", 5 } } } } }
rule { id = "one", effect = "require_approval", reason = "x", hint = "x",
       match = { tool = "pay", args = { to = "a" } } }
]],
            ["that every target is covered by some target"] = [[
rule { id = "all", effect = "allow", match = { tool = "get", target = { kind = { "url", "host" } } } }
rule { id = "some", effect = "dry_run", match = { tool = "get", target = { kind = "url" } } }
]],
            ["that fewer approvals are as good as more"] = [[
rule { id = "one", effect = "require_approval", reason = "x", hint = "x", match = { tool = "pay.**" } }
rule { id = "two", effect = "require_approval", approvals = 2, reason = "x", hint = "x", match = { tool = "pay.out" } }
]],
            ["that a workspace is covered by one whose name it begins with"] = [[
rule { id = "no-repo", effect = "block", reason = "x", hint = "x", match = { tool = "run", workspace = "/repo" } }
rule { id = "evil", effect = "dry_run", match = { tool = "run", workspace = "/repo-evil" } }
]],
            ["that an address is covered by a pattern of names"] = [[
rule { id = "no-names", effect = "block", reason = "x", hint = "x",
       match = { tool = "get", target = { kind = "url", domain = "*a*" } } }
rule { id = "address", effect = "dry_run", match = { tool = "get", target = { kind = "url", domain = "fe80::a" } } }
]],
        }
        for what, text in pairs(SILENT) do
            it(what, function()
                local run = check(text)
                for _, code in ipairs({ "covered", "redundant", "duplicate", "never_matches" }) do
                    assert.is_nil(finding(run, code), run.stdout)
                end
            end)
        end
    end)

    describe("proves", function()
        local FOUND <const> = {
            ["that an element of a list is no value of another condition"] = { "never_matches r", [[
rule { id = "r", effect = "allow", match = { tool = "t", args = { a = { eq = "x", ["in"] = { "y", "z" } } } } }
]] },
            ["that texts have no common shape"] = { "never_matches r", [[
rule { id = "r", effect = "allow", match = { tool = "t", args = { a = { prefix = "/tmp/", glob = "/etc/**" } } } }
]] },
            ["that types exclude each other"] = { "never_matches r", [[
rule { id = "r", effect = "allow", match = { tool = "t", args = { a = { gt = 5, prefix = "x" } } } }
]] },
            ["that what does not exist has no value"] = { "never_matches r", [[
rule { id = "r", effect = "allow", match = { tool = "t", args = { a = { exists = false, eq = 1 } } } }
]] },
            ["that a point can be left out"] = { "never_matches r", [[
rule { id = "r", effect = "allow", match = { tool = "t", args = { a = { gte = 5, lte = 5.0, ne = 5 } } } }
]] },
            ["that only paths are below a path"] = { "never_matches r", [[
rule { id = "r", effect = "allow", match = { tool = "t", target = { kind = "url", path_under = "/repo" } } }
]] },
            ["that a name is in no network"] = { "never_matches r", [[
rule { id = "r", effect = "allow",
       match = { tool = "t", target = { kind = "url", domain = "*.corp.example", cidr = "10.0.0.0/8" } } }
]] },
            ["that patterns and roots do not meet"] = { "never_matches r", [[
rule { id = "r", effect = "allow",
       match = { tool = "t", target = { kind = "path", path_under = "/repo", glob = "/etc/**" } } }
]] },
            ["that a value is not in its own pattern"] = { "never_matches r", [[
rule { id = "r", effect = "allow", match = { tool = "t", target = { kind = "path", value = "/a/b", glob = "/a/*.txt" } } }
]] },
            ["coverage by patterns together"] = { "covered r", [[
rule { id = "no", effect = "block", reason = "x", hint = "x", match = { tool = { "a.?*", "a." } } }
rule { id = "r", effect = "allow", match = { tool = "a.*" } }
]] },
            ["coverage of roots by patterns"] = { "covered r", [[
rule { id = "no", effect = "block", reason = "x", hint = "x", match = { tool = "t", target = { glob = "/repo/**" } } }
rule { id = "r", effect = "allow", match = { tool = "t", target = { kind = "path", path_under = "/repo/src" } } }
]] },
            ["coverage of networks by networks"] = { "covered r", [[
rule { id = "no", effect = "block", reason = "x", hint = "x", match = { tool = "t", target = { cidr = "10.0.0.0/8" } } }
rule { id = "r", effect = "allow", match = { tool = "t", target = { cidr = "10.1.0.0/16" } } }
]] },
            ["coverage of a rule with functions"] = { "covered r", [[
rule { id = "no", effect = "block", reason = "x", hint = "x", match = { tool = "t" } }
rule { id = "r", effect = "allow", match = { tool = "t" }, when = { x = function() return true end } }
]] },
            ["coverage by provenance of any argument"] = { "covered r", [[
rule { id = "no", effect = "block", reason = "x", hint = "x", match = { tool = "t", tainted_by = { "external", "user" } } }
rule { id = "r", effect = "dry_run", match = { tool = "t", tainted_by = { source = "external", arg = "args.a" } } }
]] },
            ["that an override is no hole for coverage when both are overridden"] = { "covered r", [[
rule { id = "no", effect = "block", reason = "x", hint = "x", match = { tool = "t.**" } }
rule { id = "r", effect = "dry_run", match = { tool = "t.a" } }
rule { id = "o", effect = "allow", match = { tool = "t.a", identity = "bot" }, overrides = { "no", "r" } }
]] },
        }
        for what, row in pairs(FOUND) do
            it(what, function()
                local lines = table.concat(brief(check(row[2])), "\n") .. "\n"
                assert.matches(row[1] .. "\n", lines, 1, true)
            end)
        end
    end)

    it("finds nothing but notes in the policies that come with gait and in the examples", function()
        local packs = {}
        for _, name in ipairs(dofile(gait.root .. "/lua/policies/index.lua")) do
            packs[#packs + 1] = gait.root .. "/lua/policies/" .. name
            packs[#packs + 1] = "builtin:" .. name
        end
        for _, name in ipairs(gait.names(gait.root .. "/examples/policies")) do
            if name:find("%.lua$") and not name:find("_cases%.lua$") then
                packs[#packs + 1] = gait.root .. "/examples/policies/" .. name
            end
        end
        local now = "--evaluation-time=2026-01-05T12:00:00Z"
        local run = gait.run({ "policy", "check", "--strict", now, table.unpack(packs) })
        assert.equal(0, run.exit, run.stdout .. run.stderr)
        assert(#packs >= 5)
    end)
end)
