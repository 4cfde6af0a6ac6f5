-- SPDX-License-Identifier: Apache-2.0
--- Runs a page of docs as the session it shows, from top to bottom in one empty directory.
--
-- ```LANG title="path"   the block is written to that file, as it stands
-- ```console             lines that begin with "$ " are run by sh, with gait in the PATH; what follows must be what they
--                        print. "…" stands for any text of a line; alone on its line, for any number of lines.
-- Other blocks of code are refused: nothing on such a page is not run. Prose and ```text are not looked at.
--
-- With UPDATE=1 the outputs on the page are rewritten; the diff is the review.

local gait = require("support.gait")

local M = {}

---@class page.Block
---@field lang string
---@field title string|nil
---@field text string
---@field first integer line after the fence
---@field last integer line before the closing one

---@param lines string[]
---@return page.Block[]
local function blocks_of(lines)
    local found, open = {}, nil
    for number, line in ipairs(lines) do
        local info = line:match("^```(.*)$")
        if info and open then
            open.last = number - 1
            open.text = table.concat(lines, "\n", open.first, open.last) .. "\n"
            found[#found + 1] = open
            open = nil
        elseif info then
            open = { lang = info:match("^%S*"), title = info:match('title="(.-)"'), first = number + 1 }
        end
    end
    assert(not open, "a block is not closed")
    return found
end

local function lines_of(text)
    local lines = {}
    for line in text:gmatch("([^\n]*)\n") do
        lines[#lines + 1] = line
    end
    return lines
end

--- What a line of the page says, as a pattern.
local function pattern_of(line)
    return "^" .. line:gsub("%p", "%%%0"):gsub("…", ".*") .. "$"
end

--- Whether lines[i..] are what the page shows in shown[k..].
local function agree(shown, k, lines, i)
    if k > #shown then
        return i > #lines
    end
    if shown[k] == "…" then
        for j = i, #lines + 1 do
            if agree(shown, k + 1, lines, j) then
                return true
            end
        end
        return false
    end
    return i <= #lines and lines[i]:match(pattern_of(shown[k])) ~= nil and agree(shown, k + 1, lines, i + 1)
end

--- The commands of a console block, each with what the page shows below it.
local function steps_of(block)
    local steps = {}
    for _, line in ipairs(lines_of(block.text)) do
        local command = line:match("^%$ (.*)$")
        local step = steps[#steps]
        if command then
            steps[#steps + 1] = { command = command, shown = {} }
        elseif step and step.command:match("\\$") and #step.shown == 0 then
            step.command = step.command .. "\n" .. line
        else
            assert(step, "a console block begins with a command")
            table.insert(step.shown, line)
        end
    end
    return steps
end

local function write(dir, path, text)
    assert(not path:find("..", 1, true) and path:sub(1, 1) ~= "/", "a title is a path below the directory")
    local parent = path:match("^(.*)/")
    if parent then
        os.execute("mkdir -p " .. gait.quote(dir .. "/" .. parent))
    end
    gait.write(dir .. "/" .. path, text)
end

local function run(dir, command)
    local bin = gait.bin:match("^(.*)/[^/]*$")
    local script = ("cd %s && exec env -i PATH=%s:/usr/local/bin:/usr/bin:/bin HOME=%s LC_ALL=C sh -c %s 2>&1 </dev/null"):format(
        gait.quote(dir), gait.quote(bin), gait.quote(dir), gait.quote(command))
    local pipe = assert(io.popen(script))
    local out = pipe:read("a")
    pipe:close()
    if out ~= "" and out:sub(-1) ~= "\n" then
        out = out .. "\n"
    end
    return out
end

local function check(step, out)
    if not agree(step.shown, 1, lines_of(out), 1) then
        error(("$ %s\nprints\n%sbut the page shows\n%s"):format(step.command, out, table.concat(step.shown, "\n")), 0)
    end
end

local function updated(block, outputs)
    local text = {}
    for i, step in ipairs(steps_of(block)) do
        local kept = agree(step.shown, 1, lines_of(outputs[i]), 1)
        text[#text + 1] = "$ " .. step.command .. "\n" .. (kept and table.concat(step.shown, "\n") or outputs[i])
        text[#text] = text[#text]:gsub("\n*$", "\n")
    end
    return table.concat(text)
end

--- Runs a page; raises with the first command that prints something else.
---@param path string below the root of the repository
---@return integer commands how many ran
function M.run(path)
    local page = assert(gait.read(gait.root .. "/" .. path), path)
    local lines = lines_of(page)
    local dir = gait.tempdir()
    local count, out, written = 0, {}, 0
    for _, block in ipairs(blocks_of(lines)) do
        local outputs = {}
        if block.title then
            write(dir, block.title, block.text)
        elseif block.lang == "console" then
            for _, step in ipairs(steps_of(block)) do
                outputs[#outputs + 1] = run(dir, step.command)
                count = count + 1
                if not os.getenv("UPDATE") then
                    check(step, outputs[#outputs])
                end
            end
        else
            assert(block.lang == "text", ("%s:%d: a block of %s that is not run"):format(path, block.first, block.lang))
        end
        if #outputs > 0 then
            out[#out + 1] = table.concat(lines, "\n", written + 1, block.first - 1) .. "\n" .. updated(block, outputs)
            written = block.last
        end
    end
    if os.getenv("UPDATE") then
        out[#out + 1] = table.concat(lines, "\n", written + 1, #lines) .. "\n"
        gait.write(gait.root .. "/" .. path, table.concat(out))
    end
    return count
end

return M
