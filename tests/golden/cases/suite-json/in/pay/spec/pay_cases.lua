cases "payments <a>, 100%" {
    { "over", tool = "pay", args = { amount = 1001 }, expect = "require_approval", rule = { "large" } },
    { "hidden # amount", tool = "pay", args = { amount = "x" },
        expect = "allow", approvals = 0 },
}
