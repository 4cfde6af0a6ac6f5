-- SPDX-License-Identifier: Apache-2.0
-- The policies compiled into gait, one name a line; each is a directory beside this file.
return {
    "baseline-low",
    "baseline-medium",
    "baseline-high",
    "exfiltration",
    "change-freeze",
    "coding-agent",
    "mcp-tools",
}
