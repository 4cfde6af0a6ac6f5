#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs imports.py on build/gait; skips, visibly, without the recorded cases or python3.
set -u
here=$(cd "$(dirname "$0")" && pwd)
gait=${GAIT_BIN:-$here/../../build/gait}
if [ -z "${CONFORMANCE_DIR:-}" ] || [ ! -e "$CONFORMANCE_DIR/golden/cases.tar.xz" ]; then
    echo "skipped: imports: CONFORMANCE_DIR has no recorded cases"
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
fi
if ! command -v python3 >/dev/null 2>&1; then
    echo "skipped: imports: no python3"
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
fi
exec python3 "$here/imports.py" "$gait" "$CONFORMANCE_DIR"
