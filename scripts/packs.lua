-- SPDX-License-Identifier: Apache-2.0
--- docs/packs.md on standard output: what each pack of lua/policies says of itself, and its rules.

local ROOT <const> = "lua/policies/"

local function read(path)
    local file = assert(io.open(path, "rb"))
    local text = file:read("a")
    file:close()
    return text
end

--- Runs a pack's declarations. Its functions are only made, never called, so that they need no bindings.
---@return table policy
---@return table[] rules in the order of declaration
local function load_pack(name)
    local declared, rules, included = nil, {}, {}
    local env = {
        assert = assert, ipairs = ipairs, pairs = pairs, string = string, table = table, type = type,
        policy = function(declaration) declared = declaration end,
        rule = function(declaration) rules[#rules + 1] = declaration end,
    }
    local function run(file)
        local path = ROOT .. name .. "/" .. file .. ".lua"
        return assert(load(read(path), "=" .. path, "t", env))()
    end
    env.include = function(file)
        if included[file] == nil then
            included[file] = run(file) or true
        end
        return included[file]
    end
    env.require = function(module)
        local path = "lua/stdlib/" .. module:match("^gait%.([%w-]+)$") .. ".lua"
        return assert(load(read(path), "=" .. path, "t", env))()
    end
    run("policy")
    return declared, rules
end

--- The comment that a pack begins with, without its name, as paragraphs.
local function comment_of(name)
    local lines = {}
    for line in read(ROOT .. name .. "/policy.lua"):gmatch("([^\n]*)\n") do
        local text = line:match("^%-%- ?(.*)$")
        if not text then
            break
        elseif not text:find("^SPDX") then
            lines[#lines + 1] = text
        end
    end
    return (table.concat(lines, "\n"):gsub("^[%w-]+: (%l)", string.upper))
end

local function effect_of(rule)
    local people = rule.approvals or 1
    if rule.effect ~= "require_approval" then
        return rule.effect
    end
    return people == 1 and "asks" or ("asks %d people"):format(people)
end

local function write_pack(name)
    local policy, rules = load_pack(name)
    print(("\n## %s\n\n%s\n"):format(name, comment_of(name)))
    print("| rule | | |\n|---|---|---|")
    for _, rule in ipairs(rules) do
        print(("| `%s` | %s | %s |"):format(rule.id, effect_of(rule), rule.title))
    end
    print(("| *nothing matches* | %s | |"):format(policy.default == "block" and "block" or "asks"))
end

print([[
# The packs that come with gait

They are compiled into the program: `--policy builtin:NAME` uses one as it is, `gait policy init NAME` makes a copy to
adapt, with its specs. This page is made from the packs themselves.

```sh
gait policy list
gait policy init coding-agent --out policies/agent
gait policy test policies/agent          # the cases of the pack, and which rules they reach
gait policy check --strict policies/agent
gait gate eval --policy policies/agent --restrict builtin:exfiltration --intent intent.json --key-set keys
```

| pack | for whom | beside another |
|---|---|---|
| [baseline-low](#baseline-low) | assistants that work on files of their own | |
| [baseline-medium](#baseline-medium) | agents with tools of a company | |
| [baseline-high](#baseline-high) | agents near money, production or personal data | |
| [exfiltration](#exfiltration) | every agent that can reach a network | `--restrict` |
| [change-freeze](#change-freeze) | every agent that deploys | `--restrict` |
| [coding-agent](#coding-agent) | the shell, file and web tools of coding agents | |
| [mcp-tools](#mcp-tools) | agents whose tools come from MCP servers | a second `--policy` |

Three things hold for all of them. Nothing is allowed by default. What a rule cannot know makes the decision stricter,
never wider. And every rule and condition is reached by the pack's own cases, true and false.

What a rule *asks* for is an approval. A pack with a rule like this one limits how often something is done; the packs here
set no limits, since only you know how much is usual:

```lua
rule {
    id = "too-many-writes",
    effect = "block",
    match = { tool = "tool.write" },
    limit = { max = 60, seconds = 3600, by = { "identity" } },
    reason = "rate_limit_exceeded",
}
```

What text cannot tell, no pack here pretends to know. A path is judged by its name: a symbolic link inside a workspace leads
where it leads. A program is judged by its command line: `make test` runs what the Makefile says. Keep secrets out of
workspaces, and run agents in a sandbox; the packs decide what may be tried there.]])

for _, name in ipairs(dofile(ROOT .. "index.lua")) do
    write_pack(name)
end
