---@meta
-- SPDX-License-Identifier: Apache-2.0

--- Shapes that functions of policies read. A text may be longer than a Lua string may be; the
--- functions of `text` take it all the same.

---@class gait.Target
---@field kind string
---@field value string
---@field operation? string
---@field sensitivity? string
---@field domain? string
---@field destructive? boolean
---@field discovery? string

---@class gait.Intent
---@field tool string
---@field identity string
---@field workspace string
---@field risk string
---@field env? string
---@field phase? string
---@field session? string
---@field credential_source? string
---@field skill_publisher? string
---@field args table
---@field targets gait.Target[]
---@field provenance { arg: string, source: string, ref?: string, digest?: string }[]
