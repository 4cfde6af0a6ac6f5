-- SPDX-License-Identifier: Apache-2.0
--- What commands destroy: "destroys" is for good or what others share, "loses" is what is not kept elsewhere yet.

local paths = include "lib/paths"
local programs = include "lib/programs"

local set, split, has = programs.set, programs.split, programs.has
local M = {}

-- Programs that exist to destroy.
local DESTROYERS <const> = set("shred srm wipefs blkdiscard fdisk sfdisk cfdisk gdisk sgdisk parted mke2fs mkswap newfs",
    "diskpart lvremove vgremove pvremove cryptsetup mdadm dropdb dropuser userdel groupdel deluser shutdown",
    "reboot halt poweroff telinit")
-- Of these programs, the words that destroy what others share. A word counts wherever it stands.
local DESTROYING_WORDS <const> = {
    terraform = set("destroy -destroy --destroy"), tofu = set("destroy -destroy --destroy"),
    terragrunt = set("destroy run-all -destroy"), pulumi = set("destroy down rm"), cdk = set("destroy"),
    kubectl = set("delete drain"), oc = set("delete drain"), helm = set("uninstall delete del un"),
    gcloud = set("delete destroy purge"), az = set("delete purge"), gsutil = set("rm rb"), bq = set("rm"),
    doctl = set("delete d rm"), fly = set("destroy"), flyctl = set("destroy"), heroku = set("apps:destroy pg:reset"),
    gh = set("delete DELETE"), glab = set("delete"), vercel = set("rm remove"), zfs = set("destroy"),
    zpool = set("destroy labelclear"), npm = set("unpublish"), cargo = set("yank"), gem = set("yank"),
    prisma = set("reset"), rails = set("db:drop db:reset"), rake = set("db:drop db:reset"), diskutil = set(
        "eraseDisk eraseVolume eraseAll secureErase"), vault = set("delete destroy"), nft = set("flush"),
    iptables = set("-F --flush -X"), ip6tables = set("-F --flush -X"), ufw = set("disable reset"),
    crontab = set("-r"), mysqladmin = set("drop"), etcdctl = set("del"), consul = set("delete"),
    ["redis-cli"] = set("FLUSHALL FLUSHDB flushall flushdb"),
}
-- The same, for work that was not kept elsewhere yet.
local LOSING_WORDS <const> = {
    docker = set("prune rm rmi kill down"), podman = set("prune rm rmi kill"), systemctl = set("stop disable mask kill"),
    ["docker-compose"] = set("down rm kill"), rsync = set("--delete --delete-after --delete-before --remove-source-files"),
    find = set("-delete"), tmux = set("kill-server"), brew = set("uninstall"), pip = set("uninstall"),
}
local AWS_DESTROYS <const> = { "^delete%-", "^terminate%-", "^purge%-", "^deregister%-", "^remove%-", "^rb$", "^rm$" }
local DATABASES <const> = set("psql mysql mariadb sqlite3 sqlcmd mongo mongosh clickhouse-client cqlsh bq snowsql duckdb",
    "cockroach usql pgcli mycli litecli redis-cli sqlplus isql")
local SQL_DESTROYS <const> = {
    "%f[%w]DROP%s+%a", "%f[%w]TRUNCATE%s", "DROPDATABASE", "FLUSHALL", "FLUSHDB", "%.DROP%(", "DELETEMANY%(%s*{%s*}",
}

local function worse(a, b)
    return (a == "destroys" or b == "destroys") and "destroys" or a or b
end

--- What removing or rewriting the operands means: inside the workspace it loses work, anywhere else it destroys.
local function reach(operands, root)
    local worst = #operands == 0 and "destroys" or nil
    for _, operand in ipairs(operands) do
        local place = paths.place(operand.word, root)
        local all = operand.wild == "glob" and path.base(operand.word):find("^%.?%*%.?%*?$")
            and paths.place(path.dir(operand.word), root) == "workspace"
        local kept = (place == "inside" or place == "temp") and operand.wild ~= "dynamic" and not all
            and path.base(operand.word) ~= ".git"
        worst = worse(worst, kept and "loses" or "destroys")
    end
    return worst
end

local HARM <const> = {}

function HARM.rm(command, at, root)
    local _, operands = split(command, at)
    return reach(operands, root)
end

HARM.unlink, HARM.rmdir, HARM.del, HARM.rd = HARM.rm, HARM.rm, HARM.rm, HARM.rm

function HARM.truncate(command, at, root)
    local options, operands = split(command, at)
    return has(options, "s", "--size") and reach(operands, root) or nil
end

function HARM.dd(command, at, root)
    for i = at + 1, #command.words do
        local to = command.words[i]:match("^of=(.*)$")
        if to == "/dev/null" then
            return nil
        elseif to and (command.wild[i] == "dynamic" or text.starts(path.clean(to), "/dev/")) then
            return "destroys"
        elseif to then
            return reach({ { word = to } }, root)
        end
    end
end

function HARM.mv(command, at, root)
    local _, operands = split(command, at)
    local last = operands[#operands]
    return last and last.word == "/dev/null" and reach(operands, root) or nil
end

--- Changing who may do what, everywhere below the operands.
local function spread(operands, root)
    local worst
    for _, operand in ipairs(operands) do
        local outside = operand.wild == "dynamic" or paths.place(operand.word, root) == "outside"
        worst = worse(worst, outside and "destroys" or "loses")
    end
    return worst
end

function HARM.chmod(command, at, root)
    local options, operands = split(command, at)
    local mode = table.remove(operands, 1)
    local open = mode and (mode.word:find("^%d*[2367]$") or mode.word:find("^[ugoa]*[oa][ugoa]*[+=]%a*w")
        or mode.word:find("^[+=]%a*w"))
    if has(options, "R", "--recursive") then
        return open and "destroys" or spread(operands, root)
    end
    return open and "loses" or nil
end

function HARM.chown(command, at, root)
    local options, operands = split(command, at)
    table.remove(operands, 1)
    return has(options, "R", "--recursive") and spread(operands, root) or nil
end

HARM.chgrp = HARM.chown

function HARM.kill(command, at)
    for i = at + 1, #command.words do
        if command.words[i] == "-1" and i > at + 1 or command.words[i] == "1" then
            return "destroys"
        end
    end
end

function HARM.find(command, at)
    local _, operands = split(command, at)
    for i = at + 1, #command.words do
        if command.words[i] == "-delete" then
            local first = operands[1] and operands[1].word or "."
            return (text.starts(first, "/") or text.starts(first, "~")) and "destroys" or "loses"
        end
    end
end

function HARM.aws(command, at)
    for i = at + 1, #command.words do
        for _, pattern in ipairs(AWS_DESTROYS) do
            if command.words[i]:find(pattern) then
                return "destroys"
            end
        end
    end
end

local function git_push(options, operands)
    local worst
    for _, option in ipairs(options) do
        if text.starts(option, "--force-") or option == "--delete" or option == "--prune" then
            worst = worse(worst, "loses")
        elseif text.starts(option, "--forc") or option == "--mirror" or option:find("^%-%a*f") then
            worst = "destroys"
        elseif option:find("^%-%a*d") then
            worst = worse(worst, "loses")
        end
    end
    for _, operand in ipairs(operands) do
        worst = text.starts(operand.word, "+") and "destroys" or worst
        worst = text.starts(operand.word, ":") and worse(worst, "loses") or worst
    end
    return worst
end

-- Of these git commands, the options and words that lose what is not committed or not merged; true: whatever follows.
local GIT_LOSES <const> = {
    reset = set("--hard --merge --keep"), clean = true, restore = true, rebase = true, rm = true,
    ["filter-branch"] = true, ["filter-repo"] = true, gc = set("--prune=now --prune=all"), prune = true,
    branch = set("-D -d --delete -M -f --force"), tag = set("-d --delete -f --force"), stash = set("drop clear"),
    checkout = set("-- . -f --force -B"), switch = set("-f --force --discard-changes -C"),
    worktree = set("remove prune"), submodule = set("deinit"), ["update-ref"] = set("-d"), reflog = set("expire delete"),
    remote = set("remove rm"), config = set("--unset --unset-all --remove-section"),
}

function HARM.git(command, at)
    local name, i = programs.git_command(command, at)
    local options, operands = split(command, i)
    if name == "push" then
        return git_push(options, operands)
    end
    local loses = name and GIT_LOSES[name]
    for n = i, #command.words do
        if loses == true or loses and loses[command.words[n]] then
            return name == "reflog" and "destroys" or "loses"
        end
    end
end

--- What a program at a position does.
local function harm_of(command, program, root)
    local name, worst = program.name, nil
    if DESTROYERS[name] or name:find("^mkfs") then
        return "destroys"
    end
    local destroying, losing = DESTROYING_WORDS[name], LOSING_WORDS[name]
    for i = program.at + 1, #command.words do
        if destroying and destroying[command.words[i]] then
            return "destroys"
        elseif losing and losing[command.words[i]] then
            worst = "loses"
        end
    end
    return worse(worst, HARM[name] and HARM[name](command, program.at, root))
end

local HARMLESS_DEVICES <const> = set("null stdin stdout stderr tty fd zero full random urandom tcp udp")

local function redirect_harm(command)
    for _, redirect in ipairs(command.redirects) do
        local device = path.clean(redirect.to):match("^/dev/(%a+)")
        if device and not HARMLESS_DEVICES[device] then
            return "destroys"
        end
    end
end

local function talks_to_database(all)
    for _, command in ipairs(all) do
        for _, program in ipairs(programs.programs(command)) do
            if DATABASES[program.name] then
                return true
            end
        end
    end
    return false
end

--- Statements of a database language that destroy, where some command of the text talks to a database.
local function sql_harm(all)
    for _, command in ipairs(talks_to_database(all) and all or {}) do
        local statement = text.upper(table.concat(command.words, " "))
        for _, pattern in ipairs(SQL_DESTROYS) do
            if statement:find(pattern) then
                return "destroys"
            end
        end
        if statement:find("%f[%w]DELETE%s+FROM%s") and not statement:find("%f[%w]WHERE%s") then
            return "destroys"
        end
    end
end

--- The worst that the commands of a text do.
---@return string? "destroys", "loses" or nil
function M.of(all, root)
    local worst = sql_harm(all)
    for _, command in ipairs(all) do
        worst = worse(worst, redirect_harm(command))
        for _, program in ipairs(programs.programs(command)) do
            worst = worse(worst, harm_of(command, program, root))
        end
    end
    return worst
end

return M
