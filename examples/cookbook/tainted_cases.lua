-- SPDX-License-Identifier: Apache-2.0

local function from(source, arg, row)
    row.provenance = { { arg = arg, source = source } }
    return row
end

cases "provenance" {
    from("external", "query", { "reading on", tool = "tool.search", expect = "allow", rule = "looks" }),
    from("user", "body", { "the user's words", tool = "mail.send", expect = "allow", rule = "acts" }),
    from("tool_output", "body", { "a tool's words", tool = "mail.send", expect = "require_approval",
        rule = "acts-on-foreign-words" }),
    from("external", "to", { "a recipient from a page", tool = "mail.send", expect = "block",
        rule = "foreign-recipient" }),
    { "nothing is said", tool = "tool.search", expect = "block", reasons = "fail_closed_missing_arg_provenance" },
    from("user", "x", { "another tool", tool = "tool.run", expect = "block", reasons = "default_block" }),
}
