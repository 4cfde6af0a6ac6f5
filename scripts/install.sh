#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# install.sh install | uninstall | list: what belongs to an installation, below $DESTDIR$PREFIX. Uninstalling removes these
# files, and directories of ours that are empty then.
set -eu
cd "$(dirname "$0")/.."
BUILD=${BUILD:-build}
PREFIX=${PREFIX:-/usr/local}
root=${DESTDIR:-}$PREFIX

# Mode, where it is, where it goes. What ends in .in has @PREFIX@ in it.
files() {
    echo "755 $BUILD/gait bin/gait"
    echo "755 $BUILD/gait-lua bin/gait-lua"
    echo "644 $BUILD/libgait.a lib/libgait.a"
    echo "644 $BUILD/gait.pc.in lib/pkgconfig/gait.pc"
    for file in include/gait/*.h include/gait/*.def; do
        echo "644 $file $file"
    done
    for file in lua/stdlib/meta/*.lua; do
        echo "644 $file share/gait/lua/meta/${file##*/}"
    done
    # Where an editor looks for the module gait.<name>.
    sed -n 's/^ *"\([a-z0-9-]*\)",$/\1/p' lua/stdlib/index.lua | while read -r name; do
        echo "644 lua/stdlib/$name.lua share/gait/lua/meta/gait/$name.lua"
    done
    echo "644 lua/stdlib/luarc.json.in share/gait/luarc.json"
    for file in docs/schemas/*.json; do
        echo "644 $file share/gait/schemas/${file##*/}"
    done
    find lua/policies -type f | LC_ALL=C sort | while read -r file; do
        echo "644 $file share/gait/${file#lua/}"
    done
}

put() { # mode source destination
    install -d "$(dirname "$3")"
    case $2 in
    *.in)
        sed "s|@PREFIX@|$PREFIX|g" "$2" >"$3"
        chmod "$1" "$3"
        ;;
    *) install -m "$1" "$2" "$3" ;;
    esac
}

case $1 in
list) files | while read -r _ _ to; do echo "$to"; done ;;
install) files | while read -r mode from to; do put "$mode" "$from" "$root/$to"; done ;;
uninstall)
    files | while read -r _ _ to; do rm -f "$root/$to"; done
    for ours in include/gait share/gait; do
        [ ! -d "$root/$ours" ] || find "$root/$ours" -depth -type d -exec rmdir {} + 2>/dev/null || true
    done
    ;;
*)
    echo "usage: install.sh install | uninstall | list" >&2
    exit 1
    ;;
esac
