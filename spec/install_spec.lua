-- SPDX-License-Identifier: Apache-2.0
--- An installation, made and removed below a directory of its own, and a program that uses it.

local gait = require("support.gait")

local BUILD <const> = gait.bin:gsub("/gait$", "")

local function sh(command)
    local pipe = assert(io.popen(("(%s) 2>&1"):format(command)))
    local text = pipe:read("a")
    local _, _, code = pipe:close()
    return text, code
end

--- What install.sh says below a root; a failure fails the test.
local function install(what, root, prefix)
    local text, code = sh(("cd %s && BUILD=%s DESTDIR=%s PREFIX=%s sh scripts/install.sh %s"):format(
        gait.quote(gait.root), gait.quote(BUILD), gait.quote(root), prefix or "/usr/local", what))
    assert.equal(0, code, text)
    return text
end

local function files_below(root)
    return (sh(("cd %s && find . -type f -o -type l | sed 's|^\\./||' | LC_ALL=C sort"):format(gait.quote(root))))
end

describe("an installation", function()
    teardown(gait.clean)

    it("is what its list says, and gone after uninstalling", function()
        local root = gait.tempdir()
        install("install", root)
        local listed = {}
        for name in install("list", root):gmatch("[^\n]+") do
            listed[#listed + 1] = "usr/local/" .. name
        end
        table.sort(listed)
        assert.equal(table.concat(listed, "\n") .. "\n", files_below(root))
        for _, name in ipairs({ "bin/gait", "bin/gait-lua", "lib/libgait.a", "lib/pkgconfig/gait.pc", "include/gait/gait.h",
            "share/gait/policies/baseline-medium/policy.lua", "share/gait/lua/meta/rule.lua", "share/gait/luarc.json",
            "share/gait/schemas/gait.gate.explanation.schema.json" }) do
            assert.truthy(gait.read(root .. "/usr/local/" .. name), name)
        end
        gait.write(root .. "/usr/local/share/gait/mine", "kept")
        install("uninstall", root)
        assert.equal("usr/local/share/gait/mine\n", files_below(root))
        assert.is_nil(gait.read(root .. "/usr/local/include/gait"))
    end)

    it("knows where it will be", function()
        local root = gait.tempdir()
        install("install", root, "/opt/gait")
        assert.matches("^prefix=/opt/gait\n", gait.read(root .. "/opt/gait/lib/pkgconfig/gait.pc"))
        assert.matches('"/opt/gait/share/gait/lua/meta"', gait.read(root .. "/opt/gait/share/gait/luarc.json"), 1, true)
    end)

    it("has programs that run", function()
        local root = gait.tempdir()
        install("install", root)
        local bin = root .. "/usr/local/bin/"
        assert.equal(0, gait.run({ "version" }, { bin = bin .. "gait" }).exit)
        assert.equal("allow\n", gait.run({ "-e", [[
            local gait = require "gait"
            local pack = gait.load(arg[1])
            print(pack:decide(io.open(arg[2]):read("a")).verdict)]], "-", gait.PACK, gait.intent("read") },
            { bin = bin .. "gait-lua", stdin = "" }).stdout)
        local pack = gait.tempdir()
        gait.write(pack .. "/x.lua", "policy { id = 'x' } rule { id = 'r', effect = 'allow' }")
        gait.write(pack .. "/x_spec.lua", "it('finds gait-lua', function() require('gait').load('x.lua'):decide { tool = 't' } end)")
        assert.equal(0, gait.run({ "policy", "test", pack .. "/x.lua" }, { bin = bin .. "gait" }).exit)
    end)
end)

describe("examples/embed", function()
    teardown(gait.clean)

    local pkg_config = sh("command -v pkg-config") ~= ""
    local cc = os.getenv("CC") or "cc"

    --- The program, built against an installation by what pkg-config says and nothing else.
    local function build(more)
        local root = gait.tempdir()
        install("install", root)
        local flags = ("PKG_CONFIG_PATH=%s/usr/local/lib/pkgconfig pkg-config --define-variable=prefix=%s/usr/local "
            .. "--cflags --libs %s gait"):format(root, root, more or "")
        local text, code = sh(("%s -std=c11 -Wall -Wextra -Werror %s %s/examples/embed/decide.c $(%s) -o %s/decide"):format(
            cc, more == "--static" and "-static" or "", gait.quote(gait.root), flags, root))
        assert.equal(0, code, text)
        return root .. "/decide"
    end

    local function decides_as_gait_does(bin)
        local policy = gait.root .. "/examples/policies/payments.lua"
        local run = gait.run({ policy, gait.intent("payment-large") }, { bin = bin })
        assert.equal("require_approval amount_over_threshold\n", run.stdout)
        assert.equal(4, run.exit)
        run = gait.run({ policy, gait.intent("delete") }, { bin = bin })
        assert.equal(3, run.exit)
        assert.matches("^block ", run.stdout)
        run = gait.run({ policy, "/nonexistent.json" }, { bin = bin })
        assert.equal(6, run.exit)
        assert.matches("^cannot ", run.stderr)
    end

    it("is built by what pkg-config says", function()
        if not pkg_config or gait.sanitized() then
            pending("no pkg-config, or a library with the address sanitizer")
            return
        end
        decides_as_gait_does(build())
    end)

    it("is built statically the same way", function()
        if not pkg_config or gait.sanitized() or not sh(cc .. " -print-file-name=libc.a"):find("/") then
            pending("no pkg-config, no static libc, or a library with the address sanitizer")
            return
        end
        decides_as_gait_does(build("--static"))
    end)
end)
