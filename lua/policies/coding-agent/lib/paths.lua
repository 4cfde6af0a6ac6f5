-- SPDX-License-Identifier: Apache-2.0
--- Where a path leads, by its text.

local M = {}

--- The directory that a call works in; nil when it is no place of its own.
---@return string?
function M.root(workspace)
    local root = path.clean(workspace)
    return text.starts(root, "/") and root ~= "/" and root or nil
end

--- "inside" the workspace, the "workspace" itself, "temp", or "outside".
---@param word string
---@param root string?
---@return string
function M.place(word, root)
    if not root or text.starts(word, "~") then
        return "outside"
    end
    local full = path.join(text.starts(word, "/") and "/" or root, word)
    if full == root then
        return "workspace"
    elseif path.under(full, root) then
        return "inside"
    end
    local temporary = path.under(full, "/tmp") and full ~= "/tmp" or path.under(full, "/var/tmp") and full ~= "/var/tmp"
    return temporary and "temp" or "outside"
end

--- The path that a word of a command line holds: after '=' of an option, '@' of curl, and "file://".
---@param word string
---@return string
function M.of_word(word)
    local option = text.starts(word, "-")
    if text.contains(word, "=") then
        word = word:match("^%-*[%w-]+=(.*)$") or word
    elseif option then
        word = word:match("^%-%a(/.*)$") or word
    end
    if text.starts(word, "@") then
        word = word:sub(2)
    end
    return text.starts(word, "file://") and word:sub(8) or word
end

return M
