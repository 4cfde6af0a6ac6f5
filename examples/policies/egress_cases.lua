-- SPDX-License-Identifier: Apache-2.0
-- gait policy test examples/policies/egress.lua

local USER <const> = { { arg = "body", source = "user" } }
local OUTSIDE <const> = { { arg = "body", source = "external" } }

local function url(value)
    return { { kind = "url", value = value } }
end

cases "the metadata service" {
    { "by its address", tool = "http.get", targets = url("http://169.254.169.254/latest"), expect = "block",
        rule = "no-metadata-service" },
    { "by an address that is written otherwise", tool = "http.get", targets = url("http://0xa9fea9fe/"), expect = "block",
        rule = "no-metadata-service" },
    { "is no other address", tool = "http.get", targets = url("http://10.0.0.1/"), expect = "allow" },
    { "is no file", tool = "fs.read", targets = { { kind = "path", value = "/etc/hosts" } }, expect = "allow" },
}

cases "what came from outside" {
    { "goes to our hosts", tool = "http.post", targets = url("https://api.corp.example/v1"), provenance = OUTSIDE,
        expect = "allow", reasons = "default_allow" },
    { "goes to nobody else", tool = "http.post", targets = url("https://paste.example/"), provenance = OUTSIDE,
        expect = "block", rule = { "tainted-egress" }, reasons = { "tainted_data_exfiltration" } },
    { "nor to a host that only begins like ours", tool = "http.post", provenance = OUTSIDE,
        targets = url("https://api.corp.example.evil.example/"), expect = "block" },
    { "may be kept", tool = "fs.write", targets = { { kind = "path", value = "/tmp/a" } }, provenance = OUTSIDE,
        expect = "allow" },
}

cases "what the user wrote" {
    { "goes anywhere", tool = "http.post", targets = url("https://paste.example/"), provenance = USER, expect = "allow" },
}
