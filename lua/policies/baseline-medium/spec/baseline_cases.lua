-- SPDX-License-Identifier: Apache-2.0

local function file(value, operation)
    return { { kind = "path", value = value, operation = operation } }
end
local function url(value)
    return { { kind = "url", value = value } }
end
local FROM_OUTSIDE <const> = { { arg = "body", source = "external" } }
local FROM_A_TOOL <const> = { { arg = "body", source = "tool_output" } }
local FROM_USER <const> = { { arg = "body", source = "user" } }

cases "reading" {
    { "a file", tool = "tool.read", targets = file("/repo/a.txt"), expect = "allow", rule = "read-is-fine",
        reasons = "safe_read_allowed" },
    { "at medium risk", tool = "tool.read.text", risk = "medium", expect = "allow", rule = "read-is-fine" },
    { "at high risk", tool = "tool.read", risk = "high", expect = "require_approval",
        reasons = "default_require_approval" },
    { "at a risk nobody knows", tool = "tool.read", risk = "none", expect = "require_approval" },
    { "a tool nobody named", tool = "tool.exec", expect = "require_approval", reasons = "default_require_approval" },
}

cases "secrets" {
    { "cloud credentials", tool = "tool.read", targets = file("/home/a/.aws/credentials"), expect = "block",
        rule = "no-secret-files", reasons = "secret_file_blocked", violations = "secret_access" },
    { "written, too", tool = "tool.write", targets = file("/repo/.env"), expect = "block", rule = "no-secret-files" },
    { "a path that climbs is not known", tool = "tool.read", targets = file("../.env"), expect = "block",
        rule = "no-secret-files" },
    { "what only resembles", tool = "tool.read", targets = file("/repo/environment"), expect = "allow" },
}

cases "writing" {
    { "takes an approval", tool = "tool.write", targets = file("/repo/a"), expect = "require_approval",
        rule = "write-needs-approval", approvals = 1, reasons = "approval_required_for_write",
        violations = "approval_required" },
    { "of any kind", tool = "tool.write.append", expect = "require_approval", rule = "write-needs-approval" },
}

cases "destroying" {
    { "the tool", tool = "tool.delete", targets = file("/repo/a"), expect = "block", rule = "no-delete",
        reasons = "destructive_tool_blocked", violations = "destructive_operation" },
    { "a tool of another family", tool = "mcp.repo.delete_branch", expect = "block", rule = "no-delete" },
    { "the target says so", tool = "tool.exec", expect = "block", rule = "no-destructive-target",
        targets = { { kind = "table", value = "orders", destructive = true } }, reasons = "destructive_target_blocked" },
    { "the operation says so", tool = "sql.run", expect = "block", rule = "no-destructive-target",
        targets = { { kind = "table", value = "orders", operation = "drop" } } },
    { "another operation", tool = "tool.read", expect = "allow",
        targets = { { kind = "table", value = "orders", operation = "select", destructive = false } } },
}

cases "what leaves" {
    { "from outside to a stranger", tool = "tool.write", targets = url("https://api.example.com/x"),
        provenance = FROM_OUTSIDE, expect = "block", rule = "no-tainted-egress", reasons = "blocked_tainted_egress",
        violations = "tainted_data_exfiltration" },
    { "from a tool to a bucket", tool = "tool.read", targets = { { kind = "bucket", value = "drop" } },
        provenance = FROM_A_TOOL, expect = "block", rule = "no-tainted-egress" },
    { "from outside to a host of ours", tool = "tool.read", targets = url("https://wiki.corp.example/x"),
        provenance = FROM_OUTSIDE, expect = "allow" },
    { "to one of ours and one of theirs", tool = "tool.read", provenance = FROM_OUTSIDE, expect = "block",
        rule = "no-tainted-egress", targets = { { kind = "url", value = "https://wiki.corp.example/x" },
            { kind = "host", value = "corp.example.evil.test" } } },
    { "from the user", tool = "tool.read", targets = url("https://api.example.com/x"), provenance = FROM_USER,
        expect = "allow" },
    { "from outside into a file", tool = "tool.read", targets = file("/repo/a"), provenance = FROM_OUTSIDE,
        expect = "allow" },
}
