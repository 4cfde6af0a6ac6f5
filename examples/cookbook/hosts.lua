-- SPDX-License-Identifier: Apache-2.0
-- Where calls may go: our own domain, one partner by https, never an address of a private network or of the cloud's
-- metadata service. Addresses in octal, hexadecimal or mapped form are unknown and do not slip through.

policy { id = "cookbook/hosts", version = "1.0.0", title = "Hosts that calls may go to", default = "block" }

local WEB <const> = { "url", "host" }

rule {
    id = "no-private-address",
    effect = "block",
    match = {
        target = { kind = WEB, cidr = { "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16" } },
    },
    reason = "private_address",
    hint = "call the service by its public name",
}

rule { id = "ours", effect = "allow", match = { tool = "http.*", target = { kind = WEB, domain = "*.corp.example" } } }

rule {
    id = "partner",
    effect = "allow",
    match = { tool = "http.get", target = { kind = "url", domain = "api.partner.example", glob = "https://**" } },
}
