-- SPDX-License-Identifier: Apache-2.0

local envelope = require("support.envelope")
local gait = require("support.gait")
local zone = require("support.zone")

local RULES <const> = [[
policy { id = "spec/windows", version = "1.0.0", default = "allow", zones = { "Berlin" } }
rule {
    id = "office-hours", effect = "require_approval",
    match = { outside = { days = "Mon-Fri", hours = "09:00-17:30", tz = "Berlin" } },
}
rule {
    id = "freeze", effect = "block",
    match = { during = { from = "2026-03-30T18:00", to = "2026-04-02T08:00", tz = "Berlin" } },
}
rule {
    id = "night", effect = "dry_run",
    when = function(_, now) return time.zone(now, "Berlin").hour < 6 end,
}
]]

--- Verdict and rule at some instants, the whole of which follow from policy, intent, time and zone.
local EXPECTED <const> = {
    ["2026-03-27T07:59:59Z"] = { "require_approval", "office-hours" },
    ["2026-03-27T08:00:00Z"] = { "allow" },
    ["2026-03-27T16:29:59.999Z"] = { "allow" },
    ["2026-03-27T16:30:00Z"] = { "require_approval", "office-hours" },
    ["2026-03-30T07:00:00Z"] = { "allow" },
    ["2026-03-30T15:29:59Z"] = { "allow" },
    ["2026-03-30T15:59:59Z"] = { "require_approval", "office-hours" },
    ["2026-03-30T16:00:00Z"] = { "block", "freeze" },
    ["2026-04-02T05:59:59Z"] = { "block", "freeze" },
    ["2026-04-02T06:00:00Z"] = { "require_approval", "office-hours" },
    ["2100-01-04T08:00:00Z"] = { "allow" },
}

describe("time in a policy", function()
    local dir, zones

    setup(function()
        dir = gait.tempdir()
        zones = zone.directory({ Berlin = "CET-1CEST,M3.5.0,M10.5.0/3" })
        gait.write(dir .. "/p.lua", RULES)
    end)
    teardown(gait.clean)

    local function test_at(time, options)
        return gait.run({ "policy", "test", dir .. "/p.lua", gait.intent("read"), "--evaluation-time", time,
            "--zoneinfo", options and options.zones or zones, "--explain-decision", "--json" }, options)
    end

    it("is that of the zone, not of the process", function()
        for time, want in pairs(EXPECTED) do
            local run = test_at(time)
            assert.equal(want[1], run.json.verdict, time)
            assert.equal(want[2], run.json.matched_rule, time)
        end
    end)

    it("gives the same bytes in every time zone and locale of the process", function()
        local time = "2026-03-30T15:59:59Z"
        local first = test_at(time).stdout:gsub('"correlation_id":"[^"]*"', "")
        for _, tz in ipairs({ "Asia/Kathmandu", "America/New_York", ":/etc/localtime" }) do
            for _, locale in ipairs({ "C", "C.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8" }) do
                local env = { TZ = tz, TZDIR = "/nowhere", LC_ALL = locale, LANG = locale }
                local other = test_at(time, { env = env }).stdout:gsub('"correlation_id":"[^"]*"', "")
                assert.equal(first, other)
            end
        end
    end)

    it("reads now, and nothing else", function()
        local row = test_at("2026-03-30T16:00:00Z").json.explanation.considered[1]
        assert.equal("freeze", row.rule)
        assert.equal("match.during", row.conditions[1].name)
        assert.same({ "now" }, { row.conditions[1].fields[1].name, row.conditions[1].fields[2] })
    end)

    it("is unknown where the zone is not on the machine: what restricts applies", function()
        local run = test_at("2026-03-27T08:00:00Z", { zones = gait.tempdir() })
        assert.equal("block", run.json.verdict)
        local causes = {}
        for _, row in ipairs(run.json.explanation.considered) do
            causes[row.rule] = row.conditions[1].cause
        end
        assert.same({ freeze = "zone_unavailable", night = "condition_error", ["office-hours"] = "zone_unavailable" },
            causes)
    end)

    it("is a matter of cases, too", function()
        gait.write(dir .. "/p_cases.lua", [[
            cases "hours" {
                { "at night", tool = "tool.x", now = "2026-03-27T03:00:00+01:00", expect = "require_approval" },
                { "at work", tool = "tool.x", now = "2026-03-27T09:00:00+01:00", expect = "allow" },
            }
        ]])
        local run = gait.run({ "policy", "test", dir .. "/p.lua", "--zoneinfo", zones })
        assert.equal(0, run.exit, run.stdout)
        assert.equal(5, gait.run({ "policy", "test", dir .. "/p.lua", "--zoneinfo", dir }).exit)
    end)

    it("is recorded with the version of its data", function()
        local work = gait.tempdir()
        gait.write(work .. "/plain.lua", [[
            policy { id = "spec/plain", version = "1.0.0", default = "allow" }
            rule { id = "utc", effect = "block", match = { during = { to = "1990-01-01T00:00", tz = "UTC" } } }
        ]])
        local function traced(policy, directory)
            local run = gait.run({ "gate", "eval", "--policy", policy, "--intent", gait.intent("read"), "--simulate",
                "--evaluation-time", "2026-03-27T08:00:00Z", "--zoneinfo", directory, "--trace-out", "t.json",
                "--json" }, { cwd = gait.tempdir() })
            return envelope.document(run), run
        end
        local d = traced(dir .. "/p.lua", zones)
        assert.equal("allow", d.verdict)
        for policy, want in pairs({ [dir .. "/p.lua"] = "2025b", [work .. "/plain.lua"] = false }) do
            local cwd = gait.tempdir()
            gait.run({ "gate", "eval", "--policy", policy, "--intent", gait.intent("read"), "--zoneinfo", zones,
                "--trace-out", "t.json" }, { cwd = cwd })
            local version = gait.read(cwd .. "/t.json"):match('"tzdata_version": "(.-)"')
            assert.equal(want, version or false)
        end
    end)

    it("is written as docs/policy.md shows it", function()
        local page = gait.read(gait.root .. "/docs/policy.md")
        local block = page:match("### during and outside\n\n```lua\n(.-)```")
        gait.write(dir .. "/page.lua", 'policy { id = "spec/page", default = "allow" }\n' .. block)
        gait.write(dir .. "/deploy.json", [[{"tool_name":"tool.deploy","args":{},"context":{"identity":"ci",
            "workspace":"/srv","risk_class":"low"}}]])
        local run = gait.run({ "policy", "test", dir .. "/page.lua", dir .. "/deploy.json", "--json", "--zoneinfo",
            gait.tempdir() })
        assert.same({ "matched_rule_easter_freeze" }, run.json.reason_codes)
    end)

    it("says what is wrong with a window", function()
        gait.write(dir .. "/bad.lua", [[
policy { id = "spec/bad" }
rule { id = "x", effect = "block", match = { during = { days = "Mon-Fir", tz = "Berlin" } } }
]])
        local run = gait.run({ "policy", "test", dir .. "/bad.lua", gait.intent("read"), "--json" })
        local d = envelope.failure(run)
        assert.equal("policy_declaration", d.error_code)
        assert.equal("bad.lua:2: rule 'x': during: days: unknown day 'Fir' (did you mean 'Fri'?); " ..
            "days are Mon Tue Wed Thu Fri Sat Sun", d.error)
    end)
end)
