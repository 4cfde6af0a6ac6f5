#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Measures a cold `gate eval`, with key and signed durable trace, against the floor of the machine; then what parts cost,
# and what a decision costs where the policy is loaded already.
# BENCH_ROUNDS is how often each command runs.
set -eu
cd "$(dirname "$0")/../.."
case ${BUILD:=build} in /*) root=$BUILD ;; *) root=$PWD/$BUILD ;; esac
gait=$root/gait
work=$root/bench/work
rounds=${BENCH_ROUNDS:-400}
rm -rf "$work" && mkdir -p "$work"
trap 'rm -rf "$work"' EXIT
cd "$work"

alternate() {
    "$root/bench/alternate" "$rounds" "$@"
}

mkdir floor traces
"$gait" keys init keys >keys.out
key=$(find "$work/keys" -name '*.key')
printf '%s' '{"tool_name":"tool.read","args":{"path":"/srv/app/a.txt"},
"targets":[{"kind":"path","value":"/srv/app/a.txt","operation":"read"}],
"context":{"identity":"agent","workspace":"/srv/app","risk_class":"low","environment":"staging"}}' >intent.json
rule() { # number
    printf 'rule { id = "r%05d", effect = "allow", match = { tool = "tool.t%d", args = { n = { lt = %d } } } }\n' "$1" "$1" "$1"
}
pack() { # file, rules
    echo 'policy { id = "bench/rules", version = "1.0.0", default = "block" }' >"$1"
    i=0
    while [ $i -lt "$2" ]; do
        rule $i
        i=$((i + 1))
    done >>"$1"
    echo 'rule { id = "reads", effect = "allow", match = { tool = "tool.read" } }' >>"$1"
}
pack small.lua 9
pack hundred.lua 99
pack large.lua 599
"$gait" gate eval --policy small.lua --intent intent.json --private-key "$key" --trace-out sample.json >eval.out
bytes=$(wc -c <sample.json)

echo "one decision, cold, $rounds rounds taking turns; floor = start, sign 64 bytes, durable write of $bytes bytes"
alternate \
    floor "$root/bench/floor" "$work/floor/@.json" "$bytes" -- \
    "gate eval, 10 rules, key, trace" "$gait" gate eval --policy small.lua --intent intent.json \
    --private-key "$key" --trace-out "$work/traces/@.json" | tee ratio
echo "parts"
alternate \
    "gait version" "$gait" version -- \
    "policy test, 10 rules" "$gait" policy test small.lua intent.json -- \
    "policy test, 100 rules" "$gait" policy test hundred.lua intent.json -- \
    "policy test, 600 rules" "$gait" policy test large.lua intent.json | tee parts
awk '/10 rules/ { small = $6 } /600 rules/ { large = $6 }
    END { printf "  loading and deciding one more rule: %.1f us\n", (large - small) * 1000 / 590 }' parts
awk 'NR == 2 { printf "ratio to the floor: %s (aim: at most 1.6)\n", $(NF - 1) }' ratio

"$root/bench/decide"
