-- SPDX-License-Identifier: Apache-2.0

local envelope = require("support.envelope")
local gait = require("support.gait")

local PACKS <const> = dofile(gait.root .. "/lua/policies/index.lua")

local function mode(path)
    local pipe = assert(io.popen("stat -c %a " .. gait.quote(path)))
    local text = pipe:read("l")
    pipe:close()
    return text
end

describe("gait policy list", function()
    teardown(gait.clean)

    it("names every pack, with what it says of itself", function()
        local run = gait.run({ "policy", "list", "--json" })
        local d = envelope.document(run)
        assert.equal(0, run.exit)
        assert.equal("gait.policy.list", d.schema_id)
        local names = {}
        for i, pack in ipairs(d.packs) do
            names[i] = pack.name
            assert.equal("gait/" .. pack.name, pack.policy_id)
            assert.equal(64, #pack.policy_digest)
            assert.is_true(pack.rules > 0 and #pack.tags > 0)
            assert.truthy(pack.policy_version and pack.title and pack.description and pack.owner and pack.license)
        end
        assert.same(PACKS, names)
    end)

    it("shows them a line each", function()
        local run = gait.run({ "policy", "list" })
        local lines = 0
        for line in run.stdout:gmatch("[^\n]+") do
            lines = lines + 1
            assert.truthy(line:find("^" .. PACKS[lines]:gsub("%-", "%%-") .. "%s+gait/%S+%s+[%d.]+%s+%d+ rules  %u"), line)
        end
        assert.equal(#PACKS, lines)
    end)
end)

describe("gait policy init", function()
    teardown(gait.clean)

    for _, name in ipairs(PACKS) do
        it("writes a pack that is tested, checked and decides like the original: " .. name, function()
            local dir = gait.tempdir()
            local run = gait.run({ "policy", "init", name, "--json" }, { cwd = dir })
            local d = envelope.document(run)
            assert.equal(0, run.exit)
            assert.equal(name, d.policy_path)
            assert.equal(2, #d.next_commands)
            local test = gait.run({ "policy", "test", name, "--min-coverage", "100", "--json" }, { cwd = dir })
            assert.equal(0, test.exit, test.stdout)
            assert.equal(0, gait.run({ "policy", "check", "--strict", name }, { cwd = dir }).exit)
            local copy = gait.run({ "policy", "test", name, gait.intent("read"), "--json" }, { cwd = dir }).json
            local original = gait.run({ "policy", "test", "builtin:" .. name, gait.intent("read"), "--json" }).json
            assert.equal(original.policy_digest, copy.policy_digest)
            assert.equal(d.policy_digest, copy.policy_digest)
        end)
    end

    it("is private, and lists what it wrote", function()
        local dir = gait.tempdir()
        local d = gait.run({ "policy", "init", "builtin:coding-agent", "--out", "mine/", "--json" }, { cwd = dir }).json
        assert.equal("700", mode(dir .. "/mine"))
        assert.equal("700", mode(dir .. "/mine/rules"))
        local seen = {}
        for _, file in ipairs(d.files) do
            seen[file] = true
            assert.equal("600", mode(dir .. "/mine/" .. file))
        end
        assert.truthy(seen["policy.lua"] and seen["lib/shell.lua"] and seen["spec/web_cases.lua"] and seen[".luarc.json"])
        assert.same({ "mine" }, gait.names(dir))
    end)

    it("never writes over anything, and leaves nothing behind when it cannot write", function()
        local dir = gait.tempdir()
        gait.write(dir .. "/taken", "mine")
        assert(os.execute("ln -s nowhere " .. gait.quote(dir .. "/link")))
        for _, out in ipairs({ "taken", "link", "." }) do
            local run = gait.run({ "policy", "init", "baseline-low", "--out", out, "--json" }, { cwd = dir })
            assert.equal("file_exists", envelope.failure(run).error_code)
            assert.equal(6, run.exit)
        end
        assert.equal("mine", gait.read(dir .. "/taken"))
        local run = gait.run({ "policy", "init", "baseline-low", "--out", "no/such/parent", "--json" }, { cwd = dir })
        assert.equal("path_invalid", envelope.failure(run).error_code)
        local full = gait.run({ "policy", "init", "coding-agent", "--json" }, { cwd = dir, before = "ulimit -f 8" })
        assert.is_false(full.json.ok)
        assert.same({ "link", "taken" }, gait.names(dir))
    end)

    it("names the templates when there is none of that name", function()
        local run = gait.run({ "policy", "init", "baseline", "--json" })
        local d = envelope.failure(run)
        assert.equal("path_invalid", d.error_code)
        assert.matches("baseline-high exfiltration", d.error, 1, true)
        assert.equal(6, run.exit)
    end)
end)
