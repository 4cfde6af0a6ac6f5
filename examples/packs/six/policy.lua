-- SPDX-License-Identifier: Apache-2.0
-- Six things that people ask of a policy: nothing destroyed in production, approval above an amount, nothing from outside
-- sent on, a rate, hours and a freeze, and who may release with which credential.
policy { id = "examples/six", version = "1.0.0", default = "block" }

local OFFICE <const> = { days = "Mon-Fri", hours = "08:30-18:00", tz = "Europe/Madrid" }

rule {
    id = "production-stays", effect = "block", severity = "critical",
    match = { tool = { "db.drop_*", "db.truncate", "bucket.empty" }, env = "prod" },
    reason = "production_data_destroyed", hint = "try it on a copy, then ask the owner of the data",
}
rule {
    id = "large-refund", effect = "require_approval", approvals = 2,
    match = { tool = "refunds.pay", args = { cents = { gt = 50000 } } }, reason = "refund_over_500",
}
rule { id = "refund", effect = "allow", match = { tool = "refunds.pay", args = { cents = { gt = 0, lte = 50000 } } } }
rule {
    id = "no-echo", effect = "block", match = { target_kind = { "url", "bucket", "queue" }, tainted_by = "external" },
    unless = { at_home = function(intent)
        for _, target in ipairs(intent.targets) do
            if not (target.domain and net.host_match("*.home.example", target.domain)) then return false end
        end
        return true
    end },
    reason = "outside_data_sent_on", hint = "send it to a service of ours, or say it in your own words",
}
rule {
    id = "mail-rate", effect = "block", match = { tool = "mail.send" },
    limit = { max = 20, seconds = 3600, by = { "identity" } }, reason = "too_many_mails", hint = "put it into one mail",
}
rule { id = "mail", effect = "allow", match = { tool = "mail.send", args = { to = { suffix = "@home.example" } } } }
rule {
    id = "out-of-office", effect = "require_approval",
    match = { tool = "release.publish", outside = OFFICE }, reason = "outside_office_hours",
}
rule {
    id = "holidays", effect = "block", reason = "frozen",
    match = { tool = "release.publish", during = { from = "2026-12-21T00:00", to = "2027-01-04T08:30", tz = OFFICE.tz } },
}
rule {
    id = "releasers", effect = "allow", match = { tool = "release.publish", identity = { "ci/main", "release/*" } },
    credential = { broker = "vault", scopes = { "publish" }, jit = true, max_ttl_seconds = 600 },
}
