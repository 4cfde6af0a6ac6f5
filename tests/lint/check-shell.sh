#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every script parses with the shell its first line names.
set -u
status=0
for script in $(find scripts tests spec examples .ci .githooks -type f \( -name '*.sh' -o -name 'run' -o -name 'pre-*' \) 2>/dev/null |
    LC_ALL=C sort); do
    read -r first <"$script"
    case $first in
    '#!/bin/sh' | '#!/usr/bin/env sh') shell=sh ;;
    '#!/bin/bash' | '#!/usr/bin/env bash') shell=bash ;;
    *)
        echo "$script:1: names no shell"
        status=1
        continue
        ;;
    esac
    $shell -n "$script" || {
        echo "$script:1: does not parse"
        status=1
    }
done
exit $status
