-- SPDX-License-Identifier: Apache-2.0

local envelope = require("support.envelope")
local gait = require("support.gait")

local COMMANDS <const> = {
    { "demo" }, { "gate", "eval" }, { "policy", "test" }, { "trace", "verify" }, { "keys", "init" },
    { "keys", "rotate" }, { "keys", "verify" }, { "version" }, { "help" },
}

local function with(words, ...)
    local all = { table.unpack(words) }
    for _, word in ipairs({ ... }) do
        all[#all + 1] = word
    end
    return all
end

describe("the command line", function()
    teardown(gait.clean)

    it("tells its version by word and by flag", function()
        for _, args in ipairs({ { "version" }, { "--version" }, { "-v" }, { "-version" } }) do
            local run = gait.run(args)
            assert.equal(0, run.exit)
            assert.matches("^gait %d+%.%d+%.%d+\n$", run.stdout)
            assert.equal("", run.stderr)
        end
    end)

    it("names the linked libraries with their versions", function()
        for _, args in ipairs({ { "version", "--json" }, { "--json", "--version" } }) do
            local d = envelope.document(gait.run(args))
            assert.is_true(d.ok)
            assert.matches("^%d+%.%d+%.%d+$", d.version)
            assert.matches("^5%.4%.", d.libraries.lua)
            assert.matches("^1%.", d.libraries.sodium)
            assert.matches("^3%.", d.libraries.nettle)
        end
    end)

    it("lists every command in its help, and exits 0", function()
        for _, args in ipairs({ { "help" }, { "--help" }, { "-h" }, { "-help" } }) do
            local run = gait.run(args)
            assert.equal(0, run.exit)
            assert.equal("", run.stderr)
            for _, words in ipairs(COMMANDS) do
                assert.truthy(run.stdout:find("  " .. table.concat(words, " ") .. " ", 1, true))
            end
        end
    end)

    it("takes nothing for a call for help that stands where a value belongs", function()
        for _, flag in ipairs({ "-h", "--help", "--explain", "--help=true", "-v" }) do
            for _, option in ipairs({ "--intent", "--policy", "--correlation-id", "--private-key" }) do
                local run = gait.run({ "gate", "eval", "--policy", "builtin:baseline-medium", option, flag })
                assert.equal(6, run.exit, option .. " " .. flag)
                run = gait.run({ "gate", "eval", option, flag, "--json" })
                assert.equal(6, run.exit, option .. " " .. flag)
                assert.is_false(envelope.document(run).ok)
            end
        end
    end)

    it("shows help and a sentence for every command, wherever the flag stands", function()
        for _, words in ipairs(COMMANDS) do
            local title = "gait " .. table.concat(words, " ")
            for _, flags in ipairs({ { "--help" }, { "-h" }, { "--no-such-flag", "--help" }, { "x", "y", "--help" } }) do
                local run = gait.run(with(words, table.unpack(flags)))
                assert.equal(0, run.exit)
                assert.truthy(run.stdout:find(title, 1, true))
                assert.truthy(run.stdout:find("Exit status", 1, true))
            end
            local sentence = gait.run(with(words, "--explain"))
            assert.equal(0, sentence.exit)
            assert.matches("^[^\n]+%.\n$", sentence.stdout)
            local mixed = gait.run(with(words, "--no-such-flag", "--explain"))
            assert.equal(6, mixed.exit) -- exit 0 must not be had for deciding nothing
            assert.matches("takes no flag beside it", mixed.stderr)
            local d = envelope.document(gait.run(with(words, "--help", "--json")))
            assert.equal(table.concat(words, " "), d.help.command)
            assert.equal(0, gait.run(with({ "help" }, table.unpack(words))).exit)
        end
    end)

    it("keeps help within 80 columns and free of escapes", function()
        local pages = { { "help" }, { "demo" }, { "help", "keys" } }
        for _, words in ipairs(COMMANDS) do
            pages[#pages + 1] = with(words, "--help")
        end
        for _, args in ipairs(pages) do
            local text = gait.run(args).stdout
            assert.is_nil(text:find("\27", 1, true))
            for line in text:gsub("\n  %S*gait [^\n]*", ""):gmatch("[^\n]+") do
                assert.is_true(#line <= 80, line)
            end
        end
    end)

    it("lists the commands of a group, exit 0 when asked and 6 when a command is missing", function()
        for _, group in ipairs({ "gate", "policy", "trace", "keys" }) do
            assert.equal(0, gait.run({ group, "--help" }).exit)
            assert.equal(0, gait.run({ group, "--explain" }).exit)
            assert.equal(0, gait.run({ "help", group }).exit)
            local bare = gait.run({ group })
            assert.equal(6, bare.exit)
            assert.equal("", bare.stdout)
            assert.truthy(bare.stderr:find("gait " .. group .. " COMMAND", 1, true))
            assert.equal("command_missing", envelope.failure(gait.run({ group, "--json" })).error_code)
        end
    end)

    it("exits 6 without a command, so that an empty variable never looks like an allow", function()
        local run = gait.run({})
        assert.equal(6, run.exit)
        assert.equal("", run.stdout)
        assert.truthy(run.stderr:find("gate eval", 1, true))
        assert.equal("command_missing", envelope.failure(gait.run({ "--json" })).error_code)
        assert.equal("command_missing", envelope.failure(gait.run({ "--json", "--", "version" })).error_code)
    end)

    it("says what was probably meant", function()
        local cases = {
            { { "vesion" }, "did you mean 'version'?" },
            { { "gat", "eval" }, "did you mean 'gate'?" },
            { { "gate", "evl" }, "did you mean 'gate eval'?" },
            { { "help", "polcy" }, "did you mean 'policy'?" },
            { { "version", "--jsn" }, "did you mean --json?" },
            { { "gate", "eval", "--polcy", "x" }, "did you mean --policy?" },
            { { "gate", "eval", "--explain-decison" }, "did you mean --explain-decision?" },
        }
        for _, case in ipairs(cases) do
            local run = gait.run(case[1])
            assert.equal(6, run.exit)
            assert.equal("", run.stdout)
            assert.truthy(run.stderr:find(case[2], 1, true), run.stderr)
        end
    end)

    it("does not repeat a word that could be a secret", function()
        for _, args in ipairs({ { "Hunter2SECRET" }, { "gate", "Hunter2SECRET" }, { "version", "--Hunter2SECRET" },
            { "version", "Hunter2SECRET" }, { "gate", "eval", "--deadline-ms", "Hunter2SECRET" },
            { "gate", "eval", "--key-mode=Hunter2SECRET" }, { "--correlation-id", "Hunter2 SECRET", "version" } }) do
            for _, extra in ipairs({ "--json", "--json=false" }) do
                local run = gait.run(with(args, extra))
                assert.equal(6, run.exit)
                assert.is_nil((run.stdout .. run.stderr):find("SECRET", 1, true))
            end
        end
    end)

    it("reads flags before and after positionals, with one dash or two, with = or a space", function()
        local pack, intent = "builtin:baseline-medium", gait.intent("read")
        for _, args in ipairs({
            { "--json", "policy", "test", pack, intent },
            { "policy", "--json", "test", pack, intent },
            { "policy", "test", "--json", pack, intent },
            { "policy", "test", pack, "-json", intent },
            { "policy", "test", pack, intent, "--json=true" },
            { "policy", "test", pack, intent, "--json=1", "--explain-decision=f" },
            { "policy", "test", "--json", "--", pack, intent },
            { "--correlation-id", "a", "policy", "--correlation-id=b", "test", "--json", pack, intent },
        }) do
            local run = gait.run(args)
            if args[1] == "--correlation-id" then
                assert.equal("flag_ambiguous", envelope.failure(run).error_code)
            else
                assert.equal("allow", envelope.document(run).verdict)
            end
        end
        assert.matches("^policy test ", gait.run({ "policy", "test", pack, intent, "--json=false" }).stdout)
    end)

    it("takes what follows -- for arguments, and never a flag for a value", function()
        local run = gait.run({ "trace", "verify", "--json", "--", "--help" })
        assert.equal("key_not_configured", envelope.failure(run).error_code)
        run = gait.run({ "gate", "eval", "--policy", "--json" })
        assert.equal("flag_value_missing", envelope.failure(run).error_code)
        run = gait.run({ "gate", "eval", "--intent", "-", "--json" })
        assert.equal("flag_missing", envelope.failure(run).error_code)
    end)

    it("refuses a flag given twice, an empty value, and a boolean that is none", function()
        local cases = {
            { "flag_ambiguous", "version", "--json", "--json" },
            { "flag_ambiguous", "gate", "eval", "--intent", "a", "--intent", "b", "--json" },
            { "flag_value_invalid", "gate", "eval", "--policy=", "--json" },
            { "flag_value_invalid", "gate", "eval", "--policy", "", "--json" },
            { "flag_value_invalid", "version", "--json=yes" },
            { "flag_value_invalid", "gate", "eval", "--deadline-ms=0", "--json" },
            { "flag_value_invalid", "gate", "eval", "--deadline-ms=30001", "--json" },
            { "flag_value_invalid", "gate", "eval", "--deadline-ms=1s", "--json" },
            { "flag_value_invalid", "gate", "eval", "--max-intent-bytes=99999999999999999999", "--json" },
            { "flag_value_invalid", "gate", "eval", "--key-mode=test", "--json" },
        }
        for _, case in ipairs(cases) do
            local code = table.remove(case, 1)
            assert.equal(code, envelope.failure(gait.run(case)).error_code)
        end
    end)

    it("puts an id of its own on every run, or the one it is given", function()
        local seen = {}
        for _ = 1, 20 do
            local id = envelope.document(gait.run({ "version", "--json" })).correlation_id
            assert.matches("^%x+$", id)
            assert.equal(24, #id)
            assert.is_nil(seen[id])
            seen[id] = true
        end
        for _, id in ipairs({ "a", "run-7.step_2:x", ("z"):rep(128) }) do
            assert.equal(id, envelope.document(gait.run({ "version", "--json", "--correlation-id", id })).correlation_id)
        end
        for _, id in ipairs({ "", "a b", "ä", ("z"):rep(129), "a\nb" }) do
            local d = envelope.failure(gait.run({ "version", "--json", "--correlation-id=" .. id }))
            assert.equal("flag_value_invalid", d.error_code)
            assert.equal(24, #d.correlation_id)
        end
    end)

    it("colours a terminal only", function()
        local args = { "policy", "test", "builtin:baseline-medium", gait.intent("read"), "--explain-decision" }
        local function on_terminal(env)
            local scratch = gait.tempdir()
            local words = {}
            for i, word in ipairs(args) do
                words[i] = gait.quote(word)
            end
            os.execute(("env -i %s script -qec %s /dev/null >%s </dev/null"):format(env,
                gait.quote(gait.quote(gait.bin) .. " " .. table.concat(words, " ")), scratch .. "/out"))
            return gait.read(scratch .. "/out")
        end
        if not os.execute("script -qec true /dev/null >/dev/null 2>&1 </dev/null") then
            pending("script(1) finds no terminal")
            return
        end
        assert.truthy(on_terminal("TERM=xterm"):find("\27[", 1, true))
        assert.is_nil(on_terminal("TERM=xterm NO_COLOR=1"):find("\27[", 1, true))
        assert.is_nil(on_terminal("TERM=dumb"):find("\27[", 1, true))
        assert.is_nil(gait.run(args, { env = { TERM = "xterm" } }).stdout:find("\27[", 1, true))
    end)
end)
