-- SPDX-License-Identifier: Apache-2.0

local function call(value, row)
    row.tool, row.targets = row.tool or "http.get", { { kind = "url", value = value } }
    return row
end

cases "hosts" {
    call("http://wiki.corp.example/x", { "ours", expect = "allow", rule = "ours" }),
    call("https://corp.example.evil.test/", { "what only looks like ours", expect = "block", reasons = "default_block" }),
    call("https://api.partner.example/v1", { "the partner", expect = "allow", rule = "partner" }),
    call("http://api.partner.example/v1", { "the partner in clear text", expect = "block" }),
    call("https://api.partner.example/v1", { "writing to the partner", tool = "http.post", expect = "block" }),
    call("http://10.1.2.3/", { "a private address", expect = "block", rule = "no-private-address" }),
    call("http://0xA9FEA9FE/", { "the metadata service in disguise", expect = "block", rule = "no-private-address" }),
    call("https://wiki.corp.example/x", { "another tool", tool = "tool.run", expect = "block",
        reasons = "default_block" }),
}
