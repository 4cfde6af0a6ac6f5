-- SPDX-License-Identifier: Apache-2.0

local function url(value, sensitivity)
    return { { kind = "url", value = value, sensitivity = sensitivity } }
end
local OUTSIDE <const> = { { arg = "body", source = "external" } }
local USER <const> = { { arg = "body", source = "user" } }
local FILE <const> = { kind = "path", value = "/repo/report.csv" }

cases "where it comes from" {
    { "a page that was read", tool = "http.post", targets = url("https://api.example.com/in", "public"),
        provenance = OUTSIDE, expect = "block", rule = "no-tainted-egress", reasons = "tainted_data_exfiltration",
        violations = "tainted_data_exfiltration" },
    { "the user", tool = "http.post", targets = url("https://api.example.com/in", "public"), provenance = USER,
        expect = "require_approval", reasons = "default_require_approval" },
    { "a page, to one of ours", tool = "http.post", targets = url("https://api.corp.example/in", "public"),
        provenance = OUTSIDE, expect = "allow", rule = "internal-is-fine", reasons = "internal_destination" },
    { "a page, into a file", tool = "tool.write", targets = { FILE }, provenance = OUTSIDE,
        expect = "require_approval", reasons = "default_require_approval" },
    { "a page, to one of ours from a file", tool = "tool.upload", provenance = OUTSIDE, expect = "require_approval",
        targets = { FILE, { kind = "host", value = "drop.corp.example", sensitivity = "public" } } },
    { "a host that ends like one of ours", tool = "http.post", targets = url("https://evilcorp.example/in", "public"),
        provenance = OUTSIDE, expect = "block", rule = "no-tainted-egress" },
    { "a bucket has no host", tool = "s3.put", targets = { { kind = "bucket", value = "corp.example" } },
        provenance = OUTSIDE, expect = "block", rule = "no-tainted-egress" },
}

cases "what it is" {
    { "a secret, even to us", tool = "http.post", targets = url("https://api.corp.example/in", "secret"),
        expect = "block", rule = "no-secret-egress", reasons = "secret_data_egress",
        violations = "data_class_violation" },
    { "a secret in a file stays", tool = "tool.write", expect = "require_approval",
        targets = { { kind = "path", value = "/repo/a", sensitivity = "secret" } }, reasons = "default_require_approval" },
    { "a file that is secret, a topic that is not", tool = "queue.send", expect = "require_approval",
        targets = { { kind = "path", value = "/repo/a", sensitivity = "secret" },
            { kind = "topic", value = "news", sensitivity = "public" } }, reasons = "default_require_approval" },
    { "confidential", tool = "http.post", targets = url("https://api.example.com/in", "confidential"),
        expect = "require_approval", rule = "confidential-egress-needs-approval", reasons = "confidential_data_egress",
        violations = "approval_required" },
    { "confidential, to us", tool = "http.post", targets = url("https://api.corp.example/in", "confidential"),
        expect = "allow" },
    { "without a label", tool = "http.post", targets = url("https://api.example.com/in"), expect = "require_approval",
        rule = "confidential-egress-needs-approval" },
    { "fetching what has no label", tool = "http.get", expect = "require_approval", reasons = "default_require_approval",
        targets = { { kind = "url", value = "https://api.example.com/in", operation = "read" } } },
    { "fetching and sending", tool = "http.get", expect = "require_approval", rule = "confidential-egress-needs-approval",
        targets = { { kind = "url", value = "https://api.example.com/in", operation = "read" },
            { kind = "url", value = "https://api.example.com/out", operation = "write" } } },
    { "public", tool = "http.post", targets = url("https://api.example.com/in", "public"), expect = "require_approval",
        reasons = "default_require_approval" },
    { "everything", tool = "crm.export", targets = { FILE }, expect = "require_approval", approvals = 2,
        rule = "bulk-export-needs-two-people", reasons = "bulk_export", violations = "approval_required" },
    { "everything, by another name", tool = "db.dump_all", expect = "require_approval", approvals = 2,
        rule = "bulk-export-needs-two-people" },
}

cases "where it goes" {
    { "the metadata service", tool = "http.get", targets = url("http://169.254.169.254/latest/meta-data/"),
        expect = "block", rule = "no-metadata-service", reasons = "metadata_service_blocked",
        violations = "credential_access" },
    { "the metadata service, as a number", tool = "http.get", targets = url("http://2852039166/latest/"),
        expect = "block", reasons = { "drop_site_blocked", "metadata_service_blocked" } },
    { "the metadata service, by name", tool = "http.get", targets = url("http://metadata.google.internal/v1/"),
        expect = "block", rule = "no-metadata-name", reasons = "metadata_service_blocked" },
    { "another address", tool = "http.get", targets = url("https://192.0.2.7/x", "public"), expect = "require_approval",
        reasons = "default_require_approval" },
    { "a paste site", tool = "http.post", targets = url("https://pastebin.com/api", "public"), expect = "block",
        rule = "no-drop-site", reasons = "drop_site_blocked", violations = "data_exfiltration" },
    { "a tunnel", tool = "http.post", targets = { { kind = "host", value = "A1B2.NGROK-free.app." } }, expect = "block",
        rule = "no-drop-site" },
    { "a URL of two readings", tool = "http.post", targets = url("https://pastebin.com@api.corp.example/x"),
        expect = "block", rule = "no-drop-site" },
    { "in clear text", tool = "http.get", targets = url("http://api.example.com/x", "public"),
        expect = "require_approval", rule = "unencrypted-egress-needs-approval", reasons = "unencrypted_egress",
        violations = "approval_required" },
    { "in clear text, to us", tool = "http.get", targets = url("http://api.corp.example/x", "public"),
        expect = "allow" },
    { "in odd letters", tool = "http.get", targets = url("HTTP://api.example.com/x", "public"),
        expect = "require_approval", rule = "unencrypted-egress-needs-approval" },
    { "with escapes nobody needs", tool = "http.get", targets = url("https://api.corp.example/%61", "public"),
        expect = "allow", rule = "internal-is-fine" },
}

cases "how it goes" {
    { "in the query", tool = "http.get", targets = url("https://api.corp.example/?q=" .. ("a"):rep(520), "public"),
        expect = "require_approval", rule = "long-address-needs-approval", reasons = "address_carries_data",
        violations = "approval_required" },
    { "in the path", tool = "http.get", targets = url("https://api.corp.example/" .. ("a"):rep(520), "public"),
        expect = "require_approval", rule = "long-address-needs-approval" },
    { "in a short query", tool = "http.get", targets = url("https://api.corp.example/?q=a", "public"),
        expect = "allow" },
    { "in the name of the host", tool = "dns.resolve", expect = "require_approval",
        targets = { { kind = "host", value = ("a"):rep(41) .. ".corp.example", sensitivity = "public" } },
        rule = "long-address-needs-approval" },
    { "in a long name of short labels", tool = "dns.resolve", expect = "allow",
        targets = { { kind = "host", value = ("a"):rep(40) .. ".corp.example", sensitivity = "public" } } },
}
