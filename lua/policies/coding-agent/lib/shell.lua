-- SPDX-License-Identifier: Apache-2.0
--- Reads a shell command as text: into simple commands, with quotes removed, without running or expanding anything.
---
--- What is read is what a shell would see, never less: commands inside $(…), `…`, <(…), subshells and here-documents
--- are found like any other. What cannot be known from the text is marked, not guessed: a word with an expansion is
--- "dynamic", one with * or ? is "glob", and a text with constructs beyond words, quotes, pipes and lists is not clear.

local BARE <const> = "^[%w%%+,./:=@_^\128-\255-]+"
local WORDS <const> = "^([%w%%+,./:=@_^\128-\255-]+)[ \t]+()"
local IN_QUOTES <const> = "^[^\"\\$`]+"
local COMMANDS_MAX <const> = 40 -- simple commands in one text
local WORK_MAX <const> = 400    -- words, operators and quotes

---@class shell.Command
---@field words string[]
---@field wild table<integer, string> "dynamic" or "glob", by position in words
---@field redirects { op: string, to: string, wild: string? }[]
---@field piped boolean whether its input comes from another command

local function new_command(piped)
    return { words = {}, wild = {}, redirects = {}, piped = piped }
end

local function add(r, piece, wild)
    local frame = r.frame
    frame.word = (frame.word or "") .. piece
    if wild and frame.wild ~= "dynamic" then
        frame.wild = wild
    end
end

local function end_word(r)
    local frame = r.frame
    if not frame.word then
        return
    end
    local command = frame.command
    if frame.redirect then
        table.insert(command.redirects, { op = frame.redirect, to = frame.word, wild = frame.wild })
    else
        table.insert(command.words, frame.word)
        command.wild[#command.words] = frame.wild
    end
    frame.word, frame.wild, frame.redirect = nil, nil, nil
end

local function end_command(r, piped)
    local frame = r.frame
    end_word(r)
    if #frame.command.words > 0 or #frame.command.redirects > 0 then
        table.insert(r.commands, frame.command)
    end
    r.clear = r.clear and not frame.redirect
    frame.redirect = nil
    frame.command = new_command(piped or false)
end

--- Begins a command inside a command; it ends with the byte closer.
local function open(r, closer)
    r.clear = false
    r.frame = { closer = closer, outer = r.frame, command = new_command(false) }
end

local function close(r)
    end_command(r)
    r.frame = r.frame.outer
end

local function peek(r, pattern)
    return r.source:match(pattern, r.at)
end

--- After a dollar: a substitution, a variable, or the sign itself.
local function dollar(r)
    local name = peek(r, "^[%a_][%w_]*") or peek(r, "^[%d@*#?$!-]")
    local spaces = peek(r, "^{IFS[^}]*}") or name == "IFS" and name
    local bracket = peek(r, "^[({]")
    if spaces then
        r.at = r.at + #spaces
        if r.frame.double then
            add(r, " ", "dynamic")
        else
            r.clear = false
            end_word(r)
        end
    elseif bracket then
        r.at = r.at + 1
        add(r, "", "dynamic")
        open(r, bracket == "(" and ")" or "}")
    elseif name then
        r.at = r.at + #name
        add(r, "$" .. name, "dynamic")
    elseif peek(r, "^['\"]") and not r.frame.double then
        r.clear = false
    elseif peek(r, "^%[") then
        r.clear = false
        add(r, "$", "dynamic")
    else
        add(r, "$")
    end
end

local function backtick(r)
    if r.frame.closer == "`" then
        close(r)
    else
        add(r, "", "dynamic")
        open(r, "`")
    end
end

--- < and >, with what belongs to the operator. A number right before it is part of it.
local function redirect(r, c)
    local frame = r.frame
    if frame.word and frame.word:find("^%d+$") then
        frame.word = nil
    end
    end_word(r)
    local op = c .. peek(r, "^[<>&|]*")
    r.at = r.at + #op - 1
    if peek(r, "^%(") and #op == 1 then
        r.at = r.at + 1
        add(r, "", "dynamic")
        open(r, ")")
        return
    end
    local copied = op:find("&$") and (peek(r, "^%d+%-?") or peek(r, "^%-"))
    if copied and r.source:find("^[%s;&|()<>]", r.at + #copied) or copied and r.at + #copied > #r.source then
        r.at = r.at + #copied
        return
    end
    r.clear = r.clear and not op:find("^<<")
    frame.redirect = op
end

--- A comment is passed over when it would do nothing in a shell that knows no comments either.
local function hash(r)
    local comment = peek(r, "^[^\n]*")
    if r.frame.word then
        add(r, "#")
    elseif comment:find("[;&|`$<>()\\]") then
        r.clear = false
        add(r, "#")
    else
        r.at = r.at + #comment
    end
end

local function single_quote(r)
    local inner = peek(r, "^[^']*")
    r.at = r.at + #inner + 1
    r.clear = r.clear and r.at <= #r.source + 1
    add(r, inner)
end

local function backslash(r)
    local c = peek(r, "^.") or ""
    r.at = r.at + 1
    r.clear = r.clear and c ~= ""
    if c ~= "\n" then
        add(r, c)
    end
end

local function ampersand(r)
    if peek(r, "^>") then
        end_word(r)
        r.at = r.at + 1
        redirect(r, ">")
    else
        r.at = r.at + #peek(r, "^&*")
        end_command(r)
    end
end

local function bar(r)
    local more = peek(r, "^[|&]?")
    r.at = r.at + #more
    end_command(r, more ~= "|")
end

local function round(r, c)
    end_command(r)
    if c == "(" then
        open(r, ")")
    elseif r.frame.closer == ")" then
        close(r)
    else
        r.clear = false
    end
end

local function curly(r, c)
    if c == "}" and r.frame.closer == "}" then
        close(r)
    else
        r.clear = false
        add(r, c, "dynamic")
    end
end

local function wildcard(r, c)
    add(r, c, "glob")
end

local function quote(r)
    r.frame.double = not r.frame.double
    add(r, "")
end

local OUTSIDE <const> = {
    [" "] = end_word, ["\t"] = end_word, ["\n"] = end_command, [";"] = end_command, ["&"] = ampersand, ["|"] = bar,
    ["'"] = single_quote, ['"'] = quote, ["\\"] = backslash, ["$"] = dollar, ["`"] = backtick, ["("] = round,
    [")"] = round, ["{"] = curly, ["}"] = curly, ["<"] = redirect, [">"] = redirect, ["#"] = hash, ["*"] = wildcard,
    ["?"] = wildcard, ["["] = wildcard, ["]"] = wildcard, ["~"] = add, ["!"] = add,
}

local INSIDE <const> = {
    ['"'] = quote, ["$"] = dollar, ["`"] = backtick,
    ["\\"] = function(r)
        local c = peek(r, "^.") or ""
        r.at = r.at + 1
        if c ~= "\n" then
            add(r, c:find('[$`"\\]') and c or "\\" .. c)
        end
    end,
}

--- The handlers take what they need of (reader, byte): those that end something are called without the byte.
local ENDS <const> = { [" "] = true, ["\t"] = true, ["\n"] = true, [";"] = true }

--- Whole words, as most of a command is: no quotes, no wildcards, blanks behind.
local function take_words(r)
    local words = r.frame.command.words
    local word, behind = r.source:match(WORDS, r.at)
    while word and r.work <= WORK_MAX do
        words[#words + 1] = word
        r.at, r.work = behind, r.work + 1
        word, behind = r.source:match(WORDS, behind)
    end
end

--- Bytes up to the next one that means something.
local function take_run(r)
    local frame = r.frame
    if not (frame.word or frame.redirect or frame.double) then
        take_words(r)
    end
    local run = peek(r, frame.double and IN_QUOTES or BARE)
    if run then
        r.at = r.at + #run
        add(r, run)
    end
    return run
end

local function step(r)
    local c = r.source:sub(r.at, r.at)
    local handle = (r.frame.double and INSIDE or OUTSIDE)[c]
    r.work = r.work + 1
    if handle then
        r.at = r.at + 1
        if ENDS[c] then
            handle(r)
        else
            handle(r, c)
        end
    elseif not take_run(r) and r.at <= #r.source and not OUTSIDE[r.source:sub(r.at, r.at)] then
        r.at = r.at + 1
        r.clear = false
        add(r, c)
    end
end

local M = {}

--- The simple commands of a text, inner ones before those they stand in, and whether all of it is clear. A text that
--- takes more work than a person would spend on it gives no commands at all.
---@param source string
---@return shell.Command[]? commands
---@return boolean clear
function M.read(source)
    local r = { source = source, at = 1, work = 0, clear = true, commands = {}, frame = { command = new_command(false) } }
    while r.at <= #source do
        step(r)
        if r.work > WORK_MAX or #r.commands > COMMANDS_MAX then
            return nil, false
        end
    end
    while r.frame.outer do
        close(r)
    end
    r.clear = r.clear and not r.frame.double
    end_command(r)
    return r.commands, r.clear
end

return M
