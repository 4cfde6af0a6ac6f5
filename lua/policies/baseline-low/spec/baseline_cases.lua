-- SPDX-License-Identifier: Apache-2.0

local function file(value, operation)
    return { { kind = "path", value = value, operation = operation } }
end
local PAGE <const> = { { kind = "url", value = "https://api.example.com/notes" } }
local FROM_OUTSIDE <const> = { { arg = "body", source = "external" } }
local FROM_USER <const> = { { arg = "body", source = "user" } }

cases "reading" {
    { "a file", tool = "tool.read", targets = file("/repo/a.txt"), expect = "allow", rule = "read-is-fine" },
    { "without a target", tool = "tool.list.all", expect = "allow", rule = "read-is-fine" },
    { "at critical risk", tool = "tool.search", risk = "critical", expect = "allow", rule = "read-is-fine" },
    { "a tool nobody named", tool = "crm.lookup", expect = "require_approval", reasons = "default_require_approval" },
}

cases "secrets" {
    { "a private key", tool = "tool.read", targets = file("/home/a/.ssh/id_ed25519"), expect = "block",
        rule = "no-secret-files", reasons = "secret_file_blocked", violations = "secret_access" },
    { "by its bare name", tool = "tool.read", targets = file(".env"), expect = "block", rule = "no-secret-files" },
    { "by a way round", tool = "tool.read", targets = file("/repo/x/../.env"), expect = "block",
        rule = "no-secret-files" },
    { "among other files", tool = "tool.read", expect = "block", rule = "no-secret-files",
        targets = { { kind = "path", value = "/repo/a" }, { kind = "path", value = "/etc/shadow" } } },
    { "a path that climbs is not known", tool = "tool.read", targets = file("../../.env"), expect = "block",
        rule = "no-secret-files" },
    { "an example is no secret", tool = "tool.read", targets = file("/repo/.env.example"), expect = "allow" },
}

cases "writing" {
    { "in the workspace", tool = "tool.write", targets = file("/repo/src/a.c"), expect = "allow",
        rule = "write-own-workspace" },
    { "in the workspace, relative", tool = "tool.write", targets = file("src/a.c"), risk = "medium", expect = "allow",
        rule = "write-own-workspace" },
    { "beside the workspace", tool = "tool.write", targets = file("/repo-evil/a.c"), expect = "require_approval",
        rule = "write-needs-approval", reasons = "approval_required_for_write", violations = "approval_required" },
    { "out of the workspace by a way round", tool = "tool.write", targets = file("/repo/../etc/passwd"),
        expect = "require_approval", rule = "write-needs-approval" },
    { "a relative path that leaves the workspace", tool = "tool.write.text", targets = file("src/../../x"),
        expect = "block", rule = "no-secret-files" },
    { "one inside, one outside", tool = "tool.write", expect = "require_approval", rule = "write-needs-approval",
        targets = { { kind = "path", value = "/repo/a" }, { kind = "path", value = "/srv/b" } } },
    { "no target at all", tool = "tool.write", expect = "require_approval", rule = "write-needs-approval" },
    { "at high risk", tool = "tool.write", risk = "high", targets = file("/repo/a"), expect = "require_approval",
        reasons = "default_require_approval" },
    { "at a risk nobody knows", tool = "tool.write", risk = "extreme", targets = file("/repo/a"),
        expect = "require_approval" },
    { "the whole disk is no workspace", tool = "tool.write", workspace = "/", targets = file("/etc/passwd"),
        expect = "require_approval", rule = "write-needs-approval" },
    { "above the root", tool = "tool.write", targets = { { kind = "path", value = "/../x" } }, expect = "block" },
}

cases "destroying" {
    { "the tool", tool = "tool.delete", targets = file("/repo/a"), expect = "block", rule = "no-delete",
        reasons = "destructive_tool_blocked", violations = "destructive_operation" },
    { "a tool of another family", tool = "db.drop_table", expect = "block", rule = "no-delete" },
    { "a name that only resembles", tool = "tool.read.deleted_items", expect = "allow" },
    { "the target says so", tool = "tool.write", expect = "block", rule = "no-destructive-target",
        targets = { { kind = "path", value = "/repo/a", destructive = true } }, reasons = "destructive_target_blocked" },
    { "the operation says so", tool = "tool.read", targets = file("/repo/a", "truncate"), expect = "block",
        rule = "no-destructive-target" },
    { "another operation", tool = "tool.read", targets = file("/repo/a", "read"), expect = "allow" },
}

cases "what leaves" {
    { "from outside", tool = "tool.write", targets = PAGE, provenance = FROM_OUTSIDE, expect = "require_approval",
        rule = "tainted-egress-needs-approval", reasons = { "approval_required_for_write", "tainted_egress_needs_approval" } },
    { "from outside, by a reading tool", tool = "tool.read", targets = PAGE, provenance = FROM_OUTSIDE,
        expect = "require_approval", reasons = "tainted_egress_needs_approval" },
    { "from the user", tool = "tool.read", targets = PAGE, provenance = FROM_USER, expect = "allow" },
    { "from outside into a file", tool = "tool.write", targets = file("/repo/a"), provenance = FROM_OUTSIDE,
        expect = "allow" },
}
