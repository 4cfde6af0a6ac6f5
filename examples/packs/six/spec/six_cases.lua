-- SPDX-License-Identifier: Apache-2.0

cases "production" {
    { "dropping", tool = "db.drop_table", env = "prod", expect = "block", rule = "production-stays",
        reasons = "production_data_destroyed" },
    { "in an environment that is not said", tool = "bucket.empty", expect = "block", rule = "production-stays" },
    { "elsewhere no rule allows it", tool = "db.truncate", env = "dev", expect = "block", reasons = "default_block" },
}

local function refund(cents, row)
    row.tool, row.args = "refunds.pay", { cents = cents }
    return row
end
cases "refunds" {
    refund(50000, { "at the amount", expect = "allow", rule = "refund" }),
    refund(50001, { "above it", expect = "require_approval", rule = "large-refund", approvals = 2 }),
    refund(-1, { "less than nothing", expect = "block", reasons = "default_block" }),
    refund("50001", { "a number as a text", expect = "block" }),
    refund(nil, { "no amount", expect = "block" }),
}

local function post(value, source, row)
    row.tool, row.targets, row.provenance = "http.post", { value }, { { arg = "body", source = source } }
    return row
end
cases "what came from outside" {
    post({ kind = "url", value = "https://pad.example/x" }, "external", { "to a stranger", expect = "block",
        rule = "no-echo", reasons = "outside_data_sent_on" }),
    post({ kind = "url", value = "https://wiki.home.example/x" }, "external", { "home", expect = "block",
        reasons = "default_block" }),
    post({ kind = "queue", value = "jobs" }, "external", { "to a place without a host", expect = "block",
        rule = "no-echo" }),
    post({ kind = "path", value = "/repo/x" }, "external", { "into a file", expect = "block", reasons = "default_block" }),
    post({ kind = "url", value = "https://pad.example/x" }, "user", { "from the user", expect = "block",
        reasons = "default_block" }),
}

local function mail(used, row)
    row.tool, row.args, row.used = "mail.send", { to = row.to or "a@home.example" }, { ["mail-rate"] = used }
    row.to = nil
    return row
end
cases "mail" {
    mail(0, { "the first of an hour", expect = "allow", rule = "mail" }),
    mail(19, { "the twentieth", expect = "allow" }),
    mail(20, { "one more", expect = "block", rule = "mail-rate", reasons = "too_many_mails" }),
    mail(0, { "to somebody else", to = "a@elsewhere.example", expect = "block", reasons = "default_block" }),
}

local function publish(now, row)
    row.tool, row.now, row.identity = "release.publish", now, row.identity or "release/ana"
    return row
end
cases "releases" {
    publish("2026-05-06T08:00:00Z", { "at ten in Madrid", expect = "allow", rule = "releasers" }),
    publish("2026-05-06T16:00:00Z", { "at six", expect = "require_approval", rule = "out-of-office",
        reasons = "outside_office_hours" }),
    publish("2026-12-20T23:30:00Z", { "in the holidays", expect = "block", rule = "holidays", reasons = "frozen" }),
    publish("2027-01-04T07:30:00Z", { "after them", expect = "allow" }),
    publish("2026-05-06T08:00:00Z", { "somebody else", identity = "release", expect = "block",
        reasons = "default_block" }),
}
