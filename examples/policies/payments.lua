-- SPDX-License-Identifier: Apache-2.0
-- Payments: small ones pass, large ones and those that hide their amount need two people.

policy { id = "examples/payments", version = "1.0.0", default = "block" }

rule {
    id = "payments",
    effect = "allow",
    match = { tool = "payments.transfer" },
    reason = "payment_within_limits",
}

rule {
    id = "payments-over-1000",
    title = "Large payments",
    effect = "require_approval",
    approvals = 2,
    match = { tool = "payments.transfer", args = { amount = { gt = 1000 } } },
    reason = "amount_over_threshold",
    hint = "split nothing: ask two people",
}

rule {
    id = "payments-known-currency",
    effect = "block",
    match = { tool = "payments.transfer", args = { currency = { not_in = { "EUR", "USD" } } } },
    reason = "currency_not_supported",
}
