#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes the pages that derive from tables: docs.sh write | docs.sh check (names those that differ, one per line).
set -eu
cd "$(dirname "$0")/.."
new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT

lua5.4 scripts/limits.lua >"$new/limits.md"

case $1 in
write) cp -R "$new/." docs/ ;;
check)
    (cd "$new" && find . -type f) | LC_ALL=C sort | while read -r page; do
        cmp -s "$new/$page" "docs/$page" || echo "docs/${page#./} is not what its table says"
    done
    ;;
*)
    echo "usage: docs.sh write | check" >&2
    exit 1
    ;;
esac
