#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# run.sh [--full] [--verbose]: builds the sweep, then fails and kills the plain build at its system calls.
set -u
cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
CC=${CC:-cc}
out=$BUILD/fault
mkdir -p "$out" || exit 1

compile() { # program source...
    program=$1
    shift
    "$CC" -std=c11 -D_POSIX_C_SOURCE=200809L -Wall -Wextra ${CFLAGS:--O2 -g} -Iinclude -o "$out/$program" \
        "$@" "$BUILD/libgait.a" ${LDFLAGS:-} -lm -pthread || exit 1
}

compile writer tests/fault/writer.c
compile broken tests/fault/broken.c
compile sweep tests/fault/sweep.c tests/fault/judge.c tests/fault/subjects.c tests/fault/box.c \
    tests/fault/order.c tests/fault/inject.c tests/fault/calls.c

# In memory where possible: what a disk would lose is judged from the order of calls, not from a disk.
base=/dev/shm
[ -w "$base" ] || base=${TMPDIR:-/tmp}
scratch=$(mktemp -d "$base/gait-fault.XXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

case $BUILD in /*) root=$BUILD ;; *) root=$PWD/$BUILD ;; esac
"$out/sweep" "$@" "$scratch" "$root/fault/writer" "$root/fault/broken" "$root/gait"
