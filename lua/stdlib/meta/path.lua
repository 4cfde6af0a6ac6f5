---@meta
-- SPDX-License-Identifier: Apache-2.0

--- Paths by their text alone: no file is looked at. Segments are split at `/`.
---@class gait.path
path = {}

--- What stands behind the last slash.
---@param p string
---@return string
function path.base(p) end

--- The shortest equal path, and whether it climbs above its start or the root.
---@param p string
---@return string cleaned
---@return boolean climbs
function path.clean(p) end

--- What stands before the last slash; `"."` when there is none.
---@param p string
---@return string
function path.dir(p) end

--- From the last dot of the last segment on; empty when there is none.
---@param p string
---@return string
function path.ext(p) end

--- All of them with slashes between, cleaned. A later part that begins with a slash stays below the ones before.
---@param first string
---@param ... string
---@return string
function path.join(first, ...) end

--- Whether `p` is `prefix` or lies below it, both cleaned; nil and an error when one climbs above its start.
---@param p string
---@param prefix string
---@return boolean?
---@return gait.Error?
function path.under(p, prefix) end
