#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# C files are as clang-format leaves them. Arguments: files, all without any.
set -u
command -v clang-format >/dev/null || {
    echo "skipped: clang-format is not installed"
    exit 77
}
[ $# -gt 0 ] || set -- $(find include src tests -name '*.[ch]' | LC_ALL=C sort)
clang-format --dry-run -Werror "$@" 2>&1 | grep -E 'error:' | cut -d: -f1,2 | uniq |
    sed 's/$/: is not formatted, run make fmt/' | grep . && exit 1
exit 0
