-- SPDX-License-Identifier: Apache-2.0
--- Names of files that hold keys, passwords or tokens.

local M = {}

local SECRET_NAMES <const> = {
    ".env", ".envrc", ".netrc", ".pgpass", ".my.cnf", ".npmrc", ".pypirc", ".htpasswd", ".git-credentials",
    ".vault-token", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "id_ecdsa_sk", "id_ed25519_sk", "credentials.json", "secrets.json", "secrets.yaml",
    "secrets.yml", "service-account.json", "login.keychain", "login.keychain-db", "master.key",
}
local SECRET_ENDINGS <const> = { ".pem", ".key", ".p12", ".pfx", ".jks", ".keystore", ".kdbx", ".keychain", ".tfstate",
    ".env", ".tfvars" }
local SECRET_PLACES <const> = {
    "/.ssh/", "/.gnupg/", "/.aws/", "/.kube/", "/.azure/", "/.config/gcloud/", "/.docker/config.json/",
    "/.password-store/", "/.cargo/credentials/", "/.cargo/credentials.toml/", "/.config/gh/hosts.yml/", "/.terraform.d/", "/etc/shadow/", "/etc/gshadow/", "/etc/sudoers/",
}
local PUBLIC <const> = { "known_hosts", "config.example" }
local EXAMPLES <const> = { "example", "sample", "template", "dist", "defaults", "schema" }

local is_secret_name <const> = {}
for _, name in ipairs(SECRET_NAMES) do
    is_secret_name[name] = true
end

local function ends_with_any(s, endings)
    for _, ending in ipairs(endings) do
        if text.ends(s, ending) then
            return true
        end
    end
    return false
end

--- Whether a glob could stand for a secret: it has enough letters of one, and fits.
local function glob_of_secret(base)
    local pattern = base:gsub("%[[^%]]*%]", "?")
    local letters = pattern:gsub("%.%w+$", ""):gsub("[*?]", "")
    if #letters < 3 and not text.starts(base, ".") then
        return ends_with_any(base, SECRET_ENDINGS)
    end
    for _, name in ipairs(SECRET_NAMES) do
        if glob.match(pattern, name) then
            return true
        end
    end
    return ends_with_any(base, SECRET_ENDINGS)
end

--- Whether a path names keys, passwords or tokens; whatever case, since some disks do not tell cases apart.
---@param p string
---@return boolean
function M.is_secret(p)
    if not (text.contains(p, ".") or text.contains(p, "/") or text.contains(p, "_") or text.contains(p, "*")) then
        return false
    end
    local lower = path.clean(text.lower(p))
    local base = path.base(lower):match("[^:]*$")
    if text.ends(base, ".pub") or ends_with_any(base, PUBLIC) then
        return false
    end
    local whole = "/" .. lower .. "/"
    for _, place in ipairs(text.contains(p, "/") and SECRET_PLACES or {}) do
        if text.contains(whole, place) then
            return true
        end
    end
    if lower:find("^/proc/[^/]+/environ$") then
        return true
    end
    if base:find("^%.env[._~-]") then
        for _, ending in ipairs(EXAMPLES) do
            if text.ends(base, ending) then
                return false
            end
        end
        return true
    end
    if base:find("[*?%[]") then
        return glob_of_secret(base)
    end
    return is_secret_name[base] or ends_with_any(base, SECRET_ENDINGS)
end

return M
