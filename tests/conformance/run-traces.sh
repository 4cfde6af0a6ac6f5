#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Verifies the recorded traces; skips, visibly, without them or python3.
set -u
here=$(cd "$(dirname "$0")" && pwd)
if [ -z "${CONFORMANCE_DIR:-}" ] || [ ! -e "$CONFORMANCE_DIR/golden/cases.tar.xz" ]; then
    echo "skipped: traces: CONFORMANCE_DIR has no recorded cases"
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
fi
if ! command -v python3 >/dev/null 2>&1; then
    echo "skipped: traces: no python3"
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
fi
exec python3 "$here/traces.py" "${BUILD:-$here/../../build}/conformance/traces" "$CONFORMANCE_DIR"
