-- SPDX-License-Identifier: Apache-2.0
--- An output handler of busted: `busted --lua=gait-lua --output=gait.busted`. Each test becomes one record on standard
--- output, and at the end what the specs reached of the packs that they loaded. What specs print themselves may stand
--- between the records; see gait.report.

local OUTCOMES <const> = { success = "passed", failure = "failed", error = "error", pending = "skipped" }

--- The names around an element, outermost first; its file is not among them.
local function group_of(busted, element)
    local names = {}
    local parent = busted.parent(element)
    while parent and parent.descriptor ~= "file" and parent.descriptor ~= "suite" do
        table.insert(names, 1, parent.name or parent.descriptor)
        parent = busted.parent(parent)
    end
    return table.concat(names, " ")
end

local function file_of(busted, element)
    local parent = element
    while parent do
        if parent.descriptor == "file" then
            return parent.name
        end
        parent = busted.parent(parent)
    end
    return nil
end

local function lines_of(message)
    local lines = {}
    for line in tostring(message):gmatch("[^\n]+") do
        lines[#lines + 1] = line
    end
    return lines
end

local function record_of(busted, element, outcome, message)
    local lines = message ~= nil and lines_of(message) or {}
    return {
        kind = "test",
        group = group_of(busted, element),
        name = element.name or element.descriptor,
        file = file_of(busted, element),
        line = element.trace and element.trace.currentline,
        outcome = outcome,
        message = table.remove(lines, 1) or outcome == "skipped" and "pending" or nil,
        details = #lines > 0 and lines or nil,
        duration_ns = element.duration and math.floor(element.duration * 1e9),
    }
end

return function()
    local busted = require("busted")
    local report = require("gait.report")
    local messages = {} -- of tests under way

    local function is_test(element)
        return element.descriptor == "it" or element.descriptor == "pending"
    end

    --- What went wrong in a test is told at its end; what went wrong around one, at once.
    local function on_problem(element, _, message)
        if is_test(element) then
            messages[element] = messages[element] or message
        else
            report.put(record_of(busted, element, "error", message))
        end
        return nil, true
    end

    local function on_end(element, _, status)
        report.put(record_of(busted, element, OUTCOMES[status], messages[element]))
        messages[element] = nil
        return nil, true
    end

    local function on_suite_end()
        report.put_coverage()
        report.put({ kind = "end" })
        return nil, true
    end

    local handler = {}
    function handler:subscribe()
        require("busted.languages.en")
        busted.subscribe({ "failure" }, on_problem)
        busted.subscribe({ "error" }, on_problem)
        busted.subscribe({ "pending" }, on_problem)
        busted.subscribe({ "test", "end" }, on_end)
        busted.subscribe({ "suite", "end" }, on_suite_end)
        return self
    end
    return handler
end
