-- SPDX-License-Identifier: Apache-2.0
-- What came from outside may travel to our own hosts only; addresses of the cloud's metadata service never.

policy { id = "examples/egress", version = "1.0.0", default = "allow" }

rule {
    id = "no-metadata-service",
    effect = "block",
    severity = "critical",
    match = { target = { kind = { "host", "url" }, cidr = { "169.254.0.0/16", "fd00:ec2::/32" } } },
    reason = "metadata_service",
}

rule {
    id = "tainted-egress",
    effect = "block",
    match = {
        target_kind = { "host", "url", "bucket" },
        tainted_by = { "external", "tool_output" },
    },
    unless = {
        internal = function(intent)
            for _, target in ipairs(intent.targets) do
                if not target.domain or not text.ends(target.domain, ".corp.example") then
                    return false
                end
            end
            return true
        end,
    },
    reason = "tainted_data_exfiltration",
}
