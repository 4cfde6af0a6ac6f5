-- SPDX-License-Identifier: Apache-2.0
--- The packs that come with gait: their own specs hold and reach everything.

local gait = require("support.gait")

local PACKS <const> = dofile(gait.root .. "/lua/policies/index.lua")

describe("the shipped packs", function()
    teardown(gait.clean)

    for _, name in ipairs(PACKS) do
        it("have cases that reach every rule and condition: " .. name, function()
            local run = gait.run({ "policy", "test", "builtin:" .. name, "--min-coverage", "100" })
            assert.equal(0, run.exit, run.stdout .. run.stderr)
        end)

        it("have nothing in them that cannot be meant: " .. name, function()
            local run = gait.run({ "policy", "check", "--strict", "builtin:" .. name })
            assert.equal(0, run.exit, run.stdout)
        end)

        it("allow nothing by default, and say what they are for: " .. name, function()
            local source = gait.read(gait.root .. "/lua/policies/" .. name .. "/policy.lua")
            assert.truthy(source:find('default = "block"', 1, true) or source:find('default = "require_approval"', 1, true))
            for _, key in ipairs({ "version", "title", "description", "owner", "license", "tags" }) do
                assert.truthy(source:find("\n    " .. key .. " = ", 1, true), key)
            end
        end)
    end
end)
