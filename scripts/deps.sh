#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing of the given groups of Debian packages: deps.sh [build] [test] [ci].
set -eu

packages() {
    case $1 in
    build) echo gcc libc6-dev make pkg-config lua5.4 liblua5.4-dev libsodium-dev libyaml-dev nettle-dev ;;
    test)
        echo binutils clang clang-format libclang-rt-14-dev libcmocka-dev libjansson-dev
        echo lua-busted lua-cjson lua-filesystem python3 strace tzdata xz-utils
        ;;
    ci) echo valgrind ;;
    *)
        echo "deps: unknown group '$1'" >&2
        exit 1
        ;;
    esac
}

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "deps: not a Debian system; docs/dependencies.md lists what to install" >&2
    exit 0
fi

missing=
for group in "$@"; do
    for package in $(packages "$group"); do
        case $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true) in
        installed*) ;;
        *) missing="$missing $package" ;;
        esac
    done
done
[ -n "$missing" ] || exit 0

command="apt-get install --yes --no-install-recommends$missing"
if [ "$(id -u)" -ne 0 ]; then
    echo "deps: packages are missing and only root can install them; run this, then make again:" >&2
    echo "    sudo apt-get update && sudo $command" >&2
    exit 1
fi

echo "  DEPS $missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
if ! { apt-get -q update && $command; } >"$log" 2>&1 </dev/null; then
    tail -n 30 "$log" >&2
    echo "deps: the installation failed; its last lines stand above" >&2
    exit 1
fi
