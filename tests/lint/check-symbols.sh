#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What the built files may contain: check-symbols.sh [PROGRAM LIBRARY TWIN].
#   The library exports gait_ and gi_ names only (and the names that ld --wrap asks for).
#   The program has no test hook and no Lua library that reaches the machine.
#   Its twin, the same code with a shared libc, asks libc for nothing that reaches a network. (A static libc brings such
#   functions along for its own thread start, whether anybody calls them or not.)
set -u
program=${1:-${BUILD:-build}/gait}
library=${2:-${BUILD:-build}/libgait.a}
twin=${3:-${BUILD:-build}/gait-test}
status=0

find_in() { # file what, names on stdin
    while read -r name; do
        echo "$1:1: $2 $name"
        status=1
    done
}

for file in "$program" "$library" "$twin"; do
    [ -f "$file" ] || {
        echo "$file:1: was not built"
        exit 1
    }
done

names=$(mktemp) && texts=$(mktemp) && found=$(mktemp) || exit 1
trap 'rm -f "$names" "$texts" "$found"' EXIT

nm --defined-only --extern-only "$library" 2>/dev/null | awk 'NF == 3 { print $3 }' |
    grep -v -E '^(gait_|gi_|__wrap_|__(a|ub|l|t)san_|__odr_asan)' | sort -u >"$found"
find_in "$library" "exports" <"$found"

nm "$program" 2>/dev/null | awk '{ print $NF }' | sed 's/@.*//' | sort -u >"$names"
if [ ! -s "$names" ]; then
    echo "$program:1: has no symbols to look at"
    exit 1
fi
nm -D --undefined-only "$twin" 2>/dev/null | awk '{ print $NF }' | sed 's/@.*//' | sort -u >"$texts"
if [ ! -s "$texts" ]; then
    echo "$twin:1: asks no library for anything: it is not a dynamic program"
    status=1
fi
grep -E -x '(__)?(socket(pair)?|connect|bind|listen|accept4?|send(to|msg)?|recv(from|msg)?|getaddrinfo|gethostbyname(_r)?|res_n?query|dlopen)' \
    "$texts" >"$found"
find_in "$twin" "can reach a network through" <"$found"
grep -E -x 'luaopen_(io|os|package|debug|coroutine)|luaL_openlibs|io_popen|os_execute|ll_loadlib' \
    "$names" >"$found"
find_in "$program" "contains the Lua library function" <"$found"
grep -E 'fail_allocation|gi_test_|gait_test_' "$names" >"$found"
find_in "$program" "contains the test hook" <"$found"

strings -a "$program" | grep -E 'GAIT_TEST_|GAIT_LUA_DIR|fail_allocation' | sort -u >"$found"
find_in "$program" "contains the test hook" <"$found"
# Lua registers its functions by name: those that must not be there, as whole strings in the loaded data.
strings -d "$program" | sort -u >"$texts"
grep -E -x 'setuservalue|sethook|searchpath|loadlib|tmpname|setvbuf|isyieldable' "$texts" >"$found"
find_in "$program" "contains the Lua function" <"$found"

ldd "$program" 2>/dev/null | grep -E -i 'curl|ssl|crypto\.so|nghttp|ldap|krb|resolv|nsl|anl|event|idn|ssh' >"$found"
find_in "$program" "is linked with" <"$found"
exit $status
