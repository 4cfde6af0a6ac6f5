-- SPDX-License-Identifier: Apache-2.0

local envelope = require("support.envelope")
local gait = require("support.gait")

describe("gait demo", function()
    teardown(gait.clean)

    it("shows three verdicts, why one was blocked, and that a changed trace fails", function()
        local tmp = gait.tempdir()
        local run = gait.run({ "demo" }, { env = { TMPDIR = tmp } })
        assert.equal(0, run.exit)
        assert.equal("", run.stderr)
        for _, text in ipairs({ "throw-away key", "tool.read      allow", "tool.delete    block",
            "tool.write     require_approval", "no-delete applies", "ok       trace_read.json",
            "ok       trace_delete.json", "ok       trace_write.json", "refused  trace_tampered.json" }) do
            assert.truthy(run.stdout:find(text, 1, true), text)
        end
        assert.same({}, gait.names(tmp))
    end)

    it("is one document with --json", function()
        local d = envelope.document(gait.run({ "demo", "--json" }))
        assert.is_true(d.ok)
        assert.is_true(d.throw_away_key)
        assert.equal("digest_mismatch", d.tampered.error_code)
        local verdicts = {}
        for i, decision in ipairs(d.decisions) do
            verdicts[i] = decision.verdict
            assert.equal("verified", decision.signature_status)
        end
        assert.same({ "allow", "block", "require_approval" }, verdicts)
        assert.equal(3, #d.next)
    end)

    it("ends with three commands that work as they are printed, in a terminal", function()
        local dir = gait.tempdir()
        os.execute(("mkdir %s/build && ln -s %s %s/build/gait"):format(dir, gait.quote(gait.bin), dir))
        for _, args in ipairs({ "demo", "demo --keep kept" }) do
            local pipe = assert(io.popen(("cd %s && build/gait %s"):format(dir, args)))
            local commands = pipe:read("a"):match("\nTry next:\n(.*)$")
            pipe:close()
            assert.equal(3, select(2, commands:gsub("build/gait", "")))
            gait.write(dir .. "/next.sh", "set -e\n" .. commands)
            assert.is_true(os.execute(("cd %s && sh next.sh >out 2>&1"):format(dir)), gait.read(dir .. "/out"))
            assert.truthy(gait.read(dir .. "/out"):find("trace verify ok", 1, true))
        end
    end)

    it("keeps its files when asked to, once", function()
        local dir = gait.tempdir()
        assert.equal(0, gait.run({ "demo", "--keep", "kept" }, { cwd = dir }).exit)
        local names = gait.names(dir .. "/kept")
        assert.equal(9, #names)
        local again = gait.run({ "demo", "--keep", "kept", "--json" }, { cwd = dir })
        assert.equal("file_exists", envelope.failure(again).error_code)
        assert.same(names, gait.names(dir .. "/kept"))
    end)

    it("takes less than a second", function()
        if gait.sanitized() then
            pending("a sanitizer is slow")
            return
        end
        assert.equal(0, gait.run({ "demo" }, { before = "ulimit -t 1" }).exit)
        local pipe = assert(io.popen("date +%s%N"))
        local from = tonumber(pipe:read("l"))
        pipe:close()
        gait.run({ "demo" })
        pipe = assert(io.popen("date +%s%N"))
        assert.is_true(tonumber(pipe:read("l")) - from < 1000000000)
        pipe:close()
    end)

    it("fails with a code when it has nowhere to write", function()
        local run = gait.run({ "demo", "--json" }, { env = { TMPDIR = "/dev/null/nowhere" } })
        assert.not_equal(0, run.exit)
        envelope.failure(run)
    end)
end)
