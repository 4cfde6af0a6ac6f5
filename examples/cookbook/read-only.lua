-- SPDX-License-Identifier: Apache-2.0
-- For a first week with an agent: it may look, and nothing else. The list says what looking is; a tool that is not on it
-- is blocked, whatever it is called.

policy { id = "cookbook/read-only", version = "1.0.0", title = "An agent that only looks", default = "block" }

rule {
    id = "looks",
    effect = "allow",
    match = { tool = { "tool.read", "tool.list", "tool.search", "crm.get_*", "wiki.**.get_page" } },
}
