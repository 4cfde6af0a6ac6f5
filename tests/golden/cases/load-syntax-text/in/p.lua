policy { id = "x" }
rule { id = "a", effect = "block" 

local x = 1
