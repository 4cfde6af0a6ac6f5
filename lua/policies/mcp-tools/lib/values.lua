-- SPDX-License-Identifier: Apache-2.0
--- Texts anywhere in the arguments of a call, and what they look like.

local M = {}

local NAME_MAX <const> = 1024
-- Zero-width characters, marks and overrides of direction, tags: what is read by a model and not seen by a person.
local INVISIBLE <const> = {
    "\u{200B}", "\u{200E}", "\u{200F}", "\u{202A}", "\u{202B}", "\u{202C}", "\u{202D}", "\u{202E}", "\u{2060}", "\u{2066}",
    "\u{2067}", "\u{2068}", "\u{2069}", "\u{FEFF}", "\xF3\xA0\x80", "\xF3\xA0\x81",
}

--- Whether some text of a value, names of members included, answers yes.
function M.any_text(value, ask)
    if type(value) == "string" then
        return ask(value)
    elseif type(value) ~= "table" then
        return false
    end
    for name, member in pairs(value) do
        if type(name) == "string" and ask(name) or M.any_text(member, ask) then
            return true
        end
    end
    return false
end

--- Whether a text is an address with a scheme and a host.
function M.is_address(s)
    return #s > 7 and s:find("^%a[%w+.-]*://") ~= nil and not text.starts(text.lower(s), "file://")
end

--- Whether a text can be the name of a file: one word, or a path from its first byte on; not long.
function M.is_name(s)
    return #s <= NAME_MAX and (not s:find("%s") or s:find("^[/~.]") ~= nil or text.starts(text.lower(s), "file:"))
end

function M.without_scheme(s)
    return text.starts(text.lower(s), "file://") and s:sub(8) or s
end

function M.hides_text(s)
    for _, character in ipairs(INVISIBLE) do
        if text.contains(s, character) then
            return true
        end
    end
    return false
end

return M
