#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# run.sh SUITE [PROGRAM...] runs one suite and ends with "N passed, N failed, N skipped".
# run.sh sum SUITE...       makes every suite, whatever became of the one before, and ends with their sum.
#
# A suite of its own is an executable script tests/<suite>/run*.sh that ends with the same line. Nothing that ran is
# left uncounted: a program that dies, prints no count or defines no test is one failure.
set -u
cd "$(dirname "$0")/.." || exit 1
BUILD=${BUILD:-build}
logs=$BUILD/log
mkdir -p "$logs" || exit 1
# What the specs and scripts drive. The test build differs from the release by its hooks only.
case $BUILD in /*) root=$BUILD ;; *) root=$PWD/$BUILD ;; esac
GAIT_BIN=$root/gait
GAIT_TEST_BIN=$root/gait-test
export BUILD GAIT_BIN GAIT_TEST_BIN
# The leak checker looks at threads through /proc.
leaks=1
[ -e /proc/self/task ] || leaks=0
export ASAN_OPTIONS="${ASAN_OPTIONS:-detect_leaks=$leaks:strict_string_checks=1}"

passed=0 failed=0 skipped=0

add() { # passed failed skipped
    passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
}

close() {
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" -eq 0 ]
}

# Adds the closing line of a log. A status without a failure to show for it is one more failure.
add_closing_line() { # log status name
    line=$(grep -E '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' "$1" | tail -n 1)
    if [ -z "$line" ]; then
        echo "$3: ended with status $2 and no count"
        add 0 1 0
        return
    fi
    set -- $(echo "$line" | tr -dc '0-9 ') "$2" "$3"
    if [ "$4" -ne 0 ] && [ "$2" -eq 0 ]; then
        echo "$5: ended with status $4"
        set -- "$1" 1 "$3"
    fi
    add "$1" "$2" "$3"
}

# Runs a command with its output kept, and shown but for the lines that count: one is printed, at the end.
run_logged() { # log command...
    log=$1
    shift
    { "$@" 2>&1 </dev/null; echo $? >"$log.status"; } | tee "$log" |
        sed -E '/^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$/d'
    read -r status <"$log.status"
}

run_unit() {
    for program in "$@"; do
        name=$(basename "$program")
        "$program" >"$logs/$name.out" 2>"$logs/$name.err" </dev/null
        status=$?
        runs=$(grep -c '^\[ RUN ' "$logs/$name.out")
        oks=$(grep -c '^\[ *OK ' "$logs/$name.out")
        skips=$(grep -c '^\[  SKIPPED ' "$logs/$name.out")
        fails=$((runs - oks - skips))
        if [ "$fails" -eq 0 ] && { [ "$status" -ne 0 ] || [ "$runs" -eq 0 ]; }; then
            fails=1
        fi
        echo "  $name: $oks passed, $fails failed, $skips skipped"
        if [ "$fails" -ne 0 ]; then
            grep -v -e '^\[ RUN ' -e '^\[ *OK ' "$logs/$name.out"
            cat "$logs/$name.err"
        fi
        add "$oks" "$fails" "$skips"
    done
    [ $# -gt 0 ] || add 0 1 0
}

run_spec() {
    busted=$(command -v busted) || {
        echo "spec: busted is not installed"
        add 0 1 0
        return
    }
    run_logged "$logs/spec" lua5.4 "$busted" --output=plainTerminal spec
    line=$(grep -E '^[0-9]+ success(es)? / ' "$logs/spec" | tail -n 1)
    if [ -z "$line" ]; then
        add 0 1 0
        return
    fi
    set -- $(echo "$line" | tr -dc '0-9. ')
    bad=$(($2 + $3))
    [ "$bad" -gt 0 ] || [ "$status" -eq 0 ] || bad=1
    [ $(($1 + bad + $4)) -gt 0 ] || bad=1
    add "$1" "$bad" "$4"
}

# Every input of the corpus once, then a few seconds of search; a crash leaves its input in the log folder.
run_fuzz() {
    [ "$leaks" -eq 1 ] || echo "  note: no /proc, leaks are not looked for"
    for program in "$@"; do
        name=$(basename "$program")
        if [ "$leaks" -eq 0 ] && grep -q -e 'gate/policy\.h' -e 'author/' "tests/fuzz/$name.c"; then
            echo "  $name: skipped: without /proc the sanitizer takes the jumps of Lua for errors"
            add 0 0 1
            continue
        fi
        corpus=tests/fuzz/corpus/${name#fuzz_}
        found=$BUILD/corpus/$name
        mkdir -p "$found"
        [ -d "$corpus" ] || corpus=
        if "$program" -detect_leaks="$leaks" -max_total_time="${FUZZ_SECONDS:-3}" -timeout=10 -rss_limit_mb=1024 \
            -artifact_prefix="$logs/" "$found" $corpus >"$logs/$name" 2>&1 </dev/null; then
            echo "  $name: $(grep -o '^Done [0-9]* runs' "$logs/$name" | tail -n 1)"
            add 1 0 0
        else
            tail -n 40 "$logs/$name"
            add 0 1 0
        fi
    done
    [ $# -gt 0 ] || add 0 1 0
    run_logged "$logs/many_decide" "$BUILD/fuzz/many_decide" "${RUNS:-20000}"
    add $((1 - (status > 0))) $((status > 0)) 0
}

run_scripts() { # suite
    found=
    for script in tests/"$1"/run*.sh; do
        [ -f "$script" ] || continue
        found=1
        name=$1-$(basename "$script" .sh)
        run_logged "$logs/$name" sh "$script" ${UPDATE:+--update}
        add_closing_line "$logs/$name" "$status" "$script"
    done
    [ -n "$found" ] || add 0 1 0
}

sum() {
    table=
    for suite in "$@"; do
        echo "== $suite"
        before="$passed $failed $skipped"
        run_logged "$logs/suite-$suite" ${MAKE:-make} --no-print-directory -j"${JOBS:-1}" "$suite"
        add_closing_line "$logs/suite-$suite" "$status" "$suite"
        set -- $before
        table="$table$(printf '  %-12s %5d passed %4d failed %4d skipped' \
            "$suite" $((passed - $1)) $((failed - $2)) $((skipped - $3)))
"
    done
    printf '== sum\n%s' "$table"
}

suite=$1
shift
case $suite in
sum) sum "$@" ;;
unit) run_unit "$@" ;;
spec) run_spec ;;
fuzz) run_fuzz "$@" ;;
*) run_scripts "$suite" ;;
esac
close
