-- SPDX-License-Identifier: Apache-2.0
--- Everything under examples/ is run, and nothing there is left out.

local cjson = require("cjson")
local envelope = require("support.envelope")
local gait = require("support.gait")

--- The verdict on each intent, by the pack that comes with gait or by one of examples/policies.
local INTENTS <const> = {
    delete = { "block" },
    read = { "allow" },
    tainted_upload = { "block" },
    write = { "require_approval" },
    metadata = { "block", "egress" },
    ["post-internal"] = { "allow", "egress" },
    ["post-outside"] = { "block", "egress" },
    ["payment-hidden"] = { "require_approval", "payments" },
    ["payment-large"] = { "require_approval", "payments" },
    ["payment-other"] = { "block", "payments" },
    ["payment-small"] = { "allow", "payments" },
    ["push-force"] = { "block", "workspace" },
    ["write-climbing"] = { "require_approval", "workspace" },
    ["write-inside"] = { "allow", "workspace" },
    ["write-pipeline"] = { "block", "workspace" },
    ["write-release"] = { "allow", "workspace" },
}
local HOOKS <const> = {
    pre_tool_use_bash = { tool = "tool.exec", verdict = "allow" },
    pre_tool_use_mcp = { tool = "mcp.tickets.close", verdict = "require_approval" },
    pre_tool_use_read = { tool = "tool.read", verdict = "allow" },
}
-- What a captured payload is decided to by coding-agent.
local CAPTURED <const> = {
    ["posttooluse_bash.json"] = "allow", ["pretooluse_bash.json"] = "allow",
    ["pretooluse_mcp_tool.json"] = "require_approval",
}
local MAPPER <const> = gait.root .. "/examples/hooks/to_intent.lua"

local function stems(dir, ending)
    local found = {}
    for _, name in ipairs(gait.names(gait.root .. "/examples/" .. dir)) do
        found[#found + 1] = name:match("^(.*)%." .. ending .. "$")
    end
    return found
end

local POLICIES <const> = {}
for _, name in ipairs(stems("policies", "lua")) do
    POLICIES[#POLICIES + 1] = not name:find("_cases$") and name or nil
end

--- What the mapper prints for a payload, and its exit status.
local function map(payload, ...)
    local scratch = gait.tempdir()
    gait.write(scratch .. "/in", payload)
    local _, _, code = os.execute(("lua5.4 %s %s <%s/in >%s/out 2>%s/err"):format(gait.quote(MAPPER),
        table.concat({ ... }, " "), scratch, scratch, scratch))
    return gait.read(scratch .. "/out"), code
end

local function decide(intent, policy)
    return gait.run({ "gate", "eval", "--policy", policy or gait.PACK, "--intent", "-", "--simulate", "--json" },
        { stdin = intent })
end

describe("the examples", function()
    teardown(gait.clean)

    it("are all known here", function()
        assert.same({ "README.md", "cookbook", "embed", "hooks", "intents", "migration", "packs", "policies" },
            gait.names(gait.root .. "/examples"))
        for dir, known in pairs({ intents = INTENTS, hooks = HOOKS }) do
            for _, name in ipairs(stems(dir, "json")) do
                assert.truthy(known[name], dir .. "/" .. name)
            end
        end
        assert.same({ "to_intent" }, stems("hooks", "lua"))
    end)

    for name, want in pairs(INTENTS) do
        local policy = want[2] and gait.root .. "/examples/policies/" .. want[2] .. ".lua"
        it("have an intent, " .. name .. ", that is decided as meant", function()
            assert.equal(want[1], envelope.document(decide(gait.read(gait.intent(name)), policy)).verdict)
        end)
    end

    it("have no policy without an intent that it allows and one that it does not", function()
        for _, policy in ipairs(POLICIES) do
            local allows, refuses = false, false
            for _, want in pairs(INTENTS) do
                allows = allows or want[2] == policy and want[1] == "allow"
                refuses = refuses or want[2] == policy and want[1] ~= "allow"
            end
            assert.is_true(allows and refuses, policy)
        end
    end)

    for _, policy in ipairs(POLICIES) do
        it("have cases that cover the whole policy " .. policy, function()
            local run = gait.run({ "policy", "test", gait.root .. "/examples/policies/" .. policy .. ".lua",
                "--min-coverage", "100" })
            assert.equal(0, run.exit, run.stdout)
        end)
    end

    for name, want in pairs(HOOKS) do
        it("map the hook payload " .. name, function()
            local intent, code = map(gait.read(gait.root .. "/examples/hooks/" .. name .. ".json"), "agent-9")
            assert.equal(0, code)
            assert.equal("agent-9", cjson.decode(intent).context.identity)
            local d = envelope.document(decide(intent, "builtin:coding-agent"))
            assert.equal(want.tool, d.tool_name)
            assert.equal(want.verdict, d.verdict)
        end)
    end

    it("map a search to the place that it looks through", function()
        local cases = {
            { "Glob", { pattern = "**/*.c" }, { "/srv/app" } },
            { "Glob", { pattern = "/etc/**/*.conf" }, { "/etc", "/srv/app" } },
            { "Glob", { pattern = "../*/x", path = "/srv/app/a" }, { "..", "/srv/app/a" } },
            { "Grep", { pattern = "/api/", path = "src" }, { "src" } },
            { "Grep", { pattern = "KEY", glob = "{.env*,*.c}" }, { "*.c", ".env*", "/srv/app" } },
            { "LS", { path = "/srv/other" }, { "/srv/other" } },
        }
        for _, case in ipairs(cases) do
            local intent = cjson.decode((map(cjson.encode({ tool_name = case[1], tool_input = case[2], cwd = "/srv/app",
                session_id = "s" }))))
            local values = {}
            for i, target in ipairs(intent.targets) do
                values[i] = target.value
            end
            assert.same(case[3], values)
            assert.equal("tool.read", intent.tool_name)
        end
    end)

    it("give no intent for a payload that is none, so that gait blocks", function()
        for _, payload in ipairs({ "", "[", "[]", "null", '{"tool_name":"Read"}',
            '{"tool_name":7,"cwd":"/","session_id":"s"}' }) do
            local intent, code = map(payload)
            assert.equal(6, code)
            assert.equal("", intent)
        end
        local run = decide("")
        assert.equal("block", envelope.failure(run).verdict)
    end)

    it("map every captured payload of the conformance data", function()
        local data = os.getenv("CONFORMANCE_DIR")
        if not data or not gait.read(data .. "/hooks/pretooluse_bash.json") then
            pending("CONFORMANCE_DIR is not set, or has no hooks")
            return
        end
        for _, name in ipairs(gait.names(data .. "/hooks")) do
            local intent, code = map(gait.read(data .. "/hooks/" .. name))
            assert.equal(0, code)
            assert.equal(CAPTURED[name], envelope.document(decide(intent, "builtin:coding-agent")).verdict, name)
        end
    end)
end)
