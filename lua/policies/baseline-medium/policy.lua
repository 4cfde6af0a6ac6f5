-- SPDX-License-Identifier: Apache-2.0
-- baseline-medium: what an agent of ordinary risk may do on its own, and what a person should see first.
--
-- Reading is allowed at low and medium risk, writing needs one approval, what destroys is blocked. Data that came from
-- outside never leaves unless every place it goes to is ours. Everything that no rule names needs an approval.

policy {
    id = "gait/baseline-medium",
    version = "1.1.0",
    title = "Baseline for agents of medium risk",
    description = "Allows reading at low and medium risk; one person approves each write; blocks destruction, secrets "
        .. "and the export of what came from outside.",
    owner = "platform security",
    license = "Apache-2.0",
    tags = { "baseline", "medium-risk" },
    default = "require_approval",
}

-- Hosts below this domain are ours. Copy the pack and put your own here.
local INTERNAL <const> = ".corp.example"

-- Files that hold keys, passwords or tokens.
local SECRETS <const> = {
    "**/.env", "**/.env.local", "**/.env.production", "**/.netrc", "**/.pgpass", "**/.git-credentials", "**/.npmrc",
    "**/.pypirc", "**/id_rsa", "**/id_ecdsa", "**/id_ed25519", "**/*.pem", "**/*.key", "**/*.p12", "**/*.pfx",
    "**/*.kdbx", "**/.ssh/**", "**/.gnupg/**", "**/.aws/**", "**/.kube/**", "/etc/shadow", "/etc/gshadow",
}

local DESTROYING <const> = { delete = true, destroy = true, drop = true, purge = true, truncate = true, wipe = true }

--- True when every target of the intent is a host of ours. A target without a host is not.
local function stays_internal(intent)
    for _, target in ipairs(intent.targets) do
        if not target.domain or not text.ends(target.domain, INTERNAL) then
            note("a target is outside " .. INTERNAL)
            return false
        end
    end
    return true
end

--- Whether the caller says of a target that it is destroyed. What is not said is not held against the call here: the
--- tool's name decides in no-delete, and what no rule allows needs an approval anyway.
local function destroys(intent)
    for _, target in ipairs(intent.targets) do
        if target.destructive or target.operation and DESTROYING[target.operation] then
            return true
        end
    end
    return false
end

rule {
    id = "no-delete",
    title = "Agents do not delete",
    effect = "block",
    severity = "high",
    owner = "platform security",
    tags = { "destruction" },
    match = {
        tool = {
            "**.delete.**", "**.delete_*", "**.*_delete", "**.destroy.**", "**.destroy_*", "**.drop.**", "**.drop_*",
            "**.purge.**", "**.purge_*", "**.truncate.**", "**.truncate_*", "**.wipe.**", "**.wipe_*",
        },
    },
    reason = "destructive_tool_blocked",
    violation = "destructive_operation",
    hint = "archive instead, or have a person delete it",
}

rule {
    id = "no-destructive-target",
    title = "Nothing is destroyed, whatever the tool is called",
    effect = "block",
    severity = "high",
    owner = "platform security",
    tags = { "destruction" },
    when = { destroys = destroys },
    reason = "destructive_target_blocked",
    violation = "destructive_operation",
    hint = "leave the target as it is, or have a person destroy it",
}

rule {
    id = "no-secret-files",
    title = "Keys and passwords are not for agents",
    effect = "block",
    severity = "critical",
    owner = "platform security",
    tags = { "secrets" },
    match = { target = { kind = "path", glob = SECRETS } },
    reason = "secret_file_blocked",
    violation = "secret_access",
    hint = "ask for the one value that is needed, through a credential broker",
}

rule {
    id = "no-tainted-egress",
    title = "What came from outside stays inside",
    effect = "block",
    severity = "critical",
    owner = "platform security",
    tags = { "exfiltration" },
    match = {
        target = { kind = { "host", "url", "bucket", "queue", "topic" } },
        tainted_by = { "external", "tool_output" },
    },
    unless = { stays_internal = stays_internal },
    reason = "blocked_tainted_egress",
    violation = "tainted_data_exfiltration",
    hint = "send only what the user wrote, or send it to a host of ours",
}

rule {
    id = "write-needs-approval",
    title = "A person sees every write",
    effect = "require_approval",
    approvals = 1,
    severity = "medium",
    owner = "platform security",
    match = { tool = { "tool.write", "tool.write.*" } },
    reason = "approval_required_for_write",
    violation = "approval_required",
    hint = "ask for an approval of this very intent",
}

rule {
    id = "read-is-fine",
    title = "Reading at low and medium risk",
    effect = "allow",
    match = { tool = { "tool.read", "tool.read.*" }, risk = { "low", "medium" } },
    reason = "safe_read_allowed",
}
