#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Negative tests of the checks: each violation, planted into a copy of the tree, must be found and named.
set -u
cd "$(dirname "$0")/../.." || exit 1
GAIT_BIN=${GAIT_BIN:-$PWD/${BUILD:-build}/gait} # makes pages in the copies too
export GAIT_BIN
passed=0 failed=0 skipped=0
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
mkdir "$home/base"
for part in include src lua spec tests scripts docs examples .ci; do
    [ ! -e "$part" ] || cp -R "$part" "$home/base/"
done
rm -rf "$home/base/tests/golden/cases" "$home/base/tests/fuzz/corpus" # no check reads them

# plant CHECK "ARGUMENTS" "TEXT THAT THE FINDING HAS" reads the planting commands from stdin.
plant() {
    rm -rf "$home/tree"
    cp -Rl "$home/base" "$home/tree" # links: whatever changes a file here makes a new one
    cat >"$home/commands"
    case $1 in
    *.lua) run="lua5.4 tests/lint/$1" ;;
    *) run="sh tests/lint/$1" ;;
    esac
    output=$(cd "$home/tree" && . "$home/commands" && $run $2 2>&1 </dev/null)
    status=$?
    if [ $status -eq 77 ]; then
        skipped=$((skipped + 1))
    elif [ $status -eq 1 ] && echo "$output" | grep -q -F -e "$3"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$1 did not find '$3' (status $status):"
        echo "$output" | head -n 5 | sed 's/^/    /'
    fi
}

# Appends lines to a file of the copy: add FILE LINE...
add() {
    file=$1
    shift
    mkdir -p "$(dirname "$file")"
    [ ! -e "$file" ] || cat "$file" >"$home/added"
    printf '%s\n' "$@" >>"$home/added"
    rm -f "$file" && mv "$home/added" "$file"
}

plant check-layers.lua "" "base may not include gate/intent.h" <<'E'
add src/base/planted.c '#include "gate/intent.h"'
E
plant check-layers.lua "" "codec may not include gait/key.h" <<'E'
add src/trust/key.c; add src/codec/planted.c '#include <gait/key.h>'
E
plant check-layers.lua "" "script may not include trust/planted.h" <<'E'
add src/script/planted.c '#include "trust/planted.h"'
E
plant check-layers.lua "" "trust may not include script/host.h" <<'E'
add src/trust/planted.c '# include "script/host.h"'
E
plant check-layers.lua "" "base may not include gait/gate.h" <<'E'
add src/gate/gate.c; add src/base/planted.c; add include/gait/planted.h '#include <gait/gate.h>'
E
plant check-layers.lua "" "no room has planted.c" <<'E'
add include/gait/planted.h '#include <gait/defs.h>'
E
plant check-layers.lua "" "sodium.h is included outside of its room" <<'E'
add src/trust/planted.c '#include <sodium.h>'
E
plant check-layers.lua "" "nettle/sha2.h is included outside of its room" <<'E'
add src/gate/planted.c '#include <nettle/sha2.h>'
E
plant check-layers.lua "" "lua.h is included outside of its room" <<'E'
add src/gate/planted.c '#include <lua.h>'
E
plant check-layers.lua "" "lauxlib.h is included outside of its room" <<'E'
add src/gate/planted.c '#include "lauxlib.h"'
E
plant check-layers.lua "" "script/bind.h is included outside of its room" <<'E'
add src/gate/planted.c '#include "script/bind.h"'
E
plant check-layers.lua "" "author may not include gait/version.h" <<'E'
add src/author/planted.c '#include <gait/version.h>'
E
plant check-layers.lua "" "script/outer.h is included outside of its room" <<'E'
add src/author/planted.c '#include "script/outer.h"'
E
plant check-layers.lua "" "zlib.h is included outside of its room" <<'E'
add src/evidence/planted.c '#include <zlib.h>'
E
plant check-layers.lua "" "curl/curl.h is included outside of its room" <<'E'
add src/net/planted.c '#include <curl/curl.h>'
E
plant check-layers.lua "" "sys/socket.h is included outside of its room" <<'E'
add src/sys/planted.c '#include <sys/socket.h>'
E
plant check-layers.lua "" "jansson.h has no room" <<'E'
add src/codec/planted.c '#include <jansson.h>'
E
plant check-layers.lua "" "cli may include only" <<'E'
add src/cli/planted.c '#include "codec/json_parse.h"'
E
plant check-layers.lua "" "no such room" <<'E'
add src/util/planted.c 'int gi_planted;'
E
plant check-layers.lua "" "an include must name its header" <<'E'
add src/base/planted.c '#include HEADER'
E

for call in strcpy strcat sprintf strtok atoi strtol sscanf gmtime localtime mktime time rand system mktemp alloca \
    setjmp newlocale socket; do
    plant check-banned.lua "" "planted.c:2: $call is never called" <<E
add src/cli/planted.c 'void f(void)' '{ $call(0); }'
E
done
for call in malloc free getenv fprintf exit strtod open fork clock_gettime sigaction setlocale randombytes_buf; do
    plant check-banned.lua "" "planted.c:1: $call is not called here" <<E
add src/gate/planted.c 'void f(void) { (void)$call(0); }'
E
done
plant check-banned.lua "" "planted.c:1: strcpy is never used" <<'E'
add src/gate/planted.c 'static char *(*copy)(char *, const char *) = strcpy;'
E
plant check-banned.lua "" "goto goes to out only" <<'E'
add src/gate/planted.c 'goto again;'
E
plant check-banned.lua "" "comments are written /* */" <<'E'
add src/gate/planted.c 'int x; // one'
E
plant check-banned.lua "" "numbers are formatted in codec/number.c only" <<'E'
add src/gate/planted.c 'f("100%% is %.17g");'
E
# What stands in a comment or in a string is no call.
mkdir -p "$home/quiet/src/gate" "$home/quiet/include" && cp -R tests "$home/quiet/"
printf '%s\n' '/* strcpy(a, b) // and' ' * malloc(1) */' 'f("strcpy(\"x\") // %d");' 'x.free(1);' >"$home/quiet/src/gate/a.c"
if output=$(cd "$home/quiet" && lua5.4 tests/lint/check-banned.lua); then
    passed=$((passed + 1))
else
    failed=$((failed + 1))
    echo "check-banned finds calls in comments or strings: $output"
fi

plant check-headers.sh "src/base/planted.h" "does not compile alone as C" <<'E'
add src/base/planted.h '#ifndef GAIT_BASE_PLANTED_H' '#define GAIT_BASE_PLANTED_H' 'size_t gi_planted(void);' '#endif'
E
if command -v c++ >/dev/null || command -v clang++ >/dev/null; then
    plant check-headers.sh "include/gait/planted.h" "does not compile alone as C++" <<'E'
add include/gait/planted.h '#ifndef GAIT_PLANTED_H' '#define GAIT_PLANTED_H' 'void gait_planted(int class);' '#endif'
E
else
    skipped=$((skipped + 1))
fi
plant check-headers.sh "include/gait/planted.h" "the guard is not GAIT_PLANTED_H" <<'E'
add include/gait/planted.h '#ifndef GAIT_PLANT_H' '#define GAIT_PLANT_H' 'int gait_planted(void);' '#endif'
E

repeat() { # times, text
    i=0
    while [ $i -lt "$1" ]; do
        echo "$2"
        i=$((i + 1))
    done
}
plant check-sizes.lua "" "501 lines, at most 500" <<'E'
repeat 501 '/* */' >src/base/planted.c
E
plant check-sizes.lua "" "planted.c:2: a function has 61 lines" <<'E'
{ echo 'void f(void)'; echo '{'; repeat 59 '    g();'; echo '}'; } >src/base/planted.c
E
plant check-sizes.lua "" "planted.c:3: 7 parameters, at most 6" <<'E'
add src/base/planted.c 'static void f(int a, int b, int c, int (*d)(int, int),' '              int e, int g, int h)' '{' '}'
E
plant check-sizes.lua "" "planted.lua:1: a function has 61 lines" <<'E'
{ echo 'local function f()'; repeat 59 '    if a then b() end'; echo 'end'; } >scripts/planted.lua
E
plant check-sizes.lua "" "planted.sh:1: a function has 61 lines" <<'E'
{ echo 'f() {'; repeat 59 '    g'; echo '}'; } >scripts/planted.sh
E

plant check-lua-globals.lua "" "planted.lua:2: writes the global 'leak'" <<'E'
add scripts/planted.lua 'if false then' 'leak = 1' 'end'
E
plant check-lua-globals.lua "" "policy.lua:1: reads the global 'os'" <<'E'
add lua/policies/planted/policy.lua 'rule { id = os.time() }'
E
plant check-lua-globals.lua "" "reads the global 'rule'" <<'E'
add lua/stdlib/planted.lua 'return rule'
E
plant check-lua-globals.lua "" "reads the global 'nope'" <<'E'
add spec/planted_spec.lua 'describe("x", function() it("y", function() nope() end) end)'
E
plant check-lua-globals.lua "" "luac5.4 does not accept it" <<'E'
add scripts/planted.lua 'local = 1'
E

plant check-tables.lua "" "argument_count stands after zebra" <<'E'
sed 's/^E(argument_count/E(zebra, invalid_input, 0, false, "none")\n&/' include/gait/errors.def >x && mv x include/gait/errors.def
E
plant check-tables.lua "" "internal is listed twice" <<'E'
add include/gait/errors.def '' '/* more */' 'E(internal, internal_failure, 0, false, "again")'
E
plant check-tables.lua "" "meta/vocabulary.lua is not what its table says" <<'E'
sed '/^RULE(hint/d' src/gate/vocabulary.def >x && mv x src/gate/vocabulary.def
E
plant check-tables.lua "" "errors.def has no code never_heard_of" <<'E'
add include/gait/str.h '/*' ' * Does it.' ' * Errors:  path_invalid, never_heard_of (retryable).' ' */'
E
plant check-tables.lua "" "does not include <gait/planted.h>" <<'E'
add include/gait/planted.h ''
E
plant check-tables.lua "" "planted has no file src/cli/cmd_planted.c" <<'E'
add src/cli/commands.def 'CMD(planted)'
E
plant check-tables.lua "" "cmd_planted.c:1: src/cli/commands.def does not list it" <<'E'
add src/cli/commands.def ''; add src/cli/cmd_planted.c ''
E
plant check-tables.lua "" "planted has no file src/script/bind_planted.c" <<'E'
add src/script/bindings.def 'B(planted, 1)'
E
plant check-tables.lua "" "bind_planted.c:1: src/script/bindings.def does not list it" <<'E'
add src/script/bindings.def ''; add src/script/bind_planted.c ''
E
plant check-tables.lua "" "bind_planted.c:1: src/ops/bindings.def does not list it" <<'E'
add src/ops/bind_planted.c ''
E
plant check-tables.lua "" "planted has no stub lua/stdlib/meta/planted.lua" <<'E'
add src/script/bindings.def 'B(planted, 1)'; add src/script/bind_planted.c ''
E
plant check-tables.lua "" "planted has no lua/policies/planted/policy.lua" <<'E'
add lua/policies/index.lua 'local more = { "planted" }'
E
plant check-tables.lua "" "lua/policies/planted/:1: lua/policies/index.lua does not list it" <<'E'
add lua/policies/index.lua ''; add lua/policies/planted/policy.lua ''
E
plant check-tables.lua "" "docs/limits.md is not what its table says" <<'E'
add include/gait/limits.h '#define GAIT_LIMIT_PLANTED 7 /* nothing */'
E

plant check-tables.lua "" "nothing keeps GAIT_LIMIT_PLANTED" <<'E'
add include/gait/limits.h '#define GAIT_LIMIT_PLANTED 7 /* nothing */'
E

plant check-links.lua "" "planted.md:1: links to absent.md" <<'E'
add docs/planted.md 'see [there](absent.md#part)'
E
plant check-links.lua "" "planted.c:1: sends the reader to docs/""absent.md" <<'E'
printf '/* see docs/%s */\n' absent.md >src/base/planted.c
E

plant check-words.lua "" "planted.c:2: do what" <<'E'
printf '/* SPDX-License-Identifier: Apache-2.0 */\n/* TO%s: later */\n' DO >src/base/planted.c
E
plant check-words.lua "" "planted.md:1: names a place of one machine" <<'E'
printf 'see /wo%s/main\n' rk >docs/planted.md
E
plant check-words.lua "" "planted.sh:2: names a place of one machine or a package host" <<'E'
printf '# SPDX-License-Identifier: Apache-2.0\n# py%s.org\n' pi >scripts/planted.sh
E
plant check-words.lua "" "planted.lua:1: has no SPDX line" <<'E'
add lua/planted.lua 'local x = 1' '-- SPDX-License-Identifier: Apache-2.0'
E
plant check-words.lua "" "planted.lua:2: ends in blanks" <<'E'
add lua/planted.lua '-- SPDX-License-Identifier: Apache-2.0' 'local x = 1 '
E

plant check-format.sh "src/base/planted.c" "planted.c:1: is not formatted" <<'E'
add src/base/planted.c 'int  gi_planted ( void ) ;'
E
plant check-shell.sh "" "planted.sh:1: does not parse" <<'E'
add scripts/planted.sh '#!/bin/sh' 'if true; then'
E
plant check-shell.sh "" "planted.sh:1: names no shell" <<'E'
add scripts/planted.sh 'true'
E

# check-symbols looks at built files: small ones are built here, each with one thing it must find.
build_small() { # C text of the program, C text of the library
    echo "$2" | ${CC:-cc} -x c -c - -o small.o && ar rc small.a small.o
    echo "$1" | ${CC:-cc} -w -fno-builtin -x c - -o small
}
symbols() { # expected, program, library
    plant check-symbols.sh "./small small.a ./small" "$1" <<E
build_small '$2' '$3'
E
}
LIB='int gi_x;'
plant check-symbols.sh "./small small.a ./static" "asks no library for anything" <<'E'
build_small 'int main(void){return 0;}' 'int gi_x;'
echo 'void _start(void){for (;;);}' | ${CC:-cc} -nostdlib -static -x c - -o static
E
symbols "exports planted" 'int main(void){return 0;}' 'int gait_x; int planted;'
symbols "can reach a network through getaddrinfo" 'int getaddrinfo(); int main(void){return getaddrinfo(0,0,0,0);}' "$LIB"
symbols "can reach a network through connect" 'int connect(); int main(void){return connect(0,0,0);}' "$LIB"
symbols "contains the Lua library function luaopen_io" 'int luaopen_io(void){return 0;} int main(void){return luaopen_io();}' "$LIB"
symbols "contains the Lua function sethook" 'char n[]="sethook"; int main(void){return n[0];}' "$LIB"
symbols "contains the test hook" 'char n[]="GAIT_TEST_DELAY"; int main(void){return n[0];}' "$LIB"
symbols "contains the test hook gi_host_fail_allocation" \
    'void gi_host_fail_allocation(void){} int main(void){gi_host_fail_allocation();return 0;}' "$LIB"
plant check-symbols.sh "./small small.a ./small" "was not built" <<'E'
:
E
plant check-symbols.sh "./small small.a ./small" "is linked with" <<'E'
mkdir lib && echo 'int planted_idn(void){return 0;}' | ${CC:-cc} -shared -fPIC -x c - -o lib/libidn.so
echo 'int gi_x;' | ${CC:-cc} -x c -c - -o small.o && ar rc small.a small.o
echo 'int planted_idn(void); int main(void){return planted_idn();}' >small.c
${CC:-cc} small.c -o small -Llib -lidn -Wl,-rpath,"$PWD/lib"
E

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
