-- SPDX-License-Identifier: Apache-2.0
--- Statements and expressions from standard input, one after the other; `gait` is at hand.

local PROMPT <const>, MORE <const> = "> ", ">> "

local function is_unfinished(message)
    return message:sub(-5) == "<eof>"
end

--- The next chunk, over as many lines as it needs; nil at the end of the input.
local function read()
    io.write(PROMPT)
    local text = io.read("L")
    while text do
        local expression, why = load("return " .. text, "=stdin")
        local statement, message = load(text, "=stdin")
        if expression or statement then
            return expression or statement
        elseif not is_unfinished(message) and not is_unfinished(why) then
            return function() error(message, 0) end
        end
        io.write(MORE)
        local line = io.read("L")
        if not line then
            return function() error(message, 0) end
        end
        text = text .. line
    end
    return nil
end

local function show(ok, ...)
    if not ok then
        io.stderr:write(tostring((...)), "\n")
    elseif select("#", ...) > 0 then
        print(...)
    end
end

return function()
    local G = _G
    G.gait = G.gait or require("gait")
    for chunk in read do
        show(xpcall(chunk, function(raised)
            return type(raised) == "string" and debug.traceback(raised, 2) or raised
        end))
    end
    io.write("\n")
end
