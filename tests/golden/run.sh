#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Golden files: exact bytes of what gait prints. A case is a folder of tests/golden/cases with
#   cmd      one argument a line
#   in/      files of the working directory (optional)
#   stdin    standard input (optional; else none)
#   env      NAME=VALUE lines (optional)
#   stdout, stderr, exit
# Every case runs twice, in different directories, time zones, locales and environments: the bytes must not care.
# `run.sh --update` rewrites the expectations; read the diff before committing it.
set -u
here=$(cd "$(dirname "$0")" && pwd)
gait=${GAIT_BIN:-$here/../../build/gait}
update=${1:-}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

# run_case CASE PLACE ENV... -> $work/{stdout,stderr,exit}
run_case() {
    case_dir=$1 place=$2
    shift 2
    rm -rf "$place" && mkdir -p "$place" || return 1
    [ ! -d "$case_dir/in" ] || cp -R "$case_dir/in/." "$place/" || return 1
    input=/dev/null
    [ ! -f "$case_dir/stdin" ] || input=$case_dir/stdin
    while IFS= read -r setting; do
        set -- "$@" "$setting"
    done <<END
$(cat "$case_dir/env" 2>/dev/null || echo GAIT_NOTHING=1)
END
    (
        cd "$place" || exit 125
        environment=$#
        while IFS= read -r argument || [ -n "$argument" ]; do
            set -- "$@" "$argument"
        done <"$case_dir/cmd"
        # env takes the settings first, then the program, then its arguments.
        count=$# index=0
        for word in "$@"; do
            index=$((index + 1))
            [ "$index" -ne $((environment + 1)) ] || set -- "$@" "$gait"
            set -- "$@" "$word"
        done
        [ "$environment" -lt "$count" ] || set -- "$@" "$gait"
        shift "$count"
        exec env -i "$@" <"$input" >"$work/stdout" 2>"$work/stderr"
    )
    echo $? >"$work/exit"
}

check() { # case how
    for file in stdout stderr exit; do
        cmp -s "$1/$file" "$work/$file" && continue
        echo "FAIL $(basename "$1") ($2): $file"
        diff "$1/$file" "$work/$file" | head -n 20
        return 1
    done
}

for case_dir in "$here"/cases/*/; do
    case_dir=${case_dir%/}
    name=$(basename "$case_dir")
    run_case "$case_dir" "$work/a" HOME=/invalid TZ=UTC LC_ALL=C
    if [ "$update" = --update ]; then
        cp "$work/stdout" "$work/stderr" "$work/exit" "$case_dir/"
    fi
    ok=0
    check "$case_dir" first || ok=1
    run_case "$case_dir" "$work/a much longer place" HOME=/nowhere TZ=Pacific/Apia LC_ALL=de_DE.UTF-8 TERM=xterm \
        COLUMNS=40 GAIT_UNRELATED=1
    check "$case_dir" second || ok=1
    if [ "$ok" -eq 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "  in $name"; fi
done
[ $((passed + failed)) -gt 0 ] || failed=1
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
