policy { id = "x" }
local t = {}
local y = t[1 < 2]
