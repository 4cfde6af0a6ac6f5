-- SPDX-License-Identifier: Apache-2.0
--- Calls that gait never makes, and calls with one home. Comments and strings do not count.

package.path = "tests/lint/?.lua;" .. package.path
local lib = require("lib")

local NEVER <const> = lib.set([[
    strcpy strcat sprintf vsprintf strncpy strncat strtok strtok_r gets atoi atol atoll atof
    strtol strtoul strtoll strtoull strtoimax strtoumax sscanf fscanf scanf vsscanf
    gmtime gmtime_r localtime localtime_r ctime ctime_r asctime asctime_r mktime time
    rand srand random srandom rand_r drand48 system popen tmpnam tempnam mktemp tmpfile
    alloca setjmp longjmp sigsetjmp siglongjmp newlocale uselocale
    socket connect getaddrinfo gethostbyname dlopen strerror
]])

-- Names that variables have too.
local PLAIN_WORDS <const> = lib.set("time random rand connect socket system")

-- A call, and the files that may make it.
local HOMES <const> = {}
local function home(words, ...)
    for word in words:gmatch("%S+") do
        HOMES[word] = { ... }
    end
end
home("malloc calloc realloc free reallocarray aligned_alloc posix_memalign strdup strndup",
    "^src/base/arena%.c$", "^src/script/alloc%.c$", "^src/script/host%.c$")
home("getenv secure_getenv setenv putenv unsetenv", "^src/sys/env%.c$")
home("printf fprintf vprintf vfprintf puts fputs putchar putc fputc fwrite perror dprintf vdprintf",
    "^src/cli/", "^src/base/error%.c$")
home("exit _exit _Exit quick_exit abort", "^src/cli/", "^src/base/error%.c$", "^src/base/arena%.c$",
    "^src/sys/alarm%.c$", "^src/sys/proc%.c$")
home("strtod strtof strtold", "^src/codec/number%.c$")
home("open openat openat2 creat fopen fdopen freopen opendir fdopendir", "^src/sys/", "^src/cli/main%.c$")
home("fork vfork execv execve execvp execl execlp execle fexecve posix_spawn posix_spawnp", "^src/sys/")
home("clock_gettime gettimeofday getrandom getentropy clock times", "^src/sys/")
home("signal sigaction alarm setitimer timer_create timer_settime", "^src/sys/", "^src/cli/main%.c$")
home("setlocale", "^src/script/host%.c$") -- asked, never set
home("randombytes_buf randombytes_random randombytes_uniform randombytes crypto_sign_keypair", "^src/none$")

local function may(file, word)
    for _, pattern in ipairs(HOMES[word]) do
        if file:find(pattern) then
            return true
        end
    end
    return false
end

local function check_word(file, number, line, word, before)
    if before:find("[%.>]%s*$") then
        return -- a member, not a call
    end
    if NEVER[word] then
        lib.report(file, number, "%s is never called", word)
    elseif HOMES[word] and not may(file, word) then
        lib.report(file, number, "%s is not called here", word)
    elseif word == "goto" and not line:find("goto%s+out%s*;") then
        lib.report(file, number, "goto goes to out only")
    end
end

local function check_line(file, number, line)
    for before, word in line:gmatch("()([%a_][%w_]*)%s*%(") do
        check_word(file, number, line, word, line:sub(1, before - 1))
    end
    if line:find("%f[%w_]goto%f[^%w_]") then
        check_word(file, number, line, "goto", "")
    end
    if line:find("//", 1, true) then
        lib.report(file, number, "comments are written /* */")
    end
    -- An alias would hide a call: the address of a banned function is as bad, unless it is a plain word.
    for word in line:gmatch("[=,(]%s*&?([%a_][%w_]*)%s*[;,)]") do
        if NEVER[word] and not PLAIN_WORDS[word] then
            lib.report(file, number, "%s is never used", word)
        end
    end
end

local NUMBER_FORMAT <const> = "%%[-+ #0-9.*]*[eEgGaAfF]"

for _, file in ipairs(lib.files("src include", ".c .h .def")) do
    local text = lib.read(file)
    for number, line in lib.each_line(lib.strip_c(text)) do
        check_line(file, number, line)
    end
    -- A Lua pattern has "%f" too.
    if file ~= "src/codec/number.c" and not file:find("^src/script/pattern_") then
        for number, line in lib.each_line(lib.strip_c(text, true)) do
            for literal in line:gmatch('"[^"]*"') do
                if literal:gsub("%%%%", ""):find(NUMBER_FORMAT) then
                    lib.report(file, number, "numbers are formatted in codec/number.c only")
                end
            end
        end
    end
end
lib.finish()
