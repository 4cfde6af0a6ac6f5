-- SPDX-License-Identifier: Apache-2.0
-- Small amounts go through, larger ones take an approval, very large ones two people. Say every border once: 100 belongs
-- to the first rule, and what is not a positive number belongs to none. An amount that is missing or a text is unknown;
-- unknown never widens, so the rules that restrict apply.

policy { id = "cookbook/amounts", version = "1.0.0", title = "Approval above an amount", default = "block" }

rule { id = "small", effect = "allow", match = { tool = "payments.*", args = { amount = { gt = 0, lte = 100 } } } }

rule {
    id = "large",
    effect = "require_approval",
    match = { tool = "payments.*", args = { amount = { gt = 100 } } },
    reason = "amount_over_100",
    hint = "split nothing; ask for an approval of the whole amount",
}

rule {
    id = "very-large",
    effect = "require_approval",
    approvals = 2,
    match = { tool = "payments.*", args = { amount = { gt = 10000 } } },
    reason = "amount_over_10000",
    hint = "ask two people for an approval of the whole amount",
}
