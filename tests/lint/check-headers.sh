#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every header compiles alone, as C and as C++, and is guarded by its own name. Arguments: headers, all without any.
set -u
status=0
[ $# -gt 0 ] || set -- include/gait/*.h src/*/*.h
cxx=
for name in "${CXX:-c++}" clang++ "${CLANG:-clang}++"; do
    command -v "$name" >/dev/null && cxx=$name && break
done
lua=$(pkg-config --cflags lua5.4)

fail() {
    echo "$1:1: $2"
    status=1
}

for header in "$@"; do
    [ -f "$header" ] || continue
    case $header in
    include/gait/*) guard=GAIT_$(basename "$header" .h) ;;
    src/cli/*) guard=CLI_$(basename "$header" .h) ;;
    *) guard=GAIT_$(echo "${header#src/}" | sed 's|/|_|; s|\.h$||') ;;
    esac
    guard=$(echo "$guard" | tr 'a-z' 'A-Z')_H
    if ! grep -q "^#ifndef $guard\$" "$header" || ! grep -q "^#define $guard\$" "$header"; then
        fail "$header" "the guard is not $guard"
    fi
    flags="-Iinclude -Isrc -Isrc/cli $lua -D_POSIX_C_SOURCE=200809L -Wall -Wextra -Werror -fsyntax-only"
    # Two inclusions of one header also prove that its guard works.
    program="#include \"$header\"
#include \"$header\"
extern int gait_not_empty;"
    echo "$program" | ${CC:-cc} -std=c11 -Wpedantic $flags -I. -x c - || fail "$header" "does not compile alone as C"
    [ -n "$cxx" ] || continue
    echo "$program" | $cxx -std=c++14 $flags -I. -x c++ - || fail "$header" "does not compile alone as C++"
done
[ -n "$cxx" ] || echo "note: no C++ compiler, headers were compiled as C only"
exit $status
