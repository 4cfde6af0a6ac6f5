-- SPDX-License-Identifier: Apache-2.0

local gait = require("support.gait")

local FAST <const> = {
    { "version" }, { "version", "--json" }, { "help" }, { "help", "errors", "--json" }, { "demo" }, { "demo", "--json" },
    { "gate", "eval", "--help" }, { "gate", "--explain" },
    { "policy", "test", "builtin:baseline-medium", gait.intent("read") },
    { "gate", "eval", "--policy", "builtin:baseline-medium", "--intent", gait.intent("read"), "--json" },
    { "gate", "eval", "--policy", "builtin:baseline-medium", "--intent", gait.intent("read"), "--simulate" },
}

describe("output that cannot be delivered", function()
    teardown(gait.clean)

    it("exits 1 on a full device", function()
        for _, args in ipairs(FAST) do
            local run = gait.run(args, { redirect = ">/dev/full" })
            assert.equal(1, run.exit, table.concat(args, " "))
            assert.truthy(run.stderr:find("could not be delivered", 1, true))
        end
    end)

    it("exits 1 on a closed standard output, whatever the command", function()
        for _, args in ipairs(FAST) do
            assert.equal(1, gait.run(args, { redirect = ">&-" }).exit, table.concat(args, " "))
        end
    end)

    it("exits 1 on a broken pipe, without dying of the signal", function()
        for _, args in ipairs(FAST) do
            local dir = gait.tempdir()
            local words = {}
            for i, word in ipairs(args) do
                words[i] = gait.quote(word)
            end
            -- The reader is gone before gait starts: the fifo is opened once, and closed.
            os.execute(("cd %s && mkfifo pipe && (: <pipe &) && exec 3>pipe && sleep 0.05 && "
                .. "{ env -i HOME=/invalid %s %s >&3 2>err; echo $? >status; }"):format(
                dir, gait.quote(gait.bin), table.concat(words, " ")))
            assert.equal("1\n", gait.read(dir .. "/status"), table.concat(args, " "))
        end
    end)

    it("exits 1 when the errors of people cannot be delivered, and is never 0 then", function()
        local run = gait.run({ "gate", "eval" }, { redirect = "2>/dev/full" })
        assert.equal(1, run.exit)
        run = gait.run({ "gate", "eval" }, { redirect = "2>&-" })
        assert.equal(1, run.exit)
    end)
end)

describe("closed standard descriptors", function()
    teardown(gait.clean)

    local function evaluate(redirect, ...)
        local dir = gait.tempdir()
        local args = { "gate", "eval", "--policy", "builtin:baseline-medium", "--trace-out", "trace.json", ... }
        return gait.run(args, { cwd = dir, redirect = redirect }), dir
    end

    it("never receive the trace", function()
        for _, redirect in ipairs({ "<&-", ">&-", "2>&-", "<&- >&-", "<&- >&- 2>&-" }) do
            local run, dir = evaluate(redirect, "--intent", gait.intent("read"))
            local trace = gait.read(dir .. "/trace.json")
            assert.matches('^{\n.*"signature".*}\n$', trace)
            assert.is_nil(trace:find("verdict=", 1, true))
            assert.is_nil(run.stdout:find("signed_digest", 1, true))
        end
    end)

    it("are an error when they were to be read", function()
        local run = evaluate("<&-", "--intent", "-", "--json")
        assert.equal("block", run.json.verdict)
        assert.is_false(run.json.ok)
        assert.equal(1, run.exit)
        assert.equal("file_read", run.json.error_code)
    end)
end)
