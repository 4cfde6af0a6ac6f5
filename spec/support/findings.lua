-- SPDX-License-Identifier: Apache-2.0
--- One example of each finding of `gait policy check`, and a near miss that is none. docs/check.md shows the examples.
--
-- Rules only; where a pack has no policy{} of its own, `policy { id = "example" }` stands in front.

return {
    never_matches = {
        example = [[
rule { id = "between", effect = "allow",
       match = { tool = "pay", args = { amount = { gt = 5, lt = 3 } } } }
]],
        near = [[
rule { id = "between", effect = "allow",
       match = { tool = "pay", args = { amount = { gte = 5, lte = 5 } } } }
]],
    },
    dead_element = {
        example = [[
rule { id = "repo", effect = "allow",
       match = { tool = "fs.read", target = { kind = "path", glob = { "/repo/**", "/repo/" } } } }
]],
        near = [[
rule { id = "repo", effect = "allow",
       match = { tool = "fs.read", target = { kind = "path", glob = { "/repo/**", "/" } } } }
]],
    },
    redundant_element = {
        example = [[
rule { id = "read", effect = "allow", match = { tool = { "fs.**", "fs.read" } } }
]],
        near = [[
rule { id = "read", effect = "allow", match = { tool = { "fs.*", "fs.read.all" } } }
]],
    },
    target_without_host = {
        example = [[
rule { id = "ours", effect = "allow",
       match = { tool = "put", target = { kind = "bucket", domain = "*.corp.example" } } }
]],
        near = [[
rule { id = "ours", effect = "allow",
       match = { tool = "put", target = { kind = { "bucket", "url" }, domain = "*.corp.example" } } }
]],
    },
    unknown_everywhere = {
        example = [[
rule { id = "large", effect = "block", reason = "large", match = { args = { amount = { gt = 1000 } } } }
]],
        near = [[
rule { id = "large", effect = "block", reason = "large",
       match = { args = { amount = { gt = 1000, exists = true } } } }
]],
    },
    threshold_gap = {
        example = [[
rule { id = "small", effect = "allow", match = { tool = "pay", args = { amount = { lt = 1000 } } } }
rule { id = "large", effect = "require_approval", reason = "large",
       match = { tool = "pay", args = { amount = { gt = 1000 } } } }
]],
        near = [[
rule { id = "small", effect = "allow", match = { tool = "pay", args = { amount = { lt = 1000 } } } }
rule { id = "exact", effect = "allow", match = { tool = "pay", args = { amount = 1000 } } }
rule { id = "large", effect = "require_approval", reason = "large",
       match = { tool = "pay", args = { amount = { gt = 1000 } } } }
]],
    },
    threshold_overlap = {
        example = [[
rule { id = "small", effect = "allow", match = { tool = "pay", args = { amount = { lte = 1000 } } } }
rule { id = "large", effect = "require_approval", reason = "large",
       match = { tool = "pay", args = { amount = { gte = 1000 } } } }
]],
        near = [[
rule { id = "small", effect = "allow", match = { tool = "pay", args = { amount = { lte = 1000 } } } }
rule { id = "large", effect = "require_approval", reason = "large",
       match = { tool = "refund", args = { amount = { gte = 1000 } } } }
]],
    },
    window_past = {
        example = [[
rule { id = "freeze", effect = "block", reason = "freeze",
       match = { tool = "deploy", during = { from = "2020-12-24T00:00", to = "2020-12-27T00:00", tz = "UTC" } } }
]],
        near = [[
rule { id = "freeze", effect = "block", reason = "freeze",
       match = { tool = "deploy", during = { from = "2020-12-24T00:00", tz = "UTC" } } }
]],
    },
    window_never_open = {
        example = [[
rule { id = "weekend", effect = "allow",
       match = { tool = "deploy", during = { days = "Mon-Fri", from = "2030-01-05T00:00",
                                             to = "2030-01-07T00:00", tz = "UTC" } } }
]],
        near = [[
rule { id = "weekend", effect = "allow",
       match = { tool = "deploy", during = { days = "Mon-Fri", from = "2030-01-05T00:00",
                                             to = "2030-01-07T00:01", tz = "UTC" } } }
]],
    },
    zone_missing = {
        example = [[
rule { id = "office", effect = "allow",
       match = { tool = "deploy", during = { hours = "09:00-17:00", tz = "Europe/Atlantis" } } }
]],
        near = [[
rule { id = "office", effect = "allow",
       match = { tool = "deploy", during = { hours = "09:00-17:00", tz = "UTC" } } }
]],
    },
    declared_zone_missing = {
        example = [[
policy { id = "example", zones = "Europe/Atlantis" }
rule { id = "any", effect = "allow", match = { tool = "deploy" } }
]],
        near = [[
policy { id = "example", zones = "UTC" }
rule { id = "any", effect = "allow", match = { tool = "deploy" } }
]],
    },
    covered = {
        example = [[
rule { id = "no-writes", effect = "block", reason = "read_only", match = { tool = "fs.**", phase = "apply" } }
rule { id = "write", effect = "allow", match = { tool = "fs.write", phase = "apply" } }
]],
        near = [[
rule { id = "no-writes", effect = "block", reason = "read_only", match = { tool = "fs.**", phase = "apply" } }
rule { id = "write", effect = "allow", match = { tool = "fs.write" } }
]],
    },
    redundant = {
        example = [[
rule { id = "no-db", effect = "block", reason = "no_db", match = { tool = "db.**" } }
rule { id = "no-drop", effect = "block", reason = "no_drop", match = { tool = "db.drop" } }
]],
        near = [[
rule { id = "no-db", effect = "block", reason = "no_db", match = { tool = "db.*" } }
rule { id = "no-drop", effect = "block", reason = "no_drop", match = { tool = "db.drop.table" } }
]],
    },
    duplicate = {
        example = [[
rule { id = "a", effect = "block", reason = "no_delete", match = { tool = { "delete", "drop" } } }
rule { id = "b", effect = "block", reason = "no_delete", match = { tool = { "drop", "delete" } } }
]],
        near = [[
rule { id = "a", effect = "block", reason = "no_delete", match = { tool = { "delete", "drop" } } }
rule { id = "b", effect = "block", reason = "no_delete", match = { tool = { "drop", "erase" } } }
]],
    },
    shadowed = {
        example = [[
policy { id = "example", combine = "tiers" }
rule { id = "fs", effect = "allow", priority = 10, match = { tool = "fs.**" } }
rule { id = "no-write", effect = "block", priority = 20, reason = "read_only", match = { tool = "fs.write" } }
]],
        near = [[
policy { id = "example", combine = "tiers" }
rule { id = "fs", effect = "allow", priority = 20, match = { tool = "fs.**" } }
rule { id = "no-write", effect = "block", priority = 10, reason = "read_only", match = { tool = "fs.write" } }
]],
    },
    override = {
        example = [[
rule { id = "no-deploy", effect = "block", reason = "no_deploy", match = { tool = "deploy" } }
rule { id = "bot", effect = "allow", match = { tool = "deploy", identity = "bot" }, overrides = "no-deploy" }
]],
        near = [[
rule { id = "no-deploy", effect = "block", reason = "no_deploy", match = { tool = "deploy" } }
rule { id = "bot", effect = "allow", match = { tool = "roll-back", identity = "bot" } }
]],
    },
    override_idle = {
        example = [[
rule { id = "no-deploy", effect = "block", reason = "no_deploy", match = { tool = "deploy.*" } }
rule { id = "bot", effect = "allow", match = { tool = "deploy", identity = "bot" }, overrides = "no-deploy" }
]],
        near = [[
rule { id = "no-deploy", effect = "block", reason = "no_deploy", match = { tool = "deploy.**" } }
rule { id = "bot", effect = "allow", match = { tool = "deploy", identity = "bot" }, overrides = "no-deploy" }
]],
    },
    override_weaker = {
        example = [[
rule { id = "deploy", effect = "allow", match = { tool = "deploy" } }
rule { id = "no-prod", effect = "block", reason = "no_prod", match = { tool = "deploy", env = "prod" },
       overrides = "deploy" }
]],
        near = [[
rule { id = "deploy", effect = "require_approval", reason = "see", match = { tool = "deploy" } }
rule { id = "no-prod", effect = "allow", match = { tool = "deploy", env = "prod" }, overrides = "deploy" }
]],
    },
    always_overridden = {
        example = [[
rule { id = "no-prod", effect = "block", reason = "no_prod", match = { tool = "deploy", env = "prod" } }
rule { id = "deploy", effect = "allow", match = { tool = "deploy" }, overrides = "no-prod" }
]],
        near = [[
rule { id = "no-prod", effect = "block", reason = "no_prod", match = { tool = "deploy", env = "prod" } }
rule { id = "deploy", effect = "allow", match = { tool = "deploy", env = "prod" }, overrides = "no-prod" }
]],
    },
    unfinished = {
        example = [[
for i = 1, 2100 do
    rule { id = "no-drop-" .. i, effect = "block", reason = "no_drop", match = { tool = "db" .. i .. ".drop.*" } }
end
]],
        near = [[
for i = 1, 2100 do
    rule { id = "no-drop-" .. i, effect = "block", reason = "no_drop", match = { tool = "db" .. i .. ".drop" } }
end
]],
    },
    workspace_prefix_open = {
        example = [[
policy { id = "example", combine = "tiers" }
rule { id = "repo", effect = "allow", match = { tool = "run", workspace = "/repo" } }
]],
        near = [[
policy { id = "example", combine = "tiers" }
rule { id = "repo", effect = "allow", match = { tool = "run", workspace = "/repo/" } }
]],
    },
    dataflow_softens = {
        example = [[
policy { id = "example", combine = "tiers" }
rule { id = "no-upload", effect = "block", reason = "no_upload", match = { tool = "upload" },
       dataflow = { action = "require_approval" } }
]],
        near = [[
policy { id = "example", combine = "tiers" }
rule { id = "no-upload", effect = "block", reason = "no_upload", match = { tool = "upload" },
       dataflow = { action = "block" } }
]],
    },
    limit_idle = {
        example = [[
rule { id = "write", effect = "allow", match = { tool = "fs.write" },
       limit = { { max = 10, seconds = 60 }, { max = 10, seconds = 10 } } }
]],
        near = [[
rule { id = "write", effect = "allow", match = { tool = "fs.write" },
       limit = { { max = 10, seconds = 60 }, { max = 5, seconds = 10 } } }
]],
    },
    limit_on_block = {
        example = [[
policy { id = "example", combine = "tiers" }
rule { id = "no-write", effect = "block", reason = "read_only", match = { tool = "fs.write" },
       limit = { max = 5, seconds = 60 } }
]],
        near = [[
rule { id = "no-write", effect = "block", reason = "read_only", match = { tool = "fs.write" },
       limit = { max = 5, seconds = 60 } }
]],
    },
    credential_conflict = {
        example = [[
rule { id = "deploy", effect = "allow", match = { tool = "deploy.**" }, credential = { sources = "aws_sts" } }
rule { id = "prod", effect = "allow", match = { tool = "deploy.prod" }, credential = { sources = "github_oidc" } }
]],
        near = [[
rule { id = "deploy", effect = "allow", match = { tool = "deploy.**" }, credential = { sources = "aws_sts" } }
rule { id = "prod", effect = "allow", match = { tool = "deploy.prod" },
       credential = { sources = { "github_oidc", "aws_sts" } } }
]],
    },
    allow_unscoped = {
        example = [[
rule { id = "safe", effect = "allow", match = { risk = "low" } }
]],
        near = [[
rule { id = "safe", effect = "allow", match = { risk = "low", identity = "release-*" } }
]],
    },
    allow_only_functions = {
        example = [[
rule { id = "small", effect = "allow",
       when = { small = function(i) return i.tool == "pay" and i.args.amount < 10 end } }
]],
        near = [[
rule { id = "small", effect = "allow", match = { tool = "pay" },
       when = { small = function(i) return i.args.amount < 10 end } }
]],
    },
    allow_wide = {
        example = [[
rule { id = "web", effect = "allow", match = { tool = "http.get", target = { cidr = "0.0.0.0/0" } } }
]],
        near = [[
rule { id = "web", effect = "allow", match = { tool = "http.get", target = { cidr = "10.0.0.0/8" } } }
]],
    },
    allow_restricted = {
        flag = "--restrict",
        example = [[
rule { id = "read", effect = "allow", match = { tool = "fs.read" } }
]],
        near = [[
rule { id = "read", effect = "dry_run", match = { tool = "fs.read" } }
]],
    },
    default_allow = {
        example = [[
policy { id = "example", default = "allow" }
rule { id = "no-delete", effect = "block", reason = "no_delete", match = { tool = "delete" } }
]],
        near = [[
policy { id = "example", default = "dry_run" }
rule { id = "no-delete", effect = "block", reason = "no_delete", match = { tool = "delete" } }
]],
    },
    block_skips_unknown = {
        example = [[
rule { id = "large", effect = "block", reason = "large", on_unknown = "skip",
       match = { tool = "pay", args = { amount = { gt = 1000 } } } }
]],
        near = [[
rule { id = "large", effect = "require_approval", reason = "large", on_unknown = "skip",
       match = { tool = "pay", args = { amount = { gt = 1000 } } } }
]],
    },
    block_skips_empty = {
        example = [[
rule { id = "no-force", effect = "block", reason = "force_push", on_unknown = "skip",
       match = { tool = "git.**", args = { ["flags[any]"] = { "--force", "-f" } } } }
]],
        near = [[
rule { id = "no-force", effect = "block", reason = "force_push",
       match = { tool = "git.**", args = { ["flags[any]"] = { "--force", "-f" } } } }
]],
    },
    missing_reason = {
        example = [[
rule { id = "no-delete", effect = "block", match = { tool = "delete" } }
]],
        near = [[
rule { id = "no-delete", effect = "dry_run", match = { tool = "delete" } }
]],
    },
    missing_hint = {
        example = [[
rule { id = "no-delete", effect = "block", reason = "no_delete", match = { tool = "delete" } }
]],
        near = [[
rule { id = "no-delete", effect = "block", reason = "no_delete", hint = "archive it", match = { tool = "delete" } }
]],
    },
    unnamed_function = {
        example = [[
rule { id = "small", effect = "allow", match = { tool = "pay" }, when = function(i) return i.args.amount < 10 end }
]],
        near = [[
rule { id = "small", effect = "allow", match = { tool = "pay" },
       when = { small = function(i) return i.args.amount < 10 end } }
]],
    },
}
