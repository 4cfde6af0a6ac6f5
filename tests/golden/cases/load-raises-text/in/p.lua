policy { id = "x" }
local n = nil + 1
