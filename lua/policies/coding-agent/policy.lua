-- SPDX-License-Identifier: Apache-2.0
-- coding-agent: the shell, file and web tools of a coding agent, as its tool hook reports them.
--
-- Looking around and working inside the workspace is free, tests may be run, documentation may be read. What destroys,
-- what reads secrets and what runs downloads is blocked. Everything else is asked for: the text of a command never says
-- for certain what a program will do, and this pack does not pretend that it does.
--
-- To adapt: copy the pack. Programs that only look stand in LOOKS, tests and builds in CHECKS of lib/safe.lua, what
-- destroys in lib/harm.lua, the names of secrets in the module gait.secrets, sites in DOCUMENTATION of rules/web.lua. Commits
-- and scripts of your own are asked for until you add them.

policy {
    id = "gait/coding-agent",
    version = "1.0.0",
    title = "Shell, files and web of a coding agent",
    description = "Allows reading, writing and testing inside the workspace and reading documentation; blocks "
        .. "destruction, secrets and remote code; asks about everything else.",
    owner = "developer platform",
    license = "Apache-2.0",
    tags = { "coding-agent", "shell", "files", "web" },
    default = "require_approval",
}

local tokens = require "gait.tokens"

include "rules/shell"
include "rules/files"
include "rules/web"

rule {
    id = "token-in-arguments",
    title = "Credentials do not travel in arguments",
    effect = "block",
    severity = "critical",
    owner = "platform security",
    tags = { "secrets" },
    when = { carries_token = function(intent) return tokens.found_in(intent.args) end },
    reason = "token_in_arguments",
    violation = "raw_credential",
    hint = "name the variable that holds it; revoke the one that was shown",
}

rule {
    id = "own-tools",
    title = "What the agent does with itself: plans, notes, helpers whose calls are decided one by one",
    effect = "allow",
    match = {
        tool = {
            "agent.**", "task", "todowrite", "todoread", "taskcreate", "taskget", "tasklist", "taskupdate",
            "taskoutput", "exitplanmode", "enterplanmode", "askuserquestion", "bashoutput", "killshell", "toolsearch",
            "skill", "structuredoutput",
        },
    },
    reason = "own_tool",
}
