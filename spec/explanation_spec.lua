-- SPDX-License-Identifier: Apache-2.0
--- Explanations: what they look like, and what of a call they show where.

local cjson = require("cjson")
local envelope = require("support.envelope")
local gait = require("support.gait")
local schema = require("support.schema")

local ID <const> = "gait.gate.explanation"

describe("an explanation", function()
    local dir

    before_each(function()
        dir = gait.tempdir()
    end)

    after_each(gait.clean)

    local function intent(members)
        local document = { tool_name = "t.run", context = { identity = "alice", workspace = "/repo", risk_class = "low" } }
        for name, value in pairs(members or {}) do
            document[name] = value
        end
        return gait.write(dir .. "/intent.json", cjson.encode(document))
    end

    local function policy(source)
        return gait.write(dir .. "/policy.lua", source)
    end

    local function test(...)
        return gait.run({ "policy", "test", "policy.lua", "intent.json", "--explain-decision", ... }, { cwd = dir })
    end

    local function explanation()
        local run = test("--json")
        local document = envelope.document(run)
        assert(schema.check(ID, document.explanation))
        return document.explanation
    end

    local function row(e, rule)
        for _, one in ipairs(e.considered) do
            if one.rule == rule then
                return one
            end
        end
    end

    it("has a schema that knows every member", function()
        assert.is_true(schema.closed(ID))
        local ok, why = schema.check(ID, { schema_id = ID, surprise = 1 })
        assert.is_false(ok)
        assert.truthy(why)
    end)

    it("is as the schema says, of every kind", function()
        local everything = [[
            policy { id = "spec/all", default = "block", require = { risk = "critical", fields = "targets" } }
            rule { id = "approve", effect = "require_approval", approvals = 2, severity = "high", owner = "ops", title = "T",
                hint = "H", match = { tool = "t.*", args = { n = { gt = 10 } } } }
            rule { id = "lists", effect = "block", match = { args = { ["l[any].p"] = { gt = 100 } } } }
            rule { id = "raises", effect = "dry_run", when = { broken = function(i) return i.args.o.x end } }
            rule { id = "speaks", effect = "allow", when = function(i) note("n") return true end }
            rule { id = "hides", effect = "allow", when = function(i) note(i.args.password or "") return i.tool ~= "t.open" end }
            rule { id = "targets", effect = "block", match = { target = { kind = "url", domain = "*.evil.example" } } }
            rule { id = "taint", effect = "block", match = { tainted_by = "external" } }
            rule { id = "exception", effect = "allow", overrides = "taint", match = { tool = "t.open" } }
            rule { id = "elsewhere", effect = "allow", match = { tool = "other" } }
        ]]
        local long = ("x"):rep(500)
        local calls = {
            { args = { n = 11, password = "hunter2" } },
            { args = { n = "x", l = { { p = 1 }, { p = "a" }, {} }, body = long } },
            { args = {}, targets = { { kind = "url", value = "https://a.evil.example/x" } } },
            { tool_name = "t.open", args = { n = 1, o = { x = true } },
                arg_provenance = { { arg_path = "n", source = "external" } } },
            { context = { identity = "i", workspace = "/w", risk_class = "critical" } },
            { tool_name = "script", script = { steps = { { tool_name = "t.a", args = { n = 12 } }, { tool_name = "t.b" } } } },
        }
        policy(everything)
        for _, call in ipairs(calls) do
            intent(call)
            explanation()
        end
        policy([[policy { id = "spec/tiers", combine = "tiers", default = "block" }
            rule { id = "first", effect = "allow", priority = 1, match = { tool = "t.run" } }
            rule { id = "second", effect = "block", priority = 2 }]])
        intent()
        local e = explanation()
        assert.equal("shadowed", row(e, "second").outcome)
        assert.equal("first", row(e, "second").shadowed_by)
        policy([[policy { id = "spec/obliged", default = "block" }
            rule { id = "with-credential", effect = "allow", match = { tool = "t.run" }, limit = { max = 5, seconds = 60 },
                credential = { broker = "b", sources = { "aws_sts" }, jit = true, max_ttl_seconds = 900 } }
            rule { id = "rate", effect = "block", match = { tool = "t.*" }, limit = { max = 1, seconds = 1, by = "tool" } }
            rule { id = "hours", effect = "dry_run", match = { outside = { hours = "00:00-24:00", tz = "UTC" } } }]])
        e = explanation()
        assert.equal(900, row(e, "with-credential").credential.max_ttl_seconds)
        assert.equal("within_limit", row(e, "rate").outcome)
        assert.equal(0, row(e, "rate").limits[1].used)
        e = gait.run({ "gate", "eval", "--simulate", "--policy", "policy.lua", "--intent", "intent.json", "--json",
            "--explain-decision" }, { cwd = dir }).json.explanation
        assert(schema.check(ID, e))
        assert.equal("block", row(e, "with-credential").becomes)
        assert.equal("count_unknown", row(e, "rate").conditions[2].cause)
        policy([[policy { id = "spec/none", default = "block" }
            rule { id = "no", effect = "allow", match = { tool = "t.run", env = "dev" } }]])
        assert.equal("default", explanation().decided_by)
        policy([[policy { id = "spec/loop", default = "block" }
            rule { id = "a", effect = "block", when = function() while true do end end }]])
        assert.equal("condition_budget", row(explanation(), "a").conditions[1].cause)
    end)

    it("says in words what a rule wants, what it found, and what would end it", function()
        policy([[policy { id = "spec/words", default = "block" }
            rule { id = "over", effect = "require_approval", approvals = 2, title = "Large sums", hint = "ask two people",
                match = { tool = "pay.*", env = "prod", args = { amount = { gt = 1000 } } } }
            rule { id = "small", effect = "allow", match = { tool = "pay.*", args = { amount = { lte = 1000 } } } }
            rule { id = "else", effect = "allow", match = { tool = "other" } }]])
        intent({ tool_name = "pay.out", args = { amount = 1500 },
            context = { identity = "i", workspace = "/w", risk_class = "low", environment = "prod" } })
        local run = test()
        assert.equal(4, run.exit)
        assert.equal([[
why require_approval:
  decided by rule over
  - over applies (require_approval, policy.lua:2)
      Large sums
      true    tool is pay.*  (tool = "pay.out")
      true    env is prod  (env = "prod")
      true    args.amount > 1000  (args.amount = 1500)
      it takes 2 approvals by different people
      hint: ask two people
  1 rule does not apply, since this is not so:
    small (policy.lua:4): args.amount <= 1000
  1 rule is for other tools
  what would change it:
    over would not apply if env were not prod, or if args.amount were at most
      1000
]], run.stdout:match("why .*"))
    end)

    it("gives a number where many rules do not apply", function()
        local source = { [[policy { id = "spec/many", default = "block" } rule { id = "yes", effect = "allow" }]] }
        for i = 1, 12 do
            source[#source + 1] = ('rule { id = "no-%d", effect = "block", match = { env = "e%d" } }'):format(i, i)
        end
        policy(table.concat(source, "\n"))
        intent({ context = { identity = "i", workspace = "/w", risk_class = "low", environment = "prod" } })
        local run = test()
        assert.truthy(run.stdout:find("\n  12 rules do not apply; --json lists them\n", 1, true))
        assert.is_nil(run.stdout:find("no-1", 1, true))
        assert.equal(13, #explanation().considered)
    end)

    it("names rule, file, line and field of an error in a condition, and still decides", function()
        policy([[policy { id = "spec/errors", default = "allow" }
            rule { id = "broken", effect = "block",
                when = { owned = function(i)
                    return i.args.owner.name == "x"
                end } }]])
        intent({ args = {} })
        local run = test()
        assert.equal(3, run.exit)
        assert.truthy(run.stdout:find("- broken applies, since a condition is unknown (block, policy.lua:2)", 1, true))
        assert.truthy(run.stdout:find("unknown when.owned returns true: the function raised an error", 1, true))
        assert.truthy(run.stdout:find(
            "policy.lua:4: attempt to index a nil value (field 'owner') (after reading args.owner)", 1, true))
        local error = row(explanation(), "broken").conditions[1].error
        assert.same({ message = "attempt to index a nil value (field 'owner')", file = "policy.lua", line = 4,
            field = "args.owner" }, error)
    end)

    it("lets no value steer the terminal", function()
        policy([[policy { id = "spec/terminal", default = "block" }
            rule { id = "r", effect = "block", match = { args = { x = { exists = true } } },
                when = function(i) note(i.args.x) error(i.args.x) end }]])
        intent({ args = { x = "\27[2J\27]0;owned\7\194\155m\226\128\174evil\r\n" }, context = { identity = "i",
            workspace = "/w", risk_class = "low" } })
        for _, flag in ipairs({ "--json", "--json=false" }) do
            local run = test(flag)
            assert.is_nil(run.stdout:gsub("\n", ""):find("[%z\1-\31\127]"))
            assert.is_nil(run.stdout:find("\194\155", 1, true))
            assert.is_nil(run.stdout:find("\226\128\174", 1, true))
        end
        assert.truthy(test().stdout:find("\\x1B[2J", 1, true))
    end)

    it("shows the example of its page as it is", function()
        local page = gait.read(gait.root .. "/docs/explanation.md")
        local command, output = page:match("```console\n%$ gait ([^\n]*)\n(.-)```")
        local words = {}
        for word in command:gmatch("%S+") do
            words[#words + 1] = word
        end
        assert.equal(output, gait.run(words, { cwd = gait.root }).stdout)
    end)
end)

describe("what is in a call", function()
    --- Planted where a caller can put text: plain ones may be shown where values are, the others never.
    local PLAIN <const> = "kanarienvogel"
    local NAMED <const> = "mockingbird"
    local SHAPED <const> = "ghp_16C7e42F292c6912E7710c838347Ae178B4a"

    local POLICY <const> = [[
        policy { id = "spec/canary", default = "block" }
        rule { id = "match", effect = "require_approval", match = { session = "*", env = "*", skill_publisher = "*",
            args = { plain = { prefix = "k" }, password = { exists = true }, shaped = { prefix = "ghp" } },
            target = { kind = "url" }, tainted_by = "external" } }
        rule { id = "notes", effect = "block", when = function(i)
            for k, v in pairs(i.args) do note(k .. "=" .. tostring(v)) end return true end }
        rule { id = "raises", effect = "block", when = function(i) error(i.args.password) end }
        rule { id = "reraises", effect = "block", when = function(i)
            local ok, why = pcall(function() error(i.args.plain .. i.args.shaped) end) note(why) error(why, 0) end }
        rule { id = "encodes", effect = "block", when = function(i) error(json.encode(i)) end }
        rule { id = "turns", effect = "block", when = function(i) error(i.args.password:reverse()) end }
        rule { id = "wrong", effect = "block", when = function(i) return i.args.password + 1 end }
        rule { id = "returns", effect = "block", when = function(i) return i.args.password end }
        rule { id = "seen", effect = "block", when = function(i)
            local t = i.targets[1] local p = i.provenance[1] note(t.value .. p.ref) return i.session == i.env end }
    ]]

    local function call()
        return {
            tool_name = "t.run",
            args = { plain = PLAIN, password = NAMED, shaped = SHAPED, [PLAIN .. "_name"] = 1, [SHAPED] = { 1 },
                deep = { token = { NAMED } } },
            targets = { { kind = "url", value = "https://u:" .. NAMED .. "@" .. PLAIN .. ".example/" .. SHAPED } },
            arg_provenance = { { arg_path = SHAPED, source = "external", source_ref = SHAPED } },
            context = { identity = "alice", workspace = "/" .. PLAIN, risk_class = "low", session_id = SHAPED,
                environment = PLAIN, request_id = SHAPED },
            skill_provenance = { skill_name = PLAIN, source = PLAIN, publisher = SHAPED },
        }
    end

    local dir

    before_each(function()
        dir = gait.tempdir()
        gait.write(dir .. "/policy.lua", POLICY)
        gait.write(dir .. "/intent.json", cjson.encode(call()))
        gait.run({ "keys", "init", "keys", "--public-out", "keys.pub" }, { cwd = dir })
    end)

    after_each(gait.clean)

    local function eval(...)
        return gait.run({ "gate", "eval", "--policy", "policy.lua", "--intent", "intent.json", "--key-set", "keys", ... },
            { cwd = dir })
    end

    local function holds(text, canary)
        return text:lower():find(canary:lower(), 1, true) ~= nil or text:find(canary:reverse(), 1, true) ~= nil
    end

    it("is never shown where it looks like a credential", function()
        for _, flag in ipairs({ "--json", "--json=false" }) do
            local run = eval("--explain-decision", flag)
            assert.equal(3, run.exit)
            for _, canary in ipairs({ NAMED, SHAPED }) do
                assert.is_false(holds(run.stdout .. run.stderr, canary), canary .. " in " .. run.stdout)
            end
            assert.truthy(run.stdout:find("redacted", 1, true))
        end
    end)

    it("is shown on standard output where the decision is explained, and nowhere else", function()
        assert.is_true(holds(eval("--explain-decision").stdout, PLAIN))
        assert.is_true(holds(eval("--explain-decision", "--json").stdout, PLAIN))
        for _, flag in ipairs({ "--json", "--json=false" }) do
            local run = eval(flag)
            assert.is_false(holds(run.stdout .. run.stderr, PLAIN), run.stdout .. run.stderr)
        end
        assert.equal("", eval("--explain-decision").stderr)
        local traces = 0
        for _, name in ipairs(gait.names(dir)) do
            if name:find("^trace_") then
                traces = traces + 1
                for _, canary in ipairs({ PLAIN, NAMED, SHAPED }) do
                    assert.is_false(holds(gait.read(dir .. "/" .. name), canary), name)
                end
            end
        end
        assert.equal(5, traces)
    end)

    it("is not in the error of an intent that is refused", function()
        local broken = cjson.encode(call()):gsub('"tool_name"', '"' .. SHAPED .. '":"' .. PLAIN .. '","tool_name"')
        gait.write(dir .. "/intent.json", broken)
        for _, flag in ipairs({ "--json", "--json=false" }) do
            local run = eval("--explain-decision", flag)
            assert.equal(6, run.exit)
            for _, canary in ipairs({ PLAIN, NAMED, SHAPED }) do
                assert.is_false(holds(run.stdout .. run.stderr, canary))
            end
        end
    end)
end)
