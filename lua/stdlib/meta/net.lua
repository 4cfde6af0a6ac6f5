---@meta
-- SPDX-License-Identifier: Apache-2.0

--- Hosts, address ranges and URLs as text. Nothing is resolved. Forms that programs read differently (numbers for
--- addresses, octal, IPv4 inside IPv6, user parts, escapes, letters outside ASCII) give nil and an error.
---@class gait.net
net = {}

---@class gait.Url
---@field scheme string lower case
---@field host string canonical; empty for a file URL without one
---@field port integer? as given
---@field path string as given
---@field query string without the question mark
---@field fragment string without the hash

--- Whether `host` is an address in `range` ("10.0.0.0/8"); a name is in none. Raises when `range` is none.
---@param range string
---@param host string
---@return boolean?
---@return gait.Error?
function net.cidr_contains(range, host) end

--- `host` in its one spelling: lower case, no trailing dot, IPv6 as RFC 5952 writes it.
---@param host string
---@return string?
---@return gait.Error?
function net.host(host) end

--- Whether `pattern` matches `host`: a name, `*.name` for all below it, or `*` and `?` inside a label.
--- Raises when `pattern` is none.
---@param pattern string
---@param host string
---@return boolean?
---@return gait.Error?
function net.host_match(pattern, host) end

--- The parts of a URL.
---@param s string
---@return gait.Url?
---@return gait.Error?
function net.url(s) end
