-- SPDX-License-Identifier: Apache-2.0
--- gait policy import: a YAML policy becomes a pack that can be read, tested and kept.

local envelope = require("support.envelope")
local gait = require("support.gait")

local PAYMENTS <const> = gait.root .. "/examples/migration/payments.yaml"
local LITERAL <const> = [[
default_verdict: block
rules:
  - name: patterns?
    effect: allow
    match:
      tool_names: [db.read, "db.*"]
      identities: ["al?ce"]
]]

describe("policy import", function()
    local dir

    local function import(yaml, out, ...)
        return gait.run({ "policy", "import", yaml, "--out", out, ... }, { cwd = dir })
    end

    before_each(function()
        dir = gait.tempdir()
    end)
    after_each(gait.clean)

    it("writes a pack with its tests", function()
        local d = envelope.document(import(PAYMENTS, "pay", "--json"))
        assert.same({ "policy.lua", "spec/payments_cases.lua" }, d.files)
        assert.equal("payments", d.policy_id)
        assert.equal(4, d.rules)
        assert.equal(6, d.cases)
        assert.equal("refunds", d.notes[1].rule)
        local test = gait.run({ "policy", "test", "pay", "--json" }, { cwd = dir })
        assert.equal(0, test.exit, test.stdout)
    end)

    it("gives the YAML's digest beside the pack's", function()
        local d = envelope.document(import(PAYMENTS, "pay", "--json"))
        local decided = envelope.document(gait.run({ "policy", "test", PAYMENTS, gait.intent("read"), "--json" }))
        assert.equal(decided.policy_digest, d.yaml_digest)
        decided = envelope.document(gait.run({ "policy", "test", "pay", gait.intent("read"), "--json" }, { cwd = dir }))
        assert.equal(decided.policy_digest, d.policy_digest)
    end)

    it("writes the same bytes again", function()
        assert.equal(0, import(PAYMENTS, "one").exit)
        assert.equal(0, import(PAYMENTS, "two").exit)
        for _, name in ipairs({ "policy.lua", "spec/payments_cases.lua" }) do
            assert.equal(gait.read(dir .. "/one/" .. name), gait.read(dir .. "/two/" .. name))
        end
    end)

    it("refuses a place where something is, and leaves nothing behind", function()
        os.execute("mkdir " .. gait.quote(dir .. "/there"))
        assert.equal("file_exists", envelope.failure(import(PAYMENTS, "there", "--json")).error_code)
        gait.write(dir .. "/bad.yaml", "rules: [{name: r}]\n")
        assert.equal("policy_yaml", envelope.failure(import("bad.yaml", "new", "--json")).error_code)
        assert.equal("policy_format_unsupported", envelope.failure(import("bad.lua", "new", "--json")).error_code)
        assert.equal("path_invalid", envelope.failure(import(PAYMENTS, "absent/new", "--json")).error_code)
        assert.same({ "bad.yaml", "there" }, gait.names(dir))
    end)

    it("keeps wildcards of names as the characters that they were", function()
        gait.write(dir .. "/literal.yaml", LITERAL)
        assert.equal(0, import("literal.yaml", "pack").exit)
        assert.matches('i.tool == "db.*"', gait.read(dir .. "/pack/policy.lua"), 1, true)
        for _, case in ipairs({ { "db.*", "al?ce", "allow" }, { "db.read", "al?ce", "allow" },
            { "db.drop", "al?ce", "block" }, { "db.read", "alice", "block" } }) do
            local intent = ('{"tool_name":"%s","context":{"identity":"%s","workspace":"/w","risk_class":"low"}}')
                :format(case[1], case[2])
            for _, policy in ipairs({ "literal.yaml", "pack" }) do
                local run = gait.run({ "policy", "test", policy, "-", "--json" }, { cwd = dir, stdin = intent })
                assert.equal(case[3], envelope.document(run).verdict, policy .. case[1])
            end
        end
    end)

    it("writes nothing that a name or value of the YAML could turn into Lua, or into what is not seen", function()
        local name = "a\nrule { id = 'evil', effect = 'allow' }\n--.yaml"
        gait.write(dir .. "/" .. name, (LITERAL:gsub("al%?ce", "\\u202Eecila")))
        assert.equal(0, import(name, "new").exit)
        local source = gait.read(dir .. "/new/policy.lua")
        assert.is_nil(source:find("\nrule { id = 'evil'", 1, true))
        assert.is_nil(source:find("\u{202E}", 1, true))
        assert.truthy(source:find([["\xE2\x80\xAEecila"]], 1, true))
        assert.equal(0, gait.run({ "policy", "test", "new" }, { cwd = dir }).exit)
    end)

    it("writes what is too large for one file into several", function()
        local rules = {}
        for i = 1, 600 do
            rules[i] = ("- {name: rule-%04d, effect: allow, priority: %d, match: {tool_names: [t%d], risk_classes: [%s]}}")
                :format(i, i, i, ("risk-%d"):rep(3, ","):format(i, i, i))
        end
        gait.write(dir .. "/large.yaml", "rules:\n" .. table.concat(rules, "\n") .. "\n")
        local d = envelope.document(import("large.yaml", "large", "--json"))
        assert.same({ "policy.lua", "rules/0001.lua", "rules/0002.lua" }, { table.unpack(d.files, 1, 3) })
        assert.equal(0, gait.run({ "policy", "test", "large" }, { cwd = dir }).exit)
    end)
end)
