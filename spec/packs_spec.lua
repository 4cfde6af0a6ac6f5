-- SPDX-License-Identifier: Apache-2.0
--- The packs that come with gait: their own specs hold and reach everything, and what they share is the same.

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

    it("have the same text in files of the same name, since no pack includes a file of another", function()
        local first = {}
        for _, name in ipairs(PACKS) do
            local lib = gait.root .. "/lua/policies/" .. name .. "/lib"
            for _, file in ipairs(gait.read(lib .. "/tokens.lua") and gait.names(lib) or {}) do
                local bytes = gait.read(lib .. "/" .. file)
                assert.equal(first[file] or bytes, bytes, name .. "/lib/" .. file)
                first[file] = bytes
            end
        end
        assert.truthy(first["tokens.lua"] and first["secrets.lua"])
    end)
end)
