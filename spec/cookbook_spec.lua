-- SPDX-License-Identifier: Apache-2.0
--- The policies of examples/cookbook and examples/packs: tested to the last condition, checked, and quoted as they are.

local gait = require("support.gait")

-- Windows of these policies are not past then.
local WHEN <const> = { "--evaluation-time", "2026-01-01T00:00:00Z" }

local function recipes()
    local found = {}
    for _, name in ipairs(gait.names(gait.root .. "/examples/cookbook")) do
        if not name:find("_cases%.lua$") then
            found[#found + 1] = assert(name:match("^(.*)%.lua$"), name)
        end
    end
    return found
end

local function subjects()
    local found = {}
    for _, name in ipairs(recipes()) do
        found[#found + 1] = "cookbook/" .. name .. ".lua"
    end
    for _, name in ipairs(gait.names(gait.root .. "/examples/packs")) do
        found[#found + 1] = "packs/" .. name
    end
    return found
end

describe("the cookbook", function()
    teardown(gait.clean)

    for _, subject in ipairs(subjects()) do
        local path = gait.root .. "/examples/" .. subject

        it("is tested to the last condition: " .. subject, function()
            local run = gait.run({ "policy", "test", path, "--min-coverage", "100" })
            assert.equal(0, run.exit, run.stdout .. run.stderr)
        end)

        it("holds nothing that cannot be meant: " .. subject, function()
            local run = gait.run({ "policy", "check", "--strict", path, table.unpack(WHEN) })
            assert.equal(0, run.exit, run.stdout)
        end)
    end

    it("has twelve policies, and its page quotes each, with its cases", function()
        local page = gait.read(gait.root .. "/docs/cookbook.md")
        assert.equal(12, #recipes())
        for _, name in ipairs(recipes()) do
            for _, file in ipairs({ name .. ".lua", name .. "_cases.lua" }) do
                local code = gait.read(gait.root .. "/examples/cookbook/" .. file)
                code = code:gsub("^%-%- SPDX[^\n]*\n+", ""):gsub("^%-%-.-\n\n", "")
                assert.truthy(page:find("examples/cookbook/" .. file, 1, true), file)
                assert.truthy(page:find("\n```lua\n" .. code .. "```\n", 1, true), file)
            end
        end
    end)

    it("has the six things that people ask for in fifty lines", function()
        local _, lines = gait.read(gait.root .. "/examples/packs/six/policy.lua"):gsub("\n", "")
        assert.is_true(lines <= 50)
    end)
end)
