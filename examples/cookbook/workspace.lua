-- SPDX-License-Identifier: Apache-2.0
-- Files below one directory are the agent's; what starts programs stays a person's. Paths are cleaned before they are
-- compared, a neighbour with a longer name is not inside, and a path that climbs above its start is unknown.

policy { id = "cookbook/workspace", version = "1.0.0", title = "Files of one directory", default = "block" }

rule {
    id = "inside",
    effect = "allow",
    match = { tool = { "tool.read", "tool.write" }, target = { path_under = "/srv/app" } },
}

rule {
    id = "starts-programs",
    effect = "require_approval",
    match = {
        tool = "tool.write",
        target = { kind = "path", glob = { "/srv/app/.git/**", "/srv/app/.github/workflows/**", "**/Makefile" } },
    },
    reason = "file_starts_programs",
    hint = "say what the file will run, and ask for an approval",
}

rule {
    id = "keys",
    effect = "block",
    match = { target = { kind = "path", glob = { "**/.env", "**/*.pem", "**/id_rsa", "**/.ssh/**" } } },
    reason = "secret_file",
    hint = "read the example file instead",
}
