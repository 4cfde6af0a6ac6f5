-- SPDX-License-Identifier: Apache-2.0
-- mcp-tools: calls of MCP tools, named mcp.SERVER.TOOL.
--
-- What known servers only read is allowed. What destroys, runs code or comes from a server that nobody named is asked
-- for, and so is everything else. Credentials, secret files and the metadata service are blocked wherever they stand in
-- the arguments. Annotations of a tool are the server's own claims: they can only make a decision stricter, unless the
-- server is known.
--
-- To adapt: copy the pack, and put your servers and domains into SERVERS and DOMAINS.

policy {
    id = "gait/mcp-tools",
    version = "1.0.0",
    title = "Tools of MCP servers",
    description = "Allows what known servers only read; asks about destruction, code, other servers and other hosts; blocks "
        .. "credentials, secret files and the metadata service in arguments.",
    owner = "platform security",
    license = "Apache-2.0",
    tags = { "mcp" },
    default = "require_approval",
}

local secrets = require "gait.secrets"
local tokens = require "gait.tokens"
local values = include "lib/values"

local SERVERS <const> = {
    filesystem = true, git = true, github = true, gitlab = true, jira = true, linear = true, memory = true, sentry = true,
    time = true,
}
local DOMAINS <const> = { "corp.example", "*.corp.example", "github.com", "api.github.com", "gitlab.com" }
local METADATA <const> = { "169.254.0.0/16", "100.100.100.200/32", "fe80::/10", "fd00:ec2::/32" }
local METADATA_NAMES <const> = { ["metadata.google.internal"] = true, ["metadata.goog"] = true, ["instance-data"] = true }

--- The patterns of tools with one of these verbs, as a whole name or as a word of it.
local function named(...)
    local patterns = {}
    for _, verb in ipairs({ ... }) do
        for _, form in ipairs({ "%s", "%s_*", "%s-*", "*_%s", "*-%s", "*_%s_*" }) do
            table.insert(patterns, "mcp.**." .. form:format(verb))
        end
    end
    return patterns
end

local function starting(...)
    local patterns = {}
    for _, verb in ipairs({ ... }) do
        table.insert(patterns, "mcp.*." .. verb .. "_*")
        table.insert(patterns, "mcp.*." .. verb .. "-*")
        table.insert(patterns, "mcp.*." .. verb)
    end
    return patterns
end

local function known_server(intent)
    local server = intent.tool:match("^mcp%.([^.]+)%.") or intent.args.server
    return type(server) == "string" and SERVERS[server] or false
end

local function is_metadata(url)
    for _, range in ipairs(METADATA) do
        if net.cidr_contains(range, url.host) then
            return true
        end
    end
    return METADATA_NAMES[url.host] or false
end

local function is_ours(url)
    for _, domain in ipairs(DOMAINS) do
        if net.host_match(domain, url.host) then
            return true
        end
    end
    return false
end

--- Whether some address in the arguments is of another host than ours, or of none that is certain.
local function names_other_host(intent)
    return values.any_text(intent.args, function(s)
        if not values.is_address(s) then
            return false
        end
        local url = net.url(s)
        return not url or not url.host or not is_ours(url)
    end)
end

local function annotated_destructive(intent)
    for _, target in ipairs(intent.targets) do
        if target.destructive or target.operation == "delete" then
            return true
        end
    end
    return false
end

rule {
    id = "token-in-arguments",
    title = "Credentials do not travel in arguments",
    effect = "block",
    severity = "critical",
    owner = "platform security",
    tags = { "secrets" },
    when = { carries_token = function(intent) return tokens.found_in(intent.args) end },
    reason = "token_in_arguments",
    violation = "raw_credential",
    hint = "configure the credential at the server; revoke the one that was shown",
}

rule {
    id = "secret-in-arguments",
    title = "Keys and passwords stay where they are",
    effect = "block",
    severity = "critical",
    owner = "platform security",
    tags = { "secrets" },
    when = {
        names_secret = function(intent)
            return values.any_text(intent.args, function(s)
                return values.is_name(s) and secrets.is_secret(values.without_scheme(s))
            end)
        end,
    },
    reason = "secret_named",
    violation = "secret_access",
    hint = "name another file, or have a person read it",
}

rule {
    id = "metadata-service",
    title = "The metadata service of the cloud hands out credentials",
    effect = "block",
    severity = "critical",
    owner = "platform security",
    tags = { "credentials" },
    match = { tool = { "mcp.**", "readmcpresource*" } },
    when = {
        names_metadata = function(intent)
            return values.any_text(intent.args, function(s)
                local url = values.is_address(s) and net.url(s)
                return url and url.host and is_metadata(url) or false
            end)
        end,
    },
    reason = "metadata_service_blocked",
    violation = "credential_access",
    hint = "ask the credential broker for what the task needs",
}

rule {
    id = "tainted-message",
    title = "What came from outside is not sent on",
    effect = "block",
    severity = "critical",
    owner = "platform security",
    tags = { "exfiltration", "prompt-injection" },
    match = {
        tool = named("send", "post", "publish", "email", "mail", "comment", "reply", "invite", "upload", "share", "push"),
        tainted_by = { "external", "tool_output" },
    },
    reason = "tainted_message",
    violation = "tainted_data_exfiltration",
    hint = "write what the user asked for in the user's own words",
}

rule {
    id = "server-not-known",
    title = "A person sees what goes to a server that nobody named",
    effect = "require_approval",
    severity = "high",
    owner = "platform security",
    tags = { "supply-chain" },
    match = { tool = "mcp.**" },
    unless = { known_server = known_server },
    reason = "server_not_known",
    violation = "approval_required",
    hint = "have the server added to the policy, or ask for an approval of this very call",
}

rule {
    id = "destructive-name",
    title = "A person sees what destroys, by the tool's name",
    effect = "require_approval",
    severity = "high",
    owner = "platform security",
    tags = { "destruction" },
    match = {
        tool = named("delete", "remove", "destroy", "drop", "purge", "truncate", "wipe", "clear", "reset", "revoke", "archive",
            "close", "merge", "force"),
    },
    reason = "destructive_tool",
    violation = "approval_required",
    hint = "name what is destroyed and why, and ask for an approval of this very call",
}

rule {
    id = "writing-name",
    title = "A person sees what writes, by the tool's name",
    effect = "require_approval",
    severity = "medium",
    owner = "platform security",
    match = {
        tool = named("create", "update", "upsert", "write", "edit", "add", "insert", "replace", "move", "rename", "send",
            "upload", "push"),
    },
    reason = "writing_tool",
    violation = "approval_required",
    hint = "say what is written and where to, and ask for an approval of this very call",
}

rule {
    id = "destructive-annotation",
    title = "A person sees what destroys, by the server's own word",
    effect = "require_approval",
    severity = "high",
    owner = "platform security",
    tags = { "destruction" },
    match = { tool = "mcp.**" },
    when = { annotated_destructive = annotated_destructive },
    reason = "destructive_annotation",
    violation = "approval_required",
    hint = "name what is destroyed and why, and ask for an approval of this very call",
}

rule {
    id = "runs-code",
    title = "A person reads the code that a server runs",
    effect = "require_approval",
    severity = "high",
    owner = "platform security",
    tags = { "code" },
    match = { tool = named("execute", "exec", "run", "eval", "evaluate", "shell", "command", "script", "query", "sql") },
    reason = "code_executed",
    violation = "approval_required",
    hint = "use the tool that does just this; ask for an approval of the code as it stands",
}

rule {
    id = "other-host",
    title = "A person sees addresses that are not ours",
    effect = "require_approval",
    severity = "medium",
    owner = "platform security",
    tags = { "exfiltration" },
    match = { tool = { "mcp.**", "readmcpresource*" } },
    when = { names_other_host = names_other_host },
    reason = "host_not_known",
    violation = "approval_required",
    hint = "have the domain added to the policy, or ask for an approval of this very call",
}

rule {
    id = "invisible-text",
    title = "A person sees text that cannot be seen",
    effect = "require_approval",
    severity = "medium",
    owner = "platform security",
    tags = { "prompt-injection" },
    when = { hides_text = function(intent) return values.any_text(intent.args, values.hides_text) end },
    reason = "invisible_text",
    violation = "approval_required",
    hint = "remove zero-width, direction and tag characters",
}

rule {
    id = "known-server-reads",
    title = "What a known server only reads, by the tool's name",
    effect = "allow",
    match = {
        tool = starting("get", "list", "read", "search", "find", "describe", "show", "view", "count", "status", "diff", "log"),
    },
    when = { known_server = known_server },
    reason = "known_server_reads",
}

rule {
    id = "known-server-annotated",
    title = "What a known server only reads, by its own word",
    effect = "allow",
    match = { tool = "mcp.**", target = { operation = "read", destructive = false } },
    when = { known_server = known_server },
    reason = "known_server_reads",
}

rule {
    id = "resources-of-known-servers",
    title = "Resources of known servers",
    effect = "allow",
    match = { tool = { "listmcpresources*", "readmcpresource*" } },
    when = { known_server = known_server },
    reason = "known_server_reads",
}
