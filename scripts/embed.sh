#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# embed.sh policies — the policies that lua/policies/index.lua lists, as C on standard output.
# embed.sh stdlib   — the modules that lua/stdlib/index.lua lists, which policies may require.
# embed.sh modules  — the Lua modules of gait-lua, lua/author/*.lua, likewise.
set -eu
what=$1
dir=lua/policies

names() { # folder
    sed -n 's/^ *"\([a-z0-9-]*\)",$/\1/p' "$1/index.lua"
}

files() { # policy.lua first, the others in byte order
    echo policy.lua
    (cd "$dir/$1" && find . -type f -name '*.lua' | sed 's|^\./||' | grep -vx policy.lua | LC_ALL=C sort) || true
}

bytes() {
    od -An -v -tu1 "$1" | sed 's/  */,/g; s/^,//; s/$/,/'
}

policies() {
    echo '#include "gate/policy.h"'
    echo
    p=0
    for name in $(names "$dir"); do
        f=0
        for file in $(files "$name"); do
            echo "static const unsigned char bytes_${p}_$f[] = {"
            bytes "$dir/$name/$file"
            echo '};'
            f=$((f + 1))
        done
        f=0
        echo "static const gi_pack_file files_$p[] = {"
        for file in $(files "$name"); do
            echo "    { \"$file\", { (const char *)bytes_${p}_$f, sizeof bytes_${p}_$f } },"
            f=$((f + 1))
        done
        echo '};'
        echo
        p=$((p + 1))
    done
    echo 'const gi_pack gi_builtin_packs[] = {'
    p=0
    for name in $(names "$dir"); do
        echo "    { \"$name\", files_$p, sizeof files_$p / sizeof files_${p}[0] },"
        p=$((p + 1))
    done
    echo '    { NULL, NULL, 0 },'
    echo '};'
}

stdlib() {
    echo '#include "gate/policy.h"'
    echo
    for name in $(names lua/stdlib); do
        echo "static const unsigned char bytes_$name[] = {"
        bytes "lua/stdlib/$name.lua"
        echo '};'
    done
    echo 'const gi_pack_file gi_builtin_modules[] = {'
    for name in $(names lua/stdlib); do
        echo "    { \"gait.$name\", { (const char *)bytes_$name, sizeof bytes_$name } },"
    done
    echo '    { NULL, { NULL, 0 } },'
    echo '};'
}

modules() {
    echo '#include "author/gait_lua.h"'
    echo
    for file in lua/author/*.lua; do
        echo "static const unsigned char bytes_$(basename "$file" .lua)[] = {"
        bytes "$file"
        echo '};'
    done
    echo 'const gi_lua_module gi_lua_modules[] = {'
    for file in lua/author/*.lua; do
        name=$(basename "$file" .lua)
        echo "    { \"gait.$name\", { (const char *)bytes_$name, sizeof bytes_$name } },"
    done
    echo '    { NULL, { NULL, 0 } },'
    echo '};'
}

echo '/* SPDX-License-Identifier: Apache-2.0 */'
echo '/* Written by scripts/embed.sh. */'
"$what"
