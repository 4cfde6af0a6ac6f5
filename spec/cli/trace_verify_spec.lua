-- SPDX-License-Identifier: Apache-2.0

local cjson = require("cjson")
local envelope = require("support.envelope")
local gait = require("support.gait")

describe("gait trace verify", function()
    local dir, trace

    setup(function()
        dir = gait.tempdir()
        gait.run({ "keys", "init", "keys", "--public-out", "keys.pub" }, { cwd = dir })
        gait.run({ "keys", "init", "other", "--public-out", "other.pub" }, { cwd = dir })
        local run = gait.run({ "gate", "eval", "--policy", gait.PACK, "--intent", gait.intent("delete"), "--key-set",
            "keys", "--trace-out", "trace.json" }, { cwd = dir })
        assert(run.exit == 3, run.stderr)
        trace = gait.read(dir .. "/trace.json")
    end)
    teardown(gait.clean)

    local function verify(text, ...)
        gait.write(dir .. "/copy.json", text)
        return gait.run({ "trace", "verify", "copy.json", "--json", ... }, { cwd = dir })
    end

    --- text with the first plain `from` replaced.
    local function change(text, from, to)
        local start, finish = text:find(from, 1, true)
        assert(start, "the trace has no " .. from)
        return text:sub(1, start - 1) .. to .. text:sub(finish + 1)
    end

    it("accepts the file as it was written, by argument and by --path, with any key source", function()
        for _, args in ipairs({
            { "trace.json", "--public-key", "keys.pub" }, { "--path", "trace.json", "--public-key", "keys.pub" },
            { "--key-set", "keys", "trace.json" },
        }) do
            local run = gait.run({ "trace", "verify", "--json", table.unpack(args) }, { cwd = dir })
            local d = envelope.document(run)
            assert.equal(0, run.exit)
            assert.equal("verified", d.signature_status)
            assert.equal("trace.json", d.path)
            assert.equal("block", d.verdict)
            assert.matches("^%x+$", d.key_id)
        end
        local public = gait.read(dir .. "/keys.pub")
        local run = gait.run({ "trace", "verify", "trace.json", "--public-key-env", "KEY" },
            { cwd = dir, env = { KEY = public } })
        assert.matches("^trace verify ok: trace%.json\nverdict: block\nkey: %x+\n$", run.stdout)
    end)

    it("refuses every change of its members", function()
        local cases = {
            ["a flipped verdict"] = change(trace, '"verdict": "block"', '"verdict": "allow"'),
            ["an added member"] = change(trace, "{", '{"note": "all is well",'),
            ["a duplicated member"] = change(trace, "{", '{"verdict": "block",'),
            ["a duplicate that differs"] = change(trace, "{", '{"verdict": "allow",'),
            ["a member in another case"] = change(trace, "{", '{"VERDICT": "allow",'),
            ["a duplicate that is equal only after unescaping"] = change(trace, "{", '{"\\u0076erdict": "allow",'),
            ["a removed member"] = change(trace, '"verdict": "block",', ""),
            ["an added member of the signature"] = change(trace, '"alg"', '"note": 1, "alg"'),
            ["another algorithm"] = change(trace, '"ed25519"', '"none"'),
            ["another schema"] = change(trace, '"gait.gate.trace"', '"gait.gate.other"'),
            ["another schema version"] = change(trace, '"schema_version": "2.0.0"', '"schema_version": "1.0.0"'),
            ["a newer schema version"] = change(trace, '"schema_version": "2.0.0"', '"schema_version": "3.0.0"'),
            ["a member set to null"] = change(trace, '"verdict": "block"', '"verdict": null'),
            ["no signature"] = trace:gsub(',%s*"signature": %b{}', ""),
        }
        for what, text in pairs(cases) do
            local run = verify(text, "--public-key", "keys.pub")
            local d = envelope.failure(run)
            assert.is_false(d.ok, what)
            local duplicate = what:find("duplicate", 1, true) ~= nil
            assert.is_true(run.exit == 2 or duplicate and run.exit == 6, what .. ": exit " .. run.exit)
            if run.exit == 2 then
                assert.equal("failed", d.signature_status, what)
            end
        end
    end)

    it("refuses a flipped bit at any byte of any value", function()
        local step = math.max(1, #trace // 150)
        for at = 1, #trace, step do
            local byte = trace:byte(at)
            local text = trace:sub(1, at - 1) .. string.char(byte ~ 1) .. trace:sub(at + 1)
            local run = verify(text, "--public-key", "keys.pub")
            local whitespace = trace:sub(at, at):match("%s") and text:sub(at, at):match("%s")
            if not whitespace then
                assert.is_true(run.exit == 2 or run.exit == 6, "byte " .. at .. ": exit " .. run.exit)
                envelope.failure(run)
            end
        end
    end)

    it("accepts the same record written another way, since what is signed is its canonical form", function()
        local compact = trace:gsub("\n%s*", "")
        assert.equal(0, verify(compact, "--public-key", "keys.pub").exit)
    end)

    it("tells another key from a changed record", function()
        local d = envelope.failure(verify(trace, "--public-key", "other.pub"))
        assert.equal("signature_key_mismatch", d.error_code)
        d = envelope.failure(verify(change(trace, '"verdict": "block"', '"verdict": "allow"'), "--key-set", "keys"))
        assert.equal("digest_mismatch", d.error_code)
        local sig = cjson.decode(trace).signature.sig
        local other = (sig:sub(1, 1) == "A" and "B" or "A") .. sig:sub(2)
        d = envelope.failure(verify(change(trace, sig, other), "--key-set", "keys"))
        assert.equal("signature_invalid", d.error_code)
    end)

    it("exits 6 for what it cannot read, parse, or has no key for", function()
        assert.equal(6, verify("not json", "--public-key", "keys.pub").exit)
        assert.equal(6, verify("", "--public-key", "keys.pub").exit)
        assert.equal("key_not_configured", envelope.failure(verify(trace)).error_code)
        local cases = {
            { "path_invalid", "absent.json", "--key-set", "keys" },
            { "argument_count", "trace.json", "trace.json", "--key-set", "keys" },
            { "argument_count", "--key-set", "keys" },
            { "flag_ambiguous", "trace.json", "--path", "trace.json", "--key-set", "keys" },
            { "key_ambiguous", "trace.json", "--public-key", "keys.pub", "--public-key-env", "KEY" },
        }
        for _, case in ipairs(cases) do
            local code = table.remove(case, 1)
            local run = gait.run({ "trace", "verify", "--json", table.unpack(case) }, { cwd = dir })
            assert.equal(code, envelope.failure(run).error_code)
            assert.equal(6, run.exit)
        end
    end)

    it("still verifies after a rotation of the key set, and tells people so", function()
        gait.run({ "keys", "rotate", "keys" }, { cwd = dir })
        local run = gait.run({ "trace", "verify", "trace.json", "--key-set", "keys" }, { cwd = dir })
        assert.equal(0, run.exit)
        run = gait.run({ "trace", "verify", "trace.json", "--public-key", "other.pub" }, { cwd = dir })
        assert.equal(2, run.exit)
        assert.equal("trace verify failed: trace.json\nsignature status: failed\n", run.stdout)
        assert.matches("^trace verify error: trace.json: ", run.stderr)
        assert.matches("\ncode: signature_key_mismatch\n$", run.stderr)
    end)
end)
