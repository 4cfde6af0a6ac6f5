-- SPDX-License-Identifier: Apache-2.0
-- coding-agent: the shell, file and web tools of a coding agent.

policy {
    id = "gait/coding-agent",
    version = "1.0.0",
    title = "Shell, files and web of a coding agent",
    default = "require_approval",
}

include "rules/shell"
