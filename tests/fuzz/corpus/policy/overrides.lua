policy { id = "x", default = "block" }
local n = 0
rule { id = "a", effect = "allow", match = { tool = "tool.*", args = { ["items[any].price"] = { gt = 10 } } },
  when = { fresh = function(i) n = n + 1 return n == 1 end, small = function(i) return i.args.items[1].price < 100 end } }
rule { id = "b", effect = "block", match = { tool = "tool.write", target = { path_under = "/etc" } }, overrides = { "c" } }
rule { id = "c", effect = "require_approval", approvals = 2, match = { tool = "tool.write" }, unless = function(i) error("x") end }
