#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes the pages that derive from tables: docs.sh write | docs.sh check (names those that differ, one per line).
set -eu
cd "$(dirname "$0")/.."
new=$(mktemp -d)
stubs=$(mktemp)
trap 'rm -rf "$new" "$stubs"' EXIT

gait=${GAIT_BIN:-${BUILD:-build}/gait}
lua5.4 scripts/limits.lua >"$new/limits.md"
lua5.4 scripts/vocabulary.lua page >"$new/vocabulary.md"
lua5.4 scripts/findings.lua >"$new/check.md"
lua5.4 scripts/packs.lua >"$new/packs.md"
lua5.4 scripts/cookbook.lua >"$new/cookbook.md"
lua5.4 scripts/vocabulary.lua stubs >"$stubs"
"$gait" help errors --format md >"$new/errors.md"
mkdir "$new/cli"
"$gait" help --format md >"$new/cli/README.md"
sed -n 's/^| \[\([^]]*\)\](\([^)]*\)).*/\2 \1/p' "$new/cli/README.md" | while read -r page command; do
    # A command is one or two words.
    # shellcheck disable=SC2086
    "$gait" help --format md $command >"$new/cli/$page"
done

case $1 in
write)
    cp -R "$new/." docs/
    cp "$stubs" lua/stdlib/meta/vocabulary.lua
    ;;
check)
    (cd "$new" && find . -type f) | LC_ALL=C sort | while read -r page; do
        cmp -s "$new/$page" "docs/$page" || echo "docs/${page#./} is not what its table says"
    done
    cmp -s "$stubs" lua/stdlib/meta/vocabulary.lua ||
        echo "lua/stdlib/meta/vocabulary.lua is not what its table says"
    for page in docs/cli/*; do
        [ -f "$new/${page#docs/}" ] || echo "$page belongs to no command"
    done
    ;;
*)
    echo "usage: docs.sh write | check" >&2
    exit 1
    ;;
esac
