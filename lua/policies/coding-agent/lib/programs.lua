-- SPDX-License-Identifier: Apache-2.0
--- Which programs a command runs: the first word, what runners like xargs run, and what shells are given as text.

local shell = include "lib/shell"

local M = {}

local COMMANDS_MAX <const> = 100

--- { "a b", "c" } as a set of words.
local function set(...)
    local found = {}
    for _, line in ipairs({ ... }) do
        for word in line:gmatch("%S+") do
            found[word] = true
        end
    end
    return found
end

M.set = set

-- Words that may stand before a program.
local RESERVED <const> = set("if then else elif do while until ! {")
-- Programs that run another one, named somewhere in their arguments.
local RUNNERS <const> = set("sudo doas pkexec env nice nohup time command builtin exec coproc xargs timeout stdbuf setsid",
    "ionice chroot watch strace ltrace nsenter unshare su docker podman nerdctl find fd parallel ssh busybox toybox",
    "entr flock script function npx bunx pnpx uvx poetry uv pipx bundle rtk caffeinate sshpass screen tmux at batch",
    "kubectl oc lxc multipass vagrant direnv dotenv op doppler")
-- Of those that search, the options behind which the other program stands.
local RUN_OPTIONS <const> = {
    find = set("-exec -execdir -ok -okdir"), fd = set("-x -X --exec --exec-batch"),
}
-- Programs that take commands as a text, and those that take a text in another language.
M.SHELLS = set("sh bash zsh dash ksh mksh ash fish csh tcsh eval source . su ssh watch parallel flock script",
    "trap")
M.INTERPRETERS = set("python python2 python3 perl ruby node deno bun php osascript pwsh powershell lua awk gawk")

--- The name that a word runs: without directory, in lower case.
local function name_of(word)
    local name = text.lower(path.base(word))
    return text.ends(name, ".exe") and name:sub(1, -5) or name
end

--- The first word behind assignments, and for a program that runs others every word behind it.
local function find_programs(command)
    local words, at, found = command.words, 1, {}
    while words[at] and (RESERVED[words[at]] or text.contains(words[at], "=") and words[at]:find("^[%a_][%w_]*%+?=")) do
        at = at + 1
    end
    if not words[at] then
        return found
    end
    local name = name_of(words[at])
    found[1] = { at = at, name = name }
    local options = RUN_OPTIONS[name]
    local open = RUNNERS[name] and not options
    for i = at + 1, RUNNERS[name] and #words or 0 do
        if open then
            found[#found + 1] = { at = i, name = name_of(words[i]) }
        end
        open = open or options[words[i]]
    end
    return found
end

--- Where programs may stand in a command.
---@return { at: integer, name: string }[]
function M.programs(command)
    if not command.programs then
        command.programs = find_programs(command)
    end
    return command.programs
end

--- The texts that a program among a command's words is given to run, as shell text; nil when there is none.
local function given_text(command, program)
    local name, texts = program.name, {}
    if name == "eval" then
        return table.concat(command.words, " ", program.at + 1)
    end
    for i = program.at + 1, (M.SHELLS[name] or M.INTERPRETERS[name]) and #command.words or 0 do
        if command.words[i]:find("[%s;&|()`<>]") then
            table.insert(texts, command.words[i])
        end
    end
    local given = table.concat(texts, "\n")
    -- Of another language only the quoted texts are of interest: one of them may be a command.
    return #texts > 0 and (M.SHELLS[name] and given or given:gsub("[\"'`(),%[%]]", "\n")) or nil
end

--- The commands of a text, and those inside texts that a shell among them is given; nothing where that is too much.
---@return shell.Command[]? commands
---@return boolean clear
function M.commands(source)
    local all, clear = shell.read(source)
    local i = 1
    while all and i <= #all do
        for _, program in ipairs(M.programs(all[i])) do
            local given = given_text(all[i], program)
            local inner = given and shell.read(given)
            clear = clear and not given
            if given and (not inner or #all + #inner > COMMANDS_MAX) then
                return nil, false
            end
            for _, command in ipairs(inner or {}) do
                all[#all + 1] = command
            end
        end
        i = i + 1
    end
    return all, clear
end

--- Options and operands behind a program; behind "--" everything is an operand.
function M.split(command, at)
    local options, operands, open = {}, {}, true
    for i = at + 1, #command.words do
        local word = command.words[i]
        if open and word == "--" then
            open = false
        elseif open and text.starts(word, "-") and #word > 1 then
            table.insert(options, word)
        else
            table.insert(operands, { word = word, wild = command.wild[i] })
        end
    end
    return options, operands
end

--- Whether an option is given, as a letter among others ("-fr") or as a long name that may be cut short.
function M.has(options, letters, long)
    for _, option in ipairs(options) do
        if option:find("^%-%a*[" .. letters .. "]") then
            return true
        elseif #option > 4 and text.starts(long, (option:gsub("=.*$", ""))) then
            return true
        end
    end
    return false
end

local SEARCHERS <const> = set("grep egrep fgrep rg ag ack")
local PRINTERS <const> = set("echo printf")

--- Where the pattern of a search stands, which looks like a path and is none.
---@return integer?
function M.pattern_of(command, program)
    local at = program.at + 1
    while SEARCHERS[program.name] and command.words[at] do
        local word = command.words[at]
        if word:find("^%-%a*[ef]") or word:find("^%-%-[rf][ei]") then
            return nil
        elseif not text.starts(word, "-") then
            return at
        end
        at = at + 1
    end
end

--- Whether a program only prints its words.
function M.only_prints(program)
    return PRINTERS[program.name] or false
end

local GIT_VALUES <const> = set("-C -c --git-dir --work-tree --namespace --exec-path --config-env --super-prefix")

--- The subcommand of git and the words behind it.
---@return string? name
---@return integer at
function M.git_command(command, at)
    local i = at + 1
    while command.words[i] and text.starts(command.words[i], "-") do
        i = i + (GIT_VALUES[command.words[i]] and 2 or 1)
    end
    return command.words[i], i
end

--- Whether some program of the text is in the set, or is git with one of these commands.
function M.any(all, names, words)
    for _, command in ipairs(all) do
        for _, program in ipairs(M.programs(command)) do
            local of = words and words[program.name]
            for i = program.at + 1, of and #command.words or 0 do
                if of[command.words[i]] then
                    return true
                end
            end
            if names and names[program.name] then
                return true
            end
        end
    end
    return false
end

return M
