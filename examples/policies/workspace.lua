-- SPDX-License-Identifier: Apache-2.0
-- A coding agent: it reads and writes below its repository, never its configuration, and asks for the rest.

policy { id = "examples/workspace", version = "1.0.0", default = "require_approval" }

rule {
    id = "inside",
    effect = "allow",
    match = { tool = { "fs.read", "fs.write" }, target = { path_under = "/repo" } },
}

rule {
    id = "not-the-pipeline",
    effect = "block",
    match = {
        tool = "fs.write",
        target = { kind = "path", glob = { "/repo/.github/**", "/repo/**/.env" } },
    },
    reason = "protected_path",
}

rule {
    id = "release-bot",
    title = "The release bot edits the pipeline",
    effect = "allow",
    match = { tool = "fs.write", identity = "release-*", target = { path_under = "/repo/.github" } },
    overrides = "not-the-pipeline",
}

rule {
    id = "no-force",
    effect = "block",
    match = { tool = "git.**", args = { ["flags[any]"] = { "--force", "-f" } } },
    on_unknown = "skip",
    reason = "force_push",
}
