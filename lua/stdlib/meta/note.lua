---@meta
-- SPDX-License-Identifier: Apache-2.0

--- Records a remark, shown where the decision is explained. 64 remarks of 256 bytes are kept, what goes beyond is dropped.
---@param s string
function note(s) end
