---@meta
-- SPDX-License-Identifier: Apache-2.0

--- Wildcards: `*` inside a segment, `?` one byte of it, `**` across segments. `"a/**"` matches `"a"` and all below it.
---@class gait.glob
glob = {}

--- Whether `pattern` matches the whole of `text`, with segments split at `separator` (default `"/"`; `"."` for tool names).
--- Raises when `pattern` is none.
---@param pattern string
---@param text string
---@param separator? string one byte
---@return boolean
function glob.match(pattern, text, separator) end
