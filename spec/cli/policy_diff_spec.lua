-- SPDX-License-Identifier: Apache-2.0
--- gait policy diff: recorded calls by two policies. gait gate eval --keep-intent: what it needs for that.

local cjson = require("cjson")
local envelope = require("support.envelope")
local gait = require("support.gait")
local schema = require("support.schema")

local CANARY <const> = "kanarienvogel"

local dir

local function write(path, text)
    local parent = (dir .. "/" .. path):match("^(.*)/")
    os.execute("mkdir -p " .. gait.quote(parent))
    return gait.write(dir .. "/" .. path, text)
end

local function intent(members)
    local document = { tool_name = "t.run", args = { x = 1 },
        context = { identity = "alice", workspace = "/repo", risk_class = "low" } }
    for name, value in pairs(members or {}) do
        document[name] = value
    end
    return cjson.encode(document)
end

local function run(...)
    return gait.run({ ... }, { cwd = dir })
end

local function mode_of(path)
    local pipe = assert(io.popen("stat -c %a " .. gait.quote(dir .. "/" .. path)))
    local mode = pipe:read("l")
    pipe:close()
    return mode
end

local function kept()
    return gait.names(dir .. "/kept")
end

describe("gait gate eval --keep-intent", function()
    before_each(function()
        dir = gait.tempdir()
        write("policy.lua", 'policy { id = "spec/p", default = "block" } rule { id = "r", effect = "allow", match = { tool = "t.*" } }')
        write("intent.json", intent())
    end)

    after_each(gait.clean)

    local function eval(...)
        return run("gate", "eval", "--policy", "policy.lua", "--json", "--simulate", ...)
    end

    it("keeps what policy diff reads, up to the largest intent that a flag lets in", function()
        write("large.json", intent({ args = { x = ("a"):rep(9 << 20) } }))
        local large = tostring(16 << 20)
        assert.equal(0, eval("--intent", "large.json", "--max-intent-bytes", large, "--keep-intent", "kept").exit)
        local diff = run("policy", "diff", "policy.lua", "policy.lua", "--intents", "kept", "--json")
        assert.equal(1, envelope.document(diff).intents)
    end)

    it("keeps the bytes under the intent's digest, for nobody else to read", function()
        local document = envelope.document(eval("--intent", "intent.json", "--keep-intent", "kept"))
        local name = "intent_" .. document.intent_digest .. ".json"
        assert.same({ name }, kept())
        assert.equal("kept/" .. name, document.intent_path)
        assert.equal(gait.read(dir .. "/intent.json"), gait.read(dir .. "/kept/" .. name))
        assert.equal("600", mode_of("kept/" .. name))
        assert.equal("700", mode_of("kept"))
    end)

    it("keeps nothing unless asked to", function()
        assert.is_nil(eval("--intent", "intent.json").json.intent_path)
        assert.same({ "intent.json", "policy.lua" }, gait.names(dir))
    end)

    it("keeps one intent once, however it is spelled", function()
        write("again.json", " " .. intent():gsub('"t.run"', '"T.RUN "'))
        for _, name in ipairs({ "intent", "intent", "again" }) do
            assert.equal(0, eval("--intent", name .. ".json", "--keep-intent", "kept").exit)
        end
        assert.equal(1, #kept())
        assert.equal(gait.read(dir .. "/intent.json"), gait.read(dir .. "/kept/" .. kept()[1]))
    end)

    it("is a block when something else stands there, and leaves that alone", function()
        local name = eval("--intent", "intent.json", "--keep-intent", "kept").json.intent_path
        for _, planted in ipairs({ "{}", intent({ args = { x = 2 } }), "" }) do
            write(name, planted)
            local document = envelope.failure(eval("--intent", "intent.json", "--keep-intent", "kept"))
            assert.equal("file_exists", document.error_code)
            assert.equal("block", document.verdict)
            assert.equal(planted, gait.read(dir .. "/" .. name))
        end
        os.execute(("rm %s && ln -s ../policy.lua %s"):format(dir .. "/" .. name, dir .. "/" .. name))
        assert.equal("block", eval("--intent", "intent.json", "--keep-intent", "kept").json.verdict)
        assert.matches("spec/p", gait.read(dir .. "/policy.lua"))
    end)

    it("keeps what could not be decided, too, and never what is no intent", function()
        write("policy.lua", "policy {")
        assert.equal(6, run("gate", "eval", "--policy", "policy.lua", "--intent", "intent.json", "--keep-intent", "kept").exit)
        assert.equal(1, #kept())
        write("intent.json", "{}")
        assert.equal(6, run("gate", "eval", "--policy", "policy.lua", "--intent", "intent.json", "--keep-intent", "kept").exit)
        assert.equal(1, #kept())
    end)
end)

describe("gait policy diff", function()
    before_each(function()
        dir = gait.tempdir()
    end)

    after_each(gait.clean)

    local function policies(old, new, rest)
        write("old.lua", ('policy { id = "spec/p", default = "%s" } %s'):format(rest or "block", old))
        write("new.lua", ('policy { id = "spec/p", default = "%s" } %s'):format(rest or "block", new))
    end

    local function diff(...)
        return run("policy", "diff", "old.lua", "new.lua", "--json", ...)
    end

    --- A document of a comparison, against its schema; what the envelope adds is taken off before.
    local function result(r)
        local document = envelope.document(r)
        local own = {}
        for name, value in pairs(document) do
            own[name] = value
        end
        for _, name in ipairs({ "ok", "correlation_id", "error", "error_code", "error_category", "hint", "retryable", "warnings" }) do
            own[name] = nil
        end
        assert(schema.check("gait.policy.diff", own))
        return document
    end

    local ALLOW <const> = 'rule { id = "r", effect = "allow", match = { tool = "t.*" } }'
    local ASK <const> = 'rule { id = "ask", effect = "require_approval", match = { tool = "t.*" } }'

    it("has a schema that knows every member", function()
        assert.is_true(schema.closed("gait.policy.diff"))
    end)

    it("finds nothing between a policy and itself", function()
        policies(ALLOW, ALLOW)
        write("kept/a.json", intent())
        local r = diff("--intents", "kept")
        assert.equal(0, r.exit)
        local d = result(r)
        assert.same({ 1, 1, 0 }, { d.intents, d.decisions, d.changed })
    end)

    it("groups changes by the rules responsible and exits 5 on a widening", function()
        policies('rule { id = "no", effect = "block", match = { tool = "t.*" } }', ALLOW .. ASK:gsub("t%.%*", "t.ask"))
        write("kept/a.json", intent())
        write("kept/deep/er/b.json", intent({ args = { x = 2 } }))
        write("kept/c.json", intent({ tool_name = "t.ask" }))
        write("kept/d.json", intent({ tool_name = "other" }))
        local d = result(diff("--intents", "kept"))
        assert.equal("policy_widened", d.error_code)
        assert.same({ 4, 3, 3, 1, 0 }, { d.decisions, d.changed, d.widened, d.new_prompts, d.gone_prompts })
        assert.equal(2, #d.changes)
        assert.same({ verdict = "block", decided_by = "rule", rules = { "no" } }, d.changes[1].old)
        assert.same({ verdict = "allow", decided_by = "rule", rules = { "r" } }, d.changes[1].new)
        assert.same({ 2, 2 }, { d.changes[1].decisions, #d.changes[1].examples })
        assert.same({ "ask" }, d.changes[2].new.rules)
        assert.is_true(d.changes[2].widening)
        assert.equal(5, diff("--intents", "kept").exit)
        local accepted = diff("--intents", "kept", "--accept-widening")
        assert.equal(0, accepted.exit)
        assert.equal(3, accepted.json.widened)
    end)

    it("exits 0 when everything that changes narrows", function()
        policies(ALLOW, ALLOW .. ASK)
        write("kept/a.json", intent())
        local r = diff("--intents", "kept")
        assert.equal(0, r.exit)
        local d = result(r)
        assert.same({ 1, 0, 1, 1 }, { d.changed, d.widened, d.narrowed, d.new_prompts })
        assert.same({ "verdict" }, d.changes[1].narrows)
        assert.same({ 0, 1 }, { d.old.prompts, d.new.prompts })
    end)

    it("knows what else can be demanded less", function()
        local function rule(rest)
            return ('rule { id = "r", effect = "%s", match = { tool = "t.*" }, %s }'):format(
                rest:find("approv") and "require_approval" or "allow", rest)
        end
        local cases = {
            { "approvals", "approvals = 3", "approvals = 2" },
            { "approvals", "approvals = 2", "approvals = 2, distinct_approvers = false" },
            { "credential", 'credential = { broker = "b" }', "tags = { 'x' }" },
            { "credential", 'credential = { broker = "b" }', 'credential = { broker = "c" }' },
            { "credential", 'credential = { max_ttl_seconds = 60 }', 'credential = { max_ttl_seconds = 61 }' },
            { "credential", 'credential = { jit = true }', 'credential = { broker = "b" }' },
            { "credential", 'credential = { sources = { "aws_sts" } }', 'credential = { sources = { "aws_sts", "github_oidc" } }' },
            { "limits", "limit = { max = 5, seconds = 60 }", "tags = { 'x' }" },
            { "limits", "limit = { max = 5, seconds = 60 }", "limit = { max = 6, seconds = 60 }" },
            { "limits", "limit = { max = 5, seconds = 60 }", "limit = { max = 5, seconds = 59 }" },
            { "limits", 'limit = { max = 5, seconds = 60, by = "tool" }', 'limit = { max = 5, seconds = 60, by = { "tool", "session" } }' },
        }
        write("kept/a.json", intent({ context = { identity = "i", workspace = "/w", risk_class = "low", session_id = "s" } }))
        for _, case in ipairs(cases) do
            local what = case[2] .. " -> " .. case[3]
            policies(rule(case[2]), rule(case[3]))
            local d = result(diff("--intents", "kept"))
            assert.equal("policy_widened", d.error_code, what)
            assert.equal(case[1], d.changes[1].widens[1], what)
            policies(rule(case[3]), rule(case[2]))
            local back = result(diff("--intents", "kept", "--accept-widening"))
            assert.equal(case[1], back.changes[1].narrows[1], what)
        end
    end)

    it("names defaults, requirements and failures as those who decided", function()
        policies(ALLOW, 'rule { id = "x", effect = "allow", match = { tool = "other" } }')
        write("kept/a.json", intent())
        assert.equal("default", result(diff("--intents", "kept")).changes[1].new.decided_by)
        write("new.lua", 'policy { id = "p", require = { fields = "targets" } } ' .. ALLOW)
        assert.equal("require", result(diff("--intents", "kept")).changes[1].new.decided_by)
        policies(ALLOW, ALLOW .. [[
            for i = 1, 20 do rule { id = "loop-" .. i, effect = "dry_run", when = function() while true do end end } end]])
        local new = result(diff("--intents", "kept")).changes[1].new
        assert.same({ "failure", "block", "decision_budget" }, { new.decided_by, new.verdict, new.rules[1] })
    end)

    it("says of a script which part did it", function()
        policies(ALLOW:gsub('"t%.%*"', '{ "t.*", "script" }'), ALLOW:gsub('"t%.%*"', '{ "t.*", "script" }') ..
            'rule { id = "late", effect = "block", match = { tool = "t.b" } }')
        write("kept/a.json", intent({ script = { steps = { { tool_name = "t.a" }, { tool_name = "t.b" } } } }))
        assert.same({ "late" }, result(diff("--intents", "kept")).changes[1].new.rules)
    end)

    describe("with traces", function()
        local function call(name, at, members)
            write("intent.json", intent(members))
            local r = run("gate", "eval", "--policy", "old.lua", "--intent", "intent.json", "--keep-intent", "calls", "--simulate",
                "--evaluation-time", at, "--trace-out", "calls/" .. name .. ".json", "--key-set", "keys", "--json")
            assert.equal(0, r.exit, r.stdout)
            return r.json.intent_path
        end

        before_each(function()
            policies(ALLOW, ALLOW .. [[
                rule { id = "night", effect = "require_approval", match = { tool = "t.*",
                    outside = { hours = "08:00-18:00", tz = "UTC" } } }]])
            os.execute("mkdir " .. dir .. "/calls")
            run("keys", "init", "keys", "--public-out", "keys.pub")
        end)

        it("decides at the times they record, as often as they record it", function()
            call("a", "2026-01-05T12:00:00Z")
            call("b", "2026-01-05T22:00:00Z")
            call("c", "2026-01-05T23:00:00Z")
            local d = result(diff("--traces", "calls", "--key-set", "keys"))
            assert.same({ 1, 3, 2, 2 }, { d.intents, d.decisions, d.changed, d.new_prompts })
            assert.same({ 3, 3, 3, 0 }, { d.traces.found, d.traces.verified, d.traces.of_old_policy, d.traces.recorded_otherwise })
            assert.same({ 2, 1 }, { d.changes[1].decisions, d.changes[1].intents })
        end)

        it("verifies them where a key is given, and says so where none is", function()
            call("a", "2026-01-05T22:00:00Z")
            assert.equal(0, diff("--traces", "calls").json.traces.verified)
            assert.truthy(run("policy", "diff", "old.lua", "new.lua", "--traces", "calls").stdout:find("not verified", 1, true))
            assert.equal(1, diff("--traces", "calls", "--public-key", "keys.pub").json.traces.verified)
            write("calls/a.json", (gait.read(dir .. "/calls/a.json"):gsub('"verdict": "allow"', '"verdict": "block"')))
            local r = diff("--traces", "calls", "--public-key", "keys.pub")
            assert.equal(2, r.exit)
            assert.truthy(envelope.failure(r).error:find("calls/a.json", 1, true))
        end)

        it("names a trace whose intent is not there, and fails unless told to leave it out", function()
            os.remove(dir .. "/" .. call("a", "2026-01-05T22:00:00Z"))
            call("b", "2026-01-05T22:00:00Z", { tool_name = "t.other" })
            local r = diff("--traces", "calls")
            assert.equal(6, r.exit)
            local d = result(r)
            assert.equal("diff_intents_missing", d.error_code)
            assert.same({ "calls/a.json" }, d.traces.without_intent)
            assert.equal(1, d.decisions)
            local text = run("policy", "diff", "old.lua", "new.lua", "--traces", "calls")
            assert.truthy(text.stdout:find("without its intent: calls/a.json", 1, true))
            assert.truthy(text.stderr:find("policy diff error: calls/a.json: no intent for 1 trace", 1, true))
            assert.truthy(text.stderr:find("--allow-missing", 1, true))
            assert.equal(0, diff("--traces", "calls", "--allow-missing").exit)
        end)

        it("takes the intents from a directory of their own, too", function()
            local path = call("a", "2026-01-05T22:00:00Z")
            write("kept/other.json", intent({ tool_name = "t.never" }))
            os.execute(("cd %s && mv %s kept/"):format(dir, path))
            local d = result(diff("--traces", "calls", "--intents", "kept"))
            assert.same({ 1, 1, 1 }, { d.decisions, d.changed, d.unused_intents })
        end)

        it("counts a copy once and a trace of no intent not at all", function()
            call("a", "2026-01-05T22:00:00Z")
            write("calls/copy.json", gait.read(dir .. "/calls/a.json"))
            write("bad.json", "{")
            run("gate", "eval", "--policy", "old.lua", "--intent", "bad.json", "--trace-out", "calls/raw.json")
            local d = result(diff("--traces", "calls"))
            assert.same({ 3, 1, 1, 1 }, { d.traces.found, d.traces.repeated, d.traces.raw, d.decisions })
        end)

        it("says when traces lie among intents and were not weighed by", function()
            call("a", "2026-01-05T22:00:00Z")
            local d = result(diff("--intents", "calls", "--evaluation-time", "2026-01-05T12:00:00Z"))
            assert.same({ 1, 0, 1 }, { d.decisions, d.changed, d.traces.unweighed })
            assert.equal(1, diff("--intents", "calls", "--evaluation-time", "2026-01-05T22:00:00Z").json.changed)
        end)
    end)

    it("skips nothing silently", function()
        policies(ALLOW, ALLOW)
        write("kept/sub/a.json", intent())
        for name, case in pairs({
            ["notes.txt"] = { "hello", "diff_input_unknown" },
            ["list.json"] = { "[]", "diff_input_unknown" },
            ["other.json"] = { '{"schema_id":"x"}', "diff_input_unknown" },
            ["bad.json"] = { intent():gsub('"t.run"', "7"), "intent_invalid" },
            ["trace.json"] = { '{"schema_id":"gait.gate.trace","schema_version":"2.0.0"}', "trace_invalid" },
        }) do
            write("kept/sub/" .. name, case[1])
            local d = envelope.failure(diff("--intents", "kept"))
            assert.equal(case[2], d.error_code, name)
            assert.truthy(d.error:find("kept/sub/" .. name, 1, true), d.error)
            os.remove(dir .. "/kept/sub/" .. name)
        end
        os.execute("mkfifo " .. dir .. "/kept/pipe")
        assert.equal(6, diff("--intents", "kept").exit)
    end)

    it("refuses to find nothing", function()
        policies(ALLOW, ALLOW)
        os.execute("mkdir " .. dir .. "/empty")
        assert.equal("diff_inputs_missing", envelope.failure(diff("--intents", "empty")).error_code)
        assert.equal("diff_inputs_missing", envelope.failure(diff("--traces", "empty")).error_code)
        assert.equal("path_invalid", envelope.failure(diff("--intents", "nowhere")).error_code)
        assert.equal("flag_missing", envelope.failure(diff()).error_code)
    end)

    it("shows no value of an argument, and the same bytes every time", function()
        policies(ALLOW, ALLOW .. 'rule { id = "no", effect = "block", when = function(i) error(i.args.x) end }')
        write("kept/a.json", intent({ args = { x = CANARY, [CANARY] = 1 } }))
        write("kept/b.json", intent({ args = { x = 2 } }))
        local text = run("policy", "diff", "old.lua", "new.lua", "--intents", "kept")
        local first = diff("--intents", "kept", "--correlation-id", "c")
        assert.is_nil((text.stdout .. text.stderr .. first.stdout .. first.stderr):find(CANARY, 1, true))
        assert.equal(first.stdout, diff("--intents", "kept", "--correlation-id", "c").stdout)
    end)
end)
