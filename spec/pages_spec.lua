-- SPDX-License-Identifier: Apache-2.0
--- Pages of docs that show a session are that session.

local gait = require("support.gait")
local page = require("support.page")

describe("the page", function()
    after_each(gait.clean)

    for _, path in ipairs({
        "docs/diff.md", "docs/from-rego-and-cedar.md", "docs/migration.md", "docs/testing.md", "docs/tutorial.md",
    }) do
        it(path .. " shows what really happens", function()
            assert.is_true(page.run(path) > 0)
        end)
    end

    it("of a wrong output is found out", function()
        local name = "build/page.md"
        gait.write(gait.root .. "/" .. name, "```console\n$ echo one\ntwo\n```\n")
        if not os.getenv("UPDATE") then
            assert.has_error(function()
                page.run(name)
            end)
        end
        os.remove(gait.root .. "/" .. name)
    end)

    it("of a block that nothing runs is found out", function()
        local name = "build/page.md"
        gait.write(gait.root .. "/" .. name, "```lua\nreturn 1\n```\n")
        assert.has_error(function()
            page.run(name)
        end, name .. ":2: a block of lua that is not run")
        os.remove(gait.root .. "/" .. name)
    end)
end)
