-- SPDX-License-Identifier: Apache-2.0
--- What commands send, install, fetch and run; and the secrets that they name.

local paths = include "lib/paths"
local programs = include "lib/programs"
local secrets = require "gait.secrets"

local set, split, has = programs.set, programs.split, programs.has
local SHELLS <const> = programs.SHELLS
local INTERPRETERS <const> = programs.INTERPRETERS
local M = {}

local LISTENERS <const> = set("nc ncat netcat nc.openbsd nc.traditional")
local DOWNLOADERS <const> = set("curl wget fetch aria2c http https xh lynx lwp-download")

local PRIVILEGED <const> = set("sudo doas su pkexec runas")

local SENDERS <const> = set("curl wget fetch aria2c http https xh lynx nc ncat netcat socat telnet ssh scp sftp rsync ftp lftp tftp",
    "rclone gsutil s3cmd mc ngrok cloudflared localtunnel sendmail mail mutt swaks dig nslookup host drill ping",
    "mosquitto_pub kcat websocat grpcurl aws gcloud az gh glab doctl flyctl fly vercel netlify heroku firebase")
local GIT_SENDS <const> = set("push fetch pull clone ls-remote submodule send-email")

local INSTALLERS <const> = set("apt apt-get aptitude dnf yum zypper pacman apk brew snap flatpak port choco winget pip pip3 pipx conda",
    "mamba gem cpan cpanm luarocks npx bunx pnpx uvx")
local INSTALL_WORDS <const> = {
    npm = set("install i add ci update exec publish"), pnpm = set("install i add update dlx exec publish"),
    yarn = set("install add up upgrade dlx publish"), bun = set("install i add x update"),
    cargo = set("install add update publish"), go = set("get install"), uv = set("add pip sync tool"),
    poetry = set("add install update publish"), composer = set("require install update"),
    bundle = set("install update add"), mix = set("deps.get archive.install"), dotnet = set("add tool"),
}

--- Whether something leaves the machine, or comes to it from the network.
function M.sends(all)
    for _, command in ipairs(all) do
        for _, program in ipairs(programs.programs(command)) do
            if SENDERS[program.name] or program.name == "git" and GIT_SENDS[programs.git_command(command, program.at) or ""] then
                return true
            end
        end
    end
    return false
end

function M.is_privileged(all)
    return programs.any(all, PRIVILEGED)
end

function M.installs(all)
    return programs.any(all, INSTALLERS, INSTALL_WORDS)
end

local function has_expansion(command)
    for _, redirect in ipairs(command.redirects) do
        if redirect.wild == "dynamic" then
            return true
        end
    end
    for _, wild in pairs(command.wild) do
        if wild == "dynamic" then
            return true
        end
    end
    return false
end

--- Whether a program takes what it runs from its input: it is given no text and no file.
local function runs_input(command, program)
    local options, operands = split(command, program.at)
    for _, option in ipairs(options) do
        if option:find("^%-%a*s") and SHELLS[program.name] then
            return true
        elseif option:find("^%-%a*[cemp]") then
            return false
        end
    end
    return #operands == 0 or operands[1].word == "-" or operands[1].word == "/dev/stdin"
end

--- Whether something downloads, and a shell or interpreter is fed by a pipe, a substitution or a redirection.
function M.runs_download(all)
    if not programs.any(all, DOWNLOADERS) then
        return false
    end
    for _, command in ipairs(all) do
        for _, program in ipairs(programs.programs(command)) do
            local runs = SHELLS[program.name] or INTERPRETERS[program.name]
            local fed = command.piped and (runs_input(command, program) or command.words[1] == "xargs")
            if runs and (fed or has_expansion(command)) then
                return true
            end
        end
    end
    return false
end

--- Whether a shell is put at the other end of a connection.
function M.opens_door(all)
    for _, command in ipairs(all) do
        for _, redirect in ipairs(command.redirects) do
            if redirect.to:find("^/dev/[tu][cd]p/") then
                return true
            end
        end
        for _, program in ipairs(programs.programs(command)) do
            local options = split(command, program.at)
            if LISTENERS[program.name] and (has(options, "ec", "--exec") or has(options, "c", "--sh-exec")) then
                return true
            end
            for i = program.at + 1, program.name == "socat" and #command.words or 0 do
                if text.contains(text.lower(command.words[i]), "exec:") or command.words[i]:find("^system:") then
                    return true
                end
            end
        end
    end
    return false
end

-- ---- secrets ----

-- Of these programs, the words that print a secret.
local PRINTING <const> = {
    security = set("find-generic-password find-internet-password dump-keychain export"), ["secret-tool"] = set("lookup"),
    gpg = set("--export-secret-keys --export-secret-subkeys"), gh = set("token"), pass = set("show"),
    gcloud = set("print-access-token print-identity-token"), op = set("read"), vault = set("read get"),
    aws = set("get-secret-value get-session-token get-login-password export-credentials"), ["ssh-add"] = set("-L"),
    kubectl = set("secret secrets"), heroku = set("config"), doppler = set("secrets"), az = set("get-access-token"),
    npm = set("token"), bw = set("get"), keyring = set("get"),
}
local function asks_git_for_password(all)
    for _, command in ipairs(all) do
        for _, program in ipairs(programs.programs(command)) do
            if program.name == "git" and text.starts(programs.git_command(command, program.at) or "", "credential") then
                return true
            end
        end
    end
    return false
end

--- Whether a word or redirection of the text names a secret, or a program prints one.
function M.names_secret(all)
    for _, command in ipairs(all) do
        local found = programs.programs(command)[1]
        local pattern = found and programs.pattern_of(command, found)
        for i = 1, found and programs.only_prints(found) and 0 or #command.words do
            if i ~= pattern and secrets.is_secret(paths.of_word(command.words[i])) then
                return true
            end
        end
        for _, redirect in ipairs(command.redirects) do
            if secrets.is_secret(redirect.to) then
                return true
            end
        end
    end
    return programs.any(all, nil, PRINTING) or asks_git_for_password(all)
end

return M
