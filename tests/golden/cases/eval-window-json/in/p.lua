policy { id = "golden/window", version = "1.0.0", default = "block", zones = { "Town" } }
rule { id = "work", effect = "allow", match = { during = { days = "Sat-Sun", hours = "03:00-04:00", tz = "Town" } } }
rule { id = "freeze", effect = "dry_run", match = { during = { from = "2026-03-29T02:30", tz = "Town" } } }
rule { id = "elsewhere", effect = "require_approval", match = { outside = { days = "Mon-Fri", hours = "22:00-06:00", tz = "Nowhere" } } }
rule { id = "spring", effect = "allow", when = function(_, now) return time.zone(now, "Town").month == 3 end }
