#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs json_suite over JSONTestSuite, the vectors of RFC 8785 and ECMAScript's numbers; skips, visibly, what is absent.
set -u
here=$(cd "$(dirname "$0")" && pwd)
suite=${BUILD:-$here/../../build}/conformance/json_suite
data=${CONFORMANCE_DIR:-}
passed=0 failed=0 skipped=0

skip() {
    echo "skipped: $1: CONFORMANCE_DIR has no such data"
    skipped=$((skipped + 1))
}

# Shows what a program printed, but its closing line, and adds that; without one it is a failure.
add() { # log status
    sed '$d' "$1"
    line=$(tail -n 1 "$1" | grep -E '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$')
    if [ -z "$line" ]; then
        cat "$1"
        echo "json_suite: ended with status $2 and no count"
        set -- 0 1 0
    else
        set -- $(echo "$line" | tr -dc '0-9 ')
    fi
    passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
}

run() { # arguments of json_suite
    "$suite" "$@" >"$work/log" 2>&1
    add "$work/log" $?
}

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

if [ -n "$data" ] && tar -xJf "$data/json/jsontestsuite-parsing.tar.xz" -C "$work" 2>/dev/null; then
    run parsing "$work"/test_parsing/*.json
    run jansson "$here/json_expected.tsv" "$work"/test_parsing/*.json
else
    skip JSONTestSuite
    skip "JSONTestSuite against jansson"
fi
if [ -n "$data" ] && [ -d "$data/jcs/input" ]; then
    set --
    for input in "$data"/jcs/input/*.json; do
        set -- "$@" "$input" "$data/jcs/outhex/$(basename "$input" .json).txt"
    done
    run canonical "$@"
else
    skip "canonical forms"
fi
if [ -n "$data" ] && xz -dc "$data/jcs/es6-numbers.csv.xz" >"$work/numbers" 2>/dev/null; then
    run numbers <"$work/numbers"
else
    skip numbers
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
