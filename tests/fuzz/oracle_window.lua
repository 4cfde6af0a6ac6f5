-- SPDX-License-Identifier: Apache-2.0
--- The plain evaluator's windows of time, see oracle.lua.

local DAYS <const> = { Mon = 0, Tue = 1, Wed = 2, Thu = 3, Fri = 4, Sat = 5, Sun = 6 }

local function is_day(days, wanted)
    for first, last in days:gmatch("(%a+)%-?(%a*)") do
        local day, stop = DAYS[first], DAYS[last] or DAYS[first]
        while day ~= wanted and day ~= stop do
            day = (day + 1) % 7
        end
        if day == wanted then
            return true
        end
    end
    return false
end

--- Seconds since 1970 of a moment in January 2026.
local function moment(text)
    local day, hour, minute, second = text:match("^2026%-01%-(%d%d)T(%d%d):(%d%d):?(%d*)$")
    return 1767225600 + (day - 1) * 86400 + hour * 3600 + minute * 60 + (tonumber(second) or 0)
end

--- Whether a window in UTC is open at `now`, in seconds.
local function in_window(window, now)
    local at, weekday = now % 86400, (now // 86400 + 3) % 7
    local h1, m1, h2, m2 = (window.hours or "00:00-24:00"):match("(%d%d):(%d%d)%-(%d%d):(%d%d)")
    local start, stop = h1 * 3600 + m1 * 60, h2 * 3600 + m2 * 60
    local days = window.days or "Mon-Sun"
    local inside = at >= start and at < stop and is_day(days, weekday)
    if stop <= start then -- the hours after midnight belong to the day before
        inside = (at >= start and is_day(days, weekday)) or (at < stop and is_day(days, (weekday + 6) % 7))
    end
    inside = inside and not (window.from and now < moment(window.from))
    return inside and not (window.to and now >= moment(window.to))
end

return in_window
