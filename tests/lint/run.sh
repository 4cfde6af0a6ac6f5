#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs every check over the tree, then the negative tests of the checks.
set -u
cd "$(dirname "$0")/../.." || exit 1
passed=0 failed=0 skipped=0

# The negative tests take as long as the rest together, and mind nobody: they work on copies.
selftest=$(mktemp) || exit 1
trap 'rm -f "$selftest"' EXIT
sh tests/lint/selftest.sh >"$selftest" 2>&1 &
pid=$!

for check in tests/lint/check-*; do
    name=$(basename "$check" | sed 's/\..*//')
    case $check in
    *.lua) output=$(lua5.4 "$check" 2>&1) ;;
    *) output=$(sh "$check" 2>&1) ;;
    esac
    case $? in
    0)
        passed=$((passed + 1))
        [ -z "$output" ] || echo "  $name: $output"
        ;;
    77)
        skipped=$((skipped + 1))
        echo "  $name: $output"
        ;;
    *)
        failed=$((failed + 1))
        echo "  $name:"
        echo "$output" | sed 's/^/    /'
        ;;
    esac
done

wait "$pid"
status=$?
set -- $(tail -n 1 "$selftest" | tr -dc '0-9 ')
passed=$((passed + ${1:-0})) failed=$((failed + ${2:-1})) skipped=$((skipped + ${3:-0}))
[ $status -eq 0 ] || cat "$selftest"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
