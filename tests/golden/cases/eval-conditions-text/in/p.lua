policy { id = "golden/iteration", version = "2.1.0", default = "block" }

-- Iterates in sorted order, and says what it saw.
rule {
    id = "counts", effect = "require_approval", approvals = 2, distinct_approvers = true,
    match = { tool = "batch.*", args = { ["items[any].price"] = { gt = 99.5 } } },
    when = {
        many = function(intent)
            local names = {}
            for name in pairs(intent.args) do names[#names + 1] = name end
            note(table.concat(names, ","))
            return #intent.args.items > 1
        end,
        fails = function(intent) return intent.args.nothing.here == 1 end,
    },
    reason = "large_batch",
}

rule { id = "small", effect = "allow", match = { tool = "batch.*" }, overrides = { "counts" },
       unless = function(intent) return #intent.args.items > 2 end }
