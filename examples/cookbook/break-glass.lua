-- SPDX-License-Identifier: Apache-2.0
-- An exception that is named: a rule may override others, by id, where it matched for certain. Here the person on call
-- may restart production during an incident, two people agreeing; what is overridden stays in force for everyone else.
-- `gait policy check` lists every override, so that no exception is forgotten.

policy { id = "cookbook/break-glass", version = "1.0.0", title = "An exception for incidents", default = "block" }

rule {
    id = "no-restarts",
    effect = "block",
    match = { tool = "service.restart", env = "prod" },
    reason = "no_restarts_in_production",
    hint = "for an incident, have the person on call restart it, with the argument incident",
}

rule {
    id = "on-call-in-an-incident",
    effect = "require_approval",
    approvals = 2,
    distinct_approvers = true,
    match = {
        tool = "service.restart",
        env = "prod",
        identity = "oncall/*",
        args = { incident = { exists = true, glob = "INC-*" } },
    },
    overrides = "no-restarts",
    reason = "incident_restart",
    hint = "name the incident to both approvers",
}
