-- SPDX-License-Identifier: Apache-2.0

local USER <const> = { { arg = "body", source = "user" } }
local OUTSIDE <const> = { { arg = "body", source = "external" } }

local function file(value, operation)
    return { { kind = "path", value = value, operation = operation } }
end
local LONG <const> = { ("y"):rep(30000), ("y"):rep(30001), ("y"):rep(30002), ("y"):rep(30003) }
local PAGE <const> = { { kind = "url", value = "https://api.example.com/notes" } }

--- A case with a target and a provenance, which this pack insists on.
local function case(row)
    row.targets = row.targets or file("/repo/a.txt")
    row.provenance = row.provenance or USER
    return row
end

cases "what must be said" {
    { "no target", tool = "tool.read", provenance = USER, expect = "block", reasons = "fail_closed_missing_targets" },
    { "no provenance", tool = "tool.read", targets = file("/repo/a"), expect = "block",
        reasons = "fail_closed_missing_arg_provenance" },
}

cases "reading" {
    case { "a file at low risk", tool = "tool.read", expect = "allow", rule = "read-at-low-risk" },
    case { "a table", tool = "tool.read.rows", targets = { { kind = "table", value = "orders" } }, expect = "allow" },
    case { "at medium risk", tool = "tool.read", risk = "medium", expect = "block", reasons = "default_block" },
    case { "at a risk nobody knows", tool = "tool.read", risk = "none", expect = "block" },
    case { "a page", tool = "tool.read", targets = PAGE, expect = "block", reasons = "default_block" },
    case { "a tool nobody named", tool = "tool.exec", expect = "block", reasons = "default_block" },
}

cases "secrets" {
    case { "a key", tool = "tool.read", targets = file("/repo/tls.key"), expect = "block", rule = "no-secret-files" },
    case { "the environment of a process", tool = "tool.read", targets = file("/proc/1/environ"), expect = "block",
        rule = "no-secret-files", reasons = "secret_file_blocked", violations = "secret_access" },
    case { "a path that climbs is not known", tool = "tool.read", targets = file("../key"), expect = "block",
        rule = "no-secret-files" },
    case { "a token in an argument", tool = "tool.read", args = { q = "AKIA" .. ("B"):rep(16) }, expect = "block",
        rule = "no-credential-in-arguments", reasons = "credential_in_arguments", violations = "raw_credential" },
    case { "a token deep inside", tool = "tool.read", args = { a = { { b = "x ghp_" .. ("a1"):rep(18) } } },
        expect = "block", rule = "no-credential-in-arguments" },
    case { "a token as a name", tool = "tool.read", args = { ["glpat-" .. ("x"):rep(20)] = 1 }, expect = "block",
        rule = "no-credential-in-arguments" },
    case { "a private key", tool = "tool.read", expect = "block", rule = "no-credential-in-arguments",
        args = { body = "-----BEGIN RSA " .. "PRIVATE KEY-----\nMII" } },
    case { "more than can be looked through", tool = "tool.read", expect = "block", rule = "no-credential-in-arguments",
        args = { a = ("x"):rep(30000), b = ("x"):rep(30001), c = ("x"):rep(30002), d = ("x"):rep(30003), e = LONG } },
    case { "words that only resemble", tool = "tool.read", expect = "allow",
        args = { q = "task-list of AKIA and ghp_ prefixes, a risk-assessment-of-everything" , n = 7 } },
}

cases "writing" {
    case { "takes two people", tool = "tool.write", expect = "require_approval", rule = "write-needs-two-people",
        approvals = 2, reasons = "approval_required_for_write", violations = "approval_required" },
    case { "to a page takes them, too", tool = "tool.write.body", targets = PAGE, expect = "require_approval",
        rule = "egress-needs-two-people", approvals = 2,
        reasons = { "approval_required_for_egress", "approval_required_for_write" } },
    case { "deploying takes two people", tool = "tool.deploy", targets = { { kind = "host", value = "web-1" } },
        expect = "require_approval", rule = "deploy-needs-two-people", approvals = 2,
        reasons = "approval_required_for_deploy" },
}

cases "what leaves" {
    case { "from outside", tool = "tool.write", targets = PAGE, provenance = OUTSIDE, expect = "block",
        rule = "no-tainted-egress", reasons = "blocked_tainted_egress", violations = "tainted_data_exfiltration" },
    case { "from outside into a file", tool = "tool.write", provenance = OUTSIDE, expect = "require_approval" },
}

cases "destroying" {
    case { "the tool", tool = "tool.delete", expect = "block", rule = "no-delete",
        reasons = "destructive_tool_blocked", violations = "destructive_operation" },
    case { "the target says so", tool = "tool.write", expect = "block", rule = "no-destructive-target",
        targets = { { kind = "path", value = "/repo/a", destructive = true } } },
    case { "the operation says so", tool = "tool.write", targets = file("/repo/a", "delete"), expect = "block",
        rule = "no-destructive-target", reasons = "destructive_target_blocked" },
}
