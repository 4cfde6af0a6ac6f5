-- SPDX-License-Identifier: Apache-2.0
--- `gait policy test` over packs whose specs are busted's.

local envelope = require("support.envelope")
local gait = require("support.gait")

local POLICY <const> = [[
policy { id = "acme/pay", version = "1.0.0", default = "block" }
rule { id = "pay", effect = "allow", match = { tool = "pay" } }
rule { id = "large", effect = "require_approval", match = { tool = "pay", args = { amount = { gt = 10 } } } }
]]

--- A pack with the given spec files.
local function pack_with(specs)
    local dir = gait.tempdir()
    os.execute("mkdir " .. dir .. "/spec")
    gait.write(dir .. "/policy.lua", POLICY)
    for name, text in pairs(specs) do
        gait.write(dir .. "/spec/" .. name, text)
    end
    return dir
end

local function run(dir, ...)
    return gait.run({ "policy", "test", dir, "--json", ... })
end

--- Outcome and message of every test, by name.
local function tests_of(document)
    local tests = {}
    for _, suite in ipairs(document.suites) do
        for _, test in ipairs(suite.tests) do
            tests[test.name] = test
        end
    end
    return tests
end

local GOOD <const> = [[
local gait = require "gait"
describe("payments", function()
    local pack = gait.load "."
    print("what a spec prints") io.write("and does not end")
    it("asks for much", function()
        assert.equal("require_approval", pack:decide { tool = "pay", args = { amount = 11 } }.verdict)
    end)
    it("allows little", function()
        assert(pack:check { tool = "pay", args = { amount = 10 }, expect = "allow", rule = "pay" })
    end)
end)
]]

describe("gait policy test with busted specs", function()
    teardown(gait.clean)

    it("reports each test and counts what they reach together with cases", function()
        local dir = pack_with({ ["pay_spec.lua"] = GOOD })
        local d = envelope.document(run(dir))
        local tests = tests_of(d)
        assert.equal("passed", tests["asks for much"].outcome)
        assert.equal(dir .. "/spec/pay_spec.lua", tests["asks for much"].file)
        assert.equal(5, tests["asks for much"].line)
        assert.equal("payments", d.suites[1].name)
        assert.equal(2, d.packs[1].coverage.decisions)
        local alone = d.packs[1].coverage.met
        gait.write(dir .. "/spec/more_cases.lua", 'cases "more" { { "other", tool = "other", expect = "block" } }')
        d = envelope.document(run(dir))
        assert.equal(3, d.packs[1].coverage.decisions)
        assert.is_true(d.packs[1].coverage.met > alone)
        assert.equal(100, d.packs[1].coverage.percent)
    end)

    it("finds the spec beside a policy of one file", function()
        local dir = gait.tempdir()
        gait.write(dir .. "/pay.lua", POLICY)
        gait.write(dir .. "/pay_spec.lua", (GOOD:gsub('load "."', 'load "pay.lua"')))
        local result = run(dir .. "/pay.lua")
        assert.equal(0, result.exit)
        assert.equal(2, envelope.document(result).packs[1].coverage.decisions)
    end)

    it("shows failures, errors and what is pending", function()
        local result = run(pack_with({ ["pay_spec.lua"] = [[
            local gait = require "gait"
            local pack = gait.load "."
            describe("pay", function()
                it("fails", function()
                    assert.equal("block", pack:decide { tool = "pay" }.verdict)
                end)
                it("is checked", function() assert(pack:check { tool = "pay", expect = "block" }) end)
                it("raises", function() pack:decide { tol = "pay" } end)
                pending("waits")
                describe("set up", function()
                    before_each(function() error("no") end)
                    it("never runs", function() end)
                end)
            end)]] }))
        assert.equal(5, result.exit)
        local tests = tests_of(result.json)
        assert.equal("failed", tests["fails"].outcome)
        assert.equal("spec/pay_spec.lua:5: Expected objects to be equal.", tests["fails"].message)
        assert.same({ "Passed in:", "(string) 'require_approval'", "Expected:", "(string) 'block'" }, tests["fails"].details)
        assert.equal("failed", tests["is checked"].outcome)
        assert.equal("spec/pay_spec.lua:7: expected block, got require_approval", tests["is checked"].message)
        assert.equal("error", tests["raises"].outcome)
        assert.matches("decide: unknown key 'tol' (did you mean 'tool'?)", tests["raises"].message, 1, true)
        assert.equal("skipped", tests["waits"].outcome)
        assert.equal("error", tests["before_each"].outcome)
        assert.is_nil(tests["never runs"])
    end)

    it("takes nothing that was not finished for a success", function()
        local broken = {
            ["it('x', function() end) os.exit(0, true)"] = "busted ended with status 0 before its tests were done",
            ["it('x', function() os.execute('kill -9 $PPID') end)"] = "busted was ended by signal 9",
            ["x = = 1"] = "unexpected symbol",
            ["local x = 1"] = "the file declares no tests",
            ["error('at the top')"] = "at the top",
        }
        for source, message in pairs(broken) do
            local result = run(pack_with({ ["a_spec.lua"] = source, ["b_cases.lua"] = 'cases "b" { { "c", tool = "x", expect = "block" } }' }))
            assert.equal(5, result.exit, source)
            local found
            for _, test in pairs(tests_of(result.json)) do
                found = found or test.outcome == "error" and test.message:find(message, 1, true)
            end
            assert.truthy(found, source)
        end
    end)

    it("believes no record of another policy's coverage", function()
        local d = envelope.document(run(pack_with({ ["a_spec.lua"] = [[
            local gait = require "gait"
            it("asks another policy", function()
                local name = os.tmpname()
                local file = assert(io.open(name, "w"))
                file:write('policy { id = "o", default = "allow" } rule { id = "r", effect = "block", match = { tool = "t" } }')
                file:close()
                os.rename(name, name .. ".lua")
                assert.equal("block", gait.load(name .. ".lua"):decide { tool = "t" }.verdict)
                os.remove(name .. ".lua")
            end)]] })))
        assert.equal(0, d.packs[1].coverage.decisions)
    end)

    it("reads no lines out of details that are no list", function()
        local d = envelope.document(run(pack_with({ ["a_spec.lua"] = [[
            it("prints", function()
                io.write('\30{"kind":"test","name":"odd","outcome":"failed","details":{"a":1}}\n')
            end)]] })))
        assert.equal("failed", tests_of(d)["odd"].outcome)
        assert.is_nil(tests_of(d)["odd"].details)
    end)

    it("reports the tests that the filter lets through", function()
        local tests = tests_of(envelope.document(run(pack_with({ ["pay_spec.lua"] = GOOD }), "--filter", "payments: allows")))
        assert.is_nil(tests["asks for much"])
        assert.equal("passed", tests["allows little"].outcome)
    end)

    it("is exit 7 without busted, and 6 with a relative path to it", function()
        local dir = pack_with({ ["pay_spec.lua"] = GOOD })
        local missing = envelope.failure(run(dir, "--busted", "/nonexistent/busted"))
        assert.equal("dependency_missing", missing.error_code)
        assert.matches("apt-get install lua-busted", missing.error, 1, true)
        assert.equal(7, run(dir, "--busted", "/nonexistent/busted").exit)
        assert.equal("flag_value_invalid", envelope.failure(run(dir, "--busted", "busted")).error_code)
    end)

    it("runs specs in the pack, with no environment of ours", function()
        local result = gait.run({ "policy", "test", pack_with({ ["a_spec.lua"] = [[
            it("sees", function()
                assert.truthy(io.open("policy.lua"))
                assert.is_nil(os.getenv("SECRET"))
                assert.equal("C", os.getenv("LC_ALL"))
                assert.is_nil(io.read())
            end)]] }), "--json" }, { env = { SECRET = "x", LC_ALL = "C.UTF-8" }, stdin = "not for specs" })
        assert.equal(0, result.exit, result.stdout)
    end)

    it("runs what its page shows", function()
        local page = gait.read(gait.root .. "/docs/gait-lua.md")
        local dir = pack_with({ ["shown_spec.lua"] = page:match("```lua\n(.-)```") })
        gait.write(dir .. "/policy.lua", gait.read(gait.root .. "/examples/policies/payments.lua"))
        local result = run(dir)
        assert.equal(0, result.exit, result.stdout)
        assert.equal("passed", tests_of(result.json)["asks two people for more than a thousand"].outcome)
    end)
end)
