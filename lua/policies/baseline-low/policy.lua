-- SPDX-License-Identifier: Apache-2.0
-- baseline-low: an agent of low risk works on its own inside its workspace; a person sees what leaves it.
--
-- Reading, listing and searching are allowed at every risk class, writing inside the agent's own workspace too. What
-- destroys is blocked whatever tool it goes through. Everything that no rule names needs an approval.
--
-- To adapt: copy the pack, and add the tools that only read to read-is-fine.

policy {
    id = "gait/baseline-low",
    version = "1.0.0",
    title = "Baseline for agents of low risk",
    description = "Allows reading, and writing inside the own workspace; asks about everything else; blocks destruction "
        .. "and secrets.",
    owner = "platform security",
    license = "Apache-2.0",
    tags = { "baseline", "low-risk" },
    default = "require_approval",
}

-- Files that hold keys, passwords or tokens.
local SECRETS <const> = {
    "**/.env", "**/.env.local", "**/.env.production", "**/.netrc", "**/.pgpass", "**/.git-credentials", "**/.npmrc",
    "**/.pypirc", "**/id_rsa", "**/id_ecdsa", "**/id_ed25519", "**/*.pem", "**/*.key", "**/*.p12", "**/*.pfx",
    "**/*.kdbx", "**/.ssh/**", "**/.gnupg/**", "**/.aws/**", "**/.kube/**", "/etc/shadow", "/etc/gshadow",
}

local DESTROYING <const> = { delete = true, destroy = true, drop = true, purge = true, truncate = true, wipe = true }

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

--- Whether every target is a file of the agent's own workspace. The whole disk is no workspace. A path that climbs is
--- nowhere: that is unknown.
local function own_workspace(intent)
    local root = path.clean(intent.workspace)
    if root == "/" or not text.starts(root, "/") then
        return false
    end
    for _, target in ipairs(intent.targets) do
        if target.kind ~= "path" then
            return false
        end
        local where = target.value
        if not text.starts(where, "/") then
            where = path.join(root, where)
        end
        local inside, err = path.under(where, root)
        assert(err == nil, "the path climbs")
        if not inside then
            return false
        end
    end
    return #intent.targets > 0
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
    id = "tainted-egress-needs-approval",
    title = "A person sees what came from outside and leaves again",
    effect = "require_approval",
    severity = "high",
    owner = "platform security",
    tags = { "exfiltration" },
    match = {
        target = { kind = { "host", "url", "bucket", "queue", "topic" } },
        tainted_by = { "external", "tool_output" },
    },
    reason = "tainted_egress_needs_approval",
    violation = "approval_required",
    hint = "send only what the user wrote, or ask for an approval of this very intent",
}

rule {
    id = "write-needs-approval",
    title = "A person sees every write outside the workspace",
    effect = "require_approval",
    severity = "medium",
    owner = "platform security",
    match = { tool = { "tool.write", "tool.write.*" } },
    unless = { own_workspace = own_workspace },
    reason = "approval_required_for_write",
    violation = "approval_required",
    hint = "write below the workspace, or ask for an approval of this very intent",
}

rule {
    id = "write-own-workspace",
    title = "Writing inside the own workspace",
    effect = "allow",
    match = { tool = { "tool.write", "tool.write.*" }, risk = { "low", "medium" } },
    when = { own_workspace = own_workspace },
    reason = "workspace_write_allowed",
}

rule {
    id = "read-is-fine",
    title = "Reading, listing and searching",
    effect = "allow",
    match = {
        tool = {
            "tool.read", "tool.read.*", "tool.list", "tool.list.*", "tool.search", "tool.search.*",
        },
    },
    reason = "safe_read_allowed",
}
