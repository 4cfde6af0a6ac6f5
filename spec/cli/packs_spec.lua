-- SPDX-License-Identifier: Apache-2.0

local cjson = require("cjson")
local envelope = require("support.envelope")
local gait = require("support.gait")

local TEAM <const> = [[
policy { id = "team", version = "1", default = "block" }
rule { id = "all", effect = "allow", match = { tool = "tool.*" } }
rule { id = "deploy", effect = "allow", match = { tool = "tool.deploy" }, credential = { sources = "aws_sts" } }
]]

local CORP <const> = [[
policy { id = "corp", default = "allow" }
rule { id = "no-delete", effect = "block", match = { tool = "tool.delete" } }
rule { id = "anything", effect = "allow" }
rule { id = "rate", effect = "block", match = { tool = "tool.write" }, limit = { max = 2, seconds = 60 } }
]]

describe("several packs", function()
    local dir

    before_each(function()
        dir = gait.tempdir()
        gait.write(dir .. "/team.lua", TEAM)
        gait.write(dir .. "/corp.lua", CORP)
        for _, tool in ipairs({ "tool.read", "tool.delete", "tool.write", "tool.deploy", "other" }) do
            local intent = { tool_name = tool, context = { identity = "me", workspace = "/w", risk_class = "low" } }
            gait.write(dir .. "/" .. tool .. ".json", cjson.encode(intent))
        end
    end)
    teardown(gait.clean)

    local function eval(tool, ...)
        return gait.run({ "gate", "eval", "--intent", tool .. ".json", "--json", ... }, { cwd = dir })
    end

    local function both(tool, ...)
        return eval(tool, "--policy", "team.lua", "--restrict", "corp.lua", ...)
    end

    it("decide together, and those that restrict allow nothing", function()
        local read = envelope.document(both("tool.read"))
        assert.same({ "allow", "team:all" }, { read.verdict, read.matched_rule })
        local delete = both("tool.delete")
        assert.equal(3, delete.exit)
        assert.equal("corp:no-delete", envelope.failure(delete).matched_rule)
        local other = envelope.failure(both("other"))
        assert.same({ "block", { "default_block" } }, { other.verdict, other.reason_codes })
    end)

    it("are named in the trace, under a digest of their own", function()
        assert.equal(0, both("tool.read", "--trace-out", "trace.json").exit)
        local trace = cjson.decode(gait.read(dir .. "/trace.json"))
        assert.is_nil(trace.policy_id)
        assert.equal("corp", trace.packs[1].id)
        assert.equal("restrict", trace.packs[1].trust)
        assert.equal("team", trace.packs[2].id)
        assert.equal("trusted", trace.packs[2].trust)
        local alone = envelope.document(eval("tool.read", "--policy", "team.lua"))
        assert.equal("team", alone.policy_id)
        assert.equal(trace.packs[2].digest, alone.policy_digest)
        assert.are_not.equal(trace.policy_digest, alone.policy_digest)
    end)

    it("have the same digest in any order of flags", function()
        local one = envelope.document(both("tool.read"))
        local other = envelope.document(eval("tool.read", "--restrict=corp.lua", "--policy=team.lua"))
        assert.equal(one.policy_digest, other.policy_digest)
    end)

    it("are listed in text", function()
        local run = gait.run({
            "gate", "eval", "--policy", "team.lua", "--restrict", "corp.lua", "--intent", "tool.read.json",
        }, { cwd = dir })
        assert.truthy(run.stdout:match("\npack: corp %x+ %(restrict%)\n"))
        assert.truthy(run.stdout:match("\npack: team %x+ %(trusted%)\n"))
    end)

    it("are tested together with one intent", function()
        local run = gait.run({ "policy", "test", "team.lua", "tool.delete.json", "--restrict", "corp.lua", "--json" },
            { cwd = dir })
        assert.equal(3, run.exit)
        assert.equal("corp:no-delete", envelope.failure(run).matched_rule)
    end)

    it("are refused twice under one id, and when there is none", function()
        local twice = eval("tool.read", "--policy", "team.lua", "--restrict", "team.lua")
        assert.same({ 6, "policy_set" }, { twice.exit, envelope.failure(twice).error_code })
        local none = eval("tool.read")
        assert.same({ 6, "flag_missing" }, { none.exit, envelope.failure(none).error_code })
    end)

    it("say which of them does not load", function()
        gait.write(dir .. "/bad.lua", "policy { id = 'bad' }")
        local run = both("tool.read", "--policy", "bad.lua")
        assert.equal(6, run.exit)
        assert.truthy(envelope.failure(run).error:find("bad.lua: bad.lua: the policy has no rule", 1, true))
    end)
end)

describe("obligations", function()
    local dir

    before_each(function()
        dir = gait.tempdir()
        gait.write(dir .. "/team.lua", TEAM)
        gait.write(dir .. "/corp.lua", CORP)
    end)
    teardown(gait.clean)

    local function run(tool, ...)
        local intent = { tool_name = tool, context = { identity = "me", workspace = "/w", risk_class = "low" } }
        gait.write(dir .. "/intent.json", cjson.encode(intent))
        local arguments = { ... }
        arguments[#arguments + 1] = "--json"
        return gait.run(arguments, { cwd = dir })
    end

    it("that are not met block in gate eval, also when simulated", function()
        local deploy = run("tool.deploy", "gate", "eval", "--policy", "team.lua", "--intent", "intent.json")
        assert.equal(3, deploy.exit)
        local d = envelope.failure(deploy)
        assert.same({ "broker_credential_missing" }, d.violations)
        assert.same({ "broker_credential_required", "matched_rule_all", "matched_rule_deploy" }, d.reason_codes)
        assert.same({ "aws_sts" }, d.credential.sources)
        deploy = run("tool.deploy", "gate", "eval", "--policy", "team.lua", "--intent", "intent.json", "--simulate")
        assert.equal(0, deploy.exit)
        assert.same({ "block", true }, { deploy.json.verdict, deploy.json.would_have_blocked })
    end)

    it("that are not met are no matter of policy test", function()
        local deploy = run("tool.deploy", "policy", "test", "team.lua", "intent.json")
        assert.equal(0, deploy.exit)
        assert.equal("allow", deploy.json.verdict)
        assert.is_nil(deploy.json.violations)
    end)

    it("count calls: nobody knows how many in gate eval, none in policy test", function()
        local write = run("tool.write", "gate", "eval", "--policy", "team.lua", "--policy", "corp.lua",
            "--intent", "intent.json", "--trace-out", "trace.json")
        assert.equal(3, write.exit)
        assert.equal("corp:rate", envelope.failure(write).matched_rule)
        local trace = gait.read(dir .. "/trace.json")
        assert.is_nil(cjson.decode(trace).limits[1].used)
        assert.is_nil(trace:find('"tool":"tool.write"', 1, true)) -- what is counted stands there as a digest
        local tested = run("tool.write", "policy", "test", "team.lua", "intent.json", "--policy", "corp.lua")
        assert.equal(0, tested.exit)
        assert.same({ 2, 0, 1 }, {
            tested.json.limits[1].max, tested.json.limits[1].used, tested.json.limits[1].charges,
        })
    end)
end)
