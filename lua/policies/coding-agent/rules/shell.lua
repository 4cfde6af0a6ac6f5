-- SPDX-License-Identifier: Apache-2.0
--- Shell commands (tool.exec, arguments command). What is known to be harmless is allowed, what is known to destroy is
--- blocked, and everything between needs an approval: text alone never says what a program will do.

local harm = include "lib/harm"
local paths = include "lib/paths"
local programs = include "lib/programs"
local safe = include "lib/safe"
local traffic = include "lib/traffic"

local COMMAND_MAX <const> = 4096 -- bytes; a longer command belongs into a file that can be read first

--- The commands of an intent; nil where a rule of its own says that they are too many.
local function read(intent)
    local command = intent.args.command
    assert(type(command) == "string", "no command")
    if #command > COMMAND_MAX then
        return nil, false
    end
    return programs.commands(command)
end

local function over_commands(ask)
    return function(intent)
        local all, clear = read(intent)
        return all ~= nil and ask(all, paths.root(intent.workspace), clear) and true or false
    end
end

rule {
    id = "shell-too-long",
    title = "A command that is too long to be read is no command",
    effect = "block",
    severity = "medium",
    owner = "developer platform",
    tags = { "shell" },
    match = { tool = "tool.exec" },
    when = { too_long = function(intent) return read(intent) == nil end },
    reason = "command_too_long",
    violation = "unreadable_command",
    hint = "write it into a script inside the workspace, and run that",
}

rule {
    id = "shell-destroys",
    title = "Nothing is destroyed for good",
    effect = "block",
    severity = "critical",
    owner = "developer platform",
    tags = { "shell", "destruction" },
    match = { tool = "tool.exec" },
    when = { destroys = over_commands(function(all, root) return harm.of(all, root) == "destroys" end) },
    reason = "destructive_command",
    violation = "destructive_operation",
    hint = "name files inside the workspace one by one; leave shared systems to a person",
}

rule {
    id = "shell-loses-work",
    title = "A person sees what is removed or overwritten",
    effect = "require_approval",
    severity = "high",
    owner = "developer platform",
    tags = { "shell", "destruction" },
    match = { tool = "tool.exec" },
    when = { loses = over_commands(function(all, root) return harm.of(all, root) == "loses" end) },
    reason = "work_may_be_lost",
    violation = "approval_required",
    hint = "commit or stash first, or move files aside instead of removing them",
}

rule {
    id = "shell-runs-download",
    title = "What comes from the network is not run unread",
    effect = "block",
    severity = "critical",
    owner = "platform security",
    tags = { "shell", "supply-chain" },
    match = { tool = "tool.exec" },
    when = { runs_download = over_commands(traffic.runs_download) },
    reason = "download_executed",
    violation = "remote_code_execution",
    hint = "download into a file, show it, and run it after an approval",
}

rule {
    id = "shell-opens-door",
    title = "No shell is handed to the network",
    effect = "block",
    severity = "critical",
    owner = "platform security",
    tags = { "shell", "exfiltration" },
    match = { tool = "tool.exec" },
    when = { opens_door = over_commands(traffic.opens_door) },
    reason = "remote_shell",
    violation = "remote_code_execution",
    hint = "use the tool that the task needs; there is no need for a raw connection",
}

rule {
    id = "shell-names-secret",
    title = "Keys and passwords stay unread",
    effect = "block",
    severity = "critical",
    owner = "platform security",
    tags = { "shell", "secrets" },
    match = { tool = "tool.exec" },
    when = { names_secret = over_commands(traffic.names_secret) },
    reason = "secret_named",
    violation = "secret_access",
    hint = "use the name of the variable or the example file; a person fills in the secret",
}

rule {
    id = "shell-metadata-service",
    title = "The metadata service of the cloud hands out credentials",
    effect = "block",
    severity = "critical",
    owner = "platform security",
    tags = { "shell", "credentials" },
    match = {
        tool = "tool.exec",
        args = {
            command = {
                contains = { "169.254.169.254", "169.254.170.2", "metadata.google.internal", "[fd00:ec2::254]", "2852039166" },
            },
        },
    },
    reason = "metadata_service_blocked",
    violation = "credential_access",
    hint = "ask the credential broker for what the task needs",
}

rule {
    id = "shell-sends",
    title = "A person sees what leaves the machine",
    effect = "require_approval",
    severity = "high",
    owner = "platform security",
    tags = { "shell", "exfiltration" },
    match = { tool = "tool.exec" },
    when = { sends = over_commands(traffic.sends) },
    reason = "network_command",
    violation = "approval_required",
    hint = "fetch pages with the web tool; ask before anything is pushed or uploaded",
}

rule {
    id = "shell-installs",
    title = "A person sees what is installed",
    effect = "require_approval",
    severity = "medium",
    owner = "platform security",
    tags = { "shell", "supply-chain" },
    match = { tool = "tool.exec" },
    when = { installs = over_commands(traffic.installs) },
    reason = "software_installed",
    violation = "approval_required",
    hint = "name the package, its version and why it is needed",
}

rule {
    id = "shell-privileged",
    title = "A person sees what runs with other rights",
    effect = "require_approval",
    severity = "high",
    owner = "platform security",
    tags = { "shell" },
    match = { tool = "tool.exec" },
    when = { privileged = over_commands(traffic.is_privileged) },
    reason = "privileged_command",
    violation = "approval_required",
    hint = "most work in a workspace needs no other rights",
}

rule {
    id = "shell-leaves-sandbox",
    title = "A person sees what runs outside the host's sandbox",
    effect = "require_approval",
    severity = "high",
    owner = "platform security",
    tags = { "shell" },
    match = { tool = "tool.exec", args = { dangerouslyDisableSandbox = { exists = true, ne = false } } },
    reason = "sandbox_disabled",
    violation = "approval_required",
    hint = "run it inside the sandbox first",
}

-- Arguments that change nothing about what is run, or are looked at by a rule of their own.
local KNOWN <const> = programs.set("command description timeout timeout_ms run_in_background dangerouslyDisableSandbox")

--- Whether every command of a text is known to be harmless, and the text as a whole is clear.
local all_harmless <const> = over_commands(function(all, root, clear)
    for _, command in ipairs(all) do
        if not safe.is_safe(command, root) then
            return false
        end
    end
    return clear and #all > 0
end)

--- Whether a call is harmless: its command is, and no other argument, like a directory or variables, makes it another.
local function harmless(intent)
    for name in pairs(intent.args) do
        if not KNOWN[name] then
            return false
        end
    end
    return all_harmless(intent)
end

rule {
    id = "shell-not-known",
    title = "A person reads what is not known to be harmless",
    effect = "require_approval",
    severity = "low",
    owner = "developer platform",
    tags = { "shell" },
    match = { tool = "tool.exec" },
    unless = { harmless = harmless },
    reason = "command_not_known",
    violation = "approval_required",
    hint = "plain commands that look (ls, cat, grep, git diff) or test (make test), joined by && or |, need no approval",
}

rule {
    id = "shell-harmless",
    title = "Looking around, and running the tests",
    effect = "allow",
    tags = { "shell" },
    match = { tool = "tool.exec" },
    when = { harmless = harmless },
    reason = "harmless_command",
}
