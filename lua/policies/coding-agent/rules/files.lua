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

local function leaves_workspace(intent)
    return some_file(intent, function(file, root)
        local place = paths.place(file, root)
        return place ~= "inside" and place ~= "workspace"
    end)
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
    match = {
        tool = "tool.write",
        target = {
            kind = "path",
            glob = {
                "**/.git/**", "**/.githooks/**", "**/.husky/**", "**/.claude/**", "**/.cursor/**", "**/.codex/**",
                "**/.gemini/**", "**/.mcp.json", "**/.vscode/**", "**/.idea/**", "**/.github/workflows/**",
                "**/.github/actions/**", "**/.gitlab-ci.yml", "**/.circleci/**", "**/Jenkinsfile",
                "**/azure-pipelines.yml", "**/.pre-commit-config.yaml", "**/.devcontainer/**",
            },
        },
    },
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
