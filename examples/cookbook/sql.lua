-- SPDX-License-Identifier: Apache-2.0
-- Statements in an argument: one SELECT is read, everything that changes is asked for, what drops is blocked. The text is
-- looked at as a whole; a second statement behind a semicolon is no single SELECT any more.

policy { id = "cookbook/sql", version = "1.0.0", title = "What a statement does", default = "require_approval" }

local CHANGES <const> = { "INSERT", "UPDATE", "DELETE", "INTO", "CALL", "COPY", "GRANT", "LOCK", "FOR" }
local DROPS <const> = { "DROP", "TRUNCATE", "ALTER" }

local function has_word(statement, words)
    for _, word in ipairs(words) do
        if statement:find("%f[%w_]" .. word .. "%f[^%w_]") then
            return true
        end
    end
    return false
end

rule {
    id = "drops",
    effect = "block",
    match = { tool = "db.query" },
    when = { drops = function(intent) return has_word(text.upper(intent.args.sql), DROPS) end },
    reason = "schema_change",
    hint = "schema changes go through a migration",
}

rule {
    id = "one-select",
    effect = "allow",
    match = { tool = "db.query" },
    when = { selects = function(intent) return text.upper(intent.args.sql):find("^SELECT%s[^;]*;?$") ~= nil end },
    unless = { changes = function(intent) return has_word(text.upper(intent.args.sql), CHANGES) end },
}
