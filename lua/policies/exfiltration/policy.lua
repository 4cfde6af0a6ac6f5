-- SPDX-License-Identifier: Apache-2.0
-- exfiltration: what may leave, and where to.
--
-- Made to stand beside another pack, as `--restrict builtin:exfiltration`: there its one allow rule counts for nothing
-- and every other rule narrows. Alone it allows what stays inside and asks about everything else.
--
-- To adapt: copy the pack, put your domains into OURS, and the labels that your data carries into the two lists.

policy {
    id = "gait/exfiltration",
    version = "1.0.0",
    title = "Data stays where it belongs",
    description = "Blocks what came from outside, what is secret and what goes to drop sites; asks about confidential "
        .. "data, exports and addresses that carry data. Stands beside another pack.",
    owner = "data protection",
    license = "Apache-2.0",
    tags = { "exfiltration", "egress" },
    default = "require_approval",
}

local OURS <const> = { "corp.example", "*.corp.example" }
local OUTWARD <const> = { "host", "url", "bucket", "repo", "queue", "topic" }
local SECRET <const> = { secret = true, credential = true, restricted = true, ["top-secret"] = true }
local ADDRESS_MAX <const> = 512 -- bytes of a URL's path and query; what is longer carries more than a question
local LABEL_MAX <const> = 40  -- bytes of one label of a host name

local function internal(target)
    for _, domain in ipairs(OURS) do
        if target.domain and net.host_match(domain, target.domain) then
            return true
        end
    end
    return false
end

--- Whether every target is a host of ours. A file stays here, too.
local function stays_inside(intent)
    for _, target in ipairs(intent.targets) do
        if target.kind ~= "path" and not internal(target) then
            note("a target is not one of ours")
            return false
        end
    end
    return true
end

--- Whether the caller only fetches. What a fetch can carry, its address, is looked at by a rule of its own.
local function only_reads(intent)
    for _, target in ipairs(intent.targets) do
        if target.kind ~= "path" and target.operation ~= "read" then
            return false
        end
    end
    return true
end

--- Whether something that is labelled as secret goes to a place that is not a file.
local function secret_leaves(intent)
    for _, target in ipairs(intent.targets) do
        if target.kind ~= "path" and target.sensitivity and SECRET[target.sensitivity] then
            return true
        end
    end
    return false
end

--- Whether an address is long enough to be the message itself: path and query, or a label of the host's name.
local function address_carries_data(intent)
    for _, target in ipairs(intent.targets) do
        local url = target.kind == "url" and net.url(target.value)
        if url and #(url.path or "") + #(url.query or "") > ADDRESS_MAX then
            note("path and query are longer than " .. ADDRESS_MAX .. " bytes")
            return true
        end
        for _, label in ipairs(text.split(target.domain or "", ".")) do
            if #label > LABEL_MAX then
                note("a label of the host is longer than " .. LABEL_MAX .. " bytes")
                return true
            end
        end
    end
    return false
end

rule {
    id = "no-tainted-egress",
    title = "What came from outside does not leave again",
    effect = "block",
    severity = "critical",
    owner = "data protection",
    tags = { "exfiltration", "prompt-injection" },
    match = { target = { kind = OUTWARD }, tainted_by = { "external", "tool_output" } },
    unless = { stays_inside = stays_inside },
    reason = "tainted_data_exfiltration",
    violation = "tainted_data_exfiltration",
    hint = "send only what the user wrote, or send it to a host of ours",
}

rule {
    id = "no-secret-egress",
    title = "Nothing labelled as secret leaves",
    effect = "block",
    severity = "critical",
    owner = "data protection",
    tags = { "exfiltration" },
    match = { target = { kind = OUTWARD } },
    when = { secret_leaves = secret_leaves },
    reason = "secret_data_egress",
    violation = "data_class_violation",
    hint = "leave the secret where it is and name it; a broker puts it in",
}

rule {
    id = "confidential-egress-needs-approval",
    title = "A person sees confidential data leave; what has no label is confidential",
    effect = "require_approval",
    severity = "high",
    owner = "data protection",
    tags = { "exfiltration" },
    match = { target = { kind = OUTWARD, sensitivity = { "confidential", "internal", "personal", "pii" } } },
    unless = { stays_inside = stays_inside, only_reads = only_reads },
    reason = "confidential_data_egress",
    violation = "approval_required",
    hint = "label the data if it is public, or ask for an approval of this very intent",
}

rule {
    id = "no-metadata-service",
    title = "The metadata service of the cloud hands out credentials",
    effect = "block",
    severity = "critical",
    owner = "platform security",
    tags = { "credentials" },
    match = {
        target = {
            kind = { "url", "host" },
            cidr = { "169.254.0.0/16", "fe80::/10", "fd00:ec2::/32", "100.100.100.200/32", "192.0.0.192/32" },
        },
    },
    reason = "metadata_service_blocked",
    violation = "credential_access",
    hint = "ask the credential broker for what the task needs",
}

rule {
    id = "no-metadata-name",
    title = "The same service by its names",
    effect = "block",
    severity = "critical",
    owner = "platform security",
    tags = { "credentials" },
    match = {
        target = {
            kind = { "url", "host" },
            domain = {
                "metadata.google.internal", "metadata.goog", "*.metadata.goog", "instance-data",
                "instance-data.ec2.internal",
            },
        },
    },
    reason = "metadata_service_blocked",
    violation = "credential_access",
    hint = "ask the credential broker for what the task needs",
}

rule {
    id = "no-drop-site",
    title = "Sites where anybody can leave and fetch data",
    effect = "block",
    severity = "critical",
    owner = "data protection",
    tags = { "exfiltration" },
    match = {
        target = {
            kind = { "url", "host" },
            domain = {
                "pastebin.com", "*.pastebin.com", "paste.ee", "dpaste.org", "hastebin.com",
                "ix.io", "0x0.st", "file.io", "*.file.io", "transfer.sh", "*.transfer.sh", "webhook.site",
                "*.webhook.site", "requestbin.com", "*.requestbin.com", "*.requestcatcher.com", "*.pipedream.net",
                "*.beeceptor.com", "*.ngrok.io", "*.ngrok.app", "*.ngrok-free.app", "*.trycloudflare.com",
                "*.loca.lt", "*.serveo.net", "*.burpcollaborator.net", "*.oastify.com", "*.oast.fun", "*.oast.live",
                "*.oast.pro", "*.oast.site", "*.interact.sh", "*.dnslog.cn", "*.nip.io", "*.sslip.io",
            },
        },
    },
    reason = "drop_site_blocked",
    violation = "data_exfiltration",
    hint = "use a store of ours",
}

rule {
    id = "long-address-needs-approval",
    title = "A person sees an address that is long enough to be the message",
    effect = "require_approval",
    severity = "medium",
    owner = "data protection",
    tags = { "exfiltration" },
    match = { target = { kind = { "url", "host" } } },
    when = { address_carries_data = address_carries_data },
    reason = "address_carries_data",
    violation = "approval_required",
    hint = "put the data into the body, where it is labelled and looked at",
}

rule {
    id = "unencrypted-egress-needs-approval",
    title = "A person sees what leaves in clear text",
    effect = "require_approval",
    severity = "medium",
    owner = "platform security",
    tags = { "transport" },
    match = { target = { kind = "url", glob = { "http://**", "ftp://**", "ws://**" } } },
    unless = { stays_inside = stays_inside },
    reason = "unencrypted_egress",
    violation = "approval_required",
    hint = "use https",
}

rule {
    id = "bulk-export-needs-two-people",
    title = "Two people see an export",
    effect = "require_approval",
    approvals = 2,
    distinct_approvers = true,
    severity = "high",
    owner = "data protection",
    tags = { "exfiltration" },
    match = { tool = { "**.export.**", "**.export_*", "**.*_export", "**.dump.**", "**.dump_*", "**.*_dump" } },
    reason = "bulk_export",
    violation = "approval_required",
    hint = "ask for the rows that are needed instead of all of them",
}

rule {
    id = "internal-is-fine",
    title = "What stays on hosts of ours",
    effect = "allow",
    match = { tool = { "dns.resolve", "http.**" }, target = { kind = { "url", "host" }, domain = OURS } },
    reason = "internal_destination",
}
