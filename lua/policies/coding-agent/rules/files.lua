-- SPDX-License-Identifier: Apache-2.0
--- Files (tool.read, tool.write and every other tool with a path): the workspace is the agent's, the rest is not.

local paths = include "lib/paths"
local secrets = require "gait.secrets"

--- Whether some target that is a file answers yes.
local function some_file(intent, ask)
    local root = paths.root(intent.workspace)
    for _, target in ipairs(intent.targets) do
        if target.kind == "path" and ask(target.value, root) then
            return true
        end
    end
    return false
end

local function names_secret(intent)
    return some_file(intent, secrets.is_secret)
end

--- What a system with other separators, or a reader of URLs, would find elsewhere is not inside.
local function leaves_workspace(intent)
    return some_file(intent, function(file, root)
        local place = paths.place(file, root)
        return place ~= "inside" and place ~= "workspace" or text.contains(file, "\\") or text.contains(file, "://")
    end)
end

-- What git, hosts of agents, editors, package managers and CI run of themselves, in lower case.
local RUNS <const> = {
    "/.git/", "/.githooks/", "/.husky/", "/lefthook.yml/", "/.pre-commit-config.yaml/", "/.claude/", "/.cursor/",
    "/.codex/", "/.gemini/", "/.windsurf/", "/.mcp.json/", "/.vscode/", "/.idea/", "/.zed/", "/.devcontainer/",
    "/.github/workflows/", "/.github/actions/", "/.gitlab-ci.yml/", "/.circleci/", "/jenkinsfile/",
    "/azure-pipelines.yml/", "/.cargo/", "/.yarnrc.yml/",
}

--- Whatever case: some disks do not tell cases apart, nor dots and blanks at the end of a name.
local function runs_unasked(file)
    local whole = ("/" .. text.lower(path.clean(file)) .. "/"):gsub("[. ]+/", "/")
    for _, name in ipairs(RUNS) do
        if text.contains(whole, name) then
            return true
        end
    end
    return false
end

rule {
    id = "file-names-secret",
    title = "Keys and passwords stay unread",
    effect = "block",
    severity = "critical",
    owner = "platform security",
    tags = { "files", "secrets" },
    match = { target_kind = "path" },
    when = { names_secret = names_secret },
    reason = "secret_named",
    violation = "secret_access",
    hint = "read the example file instead (.env.example); a person fills in the secret",
}

rule {
    id = "file-of-the-system",
    title = "The system, and what shells and hosts run at their start, stay as they are",
    effect = "block",
    severity = "critical",
    owner = "platform security",
    tags = { "files", "persistence" },
    match = {
        tool = "tool.write",
        target = {
            kind = "path",
            glob = {
                "/etc/**", "/bin/**", "/sbin/**", "/boot/**", "/lib/**", "/lib64/**", "/usr/bin/**", "/usr/sbin/**",
                "/usr/lib/**", "/usr/local/bin/**", "/System/**", "/Library/**", "/dev/**", "/proc/**", "/sys/**",
                "**/.bashrc", "**/.bash_profile", "**/.profile", "**/.zshrc", "**/.zprofile", "**/.zshenv",
                "**/.gitconfig", "**/.config/git/**", "**/.config/fish/**", "**/.config/autostart/**",
                "**/.config/systemd/**", "**/LaunchAgents/**", "/var/spool/cron/**", "**/authorized_keys",
            },
        },
    },
    reason = "system_file_written",
    violation = "persistence",
    hint = "say what you would change and why; a person does it",
}

rule {
    id = "file-runs-unasked",
    title = "A person sees what git, the agent's host, an editor or CI will run",
    effect = "require_approval",
    severity = "high",
    owner = "platform security",
    tags = { "files", "persistence" },
    match = { tool = "tool.write", target_kind = "path" },
    when = { runs_unasked = function(intent) return some_file(intent, runs_unasked) end },
    reason = "file_runs_unasked",
    violation = "approval_required",
    hint = "say what the file will run, and ask for an approval of this very change",
}

rule {
    id = "file-outside",
    title = "A person sees what lies outside the workspace",
    effect = "require_approval",
    severity = "medium",
    owner = "developer platform",
    tags = { "files" },
    match = { tool = { "tool.read", "tool.write" }, target_kind = "path" },
    when = { leaves_workspace = leaves_workspace },
    reason = "outside_workspace",
    violation = "approval_required",
    hint = "work inside the workspace, or have the file brought there",
}

rule {
    id = "file-inside",
    title = "Reading and writing inside the workspace",
    effect = "allow",
    tags = { "files" },
    match = { tool = { "tool.read", "tool.write" }, target_kind = "path" },
    unless = { leaves_workspace = leaves_workspace },
    reason = "inside_workspace",
}
