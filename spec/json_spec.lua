-- SPDX-License-Identifier: Apache-2.0
--- The JSON of policies beside lua-cjson, whose names it has: what both accept is the same value, and each other answer is
--- one of json_differences.tsv, with its reason.

local gait = require("support.gait")

local BIN <const> = gait.bin:gsub("gait$", "gait-lua")
local SUITE <const> = os.getenv("CONFORMANCE_DIR") and os.getenv("CONFORMANCE_DIR") .. "/json/jsontestsuite-parsing.tar.xz"

local function lines_of(command)
    local lines = {}
    local pipe = assert(io.popen(command))
    for line in pipe:lines() do
        lines[#lines + 1] = line
    end
    pipe:close()
    return lines
end

--- What the table of differences says: file, answers.
local function known_differences()
    local known, count = {}, 0
    for line in io.lines(gait.root .. "/spec/json_differences.tsv") do
        local file, answers, why = line:match("^([^#\t]+)\t([^\t]+\t[^\t]+)\t(%S.*)$")
        if file then
            known[file] = answers
            count = count + 1
            assert.truthy(why)
        end
    end
    return known, count
end

--- Both accept, or both refuse.
local function agree(answers)
    local ours, theirs = answers:match("^(.*)\t(.*)$")
    return theirs ~= "another value" and (ours == "accepted") == (theirs == "accepted")
end

describe("json and lua-cjson", function()
    teardown(gait.clean)

    it("differ over JSONTestSuite where the table says so, and nowhere else", function()
        if not SUITE or not gait.read(SUITE) then
            pending("CONFORMANCE_DIR is not set, or has no JSONTestSuite")
            return
        end
        local dir = gait.tempdir()
        assert.is_true(os.execute(("tar -xJf %s -C %s"):format(gait.quote(SUITE), dir)))
        local known, differences = known_differences()
        local files, differing = 0, 0
        for _, line in ipairs(lines_of(("ls %s/test_parsing/*.json | %s %s/spec/support/json_compare.lua"):format(dir,
            gait.quote(BIN), gait.quote(gait.root)))) do
            local file, answers = line:match("^([^\t]+)\t(.*)$")
            files = files + 1
            if known[file] or not agree(answers) then
                assert.equal(known[file], answers, file)
                differing = differing + 1
            end
        end
        assert.is_true(files > 300)
        assert.equal(differences, differing)
    end)

    it("differ in what they write", function()
        -- what is written, ours, lua-cjson's; an error is its first words
        local rows = {
            { "1.0", "1", "1" },
            { "0.1", "0.1", "0.1" },
            { "'a/b'", '"a/b"', '"a\\/b"' },
            { "math.pi", "3.141592653589793", "3.1415926535898" },
            { "2^53", "json_number", "9.007199254741e+15" },
            { "-0.0", "0", "-0" },
            { "'\\xff'", "json_encoding", '"\xff"' },
            { "{}", "{}", "{}" },
            { "json.array and json.array() or {}", "[]", "{}" },
            { "{ 1, nil, 3 }", "raises", "[1,null,3]" },
            { "{ 1, x = 2 }", "raises", '{"1":1,"x":2}' },
            { "1 / 0", "raises", "raises" },
        }
        local script = { "local function say(codec, value) local ok, text, err = pcall(codec.encode, value) ",
            "print(not ok and 'raises' or err and err.code or text) end ",
            "local ours, theirs, json = require('gait').json, require('cjson') " }
        for _, row in ipairs(rows) do
            script[#script + 1] = ("json = ours say(ours, %s) json = theirs say(theirs, %s) "):format(row[1], row[1])
        end
        local run = gait.run({ "-e", table.concat(script) }, { bin = BIN })
        assert.equal("", run.stderr)
        local expected = {}
        for _, row in ipairs(rows) do
            expected[#expected + 1] = row[2] .. "\n" .. row[3] .. "\n"
        end
        assert.equal(table.concat(expected), run.stdout)
    end)
end)
