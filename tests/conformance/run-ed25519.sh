#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs the Wycheproof signature cases; skips, visibly, without them.
set -u
here=$(cd "$(dirname "$0")" && pwd)
cases=${CONFORMANCE_DIR:-}/ed25519/wycheproof-ed25519.json
if [ -z "${CONFORMANCE_DIR:-}" ] || [ ! -e "$cases" ]; then
    echo "skipped: ed25519: CONFORMANCE_DIR has no Wycheproof cases"
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
fi
exec "${BUILD:-$here/../../build}/conformance/ed25519" "$cases"
