-- SPDX-License-Identifier: Apache-2.0
--- docs/cookbook.md on standard output: the policies of examples/cookbook with their cases, quoted as they are.

local ROOT <const> = "examples/cookbook/"

-- In the order of the page.
local RECIPES <const> = {
    "read-only", "amounts", "environments", "identities", "workspace", "hosts", "rates", "hours", "tainted", "sql",
    "dry-run", "break-glass",
}

local function read(name)
    local file = assert(io.open(ROOT .. name .. ".lua", "rb"))
    local text = file:read("a")
    file:close()
    return (text:gsub("^%-%- SPDX[^\n]*\n+", ""))
end

--- The comment that a policy begins with, and what follows.
local function parts(text)
    local comment, code = text:match("^(.-)\n\n(.*)$")
    return comment:gsub("^%-%- ", ""):gsub("\n%-%- ?", "\n"), code
end

print([[
# Cookbook

The policies that people ask for first, each complete and with its cases. They are the files of
[examples/cookbook](../examples/cookbook), and the test suite runs them:

```sh
gait policy test examples/cookbook/amounts.lua
```

Policies combine: give several with `--policy`, or those that shall only narrow with `--restrict`. Bigger ones to begin
with come with gait, see [packs.md](packs.md).
]])
for _, name in ipairs(RECIPES) do
    local title = read(name):match('title = "([^"]+)"')
    print(("- [%s](#%s)"):format(title, (title:lower():gsub("[^%w ]", ""):gsub(" ", "-"))))
end
for _, name in ipairs(RECIPES) do
    local text = read(name)
    local comment, code = parts(text)
    print(("\n## %s\n\n%s\n\n`examples/cookbook/%s.lua`"):format(text:match('title = "([^"]+)"'), comment, name))
    print(("\n```lua\n%s```\n\n`examples/cookbook/%s_cases.lua`"):format(code, name))
    print(("\n```lua\n%s```"):format(read(name .. "_cases")))
end
