-- SPDX-License-Identifier: Apache-2.0
-- gait policy test examples/policies/payments.lua

local function transfer(amount, currency)
    return { amount = amount, currency = currency or "EUR" }
end

cases "small payments" {
    { "pass", tool = "payments.transfer", args = transfer(999.99), expect = "allow", rule = "payments",
        reasons = { "payment_within_limits" } },
    { "pass at the threshold", tool = "payments.transfer", args = transfer(1000), expect = "allow" },
}

cases "large payments" {
    { "need two people", tool = "payments.transfer", args = transfer(1000.01), expect = "require_approval",
        rule = { "payments-over-1000" }, reasons = { "amount_over_threshold" }, approvals = 2 },
    { "may not hide the amount", tool = "payments.transfer", args = { currency = "EUR" }, expect = "require_approval",
        rule = "payments-over-1000" },
    { "nor write it as text", tool = "payments.transfer", args = transfer("9"), expect = "require_approval" },
}

cases "currencies" {
    { "unknown ones are blocked", tool = "payments.transfer", args = transfer(1, "XTS"), expect = "block",
        rule = "payments-known-currency", reasons = "currency_not_supported" },
    { "so is one that is not said", tool = "payments.transfer", args = { amount = 1 }, expect = "block",
        rule = "payments-known-currency" },
}

cases "other tools" {
    { "are blocked", tool = "payments.list", expect = "block", reasons = { "default_block" } },
}
