/* SPDX-License-Identifier: Apache-2.0 */
#include "net/url.h"
#include "script/bind.h"

enum { CALL_UNITS = 8, BYTES_PER_UNIT = 4 };

static gait_str check_charged(lua_State *L, int index)
{
    gait_str text = gi_check_text(L, index);
    gi_charge(L, CALL_UNITS + (int64_t)(text.len / BYTES_PER_UNIT));
    return text;
}

static void set_text(lua_State *L, const char *name, gait_str text)
{
    gi_push_str(L, text);
    lua_setfield(L, -2, name);
}

/* net.url(s): its parts, or nil and an error */
static int l_url(lua_State *L)
{
    gi_url url;
    gait_error err = GAIT_ERROR_INIT;
    gait_str text = check_charged(L, 1);
    if (!gi_url_parse(gi_bind_arena(L), text, &url, &err))
        return gi_push_error(L, &err);
    lua_createtable(L, 0, 6);
    set_text(L, "scheme", url.scheme);
    set_text(L, "host", gi_net_host_text(&url.host));
    set_text(L, "path", url.path);
    set_text(L, "query", url.query);
    set_text(L, "fragment", url.fragment);
    if (url.port >= 0) {
        lua_pushinteger(L, url.port);
        lua_setfield(L, -2, "port");
    }
    return 1;
}

/* net.host(s): the host in its one spelling, or nil and an error */
static int l_host(lua_State *L)
{
    gi_net_host host;
    gait_error err = GAIT_ERROR_INIT;
    if (!gi_net_host_parse(check_charged(L, 1), &host, &err))
        return gi_push_error(L, &err);
    gi_push_str(L, gi_net_host_text(&host));
    return 1;
}

/* true or false, or nil and an error about the host */
static int push_answer(lua_State *L, gi_tri answer, gait_str host)
{
    gi_net_host ignored;
    gait_error err = GAIT_ERROR_INIT;
    if (answer == GI_UNKNOWN && !gi_net_host_parse(host, &ignored, &err))
        return gi_push_error(L, &err);
    lua_pushboolean(L, answer == GI_TRUE);
    return 1;
}

/* net.host_match(pattern, host): true or false, or nil and an error; a wrong pattern raises */
static int l_host_match(lua_State *L)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_str pattern = check_charged(L, 1);
    gait_str host = check_charged(L, 2);
    if (!gi_net_domain_check(pattern, &err))
        return gi_raise(L, &err);
    gi_charge(L, (int64_t)(pattern.len + GI_NET_HOST_BYTES));
    return push_answer(L, gi_net_domain_match(pattern, host), host);
}

/* net.cidr_contains(range, host): true or false, or nil and an error; a wrong range raises */
static int l_cidr_contains(lua_State *L)
{
    gi_net_cidr cidr;
    gait_error err = GAIT_ERROR_INIT;
    gait_str range = check_charged(L, 1);
    gait_str host = check_charged(L, 2);
    if (!gi_net_cidr_parse(range, &cidr, &err))
        return gi_raise(L, &err);
    return push_answer(L, gi_net_cidr_match(&cidr, host), host);
}

int gi_open_net(lua_State *L)
{
    static const luaL_Reg functions[] = { { "cidr_contains", l_cidr_contains },
                                          { "host", l_host },
                                          { "host_match", l_host_match },
                                          { "url", l_url },
                                          { NULL, NULL } };
    luaL_newlib(L, functions);
    return 1;
}
