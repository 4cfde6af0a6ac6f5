-- SPDX-License-Identifier: Apache-2.0
-- When: freely in office hours of the people who would have to mend it, with an approval at other times, not at all over
-- the holidays. The clock is that of the named time zone, summer time included.

policy { id = "cookbook/hours", version = "1.0.0", title = "Office hours and a freeze", default = "block" }

local OFFICE <const> = { days = "Mon-Fri", hours = "09:00-17:00", tz = "Europe/Lisbon" }
local HOLIDAYS <const> = { from = "2026-12-23T17:00", to = "2027-01-02T09:00", tz = "Europe/Lisbon" }

rule { id = "releases", effect = "allow", match = { tool = "release.*" } }

rule {
    id = "out-of-hours",
    effect = "require_approval",
    match = { tool = "release.*", outside = OFFICE },
    reason = "out_of_hours",
    hint = "wait for office hours, or ask who is on call",
}

rule {
    id = "holidays",
    effect = "block",
    match = { tool = "release.*", during = HOLIDAYS },
    reason = "holiday_freeze",
    hint = "wait until the freeze is over",
}
