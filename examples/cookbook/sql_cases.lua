-- SPDX-License-Identifier: Apache-2.0

local function query(sql, row)
    row.tool, row.args = "db.query", { sql = sql }
    return row
end

cases "statements" {
    query("select name from users", { "one select", expect = "allow", rule = "one-select" }),
    query("SELECT 1; SELECT 2", { "two", expect = "require_approval", reasons = "default_require_approval" }),
    query("select * into copy from users", { "a select that writes", expect = "require_approval" }),
    query("select updated_at from users", { "a column that only resembles", expect = "allow" }),
    query("update users set a = 1", { "a change", expect = "require_approval" }),
    query("select 1; drop table users", { "a drop behind a select", expect = "block", rule = "drops" }),
    query(nil, { "no statement", expect = "block", rule = "drops" }),
    { "another tool", tool = "db.list", expect = "require_approval", reasons = "default_require_approval" },
}
