-- SPDX-License-Identifier: Apache-2.0

local cjson = require("cjson")
local envelope = require("support.envelope")
local gait = require("support.gait")

local CANARY <const> = "CANARY-51f0c2"

local function eval(cwd, ...)
    return gait.run({ "gate", "eval", "--policy", gait.PACK, ... }, { cwd = cwd })
end

describe("gait gate eval", function()
    local dir

    before_each(function()
        dir = gait.tempdir()
        assert(gait.run({ "keys", "init", "keys", "--public-out", "keys.pub" }, { cwd = dir }).exit == 0)
    end)
    teardown(gait.clean)

    local function traces()
        local found = {}
        for _, name in ipairs(gait.names(dir)) do
            found[#found + 1] = name:match("^trace.*")
        end
        return found
    end

    for name, case in pairs({
        read = { verdict = "allow", exit = 0, rule = "read-is-fine" },
        delete = { verdict = "block", exit = 3, rule = "no-delete", code = "policy_blocked" },
        tainted_upload = { verdict = "block", exit = 3, rule = "no-tainted-egress", code = "policy_blocked" },
        write = { verdict = "require_approval", exit = 4, rule = "write-needs-approval", code = "approval_required" },
    }) do
        it("decides " .. name .. " as " .. case.verdict .. ", and the trace verifies", function()
            local run = eval(dir, "--intent", gait.intent(name), "--key-set", "keys", "--json")
            assert.equal(case.exit, run.exit)
            local d = case.exit == 0 and envelope.document(run) or envelope.failure(run)
            assert.is_true(d.ok)
            assert.equal(case.verdict, d.verdict)
            assert.equal(case.code, d.error_code)
            assert.equal(case.rule, d.matched_rule)
            assert.equal("gait/baseline-medium", d.policy_id)
            assert.is_true(#d.reason_codes > 0)
            assert.same({ "trace_" .. d.trace_id .. ".json" }, traces())
            assert.equal(d.trace_path, traces()[1])

            local trace = cjson.decode(gait.read(dir .. "/" .. d.trace_path))
            for _, member in ipairs({ "verdict", "policy_digest", "intent_digest", "trace_id", "correlation_id" }) do
                assert.equal(d[member], trace[member], member)
            end
            for _, key in ipairs({ { "--key-set", "keys" }, { "--public-key", "keys.pub" } }) do
                local verified = gait.run({ "trace", "verify", d.trace_path, "--json", key[1], key[2] }, { cwd = dir })
                assert.equal("verified", envelope.document(verified).signature_status)
                assert.equal(d.key_id, verified.json.key_id)
                assert.equal(0, verified.exit)
            end
        end)

        it("says the same of " .. name .. " to people, with the same exit", function()
            local run = eval(dir, "--intent", gait.intent(name), "--key-set", "keys", "--explain-decision")
            assert.equal(case.exit, run.exit)
            assert.truthy(run.stdout:find("gate eval: verdict=" .. case.verdict .. "\n", 1, true))
            assert.truthy(run.stdout:find("\nrule: " .. case.rule .. "\n", 1, true))
            assert.matches("\n  %- " .. case.rule:gsub("%-", "%%-") .. " applies", run.stdout)
            assert.equal("", run.stderr)
        end)
    end

    it("reads the intent from standard input, to the same digests", function()
        local from_file = eval(dir, "--intent", gait.intent("delete"), "--simulate", "--json").json
        local run = gait.run({ "gate", "eval", "--policy", gait.PACK, "--intent", "-", "--simulate", "--json" },
            { cwd = dir, stdin = gait.read(gait.intent("delete")) })
        assert.equal(0, run.exit)
        assert.equal(from_file.intent_digest, run.json.intent_digest)
    end)

    it("simulates: exit 0 whatever the verdict, and no trace unless asked for", function()
        for name, verdict in pairs({ read = "allow", delete = "block", write = "require_approval" }) do
            local run = eval(dir, "--intent", gait.intent(name), "--simulate", "--json")
            assert.equal(0, run.exit)
            assert.equal(verdict, envelope.document(run).verdict)
            assert.is_true(run.json.simulate_mode)
            assert.equal(verdict ~= "allow", run.json.would_have_blocked)
        end
        assert.same({}, traces())
        local run = eval(dir, "--intent", gait.intent("delete"), "--simulate", "--trace-out", "trace.json", "--json")
        assert.equal(0, run.exit)
        assert.is_true(cjson.decode(gait.read(dir .. "/trace.json")).simulate)
    end)

    it("takes an evaluation time only when simulating", function()
        local time = "--evaluation-time=2026-01-31T12:00:00Z"
        local run = eval(dir, "--intent", gait.intent("read"), time, "--json")
        assert.equal("flag_missing", envelope.failure(run).error_code)
        run = eval(dir, "--intent", gait.intent("read"), "--simulate", time, "--trace-out", "trace.json", "--json")
        assert.equal(0, run.exit)
        assert.truthy(gait.read(dir .. "/trace.json"):find("2026-01-31T12:00:00Z", 1, true))
        run = eval(dir, "--intent", gait.intent("read"), "--simulate", "--evaluation-time=tomorrow", "--json")
        assert.equal("flag_value_invalid", envelope.failure(run).error_code)
    end)

    it("refuses a --trace-out that exists before anything else happens", function()
        gait.write(dir .. "/trace.json", "evidence")
        for _, args in ipairs({
            { "--intent", gait.intent("read"), "--key-set", "keys" },
            { "--intent", "no-such-file", "--key-set", "no-such-set" },
            { "--intent", "-", "--key-mode", "prod" },
        }) do
            local run = eval(dir, "--trace-out", "trace.json", "--json", table.unpack(args))
            assert.equal("trace_exists", envelope.failure(run).error_code)
            assert.equal("block", run.json.verdict)
        end
        assert.equal("evidence", gait.read(dir .. "/trace.json"))
        assert.same({ "trace.json" }, traces())
    end)

    it("blocks and leaves a signed block trace when the policy or the intent cannot be believed", function()
        gait.write(dir .. "/bad.lua", "policy {")
        gait.write(dir .. "/bad.json", "{")
        for i, args in ipairs({
            { "--policy", "bad.lua", "--intent", gait.intent("read") },
            { "--policy", "no-such-policy", "--intent", gait.intent("read") },
            { "--policy", gait.PACK, "--intent", "bad.json" },
        }) do
            local path = "trace" .. i .. ".json"
            local run = gait.run({ "gate", "eval", "--key-set", "keys", "--trace-out", path, "--json",
                table.unpack(args) }, { cwd = dir })
            assert.equal("block", envelope.failure(run).verdict)
            assert.equal(6, run.exit)
            local verified = gait.run({ "trace", "verify", path, "--key-set", "keys", "--json" }, { cwd = dir })
            assert.equal(0, verified.exit)
            assert.equal("block", verified.json.verdict)
        end
    end)

    it("says that a throw-away key signed, in the document or on standard error", function()
        local run = eval(dir, "--intent", gait.intent("read"), "--json")
        assert.matches("throw%-away key", run.json.warnings[1])
        run = eval(dir, "--intent", gait.intent("read"))
        assert.matches("^warning: .*throw%-away key", run.stderr)
        run = eval(dir, "--intent", gait.intent("read"), "--key-set", "keys", "--json")
        assert.is_nil(run.json.warnings)
    end)

    it("gives every run a trace of its own", function()
        local seen = {}
        for _ = 1, 5 do
            local id = eval(dir, "--intent", gait.intent("read"), "--json").json.trace_id
            assert.is_nil(seen[id])
            seen[id] = true
        end
        assert.equal(5, #traces())
    end)

    it("writes private files", function()
        eval(dir, "--intent", gait.intent("read"), "--trace-out", "trace.json")
        local pipe = assert(io.popen("stat -c %a " .. dir .. "/trace.json"))
        assert.equal("600", pipe:read("l"))
        pipe:close()
    end)

    it("never shows what is in the arguments of a call", function()
        local intent = cjson.decode(gait.read(gait.intent("write")))
        intent.args.content = CANARY
        intent.args[CANARY .. "-name"] = { CANARY }
        gait.write(dir .. "/intent.json", cjson.encode(intent))
        gait.write(dir .. "/dup.json", ('{"tool_name":"t","args":{"%s":1,"%s":2}}'):format(CANARY, CANARY))
        gait.write(dir .. "/unknown.json", ('{"tool_name":"t","%s":"%s"}'):format(CANARY, CANARY))
        gait.write(dir .. "/cut.json", ('{"tool_name":"t","args":{"x":"%s'):format(CANARY))
        gait.write(dir .. "/risk.json", ('{"tool_name":"t","context":{"risk_class":["%s"]}}'):format(CANARY))
        for _, name in ipairs({ "intent", "dup", "unknown", "cut", "risk" }) do
            for _, extra in ipairs({ "--json", "--json=false" }) do
                local run = eval(dir, "--intent", name .. ".json", "--explain-decision", extra)
                assert.not_equal(0, run.exit)
                assert.is_nil((run.stdout .. run.stderr):find(CANARY, 1, true), name)
            end
        end
        assert.is_true(#traces() > 0)
        for _, path in ipairs(traces()) do
            assert.is_nil(gait.read(dir .. "/" .. path):find(CANARY, 1, true))
        end
    end)

    it("says the same in 100 processes, time zones and locales", function()
        gait.write(dir .. "/policy.lua", [[
            policy { id = "spec/iterates", version = "1.0.0", default = "block" }
            local function walk(intent)
                local seen = {}
                for k, v in pairs(intent.args) do seen[#seen + 1] = k .. "=" .. tostring(v) end
                note(table.concat(seen, " "))
                return true
            end
            rule { id = "walks", effect = "require_approval", match = { tool = "**" }, when = { walk = walk } }
        ]])
        gait.write(dir .. "/intent.json", [[{"tool_name":"x.y","args":{"z":1,"a":"b","m":true,"é":2,"Z":3,"aa":4},
            "context":{"identity":"i","workspace":"/w","risk_class":"low"}}]])
        local zones = { "UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata" }
        local locales = { "C", "C.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8" }
        local first
        for i = 1, 100 do
            local run = gait.run({ "gate", "eval", "--policy", "policy.lua", "--intent", "intent.json", "--simulate",
                "--json", "--explain-decision", "--key-set", "keys", "--correlation-id", "same" },
                { cwd = dir, env = { TZ = zones[i % 4 + 1], LC_ALL = locales[i % 3 + 1] } })
            assert.equal(0, run.exit)
            first = first or run.stdout
            assert.equal(first, run.stdout)
        end
        assert.equal("require_approval", cjson.decode(first).verdict)
        assert.truthy(first:find("a=b", 1, true))
    end)
end)
