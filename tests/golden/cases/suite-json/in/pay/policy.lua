policy { id = "golden/pay", version = "1.0.0", default = "block" }

rule {
    id = "large",
    effect = "require_approval",
    match = { tool = "pay", args = { amount = { gt = 1000 } } },
    hint = "ask somebody",
}

rule { id = "small", effect = "allow", match = { tool = "pay" } }

rule {
    id = "lost",
    effect = "block",
    match = { tool = "lost" },
    when = { odd = function(intent) return intent.args.n % 2 == 1 end },
}
