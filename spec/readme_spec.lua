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
