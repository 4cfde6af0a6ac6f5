-- SPDX-License-Identifier: Apache-2.0
--- Policies in YAML, and the packs made of them, decide as the Go implementation does.

local contract = require("support.contract")
local gait = require("support.gait")

local POLICIES <const> = 30
local CALLS <const> = 60

--- Numbers that are the same in every run.
local function generator(seed)
    local state = seed * 2654435761 % 2147483647 + 1
    return function(low, high)
        state = state * 48271 % 2147483647
        return low + state // 127 % (high - low + 1)
    end
end

local function unchanged(run, what)
    assert.equal(0, run.exit, what .. "\n" .. run.stdout .. run.stderr)
end

describe("a policy in YAML", function()
    local dir

    before_each(function()
        dir = gait.tempdir()
    end)
    after_each(gait.clean)

    it("decides what a plain evaluator of the format decides, also as an imported pack", function()
        for seed = 1, POLICIES do
            local random = generator(seed)
            local policy, calls = contract.policy(random), {}
            for i = 1, CALLS do
                calls[i] = contract.call(random)
            end
            local name = ("p%d"):format(seed)
            local cases = contract.cases(policy, calls)
            gait.write(("%s/%s.yaml"):format(dir, name), contract.yaml(policy))
            gait.write(("%s/%s_cases.lua"):format(dir, name), cases)
            unchanged(gait.run({ "policy", "test", name .. ".yaml" }, { cwd = dir }), contract.yaml(policy))
            unchanged(gait.run({ "policy", "import", name .. ".yaml", "--out", name }, { cwd = dir }), name)
            if #policy.rules > 0 then
                gait.write(("%s/%s/spec/compared_cases.lua"):format(dir, name), cases)
            end
            unchanged(gait.run({ "policy", "test", name }, { cwd = dir }), contract.yaml(policy))
        end
    end)
end)
