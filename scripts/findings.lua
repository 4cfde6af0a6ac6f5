-- SPDX-License-Identifier: Apache-2.0
--- docs/check.md on standard output, from src/author/findings.def and the examples that a spec runs.

local HEAD <const> = [[
# Checking a pack

`gait policy check PACK…` says what can be proved about packs without an intent, because their conditions are data:
contradictions, rules that never decide, gaps between thresholds, holes. It reads every pack named, each by itself, and
shows each finding with its place, why it matters and what to do:

```
packs/pay/policy.lua:12: warning[covered] rule 'write' match: rule 'no-writes' (block) applies wherever this one does
    see: packs/pay/policy.lua:4 rule 'no-writes'
    why: wherever the rule applies a stricter one does too, so that it never decides anything
    fix: remove it, narrow the stricter rule, or name the stricter rule in overrides
```

| severity | means | exit |
|---|---|---|
| error | it cannot be what was meant | 6 |
| warning | it hardly is what was meant | 0, with `--strict` 6 |
| note | it was said on purpose, and a reviewer should see it; overrides are listed so | 0 |

A warning that is meant is given with `--accept CODE:RULE`, or `--accept CODE` for all rules, and counts as a note; one
that is accepted and no longer found is told. Errors cannot be accepted.

A pack that does not load is an error with a code of [errors.md](errors.md), and its first mistake; the other packs are
checked all the same. A pack that is given with `--restrict` is checked as one that may only narrow, and the others may
override its rules. `--json` gives the findings as one document, `gait.policy.check` 1.0.0: `code severity pack rule
file line key message why fix accepted related`, and `counts`.

What is claimed holds of every intent. *Covered* means that every decision would be the same without the rule: where the
stricter rule has functions, could be overridden or skips what is unknown, nothing is claimed. *Never matches* means that
the conditions are never all true; a restrictive rule still applies while they are unknown. Patterns are compared as the
sets of texts that they match, so that `fs.**` covers `{ "fs.read", "fs.*.write" }`.
]]

local function sections(path)
    local list, title = {}, nil
    local text
    for line in io.lines(path) do
        local heading = line:match("^/%* (.-) %*/$")
        if heading and not heading:find("SPDX") then
            title = heading
        end
        local code, severity = line:match("^%u+%(([%l_]+), (%l+),$")
        if code then
            text = { title = title, code = code, severity = severity, lines = {} }
            list[#list + 1] = text
        elseif text then
            local said, rest = line:match('^%s+"(.*)"([,)]*)$')
            if said then
                text.lines[#text.lines + 1] = said:gsub('\\"', '"')
            end
            if not said or rest:find(")", 1, true) then
                text = nil
            end
        end
    end
    return list
end

local function inline(text)
    return (text:gsub("[%w_.]+ = %b{}", "`%0`"))
end

package.path = "spec/?.lua;" .. package.path
local examples = require("support.findings")
io.write(HEAD)
local last
for _, one in ipairs(sections("src/author/findings.def")) do
    local why, fix = table.unpack(one.lines)
    local example = assert(examples[one.code], "spec/support/findings.lua has no " .. one.code).example
    if one.title ~= last then
        last = one.title
        print("\n## " .. last:sub(1, 1):upper() .. last:sub(2))
    end
    print(("\n### %s\n\n%s: %s.\nTo do: %s.\n"):format(one.code, one.severity:gsub("^%l", string.upper), why,
        inline(fix)))
    print("```lua\n" .. example .. "```")
end
