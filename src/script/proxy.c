/* SPDX-License-Identifier: Apache-2.0 */
#include "script/state.h"

#include <stdlib.h>
#include <string.h>

/* What a script holds of the argument: nothing is copied, children are made on access. */
typedef struct proxy {
    const gait_json *value;
    uint32_t node; /* of gi_host.reads, or GI_READS_NONE */
} proxy;

static const char container_key = 0; /* registry: metatable of objects and arrays */
static const char text_key = 0;      /* registry: metatable of texts too long for Lua */

/* Whether the metatable on top is the one registered under key. */
static bool is_metatable(lua_State *L, const char *key)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, key);
    bool same = lua_rawequal(L, -1, -2) != 0;
    lua_pop(L, 1);
    return same;
}

static proxy *to_proxy(lua_State *L, int index, bool *is_text)
{
    if (lua_type(L, index) != LUA_TUSERDATA || lua_getmetatable(L, index) == 0)
        return NULL;
    *is_text = is_metatable(L, &text_key);
    bool container = !*is_text && is_metatable(L, &container_key);
    lua_pop(L, 1);
    return *is_text || container ? lua_touserdata(L, index) : NULL;
}

const gait_json *gi_to_proxy(lua_State *L, int index)
{
    bool is_text;
    const proxy *p = to_proxy(L, index, &is_text);
    return p == NULL ? NULL : p->value;
}

void gi_proxy_taken(lua_State *L, int index)
{
    bool is_text;
    const proxy *p = to_proxy(L, index, &is_text);
    if (p != NULL)
        gi_reads_take(&gi_bind_host(L)->reads, p->node);
}

const char *gi_proxy_type(lua_State *L, int index)
{
    bool is_text;
    if (to_proxy(L, index, &is_text) == NULL)
        return NULL;
    return is_text ? "string" : "table";
}

bool gi_proxy_same(lua_State *L, int a, int b)
{
    const gait_json *value = gi_to_proxy(L, a);
    return value != NULL && value == gi_to_proxy(L, b);
}

static void push_userdata(lua_State *L, const gait_json *value, uint32_t node, const char *key)
{
    proxy *p = lua_newuserdatauv(L, sizeof *p, 0);
    p->value = value;
    p->node = node;
    lua_rawgetp(L, LUA_REGISTRYINDEX, key);
    lua_setmetatable(L, -2);
}

/* Digits only, within int64: Lua's own integer, whatever its size. */
static bool parse_integer(gait_str text, int64_t *out)
{
    bool negative = text.len > 0 && text.ptr[0] == '-';
    uint64_t magnitude = 0;
    uint64_t most = negative ? (uint64_t)INT64_MAX + 1 : (uint64_t)INT64_MAX;
    for (size_t i = negative ? 1 : 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        uint64_t digit = (uint64_t)(text.ptr[i] - '0');
        if (magnitude > (most - digit) / 10)
            return false;
        magnitude = magnitude * 10 + digit;
    }
    *out = negative ? (int64_t)(~magnitude + 1) : (int64_t)magnitude;
    return true;
}

static void push_number(lua_State *L, gait_str text)
{
    int64_t integer = 0;
    double value = 0;
    if (parse_integer(text, &integer) ||
        gait_number_classify(text, &integer, &value) == GAIT_NUMBER_INTEGER)
        lua_pushinteger(L, integer);
    else
        lua_pushnumber(L, gait_number_to_double(text));
}

/* [] -> [value] */
static void push_value(lua_State *L, const gait_json *value, uint32_t node)
{
    gi_host *host = gi_bind_host(L);
    gait_json_kind kind = value == NULL ? GAIT_JSON_NULL : value->kind;
    if (kind != GAIT_JSON_ARRAY && kind != GAIT_JSON_OBJECT)
        gi_reads_mark(&host->reads, node);
    switch (kind) {
    case GAIT_JSON_BOOL:
        lua_pushboolean(L, value->boolean);
        break;
    case GAIT_JSON_NUMBER:
        push_number(L, value->text);
        break;
    case GAIT_JSON_STRING:
        if (value->text.len > host->budget.string_bytes) {
            push_userdata(L, value, node, &text_key);
            break;
        }
        gi_charge(L, (int64_t)(value->text.len / 16));
        gi_push_str(L, value->text);
        break;
    case GAIT_JSON_ARRAY:
    case GAIT_JSON_OBJECT:
        push_userdata(L, value, node, &container_key);
        break;
    default:
        lua_pushnil(L);
        break;
    }
}

void gi_push_proxy(lua_State *L, const gait_json *value, const char *root_path)
{
    gi_host *host = gi_bind_host(L);
    luaL_checkstack(L, 4, NULL);
    push_value(L, value, gi_reads_root(&host->reads, gait_str_of(root_path), value));
}

static void push_element(lua_State *L, const proxy *p, size_t index)
{
    gi_host *host = gi_bind_host(L);
    const gait_json *value = index <= p->value->count ? &p->value->items[index - 1] : NULL;
    push_value(L, value, gi_reads_element(&host->reads, p->node, index, value));
}

static void push_member(lua_State *L, const proxy *p, gait_str name, const gait_json *value)
{
    gi_host *host = gi_bind_host(L);
    push_value(L, value, gi_reads_member(&host->reads, p->node, name, value));
}

/* A misspelt field must not look like an absent one: that would be an answer. */
static int no_such_field(lua_State *L, const gait_json *object)
{
    const char **names = lua_newuserdatauv(L, (object->count + 1) * sizeof *names, 0);
    gait_arena *arena = gi_bind_arena(L);
    gait_str name = { NULL, 0 };
    for (size_t i = 0; i < object->count; i++)
        names[i] = gait_arena_cstr(arena, object->members[i].name);
    names[object->count] = NULL;
    if (lua_type(L, 2) == LUA_TSTRING)
        name.ptr = lua_tolstring(L, 2, &name.len);
    const char *near = gait_str_nearest(name, names);
    if (near != NULL)
        return luaL_error(L, "no such field of the intent; did you mean '%s'?", near);
    gait_buf list;
    gait_buf_init(&list, arena, GAIT_ERROR_MESSAGE_BYTES);
    for (size_t i = 0; i < object->count; i++)
        gait_buf_add_format(&list, "%s%s", i == 0 ? "" : " ", names[i]);
    gi_push_str(L, gait_buf_text(&list));
    return luaL_error(L, "no such field of the intent; there are %s", lua_tostring(L, -1));
}

/* proxy[key] */
static int l_index(lua_State *L)
{
    const proxy *p = lua_touserdata(L, 1);
    gi_charge(L, 2);
    if (p->value->kind == GAIT_JSON_OBJECT && lua_type(L, 2) == LUA_TSTRING) {
        gait_str name;
        name.ptr = lua_tolstring(L, 2, &name.len);
        const gait_json *value = gait_json_get(p->value, name);
        if (value == NULL && p->value->closed)
            return no_such_field(L, p->value);
        push_member(L, p, name, value);
        return 1;
    }
    if (p->value->kind == GAIT_JSON_OBJECT && p->value->closed)
        return no_such_field(L, p->value);
    int exact = 0;
    lua_Integer index = lua_type(L, 2) == LUA_TNUMBER ? lua_tointegerx(L, 2, &exact) : 0;
    if (p->value->kind == GAIT_JSON_ARRAY && exact != 0 && index > 0) {
        push_element(L, p, (size_t)index);
        return 1;
    }
    lua_pushnil(L);
    return 1;
}

static int l_newindex(lua_State *L)
{
    return luaL_error(L, "the intent is read-only");
}

/* #proxy: elements of an array, bytes of a text. Of an object it would be a 0 that a list of that length has too. */
static int l_len(lua_State *L)
{
    const proxy *p = lua_touserdata(L, 1);
    if (p->value->kind == GAIT_JSON_OBJECT)
        return luaL_error(L, "an object of the intent has no length: a list was expected");
    size_t len = p->value->kind == GAIT_JSON_ARRAY    ? p->value->count
                 : p->value->kind == GAIT_JSON_STRING ? p->value->text.len
                                                      : 0;
    gi_charge(L, 1);
    gi_reads_mark(&gi_bind_host(L)->reads, p->node);
    lua_pushinteger(L, (lua_Integer)len);
    return 1;
}

static int l_eq(lua_State *L)
{
    lua_pushboolean(L, gi_proxy_same(L, 1, 2));
    return 1;
}

static int l_text_index(lua_State *L)
{
    return luaL_error(L, "this text is longer than a script may hold; use the functions of text");
}

/* ---- pairs ---- */

static int by_name(const void *a, const void *b)
{
    const gait_json_member *x = *(const gait_json_member *const *)a;
    const gait_json_member *y = *(const gait_json_member *const *)b;
    return gait_str_compare(x->name, y->name);
}

/* Upvalues: proxy, sorted members (objects), position. Null members are absent and passed over. */
static int l_next(lua_State *L)
{
    const proxy *p = lua_touserdata(L, lua_upvalueindex(1));
    const gait_json_member *const *sorted = lua_touserdata(L, lua_upvalueindex(2));
    size_t at = (size_t)lua_tointeger(L, lua_upvalueindex(3));
    for (; at < p->value->count; at++) {
        gi_charge(L, 3);
        const gait_json *value = sorted != NULL ? &sorted[at]->value : &p->value->items[at];
        if (value->kind != GAIT_JSON_NULL)
            break;
    }
    lua_pushinteger(L, (lua_Integer)at + 1);
    lua_replace(L, lua_upvalueindex(3));
    if (at >= p->value->count) {
        lua_pushnil(L);
        return 1;
    }
    if (sorted != NULL) {
        gi_push_str(L, sorted[at]->name);
        push_member(L, p, sorted[at]->name, &sorted[at]->value);
    } else {
        lua_pushinteger(L, (lua_Integer)at + 1);
        push_element(L, p, at + 1);
    }
    return 2;
}

int gi_proxy_pairs(lua_State *L)
{
    bool is_text = false;
    const proxy *p = to_proxy(L, 1, &is_text);
    if (is_text)
        return luaL_typeerror(L, 1, "table");
    size_t count = p->value->count;
    gi_charge(L, 64);
    gi_reads_mark(&gi_bind_host(L)->reads, p->node);
    lua_settop(L, 1);
    if (p->value->kind == GAIT_JSON_OBJECT) {
        int64_t rounds = 1;
        while ((size_t)1 << rounds < count)
            rounds++;
        gi_charge(L, (int64_t)count * (2 + rounds));
        const gait_json_member **sorted =
            lua_newuserdatauv(L, (count + 1) * sizeof(const gait_json_member *), 0);
        for (size_t i = 0; i < count; i++)
            sorted[i] = &p->value->members[i];
        qsort(sorted, count, sizeof(const gait_json_member *), by_name);
    } else {
        lua_pushnil(L);
    }
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, l_next, 3);
    return 1;
}

/* ---- metatables ---- */

static void new_metatable(lua_State *L, const char *key, const char *type,
                          const luaL_Reg functions[])
{
    lua_createtable(L, 0, 6);
    luaL_setfuncs(L, functions, 0);
    lua_pushstring(L, type);
    lua_setfield(L, -2, "__name"); /* what Lua's own messages call it */
    lua_rawsetp(L, LUA_REGISTRYINDEX, key);
}

void gi_proxy_open(lua_State *L)
{
    static const luaL_Reg container[] = {
        { "__index", l_index }, { "__newindex", l_newindex }, { "__len", l_len }, { "__eq", l_eq },
        { NULL, NULL },
    };
    static const luaL_Reg text[] = {
        { "__index", l_text_index },
        { "__newindex", l_newindex },
        { "__len", l_len },
        { "__eq", l_eq },
        { NULL, NULL },
    };
    new_metatable(L, &container_key, "table", container);
    new_metatable(L, &text_key, "string", text);
}
