-- SPDX-License-Identifier: Apache-2.0
--- gait policy test PACK…, seen from outside.

local cjson = require("cjson")
local envelope = require("support.envelope")
local gait = require("support.gait")
local schema = require("support.schema")

local POLICY <const> = [[
policy { id = "spec/pay", version = "1.2.0", default = "block" }
rule { id = "large", effect = "require_approval", approvals = 2,
    match = { tool = "pay", args = { amount = { gt = 1000 } } }, reason = "too_much" }
rule { id = "small", effect = "allow", match = { tool = "pay" } }
]]
local CASES <const> = [[
cases "payments" {
    { "over", tool = "pay", args = { amount = 1001 }, expect = "require_approval", rule = "large" },
    { "at", tool = "pay", args = { amount = 1000 }, expect = "allow" },
}
]]
local OTHER <const> = 'cases "other tools" { { "are blocked", tool = "read", expect = "block" } }\n'
local WRONG <const> = 'cases "wrong" { { "it is", tool = "pay", args = { amount = 1 }, expect = "block" } }\n'

--- A directory with packs: a table of their files, each in its directory.
local function packs(tree)
    local dir = gait.tempdir()
    for name, files in pairs(tree) do
        os.execute("mkdir -p " .. gait.quote(dir .. "/" .. name .. "/spec"))
        for file, text in pairs(files) do
            gait.write(dir .. "/" .. name .. "/" .. file, text)
        end
    end
    return dir
end

local function pack(cases, policy)
    return packs({ p = { ["policy.lua"] = policy or POLICY, ["spec/p_cases.lua"] = cases } })
end

local function test(dir, ...)
    return gait.run({ "policy", "test", ... }, { cwd = dir })
end

describe("gait policy test PACK", function()
    teardown(gait.clean)

    it("runs the cases and says what they cover", function()
        local dir = packs({ p = { ["policy.lua"] = POLICY, ["spec/a_cases.lua"] = CASES, ["spec/b_cases.lua"] = OTHER } })
        local run = test(dir, "p")
        assert.equal("", run.stderr)
        assert.equal("spec/pay: 3 cases, coverage 100% (10 of 10), unknown in 0 of 3 conditions\n"
            .. "3 passed, 0 failed, 0 errors, 0 skipped\n", run.stdout)
        assert.equal(0, run.exit)
        assert.same({ "policy.lua", "spec" }, gait.names(dir .. "/p"))
    end)

    it("shows under a failed case why it was decided so, and exits 5", function()
        local run = test(pack(CASES .. WRONG), "p")
        assert.equal(5, run.exit)
        assert.matches("FAIL wrong: it is\n    p/spec/p_cases.lua:5\n    expected block, got allow\n    why allow:\n",
            run.stdout, 1, true)
        assert.matches("large (policy.lua:2): args.amount > 1000\n", run.stdout, 1, true)
        assert.matches("\n2 passed, 1 failed, 0 errors, 0 skipped\n$", run.stdout)
        assert.matches("^policy test error: 1 of 3 tests failed\n", run.stderr)
        assert.matches("\ncode: policy_test_failed\n", run.stderr, 1, true)
        local d = envelope.failure(test(pack(CASES .. WRONG), "p", "--json"))
        assert.equal("policy_test_failed", d.error_code)
        assert.is_nil(d.verdict)
    end)

    it("compares rules, reasons, violations and approvals: a text with some, a list with all", function()
        local policy = [[policy { id = "spec/p" }
            rule { id = "a", effect = "block", reasons = { "r1", "r2" }, violation = "v" }
            rule { id = "b", effect = "block", reason = "r3" }]]
        local wanted = {
            ['rule = "a"'] = true, ['rule = "b"'] = true, ['rule = { "a", "b" }'] = true, ['rule = { "a" }'] = false,
            ['reasons = "r1"'] = true, ['reasons = { "r1" }'] = false, ['reasons = { "r3", "r1", "r2" }'] = true,
            ['reasons = "r4"'] = false, ['violations = { "v" }'] = true, ['violations = "w"'] = false,
            ['approvals = 0'] = true, ['approvals = 1'] = false,
        }
        for expectation, holds in pairs(wanted) do
            local cases = ('cases "c" { { "x", tool = "t", expect = "block", %s } }'):format(expectation)
            local run = test(pack(cases, policy), "p")
            assert.equal(holds and 0 or 5, run.exit, expectation)
        end
    end)

    it("decides at the time that the case names", function()
        local policy = [[policy { id = "spec/p" }
            rule { id = "a", effect = "allow", when = function(_, now) return now == 1767614400000000000 end }]]
        local cases = [[cases "c" {
            { "unless given, at noon of a Monday", tool = "t", expect = "allow" },
            { "said", tool = "t", now = "2026-01-05T13:00:00+01:00", expect = "allow" },
            { "counted", tool = "t", now = 1767614400000000000, expect = "allow" },
            { "later", tool = "t", now = "2026-01-05T12:00:00.000000001Z", expect = "block" },
        }]]
        assert.equal(0, test(pack(cases, policy), "p").exit)
    end)

    it("knows how much of a limit was used", function()
        local policy = [[policy { id = "spec/p" }
            rule { id = "rate", effect = "block", limit = { max = 2, seconds = 60 }, reason = "too_often" }
            rule { id = "any", effect = "allow" }]]
        local cases = [[cases "c" {
            { "nothing, unless it is said", tool = "t", expect = "allow" },
            { "some", tool = "t", used = { rate = 1 }, expect = "allow" },
            { "all of it", tool = "t", used = { rate = 2 }, expect = "block", reasons = { "too_often" } },
        }]]
        local run = test(pack(cases, policy), "p", "--min-coverage", "100")
        assert.equal(0, run.exit, run.stdout)
        assert.matches("coverage 100% (5 of 5), unknown in 0 of 1 conditions", run.stdout, 1, true)
        run = test(pack('cases "c" { { "x", tool = "t", used = { any = 1 }, expect = "allow" } }', policy), "p")
        assert.matches("case 'x': used: rule 'any' has no limit", run.stderr, 1, true)
    end)

    it("takes a failed decision for an error, whatever was expected", function()
        local policy = 'policy { id = "spec/p" }\n'
        for i = 1, 12 do
            policy = policy .. ('rule { id = "r%02d", effect = "block", when = function() while true do end end }\n'):format(i)
        end
        local run = test(pack('cases "c" { { "x", tool = "t", expect = "block" } }', policy), "p")
        assert.equal(5, run.exit)
        assert.matches("ERROR c: x\n", run.stdout, 1, true)
        assert.matches("0 passed, 0 failed, 1 errors, 0 skipped", run.stdout, 1, true)
    end)
end)

describe("where specs are found", function()
    teardown(gait.clean)

    it("beside a policy of one file", function()
        local dir = gait.tempdir()
        gait.write(dir .. "/x.lua", POLICY)
        gait.write(dir .. "/x_cases.lua", CASES)
        local run = test(dir, "x.lua")
        assert.equal(0, run.exit)
        assert.matches("spec/pay: 2 cases", run.stdout, 1, true)
        assert.equal(0, gait.run({ "policy", "test", dir .. "/x.lua" }).exit)
        gait.write(dir .. "/y.lua", POLICY)
        local d = envelope.failure(test(dir, "y.lua", "--json"))
        assert.equal("tests_missing", d.error_code)
        assert.equal(6, test(dir, "y.lua").exit)
    end)

    it("in a pack that is compiled in", function()
        local run = gait.run({ "policy", "test", "builtin:baseline-medium" })
        assert.equal(0, run.exit, run.stdout .. run.stderr)
        assert.matches("^gait/baseline%-medium: %d+ cases", run.stdout)
    end)

    it("and take no part in the digest", function()
        local dir = pack(CASES)
        local one = test(dir, "p", "--json").json.packs[1].policy_digest
        gait.write(dir .. "/p/spec/more_cases.lua", OTHER)
        assert.equal(one, test(dir, "p", "--json").json.packs[1].policy_digest)
        local decided = gait.run({ "policy", "test", dir .. "/p", gait.intent("read"), "--json" }).json
        assert.equal(decided.policy_digest, one)
    end)

    it("and nowhere else: what is missing or misnamed is an error", function()
        local absent = packs({ p = { ["policy.lua"] = POLICY }, q = { ["policy.lua"] = POLICY, ["spec/note.txt"] = "x" } })
        for _, name in ipairs({ "p", "q" }) do
            local run = test(absent, name)
            assert.equal(6, run.exit)
            assert.matches("no tests: there is no spec/NAME_cases.lua", run.stderr, 1, true)
        end
        local misnamed = packs({ p = { ["policy.lua"] = POLICY, ["spec/a_cases.lua"] = CASES,
            ["spec/b_case.lua"] = OTHER } })
        local d = envelope.failure(test(misnamed, "p", "--json"))
        assert.equal("tests_invalid", d.error_code)
        assert.matches("spec/b_case.lua would not be run", d.error, 1, true)
    end)

    it("never through a symlink that leads out of the pack", function()
        local dir = packs({ p = { ["policy.lua"] = POLICY }, out = { ["x_cases.lua"] = CASES } })
        os.execute(("ln -s ../../out/x_cases.lua %s/p/spec/x_cases.lua"):format(gait.quote(dir)))
        assert.equal("path_escapes", envelope.failure(test(dir, "p", "--json")).error_code)
    end)
end)

describe("specs for busted", function()
    teardown(gait.clean)

    it("are reported as skipped where they are left out", function()
        local dir = packs({ p = { ["policy.lua"] = POLICY, ["spec/p_cases.lua"] = CASES, ["spec/x_spec.lua"] = "error()" },
            q = { ["policy.lua"] = POLICY, ["spec/x_spec.lua"] = "error()" } })
        local run = test(dir, "p", "--no-busted")
        assert.equal(0, run.exit)
        assert.matches("  SKIP busted: spec/x_spec.lua\n", run.stdout, 1, true)
        assert.matches("2 passed, 0 failed, 0 errors, 1 skipped", run.stdout, 1, true)
        run = test(dir, "q", "--no-busted")
        assert.equal(6, run.exit)
        assert.matches("every test was skipped", run.stderr, 1, true)
    end)
end)

describe("a spec that is wrong", function()
    teardown(gait.clean)

    it("is an error at its line, and no test of that pack runs", function()
        local cases = 'cases "c" {\n    { "a", tool = "t", expect = "block" },\n    { "b", tol = "t", expect = "block" },\n}'
        local run = test(pack(cases), "p")
        assert.equal(6, run.exit)
        assert.matches("p: spec/p_cases.lua:3: case 'b': unknown key 'tol' (did you mean 'tool'?)\n", run.stderr, 1, true)
        assert.matches("0 passed, 0 failed, 1 errors", run.stdout, 1, true)
        assert.equal("tests_invalid", envelope.failure(test(pack(cases), "p", "--json")).error_code)
    end)

    it("sees no policy, no file and no clock", function()
        for _, name in ipairs({ "rule", "policy", "include", "io", "os", "require", "load", "print" }) do
            local run = test(pack(("local x = %s\n"):format(name) .. CASES), "p")
            assert.equal(6, run.exit, name)
            assert.matches("p_cases.lua:1: unknown global '" .. name .. "'", run.stderr, 1, true)
        end
    end)

    it("is apart from the next one", function()
        local dir = packs({ p = { ["policy.lua"] = POLICY, ["spec/a_cases.lua"] = "string.format = nil\n" .. CASES } })
        assert.equal(6, test(dir, "p").exit)
        dir = packs({ p = { ["policy.lua"] = POLICY, ["spec/b_cases.lua"] = CASES,
            ["spec/a_cases.lua"] = 'local n = 0\n' .. OTHER } })
        local d = test(dir, "p", "--json").json
        assert.same({ "other tools", "payments" }, { d.suites[1].name, d.suites[2].name })
    end)
end)

describe("coverage of packs", function()
    teardown(gait.clean)

    it("names rules that no test reaches and conditions with one outcome only", function()
        local run = test(pack(CASES, POLICY .. 'rule { id = "lost", effect = "block", match = { tool = "lost" } }\n'), "p")
        assert.equal(0, run.exit)
        assert.matches("not covered: lost (policy.lua:5): no test reaches it\n", run.stdout, 1, true)
        local lost = POLICY .. 'rule { id = "lost", effect = "block", match = { tool = "lost" } }\n'
        assert.matches("::warning file=p/policy.lua,line=5,title=spec/pay%3A lost::no test reaches it\n",
            test(pack(CASES, lost), "p", "--format=github").stdout, 1, true)
        assert.matches("\n# p/policy.lua:5: spec/pay: lost: no test reaches it\n",
            test(pack(CASES, lost), "p", "--format=tap").stdout, 1, true)
        assert.matches("not covered: small (policy.lua:4): always applies; match.tool is never false\n", run.stdout, 1, true)
    end)

    it("can be asked for, and says by how much it is missed", function()
        local dir = pack(CASES)
        assert.equal(0, test(dir, "p", "--min-coverage", "70").exit)
        local run = test(dir, "p", "--min-coverage", "71")
        assert.equal(5, run.exit)
        assert.matches("FAIL coverage: at least 71%\n    70% is covered (7 of 10 goals), 1 short of 71%\n",
            run.stdout, 1, true)
        assert.matches("code: coverage_low", run.stderr, 1, true)
        assert.equal("coverage_low", envelope.failure(test(dir, "p", "--min-coverage=100", "--json")).error_code)
        assert.equal(0, test(pack(CASES .. OTHER), "p", "--min-coverage", "100").exit)
    end)

    it("is part of the JSON form, with how often each outcome was seen", function()
        local hidden = 'cases "hidden" { { "x", tool = "pay", expect = "require_approval" } }\n'
        local coverage = test(pack(CASES .. hidden), "p", "--json").json.packs[1].coverage
        assert.equal("gait.test.coverage", coverage.schema_id)
        local large = coverage.rules[1]
        assert.equal("large", large.rule)
        assert.same({ 2, 1, 3 }, { large.applied, large.not_applied, large.reached })
        assert.same({ name = "match.args.amount", ["true"] = 1, ["false"] = 1, unknown = 1 }, large.conditions[2])
        assert.equal("match.tool is never false", large.missing)
    end)

    it("is not asked of a part", function()
        local d = envelope.failure(test(pack(CASES), "p", "--min-coverage=1", "--filter=over", "--json"))
        assert.equal("flag_ambiguous", d.error_code)
    end)
end)

describe("several packs", function()
    teardown(gait.clean)

    it("are tested each on its own, with one sum", function()
        local dir = packs({ p = { ["policy.lua"] = POLICY, ["spec/p_cases.lua"] = CASES },
            q = { ["policy.lua"] = POLICY:gsub("spec/pay", "spec/q"), ["spec/p_cases.lua"] = CASES .. OTHER } })
        local run = test(dir, "p", "q", "p")
        assert.equal(0, run.exit)
        assert.matches("spec/pay: 2 cases.*spec/q: 3 cases.*spec/pay: 2 cases.*\n7 passed, 0 failed", run.stdout)
    end)

    it("do not hide one that cannot be tested", function()
        local dir = packs({ p = { ["policy.lua"] = POLICY, ["spec/p_cases.lua"] = CASES .. WRONG },
            broken = { ["policy.lua"] = "rule {", ["spec/p_cases.lua"] = CASES } })
        for _, order in ipairs({ { "broken", "p" }, { "p", "broken" } }) do
            local run = test(dir, table.unpack(order))
            assert.equal(6, run.exit)
            assert.matches("ERROR policy: can be tested\n    policy.lua:1", run.stdout, 1, true)
            assert.matches("2 passed, 1 failed, 1 errors", run.stdout, 1, true)
            assert.matches("^policy test error: broken: policy.lua:1", run.stderr)
            assert.equal("policy_syntax", envelope.failure(test(dir, order[1], order[2], "--json")).error_code)
        end
    end)
end)

describe("the forms of results", function()
    local dir
    setup(function()
        dir = pack(CASES .. WRONG)
    end)
    teardown(gait.clean)

    it("go to standard output, and nothing else with them", function()
        local begins = { tap = "TAP version 14\n1..3\n", junit = '<?xml version="1.0"', json = "{\n",
            github = "::error file=p/spec/p_cases.lua,line=5,title=spec/pay%3A wrong%3A it is::expected block, got allow%0A" }
        for format, start in pairs(begins) do
            local run = test(dir, "p", "--format", format)
            assert.equal(start, run.stdout:sub(1, #start))
            assert.equal(5, run.exit)
        end
    end)

    it("go to a file, with text beside", function()
        for _, format in ipairs({ "tap", "junit", "json", "github" }) do
            local run = test(dir, "p", "--format", format, "--output", "report")
            assert.matches("2 passed, 1 failed", run.stdout, 1, true)
            assert.equal(test(dir, "p", "--format", format).stdout, gait.read(dir .. "/report"))
        end
        local run = test(dir, "p", "--json", "--format", "tap", "--output", "report")
        assert.equal("policy_test_failed", envelope.failure(run).error_code)
        assert.matches("^TAP", gait.read(dir .. "/report"))
    end)

    it("show values to people only", function()
        assert.matches('(tool = "pay")', test(dir, "p").stdout, 1, true)
        for _, format in ipairs({ "tap", "junit", "json", "github" }) do
            local run = test(dir, "p", "--format", format)
            assert.matches("tool", run.stdout, 1, true)
            assert.is_nil(run.stdout:find('["\\;]pay["\\&]'), format)
        end
        assert.is_nil(test(dir, "p", "--json").stdout:find('"pay"', 1, true))
    end)

    it("show no mark that turns the direction of a text", function()
        local dir = pack('cases "g" { { "a\\u{202E}b\\u{61C}\\u{2067}\\u{200F}c", tool = "read", expect = "allow" } }')
        local run = test(dir, "p")
        assert.matches("FAIL g: a[?]+b[?]+c", run.stdout)
        assert.is_nil(run.stdout:find("[\xE2\xD8]"))
    end)

    it("hold the same in JSON and in the envelope", function()
        local document = cjson.decode(test(dir, "p", "--format=json").stdout)
        local d = test(dir, "p", "--json").json
        assert.equal("gait.test.report", document.schema_id)
        assert.same(document.suites, d.suites)
        assert.same(document.packs, d.packs)
        assert.same({ tests = 3, passed = 2, failed = 1, errors = 0, skipped = 0 }, d.counts)
        assert.equal("1.2.0", d.packs[1].policy_version)
        assert.equal("allow", d.suites[2].tests[1].explanation.verdict)
        assert.is_nil(d.suites[1].tests[1].explanation)
    end)

    it("are as their schemas say", function()
        local broken = packs({ p = { ["policy.lua"] = POLICY
            .. 'rule { id = "lost", effect = "block", match = { tool = "lost" } }\n',
            ["spec/p_cases.lua"] = CASES .. WRONG }, q = { ["policy.lua"] = "rule" } })
        local document = cjson.decode(test(broken, "p", "q", "--min-coverage=100", "--format=json").stdout)
        assert.is_true(schema.check("gait.test.report", document))
        assert.is_true(schema.check("gait.test.coverage", document.packs[1].coverage))
        local explanation = document.suites[2].tests[1].explanation
        assert.is_true(schema.check("gait.gate.explanation", explanation))
        for _, id in ipairs({ "gait.test.report", "gait.test.coverage" }) do
            assert.is_true(schema.closed(id))
        end
    end)

    it("are refused where they could not be told apart", function()
        for code, flags in pairs({ flag_missing = { "--output=x" }, flag_ambiguous = { "--format=tap" },
            flag_value_invalid = { "--format=xml" }, flag_unknown = { "--explain-decision" } }) do
            assert.equal(code, envelope.failure(test(dir, "p", "--json", flags[1])).error_code)
        end
        assert.equal(6, test(dir, "p", "--evaluation-time=2026-01-01T00:00:00Z").exit)
    end)

    it("are the same bytes every time", function()
        for _, format in ipairs({ "text", "tap", "junit", "json", "github" }) do
            assert.equal(test(dir, "p", "--format", format).stdout, test(dir, "p", "--format", format).stdout)
        end
    end)

    it("are filtered by group and name", function()
        local run = test(dir, "p", "--filter", "payments: at")
        assert.equal("spec/pay: 1 of 3 cases\n1 passed, 0 failed, 0 errors, 0 skipped\n", run.stdout)
        assert.equal(0, run.exit)
        run = test(dir, "p", "--filter", "nothing like it")
        assert.equal(6, run.exit)
        assert.matches("code: tests_missing", run.stderr, 1, true)
    end)
end)
