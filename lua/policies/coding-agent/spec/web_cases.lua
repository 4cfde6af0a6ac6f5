-- SPDX-License-Identifier: Apache-2.0

local function fetch(value, row)
    row.tool, row.workspace, row.targets = row.tool or "tool.fetch", "/srv/app", { { kind = "url", value = value } }
    return row
end

cases "documentation" {
    fetch("https://docs.python.org/3/", { "a known site", expect = "allow", rule = "web-documentation",
        reasons = "documentation" }),
    fetch("https://serde.readthedocs.io/x", { "below a known site", expect = "allow", rule = "web-documentation" }),
    fetch("http://docs.python.org/3/", { "in clear text", expect = "require_approval" }),
    fetch("https://docs.python.org.evil.test/", { "what only resembles", expect = "require_approval",
        reasons = "default_require_approval" }),
    fetch("https://example.com/", { "another site", expect = "require_approval" }),
    fetch("https://docs.python.org/3/", { "another tool", tool = "http.post", expect = "require_approval" }),
    { "searching", tool = "tool.search", args = { query = "lua patterns" }, expect = "allow", rule = "web-search",
        reasons = "web_search" },
}

cases "not the web" {
    fetch("http://169.254.169.254/latest/", { "the metadata service", expect = "block", rule = "web-local-address",
        reasons = "local_address", violations = "credential_access" }),
    fetch("http://0xA9FEA9FE/", { "the same as a number", expect = "block", rule = "web-local-address" }),
    fetch("http://metadata.google.internal/", { "the same by name", expect = "block", rule = "web-metadata-name" }),
    fetch("http://192.0.2.1/", { "another address", expect = "require_approval" }),
    fetch("file:///etc/passwd", { "a file", expect = "block", rule = "web-no-file" }),
    fetch("https://docs.python.org@evil.test/", { "a URL of two readings", expect = "block" }),
    fetch("https://webhook.site/x", { "a drop site", expect = "block", rule = "web-drop-site", reasons = "drop_site",
        violations = "data_exfiltration" }),
    { "by a host", tool = "net.connect", targets = { { kind = "host", value = "a.ngrok.io" } }, expect = "block",
        rule = "web-drop-site" },
    { "a file is no site", tool = "net.connect", targets = { { kind = "table", value = "a.ngrok.io" } },
        expect = "require_approval", reasons = "default_require_approval" },
}

cases "what an address carries" {
    fetch("https://docs.python.org/?q=" .. ("a"):rep(600), { "a long query", expect = "require_approval",
        rule = "web-address-carries-data", reasons = "address_carries_data", violations = "approval_required" }),
    fetch("https://docs.python.org/?q=a", { "a short query", expect = "allow" }),
    fetch("https://x.readthedocs.io/" .. ("a"):rep(600), { "a long path", expect = "require_approval",
        rule = "web-address-carries-data" }),
}

cases "own tools" {
    { "a list of things to do", tool = "TodoWrite", args = { todos = {} }, expect = "allow", rule = "own-tools",
        reasons = "own_tool" },
    { "a helper", tool = "Agent", args = { prompt = "look into it" }, expect = "allow", rule = "own-tools" },
    { "another shell", tool = "PowerShell", args = { command = "dir" }, expect = "require_approval",
        reasons = "default_require_approval" },
}
