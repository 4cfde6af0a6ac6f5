-- SPDX-License-Identifier: Apache-2.0

local envelope = require("support.envelope")
local gait = require("support.gait")

describe("gait keys", function()
    local dir
    before_each(function()
        dir = gait.tempdir()
    end)
    teardown(gait.clean)

    local function keys(...)
        return gait.run({ "keys", ... }, { cwd = dir })
    end

    local function mode_of(path)
        local pipe = assert(io.popen("stat -c %a " .. dir .. "/" .. path))
        local mode = pipe:read("l")
        pipe:close()
        return mode
    end

    it("makes a private set whose key signs and verifies", function()
        local run = keys("init", "set", "--identity", "release-bot", "--public-out", "out.pub", "--json")
        local d = envelope.document(run)
        assert.equal(0, run.exit)
        assert.equal("set", d.key_set)
        assert.equal("out.pub", d.public_key_path)
        assert.equal(d.public_key .. "\n", gait.read(dir .. "/out.pub"))
        assert.same({ d.key_id .. ".key", "keys.json" }, gait.names(dir .. "/set"))
        assert.equal("700", mode_of("set"))
        assert.equal("600", mode_of("set/keys.json"))
        assert.equal("600", mode_of("set/" .. d.key_id .. ".key"))
        assert.truthy(gait.read(dir .. "/set/keys.json"):find("release-bot", 1, true))
        local v = envelope.document(keys("verify", "set", "--json"))
        assert.equal(d.key_id, v.key_id)
        assert.equal(1, v.keys)
        assert.equal(1, v.active)
    end)

    it("rotates: a new key signs, the old one still verifies and its private half is gone", function()
        local old = keys("init", "set", "--json").json.key_id
        local d = envelope.document(keys("rotate", "set", "--json"))
        assert.equal(old, d.retired_key_id)
        assert.not_equal(old, d.key_id)
        assert.same({ d.key_id .. ".key", "keys.json" }, gait.names(dir .. "/set"))
        local v = keys("verify", "set", "--json").json
        assert.same({ 2, 1, 1, 0 }, { v.keys, v.active, v.verify_only, v.revoked })
        assert.equal(d.key_id, v.key_id)
    end)

    it("tells people the same", function()
        local run = keys("init", "set")
        assert.matches("^keys init ok: set\nkey id: %x+\npublic key: [%w+/=]+\n$", run.stdout)
        assert.matches("^keys rotate ok: set\n.*retired, still verifies: %x+\n", keys("rotate", "set").stdout)
        assert.matches("^keys verify ok: set\nkeys: 2 %(active 1, verify only 1, revoked 0%)\n",
            keys("verify", "set").stdout)
    end)

    it("overwrites nothing", function()
        keys("init", "set", "--public-out", "out.pub")
        local before = gait.read(dir .. "/set/keys.json")
        assert.equal("key_set_exists", envelope.failure(keys("init", "set", "--json")).error_code)
        for _, command in ipairs({ "init", "rotate" }) do
            local target = command == "init" and "second" or "set"
            local run = keys(command, target, "--public-out", "out.pub", "--json")
            assert.equal("file_exists", envelope.failure(run).error_code)
        end
        assert.equal(before, gait.read(dir .. "/set/keys.json"))
        assert.same({ "out.pub", "set" }, gait.names(dir))
    end)

    it("finds what is wrong with a set", function()
        local function broken(what)
            os.execute(("cd %s && rm -rf set"):format(dir))
            keys("init", "set")
            os.execute(("cd %s/set && %s"):format(dir, what))
            return envelope.failure(keys("verify", "set", "--json")).error_code
        end
        assert.equal("key_permissions", broken("chmod 640 *.key"))
        assert.equal("file_permissions", broken("chmod 755 ."))
        assert.equal("key_set_invalid", broken("touch extra"))
        assert.equal("key_set_invalid", broken("echo '{}' >keys.json"))
        assert.equal("key_set_invalid", broken("echo '{' >keys.json"))
        assert.equal("key_invalid", broken("echo x >$(ls *.key)"))
        assert.equal("path_invalid", broken("rm keys.json"))
    end)

    it("never prints a private key", function()
        local out = keys("init", "set", "--json").stdout .. keys("verify", "set").stdout
        local name = gait.names(dir .. "/set")[1]
        local secret = gait.read(dir .. "/set/" .. name):sub(1, 40)
        out = out .. keys("rotate", "set").stdout .. keys("verify", "set", "--json").stdout
        assert.is_nil(out:find(secret, 1, true))
    end)
end)

describe("the key flags", function()
    local dir
    setup(function()
        dir = gait.tempdir()
        gait.run({ "keys", "init", "a", "--public-out", "a.pub" }, { cwd = dir })
        gait.run({ "keys", "init", "b", "--public-out", "b.pub" }, { cwd = dir })
        os.execute(("cd %s && cp a/*.key a.key && cp a.key open.key && chmod 644 open.key && "
            .. "head -c 44 b.pub >short.key && chmod 600 short.key"):format(dir))
    end)
    teardown(gait.clean)

    local function eval(args, env)
        local words = { "gate", "eval", "--policy", gait.PACK, "--intent", gait.intent("read"), "--json" }
        table.move(args, 1, #args, #words + 1, words)
        return gait.run(words, { cwd = dir, env = env })
    end

    it("sign with a file, a variable or a set, with or without --key-mode prod", function()
        local text = gait.read(dir .. "/a.key")
        local id = gait.run({ "keys", "verify", "a", "--json" }, { cwd = dir }).json.key_id
        for _, case in ipairs({
            { { "--private-key", "a.key" } }, { { "--key-mode", "prod", "--private-key", "a.key" } },
            { { "--private-key-env", "KEY" }, { KEY = text } }, { { "--key-set", "a" } },
            { { "--private-key", "a.key", "--public-key", "a.pub" } },
        }) do
            local run = eval(case[1], case[2])
            assert.equal(0, run.exit)
            assert.equal(id, run.json.key_id)
            assert.is_nil(run.json.warnings)
        end
        assert.equal(0, eval({ "--key-mode", "dev" }).exit)
    end)

    it("have a stable code for everything that is wrong with them", function()
        for _, case in ipairs({
            { "key_mode", { "--key-mode", "dev", "--private-key", "a.key" } },
            { "key_not_configured", { "--key-mode", "prod" } },
            { "key_ambiguous", { "--private-key", "absent", "--private-key-env", "ABSENT" } },
            { "key_env_unset", { "--private-key-env", "ABSENT" } },
            { "key_mismatch", { "--private-key", "a.key", "--public-key", "b.pub" } },
            { "key_permissions", { "--private-key", "open.key" } },
            { "key_invalid", { "--private-key", "short.key" } },
            { "path_invalid", { "--private-key", "absent" } },
            { "path_invalid", { "--key-set", "absent" } },
        }) do
            local run = eval(case[2])
            assert.equal(case[1], envelope.failure(run).error_code)
            assert.equal("block", run.json.verdict)
            assert.equal(6, run.exit)
        end
    end)
end)
