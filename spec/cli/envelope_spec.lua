-- SPDX-License-Identifier: Apache-2.0

local envelope = require("support.envelope")
local gait = require("support.gait")

--- An intent whose arguments take a while to read and digest.
local function large_intent(values)
    local parts = {}
    for i = 1, values do
        parts[i] = ('"k%d":[%d,"%s"]'):format(i, i, ("x"):rep(20))
    end
    return ('{"tool_name":"tool.read","args":{%s},"context":{"identity":"i","workspace":"/w","risk_class":"low"}}')
        :format(table.concat(parts, ","))
end

local POLICY <const> = 'policy { id = "spec/p", version = "1.0.0", default = "allow" }\n'
local HEAVY <const> = [[
local function spin() local n = 0 for i = 1, 90000 do n = n + 1 end return false end
]]

--- A policy whose conditions use up what one decision has.
local function heavy_policy()
    local parts = { POLICY, HEAVY }
    for i = 1, 20 do
        parts[#parts + 1] = ('rule { id = "r%02d", effect = "block", match = { tool = "**" }, when = spin }\n'):format(i)
    end
    return table.concat(parts)
end

-- It can be opened, and every read of it fails; only where /proc is mounted.
local UNREADABLE <const> = "/proc/self/mem"

-- Policies in YAML that are refused: code, file, text.
local YAML <const> = {
    { "policy_yaml", "unknown.yaml", "rule: []\n" },
    { "yaml_alias", "alias.yaml", "rules: *none\n" },
    { "yaml_depth", "depth.yaml", ("["):rep(100) .. ("]"):rep(100) },
    { "yaml_duplicate_key", "duplicate.yaml", "rules: []\nrules: []\n" },
    { "yaml_encoding", "encoding.yml", "rules: \xff\n" },
    { "yaml_size", "size.yaml", "a: &a [" .. ("x,"):rep(10000) .. "]\nb: [" .. ("*a,"):rep(60) .. "]\n" },
    { "yaml_syntax", "syntax.yaml", "rules: [\n" },
    { "yaml_unsupported", "two.yaml", "rules: []\n---\n" },
}

--- Code, then what stands after `gate eval`; a last table may hold options of the run.
local function cases_of(dir)
    local function file(name, text)
        gait.write(dir .. "/" .. name, text)
        return name
    end
    local read = gait.intent("read")
    local function policy(name, text)
        return { "--policy", file(name, text), "--intent", read }
    end
    local function intent(name, text)
        return { "--policy", gait.PACK, "--intent", file(name, text) }
    end
    local good = { "--policy", gait.PACK, "--intent", read }
    local function also(...)
        return { good[1], good[2], good[3], good[4], ... }
    end
    return {
        { "policy_blocked", { "--policy", gait.PACK, "--intent", gait.intent("delete") } },
        { "approval_required", { "--policy", gait.PACK, "--intent", gait.intent("write") } },
        { "flag_missing", {} },
        { "flag_unknown", { "--nothing" } },
        { "flag_ambiguous", also("--intent", "x") },
        { "flag_value_missing", { "--policy" } },
        { "flag_value_invalid", also("--deadline-ms=x") },
        { "argument_count", also("x") },
        { "path_invalid", { "--policy", "absent", "--intent", read } },
        { "path_invalid", { "--policy", gait.PACK, "--intent", "absent" } },
        { "path_invalid", also("--trace-out", "absent/trace.json") },
        { "file_not_regular", { "--policy", gait.PACK, "--intent", "/dev/zero" } },
        { "file_too_large", also("--max-intent-bytes=10") },
        { "file_read", { "--policy", gait.PACK, "--intent", UNREADABLE } },
        { "file_write", also("--trace-out", "trace.json"), { before = "ulimit -f 2" } },
        { "flag_value_invalid", also("--trace-out", "-") },
        { "trace_exists", also("--trace-out", file("there.json", "")) },
        { "json_syntax", intent("syntax.json", "{") },
        { "json_duplicate_key", intent("duplicate.json", '{"a":1,"a":1}') },
        { "json_encoding", intent("encoding.json", '{"a":"\xff"}') },
        { "json_number", intent("number.json", '{"tool_name":"t","args":{"n":01}}') },
        { "json_depth", intent("depth.json", ("["):rep(100) .. ("]"):rep(100)) },
        { "json_unknown_member", intent("unknown.json", '{"tool":"t"}') },
        { "intent_invalid", intent("type.json", '{"tool_name":1}') },
        { "intent_invalid", intent("nobody.json", '{"tool_name":"t"}') },
        { "policy_syntax", policy("syntax.lua", "policy {") },
        { "policy_refused", policy("refused.lua", POLICY .. "local _ENV = {}") },
        { "policy_declaration", policy("declaration.lua", POLICY .. 'rule { id = "x" }') },
        { "policy_budget", policy("budget.lua", POLICY .. "while true do end") },
        { "policy_format_unsupported", policy("policy.rego", "package p\n") },
        { "policy_load", policy("load.lua", POLICY .. "error(1)") },
        { "path_invalid", { "--policy", "builtin:none", "--intent", read } },
        { "decision_budget", policy("heavy.lua", heavy_policy()) },
        { "deadline_exceeded", { "--policy", "heavy.lua", "--intent", read, "--deadline-ms=1" } },
        { "out_of_memory", intent("large.json", large_intent(150000)), { before = "ulimit -v 120000" } },
        { "key_not_configured", also("--key-mode", "prod") },
        { "key_mode", also("--key-mode", "dev", "--key-set", "x") },
        { "key_env_unset", also("--private-key-env", "ABSENT") },
        { "key_ambiguous", also("--private-key-env", "ABSENT", "--private-key", "x") },
        { "key_invalid", also("--private-key", file("no.key", "x")), { before = "chmod 600 no.key" } },
        { "key_permissions", also("--private-key", file("open.key", "x")), { before = "chmod 644 open.key" } },
    }
end

describe("a failure", function()
    local dir, cases

    setup(function()
        dir = gait.tempdir()
        cases = cases_of(dir)
        for _, row in ipairs(YAML) do
            gait.write(dir .. "/" .. row[2], row[3])
            cases[#cases + 1] = { row[1], { "--policy", row[2], "--intent", gait.intent("read") } }
        end
    end)
    teardown(gait.clean)

    it("of a decision is a block with the whole envelope, in both forms, for every code", function()
        local wrong = {}
        for _, case in ipairs(cases) do
            local code, args, options = case[1], case[2], case[3] or {}
            options.cwd = dir
            local possible = code ~= "file_read" or gait.read("/proc/self/stat")
            if possible and not (gait.sanitized() and (code == "out_of_memory" or code == "deadline_exceeded")) then
                local words = { "gate", "eval", table.unpack(args) }
                local text = gait.run(words, options)
                words[#words + 1] = "--json"
                local run = gait.run(words, options)
                local d = envelope.failure(run)
                wrong[#wrong + 1] = d.error_code ~= code and code .. " came as " .. d.error_code or nil
                assert.equal(code == "approval_required" and "require_approval" or "block", d.verdict, code)
                assert.equal(run.exit, text.exit, code)
                if not d.ok then
                    -- The hard stop has standard output alone.
                    local said = code == "deadline_exceeded" and text.stdout .. text.stderr or text.stderr
                    assert.matches("gate eval error: ", said, 1, true)
                    assert.matches("\ncode: " .. d.error_code, said, 1, true)
                end
            end
        end
        assert.same({}, wrong)
    end)

    it("of the output leaves no --json run with exit 0", function()
        for _, words in ipairs({ { "version" }, { "help" }, { "demo" }, { "keys", "init", "k" },
            { "policy", "test", gait.PACK, gait.intent("read") } }) do
            words[#words + 1] = "--json"
            assert.equal(1, gait.run(words, { redirect = ">/dev/full" }).exit)
        end
    end)

    it("before any command is known has the envelope too", function()
        for code, words in pairs({ command_unknown = { "frobnicate", "--json" }, command_missing = { "--json" },
            flag_unknown = { "--frobnicate", "--json" } }) do
            assert.equal(code, envelope.failure(gait.run(words)).error_code)
        end
    end)

    it("is told apart by whether a retry can help", function()
        if not gait.read("/proc/self/stat") then
            pending("no /proc to read from")
            return
        end
        local retry = gait.run({ "gate", "eval", "--policy", gait.PACK, "--intent", UNREADABLE, "--json" })
        assert.is_true(envelope.failure(retry).retryable)
        local not_retry = gait.run({ "gate", "eval", "--policy", "absent", "--intent", "x", "--json" })
        assert.is_false(envelope.failure(not_retry).retryable)
    end)

    it("leaves nothing half-written", function()
        local where = gait.tempdir()
        gait.run({ "gate", "eval", "--policy", gait.PACK, "--intent", gait.intent("read"), "--trace-out", "trace.json" },
            { cwd = where, before = "ulimit -f 2" })
        assert.same({}, gait.names(where))
    end)
end)

describe("the error codes", function()
    it("are listed for people and for programs", function()
        local d = envelope.document(gait.run({ "help", "errors", "--json" }))
        local text = gait.run({ "help", "errors" }).stdout
        assert.is_true(#d.errors > 50)
        for _, row in ipairs(d.errors) do
            assert.truthy(text:find(row.code, 1, true))
            assert.is_true(row.exit >= 1 and row.exit <= 8)
        end
    end)
end)
