/* SPDX-License-Identifier: Apache-2.0 */
#include "script/bind.h"

/* note(s): records a remark, shown where the decision is explained */
static int l_note(lua_State *L)
{
    gi_note(L, gi_check_text(L, 1));
    return 0;
}

int gi_open_note(lua_State *L)
{
    lua_pushcfunction(L, l_note);
    return 1;
}
