-- SPDX-License-Identifier: Apache-2.0
-- Against prompt injection: what an agent read on a page or got from a tool may be used for reading on, and for nothing
-- that acts, unless a person agrees. The caller says where each argument comes from; an intent that does not is blocked.

policy {
    id = "cookbook/tainted",
    version = "1.0.0",
    title = "What came from outside does not act",
    default = "block",
    require = { fields = { "arg_provenance" } },
}

rule { id = "looks", effect = "allow", match = { tool = { "tool.read", "tool.search" } } }
rule { id = "acts", effect = "allow", match = { tool = { "mail.send", "tool.write" } } }

rule {
    id = "acts-on-foreign-words",
    effect = "require_approval",
    match = { tool = { "mail.send", "tool.write" }, tainted_by = { "external", "tool_output" } },
    reason = "foreign_words",
    hint = "show the user what the page asks for, and ask",
}

rule {
    id = "foreign-recipient",
    effect = "block",
    match = { tool = "mail.send", tainted_by = { source = { "external", "tool_output" }, arg = "to" } },
    reason = "foreign_recipient",
    hint = "only the user says who gets mail",
}
