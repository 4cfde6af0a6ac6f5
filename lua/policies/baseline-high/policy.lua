-- SPDX-License-Identifier: Apache-2.0
-- baseline-high: agents near money, production or personal data. What is not named is blocked.
--
-- Every intent says what it acts on and where its arguments come from, whatever risk it claims: a claim of low risk
-- turns nothing off. Writing and deploying take two people and a credential made for that call. What destroys, and what
-- carries a credential in its arguments, is blocked.
--
-- To adapt: copy the pack, name your brokers and scopes, and add one allow rule for each tool that only reads.

policy {
    id = "gait/baseline-high",
    version = "1.0.0",
    title = "Baseline for agents of high risk",
    description = "Allows reading at low risk and nothing else; two people approve writes and deployments, which take a "
        .. "credential from a broker; every intent says what it acts on and where its arguments come from.",
    owner = "platform security",
    license = "Apache-2.0",
    tags = { "baseline", "high-risk" },
    default = "block",
    require = { fields = { "targets", "arg_provenance" } },
}

local tokens = require "gait.tokens"

-- Files that hold keys, passwords or tokens.
local SECRETS <const> = {
    "**/.env", "**/.env.*", "**/.netrc", "**/.pgpass", "**/.git-credentials", "**/.npmrc", "**/.pypirc", "**/id_rsa",
    "**/id_ecdsa", "**/id_ed25519", "**/*.pem", "**/*.key", "**/*.p12", "**/*.pfx", "**/*.kdbx", "**/.ssh/**",
    "**/.gnupg/**", "**/.aws/**", "**/.kube/**", "/etc/shadow", "/etc/gshadow", "/etc/sudoers", "/proc/**/environ",
}

local OUTWARD <const> = { "host", "url", "bucket", "queue", "topic" }
local DESTROYING <const> = { delete = true, destroy = true, drop = true, purge = true, truncate = true, wipe = true }

--- Whether the caller says of a target that it is destroyed.
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
    severity = "critical",
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
    severity = "critical",
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
    id = "no-credential-in-arguments",
    title = "Credentials do not travel in arguments",
    effect = "block",
    severity = "critical",
    owner = "platform security",
    tags = { "secrets" },
    when = { carries_token = function(intent) return tokens.found_in(intent.args) end },
    reason = "credential_in_arguments",
    violation = "raw_credential",
    hint = "name the credential and let a broker put it in; revoke the one that was shown",
}

rule {
    id = "no-tainted-egress",
    title = "What came from outside does not leave",
    effect = "block",
    severity = "critical",
    owner = "platform security",
    tags = { "exfiltration" },
    match = { target = { kind = OUTWARD }, tainted_by = { "external", "tool_output" } },
    reason = "blocked_tainted_egress",
    violation = "tainted_data_exfiltration",
    hint = "send only what the user wrote",
}

rule {
    id = "egress-needs-two-people",
    title = "Two people see what leaves",
    effect = "require_approval",
    approvals = 2,
    distinct_approvers = true,
    severity = "high",
    owner = "platform security",
    tags = { "exfiltration" },
    match = { tool = { "tool.write", "tool.write.*" }, target = { kind = OUTWARD } },
    credential = { broker = "highrisk-egress", scopes = { "write" }, jit = true, max_ttl_seconds = 900 },
    reason = "approval_required_for_egress",
    violation = "approval_required",
    hint = "ask two people for an approval of this very intent",
}

rule {
    id = "write-needs-two-people",
    title = "Two people see every write",
    effect = "require_approval",
    approvals = 2,
    distinct_approvers = true,
    severity = "high",
    owner = "platform security",
    match = { tool = { "tool.write", "tool.write.*" } },
    credential = { broker = "highrisk-egress", scopes = { "write" }, jit = true },
    reason = "approval_required_for_write",
    violation = "approval_required",
    hint = "ask two people for an approval of this very intent",
}

rule {
    id = "deploy-needs-two-people",
    title = "Two people see every deployment",
    effect = "require_approval",
    approvals = 2,
    distinct_approvers = true,
    severity = "high",
    owner = "platform security",
    match = { tool = { "tool.deploy", "tool.deploy.*" } },
    credential = { broker = "highrisk-deploy", scopes = { "deploy" }, jit = true, max_ttl_seconds = 900 },
    reason = "approval_required_for_deploy",
    violation = "approval_required",
    hint = "ask two people for an approval of this very intent",
}

rule {
    id = "read-at-low-risk",
    title = "Reading files and tables at low risk",
    effect = "allow",
    match = {
        tool = { "tool.read", "tool.read.*" },
        risk = "low",
        target_kind = { "path", "repo", "table" },
    },
    reason = "safe_read_allowed",
}
