-- SPDX-License-Identifier: Apache-2.0
--- The web (tool.fetch, tool.search, and every other tool with a URL): documentation is read freely, the rest is asked
--- for. To adapt: put the sites that your people read into DOCUMENTATION.

local DOCUMENTATION <const> = {
    "docs.rs", "doc.rust-lang.org", "*.rust-lang.org", "go.dev", "pkg.go.dev", "docs.python.org", "*.python.org",
    "*.readthedocs.io", "readthedocs.org", "developer.mozilla.org", "www.w3.org", "*.whatwg.org", "nodejs.org",
    "www.typescriptlang.org", "react.dev", "vuejs.org", "www.lua.org", "www.ruby-lang.org", "ruby-doc.org",
    "docs.oracle.com", "learn.microsoft.com", "docs.github.com", "git-scm.com", "www.gnu.org", "man7.org",
    "www.postgresql.org", "www.sqlite.org", "dev.mysql.com", "kubernetes.io", "docs.docker.com", "www.rfc-editor.org",
    "datatracker.ietf.org", "en.cppreference.com", "cmake.org", "docs.aws.amazon.com", "cloud.google.com",
    "developer.hashicorp.com", "modelcontextprotocol.io", "www.debian.org", "wiki.debian.org", "en.wikipedia.org",
}
local ADDRESS_MAX <const> = 512 -- bytes of path and query; what is longer carries more than a question

--- Whether an address is long enough to be the message itself.
local function address_carries_data(intent)
    for _, target in ipairs(intent.targets) do
        local url = target.kind == "url" and net.url(target.value)
        if url and #(url.path or "") + #(url.query or "") > ADDRESS_MAX then
            return true
        end
    end
    return false
end

rule {
    id = "web-local-address",
    title = "Services of this machine and of the cloud it runs on are not the web",
    effect = "block",
    severity = "critical",
    owner = "platform security",
    tags = { "web", "credentials" },
    match = {
        target = {
            kind = { "url", "host" },
            cidr = { "169.254.0.0/16", "100.100.100.200/32", "fe80::/10", "fd00:ec2::/32", "0.0.0.0/8" },
        },
    },
    reason = "local_address",
    violation = "credential_access",
    hint = "ask a person for what the service would have told",
}

rule {
    id = "web-metadata-name",
    title = "The metadata service of the cloud by its names",
    effect = "block",
    severity = "critical",
    owner = "platform security",
    tags = { "web", "credentials" },
    match = {
        target = {
            kind = { "url", "host" },
            domain = { "metadata.google.internal", "metadata.goog", "instance-data", "instance-data.ec2.internal" },
        },
    },
    reason = "local_address",
    violation = "credential_access",
    hint = "ask a person for what the service would have told",
}

rule {
    id = "web-no-file",
    title = "A URL is no way round the rules for files",
    effect = "block",
    severity = "high",
    owner = "platform security",
    tags = { "web", "files" },
    match = { target = { kind = "url", glob = { "file:**", "data:**", "javascript:**" } } },
    reason = "not_a_web_address",
    violation = "scheme_not_allowed",
    hint = "read files with the file tool",
}

rule {
    id = "web-drop-site",
    title = "Sites where anybody can leave and fetch data",
    effect = "block",
    severity = "critical",
    owner = "platform security",
    tags = { "web", "exfiltration" },
    match = {
        target = {
            kind = { "url", "host" },
            domain = {
                "pastebin.com", "*.pastebin.com", "0x0.st", "file.io", "*.file.io", "transfer.sh", "webhook.site",
                "*.webhook.site", "*.requestcatcher.com", "*.pipedream.net", "*.ngrok.io", "*.ngrok.app",
                "*.ngrok-free.app", "*.trycloudflare.com", "*.loca.lt", "*.oastify.com", "*.oast.fun", "*.oast.live",
                "*.interact.sh", "*.burpcollaborator.net",
            },
        },
    },
    reason = "drop_site",
    violation = "data_exfiltration",
    hint = "keep the data where it is, or ask for a store of ours",
}

rule {
    id = "web-address-carries-data",
    title = "A person sees an address that is long enough to be the message",
    effect = "require_approval",
    severity = "medium",
    owner = "platform security",
    tags = { "web", "exfiltration" },
    match = { target_kind = "url" },
    when = { address_carries_data = address_carries_data },
    reason = "address_carries_data",
    violation = "approval_required",
    hint = "ask a shorter question",
}

rule {
    id = "web-documentation",
    title = "Reading documentation",
    effect = "allow",
    tags = { "web" },
    match = { tool = "tool.fetch", target = { kind = "url", domain = DOCUMENTATION, glob = "https://**" } },
    reason = "documentation",
}

rule {
    id = "web-search",
    title = "Searching the web",
    effect = "allow",
    tags = { "web" },
    match = { tool = "tool.search" },
    reason = "web_search",
}
