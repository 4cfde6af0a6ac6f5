-- SPDX-License-Identifier: Apache-2.0

local envelope = require("support.envelope")
local gait = require("support.gait")

describe("gait policy test", function()
    teardown(gait.clean)

    local EXPECTED <const> = {
        read = { "allow", 0 }, delete = { "block", 3 }, tainted_upload = { "block", 3 },
        write = { "require_approval", 4 },
    }

    it("gives verdict, digests and a summary, and writes nothing", function()
        for name, want in pairs(EXPECTED) do
            local dir = gait.tempdir()
            local run = gait.run({ "policy", "test", gait.PACK, gait.intent(name), "--json" }, { cwd = dir })
            local d = envelope.document(run)
            assert.equal(want[1], d.verdict)
            assert.equal(want[2], run.exit)
            assert.is_true(d.ok)
            assert.equal("gait.policytest.result", d.schema_id)
            assert.equal("1980-01-01T00:00:00Z", d.created_at)
            assert.equal(64, #d.policy_digest)
            assert.equal(64, #d.intent_digest)
            assert.matches("^policy test verdict=" .. want[1] .. " reasons=", d.summary)
            local text = gait.run({ "policy", "test", gait.PACK, gait.intent(name) }, { cwd = dir })
            assert.equal(d.summary .. "\n", text.stdout)
            assert.equal(want[2], text.exit)
            assert.same({}, gait.names(dir))
        end
    end)

    it("takes the built-in pack and its directory for the same policy", function()
        local one = gait.run({ "policy", "test", gait.PACK, gait.intent("read"), "--json" }).json
        local two = gait.run({ "policy", "test", "builtin:baseline-medium", gait.intent("read"), "--json" }).json
        assert.equal(one.policy_digest, two.policy_digest)
        local d = envelope.failure(gait.run({ "policy", "test", "builtin:none", gait.intent("read"), "--json" }))
        assert.equal("path_invalid", d.error_code)
        assert.matches("baseline-medium", d.error, 1, true)
    end)

    it("names the file of an intent it cannot read", function()
        local dir = gait.tempdir()
        gait.write(dir .. "/broken.json", "{")
        local args = { "policy", "test", "builtin:baseline-medium", dir .. "/broken.json", "--json" }
        assert.matches("broken.json: line 1", envelope.failure(gait.run(args)).error, 1, true)
        args[4] = "-"
        local d = envelope.failure(gait.run(args, { stdin = "{" }))
        assert.matches("standard input: line 1", d.error, 1, true)
    end)

    it("cuts a long summary between characters and says by how much", function()
        local dir = gait.tempdir()
        local reasons = {}
        for i = 1, 40 do
            reasons[i] = ('"reason_number_%02d"'):format(i)
        end
        gait.write(dir .. "/p.lua", ([[
            policy { id = "spec/long", version = "1.0.0", default = "block" }
            rule { id = "long", effect = "block", match = { tool = "**" }, reasons = { %s } }
        ]]):format(table.concat(reasons, ", ")))
        local run = gait.run({ "policy", "test", "p.lua", gait.intent("read"), "--json" }, { cwd = dir })
        local summary = run.json.summary
        assert.equal(240, #summary)
        local over = tonumber(summary:match("%.%.%.%(%+(%d+)%)$"))
        local whole = ("policy test verdict=block reasons=%s violations=none"):format(
            table.concat(run.json.reason_codes, ","))
        assert.equal(#whole - 240, over)
        assert.equal(whole:sub(1, 200), summary:sub(1, 200))
    end)

    it("keeps apart what is invalid and what is blocked", function()
        local dir = gait.tempdir()
        gait.write(dir .. "/p.lua", 'policy { id = "a/b", version = "1.0.0" }\nrule { id = "x", efect = "allow" }\n')
        gait.write(dir .. "/i.json", '{"tool_name": "x"}')
        local cases = {
            { "policy_declaration", "p.lua", gait.intent("read") }, { "path_invalid", "absent", gait.intent("read") },
            { "path_invalid", gait.PACK, "absent.json" }, { "intent_invalid", gait.PACK, "i.json" },
            { "argument_count" }, { "argument_count", gait.intent("read") }, { "argument_count", "a", "b", "c.json" },
            { "argument_count", gait.intent("read"), gait.PACK }, { "argument_count", "-", "-" },
            { "flag_unknown", gait.PACK, gait.intent("read"), "--min-coverage=1" },
            { "flag_unknown", gait.PACK, gait.intent("read"), "--format=tap" },
        }
        for _, case in ipairs(cases) do
            local run = gait.run({ "policy", "test", "--json", table.unpack(case, 2) }, { cwd = dir })
            local d = envelope.failure(run)
            assert.equal(case[1], d.error_code)
            assert.equal("block", d.verdict)
            assert.equal(6, run.exit)
        end
        local run = gait.run({ "policy", "test", "p.lua", gait.intent("read") }, { cwd = dir })
        assert.matches("^policy test error: p%.lua:2: .*did you mean 'effect'", run.stderr)
    end)
end)
