/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/bind_policy.h"

#include <gait/file.h>
#include <gait/limits.h>

#include <string.h>

static const char included_key = 0; /* registry: path -> what the file returned, or true */

int gi_open_include(lua_State *L);

static bool check_name(const gi_decl *decl, gait_str name)
{
    bool climbed = false;
    if (name.len == 0 || memchr(name.ptr, '\0', name.len) != NULL ||
        memchr(name.ptr, '\\', name.len) != NULL)
        return gi_decl_fail(decl, "takes the name of a file of this pack, such as \"rules/web\"");
    if (gait_str_ends(name, GAIT_STR(".lua")))
        return gi_decl_fail(decl, "takes the name without '.lua'");
    gait_str clean = gait_path_clean(decl->arena, name, &climbed);
    if (climbed || name.ptr[0] == '/' || !gait_str_equal(clean, name))
        return gi_decl_fail(decl, "takes a plain path inside the pack: no '..', no leading '/'");
    return true;
}

/* Leaves what the file at path returned when it ran, or nothing. */
static bool push_included(lua_State *L, gait_str path)
{
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &included_key) == LUA_TTABLE &&
        lua_getfield(L, -1, path.ptr) != LUA_TNIL)
        return true;
    lua_settop(L, 1);
    return false;
}

/* Keeps the value on top for those who include the file again. */
static void keep_included(lua_State *L, gait_str path)
{
    if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        lua_pushboolean(L, true);
    }
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &included_key) != LUA_TTABLE) {
        lua_pop(L, 1);
        lua_newtable(L);
        lua_pushvalue(L, -1);
        lua_rawsetp(L, LUA_REGISTRYINDEX, &included_key);
    }
    lua_pushvalue(L, -2);
    lua_setfield(L, -2, path.ptr);
    lua_pop(L, 1);
}

bool gi_include_once(lua_State *L, gi_loading *loading, const gi_decl *decl, gait_str path,
                     gi_pack_reader *read)
{
    gait_str bytes;
    if (push_included(L, path))
        return true;
    for (size_t i = 0; i < loading->file_count; i++)
        if (gait_str_is(path, loading->files[i].path))
            return gi_decl_fail(decl, "'%.*s' is running: it includes itself", GAIT_STR_ARG(path));
    if (loading->include_depth == GAIT_LIMIT_INCLUDE_DEPTH)
        return gi_decl_fail(decl, "files include files more than %d deep",
                            GAIT_LIMIT_INCLUDE_DEPTH);
    if (!read(loading, path.ptr, &bytes, decl->err)) {
        gait_error_prefix(decl->err, "%.*s: ", GAIT_STR_ARG(decl->where));
        return false;
    }
    loading->include_depth++;
    gi_include_chunk(L, bytes, path);
    loading->include_depth--;
    keep_included(L, path);
    return true;
}

static bool include(lua_State *L, gi_loading *loading, const gi_decl *decl, gait_str name)
{
    if (!check_name(decl, name))
        return false;
    gait_str path = gait_arena_format(loading->arena, "%.*s.lua", GAIT_STR_ARG(name));
    return gi_include_once(L, loading, decl, path, gi_loading_read);
}

int gi_include_run(lua_State *L, const char *what, gi_include *include_named)
{
    gi_loading *loading = gi_bind_room(L);
    gait_error err = GAIT_ERROR_INIT;
    gait_str file;
    gait_str name = gi_check_text(L, 1);
    loading->open++;
    int line = gi_caller(L, &file);
    gi_decl decl = { .arena = loading->arena, .err = &err };
    decl.where = gait_arena_format(loading->arena, "%.*s:%d: %s", GAIT_STR_ARG(file), line, what);
    if (!include_named(L, loading, &decl, gait_arena_str(loading->arena, name)))
        return gi_declare_fail(L, loading, &err);
    loading->open--;
    return 1;
}

/* include "rules/payments": runs the file, once; gives what it returned, every time */
static int l_include(lua_State *L)
{
    return gi_include_run(L, "include", include);
}

int gi_open_include(lua_State *L)
{
    lua_pushcfunction(L, l_include);
    return 1;
}
