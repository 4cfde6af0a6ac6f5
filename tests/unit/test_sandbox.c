/* SPDX-License-Identifier: Apache-2.0 */
#include "script.h"

#include <stdlib.h>

#include "script/bind.h"

/*
 * Every function and value that can be reached from the environments, by the path it is reached on first. A name that
 * appears here is a decision: docs/sandbox.md says why it may be there.
 */
static const char *const expected[] = {
    "assert",
    "error",
    "ipairs",
    "math",
    "math.abs",
    "math.ceil",
    "math.floor",
    "math.fmod",
    "math.huge",
    "math.max",
    "math.maxinteger",
    "math.min",
    "math.mininteger",
    "math.modf",
    "math.sqrt",
    "math.tointeger",
    "math.type",
    "math.ult",
    "pairs",
    "pcall",
    "rawequal",
    "rawlen",
    "select",
    "string",
    "string.byte",
    "string.char",
    "string.find",
    "string.format",
    "string.gmatch",
    "string.gsub",
    "string.len",
    "string.lower",
    "string.match",
    "string.rep",
    "string.reverse",
    "string.sub",
    "string.upper",
    "table",
    "table.concat",
    "table.insert",
    "table.pack",
    "table.remove",
    "table.sort",
    "table.unpack",
    "tonumber",
    "tostring",
    "type",
    "utf8",
    "utf8.char",
    "utf8.charpattern",
    "utf8.codepoint",
    "utf8.len",
    "utf8.offset",
};

/* The folder's own bindings are listed in bindings.def, their functions by their own tests. */
static bool is_binding(gait_str name)
{
    static const char *const bindings[] = {
#define B(binding, profiles) #binding,
#include "script/bindings.def"
#undef B
        NULL,
    };
    for (int i = 0; bindings[i] != NULL; i++) {
        gait_str binding = gait_str_of(bindings[i]);
        gait_str rest = gait_str_from(name, binding.len);
        if (gait_str_starts(name, binding) && (rest.len == 0 || rest.ptr[0] == '.'))
            return true;
    }
    return false;
}

/* ---- a walk over what a script can reach, metatables included ---- */

typedef struct walk {
    gait_arena *arena;
    gait_str names[512];
    size_t count;
    size_t shells; /* empty tables that show another one and let nobody write it */
} walk;

static void walk_table(lua_State *L, walk *w, gait_str path);

static void walk_value(lua_State *L, walk *w, gait_str path)
{
    assert_true(w->count < 512);
    w->names[w->count++] = path;
    assert_int_not_equal(lua_type(L, -1), LUA_TUSERDATA);
    assert_int_not_equal(lua_type(L, -1), LUA_TTHREAD);
    if (lua_istable(L, -1))
        walk_table(L, w, path);
}

/* The table on top, and what its metatable serves for it. */
static void walk_table(lua_State *L, walk *w, gait_str path)
{
    luaL_checkstack(L, 8, NULL);
    if (luaL_getmetafield(L, -1, "__index") != LUA_TNIL) {
        if (lua_istable(L, -1)) {
            w->shells++;
            walk_table(L, w, path);
        }
        lua_pop(L, 1);
    }
    lua_pushnil(L);
    while (lua_next(L, -2) != 0) {
        size_t len = 0;
        assert_int_equal(lua_type(L, -2), LUA_TSTRING);
        const char *name = lua_tolstring(L, -2, &len);
        gait_str inner = path.len == 0
                             ? gait_arena_str(w->arena, (gait_str){ name, len })
                             : gait_arena_format(w->arena, "%.*s.%s", GAIT_STR_ARG(path), name);
        walk_value(L, w, inner);
        lua_pop(L, 1);
    }
}

static int l_walk(lua_State *L)
{
    walk *w = gi_bind_room(L);
    lua_Debug caller;
    w->count = 0;
    assert_int_equal(lua_getstack(L, 1, &caller), 1);
    assert_int_equal(lua_getinfo(L, "f", &caller), 1);
    assert_string_equal(lua_getupvalue(L, -1, 1), "_ENV");
    walk_table(L, w, GAIT_STR(""));
    return 0;
}

static int open_walk(lua_State *L)
{
    lua_pushcfunction(L, l_walk);
    return 1;
}

static const gi_binding walk_bindings[] = {
    { "walk", GI_PROFILE_ALL, open_walk },
    { NULL, 0, NULL },
};

static int by_bytes(const void *a, const void *b)
{
    return gait_str_compare(*(const gait_str *)a, *(const gait_str *)b);
}

static void compare_with_expected(walk *w)
{
    size_t count = sizeof expected / sizeof expected[0];
    size_t at = 0;
    qsort(w->names, w->count, sizeof w->names[0], by_bytes);
    for (size_t i = 0; i < w->count; i++) {
        if (gait_str_is(w->names[i], "walk") || is_binding(w->names[i]))
            continue;
        if (at == count || !gait_str_is(w->names[i], expected[at]))
            fail_msg("reachable: %.*s, expected %s", GAIT_STR_ARG(w->names[i]),
                     at == count ? "no more" : expected[at]);
        at++;
    }
    assert_int_equal(at, count);
}

static void only_what_is_listed_can_be_reached(void **state)
{
    walk w = { .arena = *state };
    gi_host_config config = test_config();
    gait_error err = GAIT_ERROR_INIT;
    gi_host *host = NULL;
    gi_run run;
    config.room_bindings = walk_bindings;
    config.room = &w;
    assert_true(gi_host_open(&config, &host, &err));
    gi_host_run_chunk(host, *state, GAIT_STR("walk()\n"), GAIT_STR("t"), &run);
    assert_int_equal(run.stop, GI_RAN);
    compare_with_expected(&w);
    assert_true(w.shells > 4);
    w.shells = 0;
    assert_non_null(
        gi_host_run_body(host, *state, GAIT_STR("walk()\n"), GAIT_STR("t"), NULL, &run));
    compare_with_expected(&w);
    assert_int_equal(w.shells, 0);
    gi_host_close(host);
}

static void what_scripts_must_not_have_is_absent(void **state)
{
    static const char *const names[] = {
        "_G",           "arg",     "bit32", "collectgarbage", "coroutine",  "debug",   "dofile",
        "getmetatable", "io",      "load",  "loadfile",       "loadstring", "module",  "next",
        "os",           "package", "print", "rawget",         "rawset",     "require", "setfenv",
        "setmetatable", "unpack",  "warn",  "xpcall",         "_VERSION",
    };
    static const char *const fields[] = {
        "string.dump", "string.pack", "string.packsize", "string.unpack",
        "table.move",  "math.random", "math.randomseed", "math.exp",
        "math.log",    "math.sin",    "utf8.codes",
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        gait_str source = gait_arena_format(*state, "local x = %s", names[i]);
        gait_str want = gait_arena_format(*state, "runtime_error: unknown global '%s'", names[i]);
        assert_str(chunk(*state, source.ptr), want.ptr);
    }
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        gait_str source = gait_arena_format(*state, "return %s == nil", fields[i]);
        assert_str(body(*state, source.ptr), "true");
    }
    assert_str(body(*state, "return ('x').dump"),
               "runtime_error: a text has no such field: a table was expected");
    assert_str(body(*state, "return ('x')[1]"),
               "runtime_error: a text has no such field: a table was expected");
}

static void scripts_that_stay_cannot_write_what_they_share(void **state)
{
    gait_arena *arena = *state;
    assert_str(chunk(arena, "x = 1"), "runtime_error: assignment to a global 'x': write 'local'");
    assert_str(chunk(arena, "string = nil"),
               "runtime_error: assignment to a global 'string': write 'local'");
    assert_str(chunk(arena, "function f() end"),
               "runtime_error: assignment to a global 'f': write 'local'");
    assert_str(chunk(arena, "string.find = nil"), "runtime_error: the library is read-only");
    assert_str(chunk(arena, "math.pi = 3"), "runtime_error: the library is read-only");
    assert_str(chunk(arena, "table.insert(string, 1)"), "runtime_error: the library is read-only");
    assert_starts(chunk(arena, "local s = 'x' s.y = 1"),
                  "runtime_error: attempt to index a string value");
    assert_str(chunk(arena, "local n = 0 for k in pairs(table) do n = n + 1 end assert(n == 6)"),
               "ran");
    assert_str(chunk(arena, "for k, v in pairs(table) do assert(type(v) == 'function') end"),
               "ran");
}

static void one_body_does_not_see_what_another_did(void **state)
{
    gi_host *host = open_host();
    gi_run run;
    static const char leak[] = "leaked = 1 string.leaked = 1 math.floor = nil table.insert = nil\n"
                               "string.upper = nil return ('x'):upper()";
    const gait_json *first =
        gi_host_run_body(host, *state, gait_str_of(leak), GAIT_STR("a"), NULL, &run);
    assert_non_null(first);
    assert_str(first->text, "X");
    const gait_json *second = gi_host_run_body(
        host, *state,
        GAIT_STR("return leaked == nil and string.leaked == nil and math.floor(1.5) == 1"),
        GAIT_STR("b"), NULL, &run);
    assert_true(second != NULL && second->boolean);
    gi_host_close(host);
}

static void no_text_shows_an_address(void **state)
{
    gait_arena *arena = *state;
    assert_str(body(arena, "return { tostring({}), tostring(tostring), tostring(nil), "
                           "tostring(1.5), tostring(true) }"),
               "[\"table\",\"function\",\"nil\",\"1.5\",\"true\"]");
    assert_starts(body(arena, "return string.format('%p', {})"), "runtime_error: string.format");
    assert_starts(body(arena, "return string.format('%a', 1.5)"), "runtime_error: string.format");
    assert_starts(body(arena, "return string.format('%s', {})"), "runtime_error: bad argument #2");
    assert_starts(body(arena, "return string.format('%s', pairs)"),
                  "runtime_error: bad argument #2");
    assert_starts(body(arena, "error({})"), "runtime_error: (error object is a table value)");
    assert_starts(body(arena, "assert(false, {})"),
                  "runtime_error: (error object is a table value)");
}

static void texts_and_numbers_do_not_mix(void **state)
{
    gait_arena *arena = *state;
    assert_starts(body(arena, "return '10' + 1"),
                  "runtime_error: attempt to perform arithmetic on a string");
    assert_starts(body(arena, "return -'2'"),
                  "runtime_error: attempt to perform arithmetic on a string");
    assert_starts(body(arena, "return '1' | 1"),
                  "runtime_error: attempt to perform bitwise operation");
    assert_str(body(arena, "return { tonumber('0x10'), tonumber(' 5 '), tonumber('1e1') }"),
               "[16,5,10]");
    assert_str(body(arena, "return tonumber(('9'):rep(65)) == nil and tonumber({}) == nil"),
               "true");
    assert_starts(body(arena, "return tonumber('z', 36)"),
                  "runtime_error: tonumber takes no base here");
}

static void iteration_has_one_order(void **state)
{
    gait_arena *arena = *state;
    assert_str(body(arena,
                    "local o = {} for k in pairs({ [true] = 1, [false] = 1, b = 1, a = 1, ab = 1, "
                    "[2.5] = 1,"
                    " [1] = 1, [-3] = 1, [1e300] = 1 }) do o[#o + 1] = tostring(k) end return o"),
               "[\"-3\",\"1\",\"2.5\",\"1e+300\",\"a\",\"ab\",\"b\",\"false\",\"true\"]");
    assert_starts(body(arena, "for k in pairs({ [{}] = 1 }) do end"),
                  "runtime_error: pairs: a table as a key");
    assert_str(body(arena, "local t, n = { a = 1, b = 2, c = 3 }, 0\n"
                           "for k in pairs(t) do t.b = nil t.z = 1 n = n + 1 end return n"),
               "2");
}

static void sorting_is_stable_and_survives_any_comparator(void **state)
{
    gait_arena *arena = *state;
    assert_str(body(arena, "local t = {} for i = 1, 9 do t[i] = { i % 3, i } end\n"
                           "table.sort(t, function(a, b) return a[1] < b[1] end)\n"
                           "local o = {} for i, p in ipairs(t) do o[i] = p[2] end return o"),
               "[3,6,9,1,4,7,2,5,8]");
    assert_str(
        body(arena, "local t = { 3, 1, 2 } table.sort(t, function() return true end) return #t"),
        "3");
    assert_str(body(arena, "local t = { 'b', 'a', 'Z' } table.sort(t) return t"),
               "[\"Z\",\"a\",\"b\"]");
    assert_starts(body(arena, "local t = { 1, 'a' } table.sort(t)"),
                  "runtime_error: attempt to compare");
    assert_str(body(arena,
                    "local t = {} for i = 1, 1000 do t[i] = (i * 7919) % 1009 end table.sort(t)\n"
                    "for i = 2, #t do if t[i] < t[i - 1] then return i end end return 'sorted'"),
               "\"sorted\"");
}

static void table_functions_keep_their_meaning(void **state)
{
    gait_arena *arena = *state;
    assert_str(body(arena, "local t = { 1, 2 } table.insert(t, 3) table.insert(t, 1, 0) return t"),
               "[0,1,2,3]");
    assert_str(
        body(
            arena,
            "local t = { 1, 2, 3 } local x = table.remove(t, 1) return { x, table.remove(t), #t }"),
        "[1,3,1]");
    assert_str(body(arena, "return { #table.pack(), table.pack(1, nil, 2).n, (table.remove({})) }"),
               "[0,3]");
    assert_str(body(arena, "return { table.unpack({ 1, 2, 3 }, 2) }"), "[2,3]");
    assert_str(body(arena, "return table.concat({ 1, 'a', 2.5 }, '-', 1, 3)"), "\"1-a-2.5\"");
    assert_str(body(arena, "return table.concat({}, 'x')"), "\"\"");
    assert_starts(body(arena, "return table.unpack({}, 1, 300)"),
                  "runtime_error: table.unpack: too many");
    assert_starts(body(arena, "return table.unpack({}, math.mininteger, math.maxinteger)"),
                  "runtime_error: table.unpack");
    assert_starts(body(arena, "table.insert({}, 5, 1)"), "runtime_error: bad argument #2");
    assert_starts(body(arena, "return table.concat({ {} })"),
                  "runtime_error: invalid value (a table) at index 1");
}

static void string_functions_keep_their_meaning(void **state)
{
    gait_arena *arena = *state;
    assert_str(body(arena, "return { ('abc'):sub(2), ('abc'):sub(-2, -2), ('abc'):sub(0), "
                           "('abc'):sub(5), ('abc'):sub(-9, 1) }"),
               "[\"bc\",\"b\",\"abc\",\"\",\"a\"]");
    assert_str(body(arena, "return { ('abc'):byte(), ('abc'):byte(-1), select('#', "
                           "('abc'):byte(9)), ('abc'):byte(1, 3) }"),
               "[97,99,0,97,98,99]");
    assert_str(body(arena, "return { ('a\\0b'):rep(2, ','):len(), ('aB'):upper(), ('aB'):lower(), "
                           "('abc'):reverse() }"),
               "[7,\"AB\",\"ab\",\"cba\"]");
    assert_str(body(arena, "return { (''):rep(5), ('x'):rep(0), ('x'):rep(-1), string.char(104, "
                           "105), string.char() }"),
               "[\"\",\"\",\"\",\"hi\",\"\"]");
    assert_str(
        body(arena,
             "return string.format('%5.2f|%d|%s|%q|%%|%x|%-4s|', 1.5, 3, nil, 'a\"b', 255, 'x')"),
        "\" 1.50|3|nil|\\\"a\\\\\\\"b\\\"|%|ff|x   |\"");
    assert_starts(body(arena, "return ('x'):rep(1e9 // 1 | 0)"), "runtime_error: string.rep");
    assert_starts(body(arena, "return ('').rep('', 1 << 62)"), "runtime_error: string.rep");
    assert_starts(body(arena, "return ('x'):rep(300):byte(1, -1)"), "runtime_error: string.byte");
    assert_starts(body(arena, "return string.len(5)"), "runtime_error: bad argument #1");
    assert_str(body(arena, "return 'Z' < 'a' and 'a' < '\xC3\xA9' and 'a\\0b' > 'a\\0a'"), "true");
    assert_str(
        body(arena, "return { utf8.len('a\xC3\xA9'), utf8.codepoint('\xC3\xA9'), utf8.char(233) }"),
        "[2,233,\"\xC3\xA9\"]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(only_what_is_listed_can_be_reached),
        TEST(what_scripts_must_not_have_is_absent),
        TEST(scripts_that_stay_cannot_write_what_they_share),
        TEST(one_body_does_not_see_what_another_did),
        TEST(no_text_shows_an_address),
        TEST(texts_and_numbers_do_not_mix),
        TEST(iteration_has_one_order),
        TEST(sorting_is_stable_and_survives_any_comparator),
        TEST(table_functions_keep_their_meaning),
        TEST(string_functions_keep_their_meaning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
