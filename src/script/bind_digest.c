/* SPDX-License-Identifier: Apache-2.0 */
#include "script/bind.h"

#include <gait/digest.h>

enum { CALL_UNITS = 32, BYTES_PER_UNIT = 8 };

/* digest.sha256(s): 64 hex characters */
static int l_sha256(lua_State *L)
{
    gait_str text = gi_check_text(L, 1);
    gi_charge(L, CALL_UNITS + (int64_t)(text.len / BYTES_PER_UNIT));
    gi_push_str(L, gait_digest_hex_of(gi_bind_arena(L), text));
    return 1;
}

int gi_open_digest(lua_State *L)
{
    static const luaL_Reg functions[] = { { "sha256", l_sha256 }, { NULL, NULL } };
    luaL_newlib(L, functions);
    return 1;
}
