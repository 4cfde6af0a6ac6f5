-- SPDX-License-Identifier: Apache-2.0

local function on(tool, value, row)
    row.tool, row.workspace, row.targets = tool, "/srv/app", { { kind = "path", value = value } }
    return row
end
local function read(value, row)
    return on("tool.read", value, row)
end
local function write(value, row)
    return on("tool.write", value, row)
end

cases "inside" {
    read("/srv/app/src/a.c", { "reading", expect = "allow", rule = "file-inside", reasons = "inside_workspace" }),
    read("src/a.c", { "reading, relative", expect = "allow", rule = "file-inside" }),
    read("/srv/app", { "searching all of it", expect = "allow", rule = "file-inside" }),
    write("/srv/app/src/a.c", { "writing", expect = "allow", rule = "file-inside" }),
    write("/srv/app/src/../b.c", { "writing by a way round", expect = "allow", rule = "file-inside" }),
    on("tool.convert", "/srv/app/a.c", { "a tool nobody named", expect = "require_approval",
        reasons = "default_require_approval" }),
}

cases "outside" {
    read("/srv/other/a.c", { "reading", expect = "require_approval", rule = "file-outside",
        reasons = "outside_workspace", violations = "approval_required" }),
    read("/srv/app-evil/a.c", { "a neighbour with a longer name", expect = "require_approval", rule = "file-outside" }),
    read("/srv/app/../other/a.c", { "by a way round", expect = "require_approval", rule = "file-outside" }),
    read("..\\..\\notes", { "by other separators", expect = "require_approval", rule = "file-outside" }),
    read("file:///etc/passwd", { "by a URL", expect = "require_approval", rule = "file-outside" }),
    read("~/notes", { "at home", expect = "require_approval", rule = "file-outside" }),
    write("/tmp/x", { "a temporary file", expect = "require_approval", rule = "file-outside" }),
    { "one inside, one outside", tool = "tool.read", workspace = "/srv/app", expect = "require_approval",
        rule = "file-outside", targets = { { kind = "path", value = "/srv/app/a" }, { kind = "path", value = "/b" } } },
    { "a file and something else", tool = "tool.read", workspace = "/srv/app", expect = "require_approval",
        targets = { { kind = "path", value = "/srv/app/a" }, { kind = "table", value = "b" } } },
    { "the whole disk is no workspace", tool = "tool.read", workspace = "/", expect = "require_approval",
        rule = "file-outside", targets = { { kind = "path", value = "/srv/a" } } },
    { "nothing at all", tool = "tool.read", expect = "require_approval", reasons = "default_require_approval" },
}

cases "secrets" {
    read("/srv/app/.env", { "the environment", expect = "block", rule = "file-names-secret", reasons = "secret_named",
        violations = "secret_access" }),
    read("/srv/app/.ENV", { "in other letters", expect = "block", rule = "file-names-secret" }),
    read(".env.production", { "of production", expect = "block", rule = "file-names-secret" }),
    read("/srv/app/.env.example", { "an example", expect = "allow", rule = "file-inside" }),
    read("/srv/app/deploy.pem", { "a key", expect = "block", rule = "file-names-secret" }),
    read("/srv/app/.ssh/id_ed25519.pub", { "a public key", expect = "allow" }),
    write("/srv/app/.env", { "writing one", expect = "block", rule = "file-names-secret" }),
    on("other.upload", "/x/.aws/credentials", { "by another tool", expect = "block", rule = "file-names-secret" }),
    read("/srv/app/environment.md", { "what only resembles", expect = "allow" }),
}

cases "what runs later" {
    write("/srv/app/.git/hooks/pre-commit", { "a hook of git", expect = "require_approval", rule = "file-runs-unasked",
        reasons = "file_runs_unasked", violations = "approval_required" }),
    write("/srv/app/.claude/settings.json", { "the agent's host", expect = "require_approval",
        rule = "file-runs-unasked" }),
    write("/srv/app/.github/workflows/ci.yml", { "CI", expect = "require_approval", rule = "file-runs-unasked" }),
    read("/srv/app/.github/workflows/ci.yml", { "reading it", expect = "allow" }),
    write("/srv/app/.GIT./hooks/pre-commit", { "in other letters", expect = "require_approval",
        rule = "file-runs-unasked" }),
    write("lefthook.yml", { "what runs hooks", expect = "require_approval", rule = "file-runs-unasked" }),
    { "no file", tool = "tool.write", workspace = "/srv/app", expect = "require_approval",
        reasons = "default_require_approval", targets = { { kind = "table", value = ".git" } } },
    write("/etc/profile.d/x.sh", { "the system", expect = "block", rule = "file-of-the-system",
        reasons = "system_file_written", violations = "persistence" }),
    write("/home/a/.bashrc", { "a shell", expect = "block", rule = "file-of-the-system" }),
    write("../x", { "a path that climbs is not known", expect = "block", rule = "file-of-the-system" }),
    read("/usr/lib/os-release", { "reading the system", expect = "require_approval", rule = "file-outside" }),
}
