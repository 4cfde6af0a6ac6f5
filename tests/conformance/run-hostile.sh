#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs every script of the hostile corpus in three fresh processes, the last with another hash seed: the outcome is the
# one its first line states, with the same fuel each time. A script in known_bad may be refused instead. One that reads
# what another left behind (a39 after a38) runs in the state of the other.
set -u
here=$(cd "$(dirname "$0")" && pwd)
hostile=${BUILD:-$here/../../build}/conformance/hostile
corpus=${CONFORMANCE_DIR:-}/hostile
seconds=30
passed=0 failed=0

if [ -z "${CONFORMANCE_DIR:-}" ] || [ ! -d "$corpus" ]; then
    echo "skipped: hostile: CONFORMANCE_DIR has no scripts"
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
fi
tab=$(printf '\t')

judge() { # kind name files...
    kind=$1 name=$2
    shift 2
    runs=
    for seed in 1 1 4242; do
        line=$(timeout $seconds "$hostile" "$seed" "$@" 2>&1) || line="$name${tab}?${tab}died: $line${tab}-${tab}-"
        line=$(printf '%s\n' "$line" | tail -n 1 | cut -f 2-5)
        [ -z "$runs" ] || [ "$runs" = "$line" ] || {
            failed=$((failed + 1))
            echo "  $name: not the same in every process: $runs / $line"
            return
        }
        runs=$line
    done
    want=$(printf '%s\n' "$runs" | cut -f 1)
    got=$(printf '%s\n' "$runs" | cut -f 2)
    refused=$(printf '%s\n' "$runs" | cut -f 3)
    if [ "$got" = "$want" ] || { [ "$kind" = known_bad ] && [ "$refused" = refused ]; }; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "  $name: expected $want, got $got"
    fi
}

for file in "$corpus"/*.lua; do
    name=$(basename "$file")
    case $name in
    a39_*) judge script "$name" "$corpus"/a38_*.lua "$file" ;;
    *) judge script "$name" "$file" ;;
    esac
done
for file in "$corpus"/known_bad/*.lua; do
    judge known_bad "$(basename "$file")" "$file"
done
[ $((passed + failed)) -gt 0 ] || failed=1
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
