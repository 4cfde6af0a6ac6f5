-- SPDX-License-Identifier: Apache-2.0

local function pay(amount, row)
    row.tool, row.args = "payments.transfer", { amount = amount }
    return row
end

cases "amounts" {
    pay(100, { "at the border", expect = "allow", rule = "small" }),
    pay(100.01, { "above it", expect = "require_approval", rule = "large", approvals = 1 }),
    pay(10000, { "at the next", expect = "require_approval", approvals = 1 }),
    pay(10001, { "above that", expect = "require_approval", rule = { "large", "very-large" }, approvals = 2 }),
    pay(0, { "nothing", expect = "block", reasons = "default_block" }),
    pay("50", { "a text", expect = "block" }),
    pay(nil, { "missing", expect = "block" }),
    { "another tool", tool = "tool.read", expect = "block", reasons = "default_block" },
}
