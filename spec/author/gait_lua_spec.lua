-- SPDX-License-Identifier: Apache-2.0

local support = require("support.gait")

local BIN <const> = support.bin:gsub("gait$", "gait-lua")

--- Runs gait-lua in a directory of its own that holds the given files.
local function run(args, files, options)
    options = options or {}
    options.bin = BIN
    options.cwd = options.cwd or support.tempdir()
    for name, text in pairs(files or {}) do
        support.write(options.cwd .. "/" .. name, text)
    end
    return support.run(args, options)
end

--- What a script prints, which must end well.
local function output(script, files)
    local result = run({ "-e", script }, files)
    assert.equal("", result.stderr)
    assert.equal(0, result.exit)
    return (result.stdout:gsub("\n$", ""))
end

local POLICY <const> = [[
policy { id = "acme/pay", version = "1.2.0", default = "block" }
rule { id = "pay", effect = "allow", match = { tool = "pay" } }
rule { id = "large", effect = "require_approval", approvals = 2, match = { tool = "pay", args = { amount = { gt = 10 } } } }
rule { id = "odd", effect = "block", match = { tool = "odd" }, when = function(i) error("no") end }
]]

local PRELUDE <const> = [[
local gait = require "gait"
local pack = gait.load "pay.lua"
local function intent(tool, args)
    return { tool_name = tool, args = args, context = { identity = "ada", workspace = "/w", risk_class = "low" } }
end
]]

describe("gait-lua as an interpreter", function()
    teardown(support.clean)

    it("runs a script with its arguments as lua does", function()
        local result = run({ "-e", "x = 1", "s.lua", "a", "-b" }, { ["s.lua"] = "#!/bin/x\nprint(x, arg[0], arg[1], arg[2], arg[-1], #arg, ...)" })
        assert.equal("1\ts.lua\ta\t-b\tx = 1\t2\ta\t-b\n", result.stdout)
        assert.equal(0, result.exit)
    end)

    it("runs standard input, with and without being told to", function()
        assert.equal("2\n", run({}, {}, { stdin = "print(1 + 1)" }).stdout)
        assert.equal("2\tx\n", run({ "-", "x" }, {}, { stdin = "print(1 + 1, ...)" }).stdout)
    end)

    it("takes the options of lua", function()
        assert.matches("^gait%-lua %d+%.%d+%.%d+, Lua 5%.4%.%d+\n7\n$", run({ "-v", "-e", "print(7)" }).stdout)
        assert.equal("3\n", run({ "-lm", "-l", "n=m", "-e", "print(m.three + n.three - 3)" }, { ["m.lua"] = "return { three = 3 }" }).stdout)
        assert.equal("Lua warning: w\n", run({ "-W", "-e", "warn('w')" }).stderr)
        assert.equal("1\n", run({ "--", "-x.lua" }, { ["-x.lua"] = "print(1)" }).stdout)
        assert.matches("\n> >> 2\n> a\n> \n$", run({ "-i" }, {}, { stdin = "1 +\n1\nprint('a')\n" }).stdout)
    end)

    it("finds modules where LUA_PATH says, and not with -E", function()
        local env = { LUA_PATH_5_4 = "./in/?.lua;;", LUA_INIT = "started = 1" }
        local files = { ["p.lua"] = "print(started, pcall(require, 'q'))" }
        local dir = support.tempdir()
        os.execute("mkdir " .. dir .. "/in")
        support.write(dir .. "/in/q.lua", "return 5")
        assert.matches("^1\ttrue\t5", run({ "p.lua" }, files, { cwd = dir, env = env }).stdout)
        assert.matches("^nil\tfalse", run({ "-E", "p.lua" }, files, { cwd = dir, env = env }).stdout)
    end)

    it("says what went wrong and where, and exits 1", function()
        local failed = run({ "s.lua" }, { ["s.lua"] = "local function f() error('no') end\nf()" })
        assert.equal(1, failed.exit)
        assert.matches("^gait%-lua: s.lua:1: no\nstack traceback:", failed.stderr)
        assert.matches("'%-x' is no option", run({ "-x" }).stderr)
        assert.matches("'%-e' is no option, or lacks its value", run({ "-e" }).stderr)
        assert.equal(1, run({ "nowhere.lua" }).exit)
        assert.equal(3, run({ "-e", "os.exit(3)" }).exit)
    end)

    it("loads the C modules that busted and specs need", function()
        assert.equal("[1]\ttrue\ttrue\ttrue", output([[
            print(require("cjson").encode({ 1 }), require("lfs") ~= nil, require("term") ~= nil, require("system") ~= nil)]]))
    end)
end)

describe("require 'gait'", function()
    teardown(support.clean)

    local function with(body)
        return output(PRELUDE .. body, { ["pay.lua"] = POLICY })
    end

    it("shows a pack", function()
        assert.equal("acme/pay\t1.2.0\t64\tlarge odd pay\tpack acme/pay", with([[
            print(pack.id, pack.version, #pack.digest, table.concat(pack.rules, " "), pack)]]))
        assert.matches("a pack has no field 'digset'", with("print(select(2, pcall(function() return pack.digset end)))"))
    end)

    it("loads several packs, some of which only restrict", function()
        local files = {
            ["pay.lua"] = POLICY,
            ["more.lua"] = 'policy { id = "more", default = "allow" } rule { id = "small", effect = "allow", match = { tool = "more" } }',
            ["less.lua"] = 'policy { id = "less", default = "allow" } rule { id = "pay", effect = "block", match = { tool = "pay" } }',
        }
        assert.equal("pack acme/pay + more\tnil\t2\ttrusted\tallow\tmore:small", output([[
            local gait = require "gait"
            local pack = gait.load("pay.lua", "more.lua")
            local decision = pack:decide { tool = "more" }
            print(pack, pack.id, #pack.packs, pack.packs[1].trust, decision.verdict, decision.rule)]], files))
        assert.equal("restrict\tblock\tless:pay\t", output([[
            local gait = require "gait"
            local pack = gait.load("pay.lua", { restrict = { "less.lua" } })
            local decision = assert(pack:check { tool = "pay", expect = "block", rule = "less:pay" })
            print(pack.packs[2].trust, decision.verdict, decision.rule, "")]], files))
        assert.equal("block\tgait/baseline-medium", output([[
            local gait = require "gait"
            print(gait.load { restrict = "pay.lua" }:decide { tool = "pay" }.verdict, gait.load("builtin:baseline-medium").id)]], files))
        local refused = output([[
            local gait = require "gait"
            local function say(...) print(select(2, pcall(gait.load, ...))) end
            say() say {} say(1) say("pay.lua", { restrcit = "x" }) say("pay.lua", "pay.lua") say({}, "pay.lua")]], files)
        assert.matches("2: load: the path of a pack is missing.-2: load: the path of a pack is missing.-argument 1 is not the path "
            .. "of a pack.-unknown option 'restrcit' %(did you mean 'restrict'%?%).-acme/pay.-argument 1 is not the path", refused)
    end)

    it("decides", function()
        assert.equal("require_approval\tlarge\t2\ttrue\tmatched_rule_large", with([[
            local d = pack:decide(intent("pay", { amount = 11 }))
            print(d.verdict, d.rule, d.required_approvals, d.distinct_approvers, d.reason_codes[1])]]))
        assert.equal("block\tnil\tnil", with([[
            local d = pack:decide(intent("other"))
            print(d.verdict, d.rule, d.failure)]]))
        assert.equal("allow", with("print(pack:decide(gait.json.encode(intent('pay', { amount = 10 }))).verdict)"))
    end)

    it("explains, unless told not to", function()
        assert.equal("large\tmatch.args.amount\tfalse", with([[
            local d = pack:decide(intent("pay", { amount = 1 }))
            local row = d.explanation.considered[1]
            print(row.rule, row.deciding_condition, row.outcome == "applied")]]))
        assert.equal("true", with([[
            print(pack:decide(intent("pay", { amount = 1 }), { explain = false }).explanation == nil)]]))
    end)

    it("takes no misspelt field of a decision for an absent one", function()
        assert.matches("a decision has no field 'verdit'", with("print(select(2, pcall(function() return pack:decide(intent('pay')).verdit end)))"))
    end)

    it("takes a call in the words of rules, and says what it leaves out", function()
        assert.equal("require_approval\tblock", with([[
            print(pack:decide { tool = "pay", args = { amount = 11 } }.verdict, pack:decide { tool = "pya" }.verdict)]]))
        assert.equal('{"args":{"amount":11},"context":{"identity":"tester","risk_class":"low","workspace":"/repo"},"tool_name":"pay"}',
            with([[print(gait.json.encode(gait.intent { tool = "pay", args = { amount = 11 } }))]]))
        assert.equal("allow", with([[print(pack:decide(gait.intent { tool = "pay", args = { amount = 1 } }).verdict)]]))
    end)

    it("refuses calls and options that it does not understand, where they stand", function()
        local rows = {
            ["pack:decide { tol = 'pay' }"] = "decide: unknown key 'tol' %(did you mean 'tool'%?%)",
            ["pack:decide { tool = 'pay', expect = 'allow' }"] = "decide: 'expect' is no part of a call",
            ["pack:decide {}"] = "decide: tool is missing",
            ["pack:decide({ tool = 'pay' }, { nwo = 1 })"] = "decide: unknown option 'nwo' %(did you mean 'now'%?%)",
            ["pack:decide({ tool = 'pay' }, { now = 'noon' })"] = "now must be a time like",
            ["pack:decide({ tool = 'pay' }, { used = { large = -1 } })"] = "a count of used",
            ["pack:decide({ tool = 'pay' }, { explain = 1 })"] = "explain",
            ["pack:decide(1)"] = "table expected",
            ["pack:decide('{}')"] = "tool_name is required",
            ["gait.intent { tool = 'pay', identity = 1 }"] = "intent: identity",
            ["pack:check { tool = 'pay' }"] = "check: expect is missing",
            ["pack:check { tool = 'pay', expect = 'alow' }"] = "check: expect",
            ["pack:check { tool = 'pay', expect = 'allow', rule = 'pya' }"] = "no rule 'pya' %(did you mean 'pay'%?%)",
        }
        for call, message in pairs(rows) do
            local said = with("print(select(2, pcall(function()\nreturn " .. call .. " end)))")
            assert.matches(message, said, 1, false, call)
        end
        assert.matches("^%(command line%):7: decide:", with("print(select(2, pcall(function()\npack:decide { tol = 1 } end)))"))
    end)

    it("decides at the time that is asked for", function()
        local policy = [[
            policy { id = "x", default = "block" }
            rule { id = "r", effect = "allow", when = function(_, now) return time.hour(now) == 12 end }]]
        local script = [[
            local pack = require("gait").load "x.lua"
            print(pack:decide { tool = "t" }.verdict, pack:decide { tool = "t", now = "2026-01-05T13:00:00Z" }.verdict,
                pack:decide({ tool = "t" }, { now = "2026-01-05T13:00:00Z" }).verdict,
                pack:decide({ tool = "t", now = "2026-01-05T13:00:00Z" }, { now = 1767614400000000000 }).verdict,
                pack:decide(require("gait").intent { tool = "t" }).verdict)]]
        assert.equal("allow\tblock\tblock\tallow\tallow", output(script, { ["x.lua"] = policy }))
    end)

    it("knows how much of a limit was used", function()
        local policy = [[
            policy { id = "x", default = "allow" }
            rule { id = "rate", effect = "block", match = { tool = "t" }, limit = { max = 5, seconds = 60 } }]]
        assert.equal("allow\tblock\tblock\t5", output([[
            local pack = require("gait").load "x.lua"
            local full = pack:decide { tool = "t", used = { rate = 5 } }
            print(pack:decide { tool = "t" }.verdict, full.verdict, pack:decide({ tool = "t" }, { used = { rate = 9 } }).verdict,
                full.limits[1].max)]], { ["x.lua"] = policy }))
    end)

    it("checks a case as files of cases are checked", function()
        assert.equal("allow", with([[
            local decision = assert(pack:check { tool = "pay", args = { amount = 1 }, expect = "allow", rule = "pay" })
            print(decision.verdict)]]))
        assert.equal("nil\texpected allow, got require_approval; expected rule pay, got large; expected 1 approvals, got 2", with([[
            print(pack:check { tool = "pay", args = { amount = 11 }, expect = "allow", rule = "pay", approvals = 1 })]]))
    end)

    it("raises failures that read as their message and carry their code", function()
        assert.equal("policy_declaration\tbad.lua:1: policy: unknown key 'versoin' (did you mean 'version'?)\ttrue", output([[
            local gait = require "gait"
            local ok, err = pcall(gait.load, "bad.lua")
            print(err.code, err, tostring(err) == err.message)]], { ["bad.lua"] = "policy { id = 'x', versoin = '1' }" }))
        assert.equal("intent_invalid", with("print(select(2, pcall(pack.decide, pack, '{}')).code)"))
    end)

    it("closes what it opened", function()
        assert.matches("the pack is closed", with([[
            local kept
            do local mine <close> = gait.load "pay.lua" kept = mine end
            print(select(2, pcall(function() return kept.id end)))]]))
    end)

    it("has the libraries of policies, and our JSON among them", function()
        assert.equal('true\ttrue\t{"a":[]}\tjson_duplicate_key', with([[
            print(gait.text.contains("abc", "b"), gait.path.under("/a/b", "/a"), gait.json.encode({ a = gait.json.array() }),
                select(2, gait.json.decode('{"a":1,"a":2}')).code)]]))
    end)

    it("has a stub that names all of it, and nothing else", function()
        local stub = support.read(support.root .. "/lua/stdlib/meta/gait.lua")
        local function class(name)
            return stub:match("%-%-%-@class " .. name .. "[ \n].-\n\n") or stub:match("%-%-%-@class " .. name .. "[ \n].-\nlocal")
        end
        local function documented(name)
            local names = {}
            for field in class(name):gmatch("%-%-%-@field ([%w_]+)") do
                names[#names + 1] = field
            end
            return names
        end
        local module = documented("gait%.Module")
        for name in stub:gmatch("\nfunction gait%.([%w_]+)%(") do
            module[#module + 1] = name
        end
        table.sort(module)
        assert.equal(table.concat(module, " "), with([[
            local names = {}
            for name in pairs(gait) do names[#names + 1] = name end
            table.sort(names)
            print(table.concat(names, " "))]]))
        local reads = {}
        for _, name in ipairs(documented("gait%.Pack")) do
            reads[#reads + 1] = "local _ = pack." .. name
        end
        for name in stub:gmatch("\nfunction pack:([%w_]+)%(") do
            reads[#reads + 1] = "assert(pack." .. name .. ")"
        end
        reads[#reads + 1] = "local decision = pack:decide(intent('pay'))"
        for _, name in ipairs(documented("gait%.Decision")) do
            reads[#reads + 1] = "local _ = decision." .. name
        end
        reads[#reads + 1] = "for name in pairs(decision) do print(name) end"
        local known = " " .. table.concat(documented("gait%.Decision"), " ") .. " "
        for name in with(table.concat(reads, "\n")):gmatch("[^\n]+") do
            assert.truthy(known:find(" " .. name .. " ", 1, true), name)
        end
    end)

    it("runs policies in their sandbox", function()
        assert.equal("unknown_applied", with([[
            local d = pack:decide(intent("odd"))
            print(d.explanation.considered[1].outcome)]]))
        assert.matches("unknown global 'io'", output("print(select(2, pcall(require('gait').load, 'io.lua')))",
            { ["io.lua"] = "policy { id = 'x' }\nio.write('hello')" }))
    end)
end)

describe("busted --lua=gait-lua", function()
    teardown(support.clean)

    it("runs a spec of a pack", function()
        local dir = support.tempdir()
        support.write(dir .. "/pay.lua", POLICY)
        support.write(dir .. "/pay_spec.lua", [[
            local gait = require "gait"
            describe("payments", function()
                local pack = gait.load "pay.lua"
                it("asks two people for much", function()
                    local decision = pack:decide { tool = "pay", args = { amount = 11 } }
                    assert.equal("require_approval", decision.verdict)
                    assert.equal(2, decision.required_approvals)
                end)
            end)]])
        local pipe = assert(io.popen(("cd %s && busted --lua=%s --output=plainTerminal pay_spec.lua 2>&1"):format(
            support.quote(dir), support.quote(BIN))))
        assert.matches("^%+\n1 success / 0 failures / 0 errors", pipe:read("a"))
        pipe:close()
    end)
end)
