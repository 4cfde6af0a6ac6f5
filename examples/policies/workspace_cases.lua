-- SPDX-License-Identifier: Apache-2.0
-- gait policy test examples/policies/workspace.lua

local function path(value)
    return { { kind = "path", value = value } }
end

cases "the repository" {
    { "is read", tool = "fs.read", targets = path("/repo/src/a.c"), expect = "allow", rule = "inside" },
    { "is written", tool = "fs.write", targets = path("/repo/src/a.c"), expect = "allow", rule = { "inside" } },
    { "ends where it ends", tool = "fs.write", targets = path("/repo-evil/a.c"), expect = "require_approval",
        reasons = "default_require_approval" },
    { "is not left by climbing", tool = "fs.write", targets = path("/repo/../etc/passwd"), expect = "require_approval" },
}

cases "the pipeline" {
    { "is not the agent's", tool = "fs.write", targets = path("/repo/.github/workflows/ci.yml"), expect = "block",
        rule = "not-the-pipeline", reasons = "protected_path" },
    { "nor are secrets", tool = "fs.write", targets = path("/repo/deep/down/.env"), expect = "block" },
    { "is the release bot's", tool = "fs.write", identity = "release-bot", expect = "allow", rule = "release-bot",
        targets = path("/repo/.github/workflows/ci.yml") },
    { "but secrets are not", tool = "fs.write", identity = "release-bot", targets = path("/repo/.env"), expect = "block" },
}

cases "git" {
    { "pushes with an approval", tool = "git.push", args = { flags = { "-u" } }, expect = "require_approval" },
    { "pushes without flags, too", tool = "git.push", args = {}, expect = "require_approval" },
    { "does not force", tool = "git.push", args = { flags = { "-u", "--force" } }, expect = "block", rule = "no-force" },
}
