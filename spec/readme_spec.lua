-- SPDX-License-Identifier: Apache-2.0
--- The README shows what gait really says.

local gait = require("support.gait")

describe("the README", function()
    local readme = gait.read(gait.root .. "/README.md")

    --- A directory that looks like the root of the repository.
    local function checkout()
        local dir = gait.tempdir()
        os.execute(("mkdir %s/build && ln -s %s %s/build/gait && ln -s %s/lua %s/examples %s"):format(dir,
            gait.quote(gait.bin), dir, gait.quote(gait.root), gait.quote(gait.root), dir))
        return dir
    end

    after_each(gait.clean)

    it("shows outputs as they are", function()
        local seen = 0
        for command, output in readme:gmatch("```console\n%$ build/gait ([^\n]*)\n(.-)```") do
            local words = {}
            for word in command:gmatch("%S+") do
                words[#words + 1] = word
            end
            assert.equal(output, gait.run(words, { cwd = checkout(), bin = "build/gait" }).stdout)
            seen = seen + 1
        end
        assert.equal(2, seen)
    end)

    it("names commands for authors that work as they stand", function()
        local dir = gait.tempdir()
        gait.write(dir .. "/policy.yaml", "schema_id: gait.gate.policy\ndefault_verdict: block\nrules:\n" ..
            "  - name: reads\n    effect: allow\n    match:\n      tool_names: [tool.read]\n")
        os.execute(("mkdir %s/calls && cp %s/examples/intents/read.json %s/calls"):format(dir, gait.quote(gait.root), dir))
        gait.run({ "policy", "init", "coding-agent", "--out", "released" }, { cwd = dir })
        local seen = 0
        local block = readme:match("## Write a policy\n\n```sh\n(.-)```")
        for command in block:gmatch("gait ([^\n#]*)") do
            local words = {}
            for word in command:gmatch("%S+") do
                words[#words + 1] = word
            end
            local run = gait.run(words, { cwd = dir })
            assert.equal(0, run.exit, command .. "\n" .. run.stdout .. run.stderr)
            seen = seen + 1
        end
        assert.equal(6, seen)
    end)

    it("quotes the shipped policy", function()
        local policy = gait.read(gait.PACK .. "/policy.lua")
        local seen = 0
        for block in readme:gmatch("```lua\n(.-)```") do
            assert.truthy(policy:find(block, 1, true))
            seen = seen + 1
        end
        assert.equal(1, seen)
    end)
end)
