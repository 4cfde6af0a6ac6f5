-- SPDX-License-Identifier: Apache-2.0

local function on(tool, value, row)
    row.tool, row.targets = tool, { { kind = "path", value = value } }
    return row
end

cases "files" {
    on("tool.write", "/srv/app/src/a.c", { "inside", expect = "allow", rule = "inside" }),
    on("tool.write", "/srv/app-old/a.c", { "a neighbour", expect = "block", reasons = "default_block" }),
    on("tool.write", "/srv/app/../x", { "out by a way round", expect = "block", reasons = "default_block" }),
    on("tool.write", "../x", { "climbing", expect = "block", rule = "keys" }),
    on("tool.write", "/srv/app/.git/hooks/pre-push", { "a hook", expect = "require_approval", rule = "starts-programs" }),
    on("tool.read", "/srv/app/Makefile", { "reading what starts programs", expect = "allow" }),
    on("tool.read", "/srv/app/tls.pem", { "a key", expect = "block", rule = "keys" }),
    { "one inside, one outside", tool = "tool.read", expect = "block", reasons = "default_block",
        targets = { { kind = "path", value = "/srv/app/a" }, { kind = "path", value = "/b" } } },
    on("tool.run", "/srv/app/a", { "another tool", expect = "block", reasons = "default_block" }),
}
