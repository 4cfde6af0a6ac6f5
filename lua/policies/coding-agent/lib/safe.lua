-- SPDX-License-Identifier: Apache-2.0
--- Commands that are known to be harmless: they look, inside the workspace, or run its tests. Everything that is not
--- on these lists is not harmless but unknown.

local paths = include "lib/paths"
local programs = include "lib/programs"

local set = programs.set
local M = {}

-- Directories from which these programs are taken as themselves.
local BINARIES <const> = set("/bin /usr/bin /usr/local/bin /opt/homebrew/bin")
-- Assignments in front of a command that change nothing but looks.
local HARMLESS_VARIABLES <const> = set("CI LANG LC_ALL TZ NO_COLOR FORCE_COLOR CLICOLOR TERM COLUMNS RUST_BACKTRACE",
    "PYTHONDONTWRITEBYTECODE PYTHONUNBUFFERED NODE_ENV DEBIAN_FRONTEND V JOBS")

-- Programs that only look, with the options that make them do something else.
local LOOKS <const> = {
    ls = set(""), pwd = set(""), cat = set(""), head = set(""), wc = set(""), nl = set(""), tac = set(""),
    tail = set("-f -F --follow --retry"), stat = set(""), du = set("--files0-from"), df = set(""), basename = set(""),
    dirname = set(""), realpath = set(""), readlink = set(""), cut = set(""), tr = set(""), rev = set(""), comm = set(""),
    column = set(""), uniq = set(""), paste = set(""), fold = set(""), expand = set(""), cmp = set(""), diff = set(""), md5sum = set(""),
    sha256sum = set(""), sha1sum = set(""), cksum = set(""), strings = set(""), hexdump = set(""), od = set(""),
    test = set(""), ["["] = set(""), ["true"] = set(""), ["false"] = set(""), [":"] = set(""), which = set(""),
    type = set(""), whoami = set(""), id = set(""), uname = set(""), nproc = set(""), uptime = set(""), sleep = set(""),
    seq = set(""), file = set("-C --compile -f --files-from"), tree = set("-o -R"),
    sort = set("-o --output -T --temporary-directory --compress-program --files0-from"),
    grep = set("-f --file"), egrep = set("-f --file"), fgrep = set("-f --file"),
    rg = set("--pre --hostname-bin -f --file --search-zip -z --hidden -u --unrestricted --no-ignore --no-ignore-dot",
        "--no-ignore-exclude --no-ignore-files --no-ignore-global --no-ignore-parent --no-ignore-vcs"),
    fd = set("-x -X --exec --exec-batch"),
    find = set("-exec -execdir -ok -okdir -delete -fprint -fprint0 -fprintf -fls -files0-from"),
    date = set("-s --set -f --file -r"), echo = set(""), printf = set("-v"), mkdir = set("-m --mode -Z"), touch = set("-r"),
    cd = set("-"), shellcheck = set(""), luacheck = set(""), clang_format = set("-i"),
}
-- Of those, the ones that write into the second of their operands.
local ONE_FILE <const> = set("uniq")
-- Of those, the ones whose words are no files.
local WORDS_ONLY <const> = set("echo printf tr seq sleep which type date basename dirname")
-- Of those, the ones that write: not into what git or the agent itself runs.
local WRITES <const> = set("mkdir touch")

-- Commands of git that only look.
local GIT_LOOKS <const> = set("status diff log show blame shortlog describe rev-parse rev-list ls-files ls-tree cat-file",
    "merge-base name-rev whatchanged show-ref for-each-ref check-ignore count-objects version")
-- Commands of git that only look when they are given nothing but these words.
local GIT_LISTS <const> = {
    branch = set("-a -r -v -vv --all --remotes --list --show-current"), remote = set("-v get-url"), tag = set("-l --list"),
    stash = set("list show"), worktree = set("list"), config = set("--get"), reflog = set("show"),
}
-- Of those words, the ones behind which one name may stand.
local GIT_NAMES_ONE <const> = set("--list -l show get-url --get")
local GIT_ACTS <const> = set("--output --ext-diff --textconv -O --open-files-in-pager --no-index --upload-pack --exec",
    "--filters")

-- What runs the tests, linters and builds of the workspace: the words that may come first.
local CHECKS <const> = {
    make = set("test tests check lint build all unit spec golden fmt format docs help clean-test coverage typecheck"),
    npm = set("test t"), pnpm = set("test t"), yarn = set("test lint build"), bun = set("test"),
    cargo = set("test check build clippy fmt doc bench tree"), go = set("test vet build version list fmt"),
    pytest = true, busted = true, ctest = true, tox = true, nox = true, mypy = true, pyright = true, ruff = set("check"),
    eslint = true, tsc = true, jest = true, vitest = set("run"), mocha = true, phpunit = true, rspec = true,
    rubocop = true, mvn = set("test verify compile"), gradle = set("test check build"), dotnet = set("test build"),
    mix = set("test"), swift = set("test build"), meson = set("test"), ninja = set("test all"), flake8 = true,
    black = set("--check"), isort = set("--check --check-only"), prettier = set("--check -c"), golangci_lint = set("run"),
}
local SCRIPT_RUNNERS <const> = set("npm pnpm yarn bun")
local SCRIPTS <const> = { "^test", "^lint", "^build", "^check", "^typecheck", "^type%-check", "^format:check$", "^unit", "^spec" }
local CHECK_OPTIONS <const> = set("-v -vv -q -qq -s -x -k -j -l -n -t -race -cover -count -run -short -timeout -verbose",
    "--verbose --quiet --silent --watch --watchAll --ci --coverage --release --all --workspace --all-targets --lib --bins",
    "--all-features --tests --no-run --nocapture --check --noEmit --max-warnings --offline --locked --failed --lf --ff",
    "--maxfail --tb --durations --cov --test-threads --filter --grep --no-fail-fast --color --no-color --bail --runInBand",
    "--passWithNoTests --testNamePattern --json --keep-going --no-print-directory --jobs --stacktrace --info --tags",
    "--output-on-failure --pretty --strict --cache --diff")
-- What prints the version of which program. With the same words others run: "bash -v" reads commands from its input.
local VERSIONED <const> = {
    ["--version"] = set("node npm npx pnpm yarn bun deno python python3 pip pip3 ruby gem cargo rustc java javac mvn gradle",
        "make cmake gcc g++ clang git php perl docker terraform gh aws bash zsh jq rg"),
    ["-V"] = set("python python3 pip pip3 cargo rustc jq rg"),
    ["-v"] = set("node npm pnpm yarn bun ruby gem mvn gradle make gcc g++ clang git lua lua5.4 luac php perl docker"),
    version = set("go docker terraform gh"),
}

--- The name of the option that a word is, without its value.
local function option_name(word)
    return (word:gsub("=.*$", ""))
end

--- Whether an option is one of those named: alone, with a value, or as a letter among others.
local function is_option(word, options)
    if options[option_name(word)] then
        return true
    end
    local letters = word:match("^%-([%a]%S*)$")
    for option in pairs(options) do
        local letter = letters and option:match("^%-(%a)$")
        if letter and text.contains(letters, letter) or #word > 2 and text.starts(option, option_name(word)) then
            return true
        end
    end
    return false
end

local function lies_inside(word, root)
    local place = paths.place(word, root)
    return place == "inside" or place == "workspace"
end

--- Whether every word from a position on that may be a file lies inside the workspace.
local function stays_inside(command, first, root, pattern)
    for i = first, #command.words do
        local whole = command.words[i]
        local word = paths.of_word(whole)
        local file = word:find("/", 1, true) or word:find("^~") or word == ".." or not word:find("^%-")
        if i ~= pattern and file and not (lies_inside(word, root) and (word == whole or lies_inside(whole, root))) then
            return false
        end
    end
    return true
end

--- Whether it is certain enough what a pattern of files stands for: endings like *.c are known, and directories whose
--- name is one star. What begins with a dot may be the directory above.
local function is_known_glob(word)
    local base = path.base(word)
    local directories = ("/" .. word:sub(1, -#base - 1)):gsub("%f[^/]%*%f[/]", "")
    return word == "[" or word == "]" or not directories:find("[*?%[%]]")
        and (base == "*" or base:find("^[%w_-]*%*[%w_-]*%.%w+$"))
end

--- Whether nothing in a command waits for an expansion.
local function is_fixed(command, root)
    for i, wild in pairs(command.wild) do
        if wild == "dynamic" or not is_known_glob(command.words[i]) then
            return false
        end
    end
    for _, redirect in ipairs(command.redirects) do
        local reads = redirect.op == "<" and paths.place(redirect.to, root) == "inside"
        if redirect.wild or not reads and redirect.to ~= "/dev/null" then
            return false
        end
    end
    return true
end

--- Files that git, the host of the agent or an editor run without being asked.
local function runs_later(word)
    return text.contains("/" .. word .. "/", "/.git/") or text.contains("/" .. word .. "/", "/.claude/")
end

local function has_glob(command)
    for _ in pairs(command.wild) do
        return true
    end
    return false
end

-- ---- programs that look, and what they must not be told ----

local REFUSED <const> = {}
-- What stands behind ".env." in names of files.
local STAGES <const> = set("local production prod development dev staging test")

--- Reading everything below the workspace, files of hidden names with their secrets too.
function REFUSED.grep(command, at, root)
    local options = programs.split(command, at)
    local recursive = programs.has(options, "rRd", "--recursive") or programs.has(options, "R", "--dereference-recursive")
        or programs.has(options, "d", "--directories")
    local first, files, value, top, kinds = path.base(command.words[at]) == "diff" and 1 or 2, 0, false, false, nil
    for i = at + 1, recursive and #command.words or 0 do
        local word = command.words[i]
        if value then -- of an option, or a file behind one that takes none
            value = false
            top = top or paths.place(word, root) == "workspace"
        elseif text.starts(word, "-") then
            if text.starts(word, "--inc") then
                kinds = kinds ~= false and word:find("^%-%-include=%*[%w_-]*%.%w+$") ~= nil
            end
            first = word:find("^%-%a*[ef]") and 1 or first
            value = word:find("^%-%a*[ABCDdefm]$") or word:find("^%-%-%a[%w-]*$")
        else
            files = files + 1
            top = top or files >= first and paths.place(word, root) == "workspace"
        end
    end
    return recursive and not kinds and (top or files < first)
end

REFUSED.egrep, REFUSED.fgrep, REFUSED.diff = REFUSED.grep, REFUSED.grep, REFUSED.grep

--- Words that some shells take for sums: a command that stands in an index is run.
function REFUSED.test(command, at)
    for i = at + 1, #command.words do
        if command.words[i]:find("[$`]") then
            return true
        end
    end
    return false
end

REFUSED["["], REFUSED.printf = REFUSED.test, REFUSED.test

--- Setting the clock.
function REFUSED.date(command, at)
    for i = at + 1, #command.words do
        if command.words[i]:find("^%d[%d.]+$") then
            return true
        end
    end
    return false
end

--- Looking into files of hidden names: by a letter of an option, or by a pattern that they fit.
function REFUSED.rg(command, at)
    for i = at + 1, #command.words do
        local word, before = command.words[i], command.words[i - 1]
        local pattern = word:match("^%-%-i?glob=(.*)$") or word:match("^%-%a*g(.+)$")
            or (before:find("^%-%-i?glob$") or before:find("^%-%a*g$")) and word
        local ending = pattern and pattern:match("^[%w_*/-]*%*[%w_-]*%.(%w+)$")
        local known = not pattern or text.starts(pattern, "!") or pattern:find("^[%w_-][%w_./-]*$")
            or ending and not STAGES[ending]
        if word:find("^%-%a*%.") or not known then
            return true
        end
    end
    return false
end

local function only_looks(command, at, root)
    local name = path.base(command.words[at])
    local refused = LOOKS[name]
    if not refused then
        return false
    end
    for i = at + 1, #command.words do
        local word = command.words[i]
        if text.starts(word, "-") and is_option(word, refused) or WRITES[name] and runs_later(word) then
            return false
        end
    end
    local _, operands = programs.split(command, at)
    if name == "cd" and #operands ~= 1 or ONE_FILE[name] and #operands > 1 or REFUSED[name]
        and REFUSED[name](command, at, root) then
        return false
    end
    if WORDS_ONLY[name] and not has_glob(command) then
        return true
    end
    return stays_inside(command, at + 1, root, programs.pattern_of(command, { at = at, name = name }))
end

local function git_looks(command, at, root)
    local i = at + 1
    while command.words[i] == "-C" or command.words[i] == "--no-pager" do
        i = i + (command.words[i] == "-C" and 2 or 1)
    end
    local name = command.words[i]
    local lists = GIT_LISTS[name]
    for n = i + 1, #command.words do
        local word = command.words[n]
        local named = n == i + 2 and GIT_NAMES_ONE[command.words[i + 1]] and not text.starts(word, "-")
        if is_option(word, GIT_ACTS) or lists and not lists[word] and not named then
            return false
        end
    end
    local listed = lists and (#command.words > i or name == "branch" or name == "tag" or name == "remote")
    return (GIT_LOOKS[name] or listed) and stays_inside(command, at + 1, root) or false
end

--- Where the word stands that says what a program checks: behind "run" for those of package.json.
local function first_of(command, at, name)
    local first = at + 1
    while name == "make" and (command.words[first] or ""):find("^%-[js]%d*$") do
        first = first + 1
    end
    return SCRIPT_RUNNERS[name] and command.words[first] == "run" and first + 1 or first
end

local function is_check(name, command, first, at)
    local word = command.words[first]
    if SCRIPT_RUNNERS[name] and first > at + 1 then
        for _, pattern in ipairs(SCRIPTS) do
            if word and word:find(pattern) then
                return not (word:find("deploy") or word:find("publish") or word:find("release") or word:find("push"))
            end
        end
        return false
    end
    return CHECKS[name] == true or CHECKS[name][word or ""] or name == "make" and not word
end

--- Whether the words of a check are known: options by name, further targets of make.
local function known_words(name, command, first, at)
    for i = at + 1, #command.words do
        local word = command.words[i]
        local option = text.starts(word, "-") and word ~= "--" and not (i == first and CHECKS[name] ~= true)
        if option and not CHECK_OPTIONS[option_name(word)] and not word:find("^%-[jnv]%d*$") then
            return false
        end
        if name == "make" and i > first and not text.starts(word, "-") and not CHECKS.make[word] then
            return false
        end
    end
    return true
end

--- Tests, linters and builds: what is checked is known, and so are all options.
local function runs_checks(command, at, root)
    local words, name = command.words, path.base(command.words[at])
    if (name == "python" or name == "python3") and words[at + 1] == "-m" then
        at = at + 2
        name = words[at] == "unittest" and "pytest" or words[at] or ""
    end
    if not CHECKS[name] then
        return false
    end
    local first = first_of(command, at, name)
    return is_check(name, command, first, at) and known_words(name, command, first, at)
        and stays_inside(command, at + 1, root)
end

local function asks_version(command, at)
    local programs_of = VERSIONED[command.words[at + 1] or ""]
    return #command.words == at + 1 and programs_of ~= nil and programs_of[path.base(command.words[at])]
end

--- Looking at a range of lines: sed -n '10,20p'.
local function sed_prints(command, at, root)
    local words = command.words
    for i = at + 3, #words do
        if text.starts(words[i], "-") then
            return false
        end
    end
    return words[at] == "sed" and words[at + 1] == "-n" and (words[at + 2] or ""):find("^[%d$]+,?[%d$]*p$") ~= nil
        and stays_inside(command, at + 3, root)
end

--- Behind programs that only measure or bound the time of another.
local function behind_timers(command, at)
    if command.words[at] == "time" then
        return at + 1
    elseif command.words[at] == "timeout" and (command.words[at + 1] or ""):find("^%d+[smh]?$") then
        return at + 2
    end
    return at
end

--- Whether one simple command is known to be harmless.
function M.is_safe(command, root)
    local at = 1
    while command.words[at] and command.words[at]:find("^[%a_][%w_]*=") do
        -- What stands in them is expanded by make, so that it must be plain.
        if not HARMLESS_VARIABLES[command.words[at]:match("^[%w_]+")] or not command.words[at]:find("^[%w_]+=[%w_.,:/@+-]*$") then
            return false
        end
        at = at + 1
    end
    at = behind_timers(command, at)
    local word = command.words[at]
    if not root or not word or not is_fixed(command, root) then
        return false
    end
    if text.contains(word, "/") and not BINARIES[path.dir(word)] then
        return false
    end
    if path.base(word) == "git" then
        return git_looks(command, at, root) or asks_version(command, at) or false
    end
    return only_looks(command, at, root) or sed_prints(command, at, root) or runs_checks(command, at, root)
        or asks_version(command, at) or false
end

return M
