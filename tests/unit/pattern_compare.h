/*
 * pattern_compare.h — random calls of the pattern functions, ours against those of the stock library.
 *
 * The one difference that is let through, and counted: a malformed pattern fails always with ours, with the stock
 * library only when matching gets that far.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_TESTS_PATTERN_COMPARE_H
#define GAIT_TESTS_PATTERN_COMPARE_H

#include <lua.h>
#include <lauxlib.h>

#include <stdio.h>
#include <string.h>

#include "script/pattern.h"

enum { TEXT_BYTES = 400, STEPS_OF_GMATCH = 60 };

typedef struct comparison {
    uint64_t random;
    long calls, matched, strict, different;
    char subject[TEXT_BYTES], pattern[TEXT_BYTES], template[TEXT_BYTES];
    size_t subject_len, pattern_len, template_len;
    char first_difference[4 * TEXT_BYTES];
} comparison;

static unsigned roll(comparison *c, unsigned sides)
{
    c->random = c->random * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(c->random >> 33) % sides;
}

static void put(char *text, size_t *len, const char *bytes)
{
    size_t n = strlen(bytes);
    if (*len + n < TEXT_BYTES) {
        memcpy(text + *len, bytes, n);
        *len += n;
    }
}

static void put_one_of(comparison *c, char *text, size_t *len, const char *bytes)
{
    char one[2] = { bytes[roll(c, (unsigned)strlen(bytes))], '\0' };
    put(text, len, one);
}

static void make_subject(comparison *c)
{
    static const char *const kinds[] = { "ab",       "aaab",       "abc()",
                                         "aA1 .\n%", "ab[]^$-+*?", "\x01\x7f\x80\xff a" };
    const char *kind = kinds[roll(c, 6)];
    unsigned size = roll(c, 20) == 0 ? 40 + roll(c, 30) : roll(c, 14);
    c->subject_len = 0;
    for (unsigned i = 0; i < size; i++) {
        if (roll(c, 60) == 0)
            c->subject[c->subject_len++] = '\0';
        else
            put_one_of(c, c->subject, &c->subject_len, kind);
    }
}

static void put_set(comparison *c)
{
    char *p = c->pattern;
    size_t *n = &c->pattern_len;
    put(p, n, roll(c, 4) == 0 ? "[^" : "[");
    if (roll(c, 10) == 0)
        put(p, n, "]");
    for (unsigned i = roll(c, 3) + 1; i > 0; i--) {
        static const char *const parts[] = { "a",  "b", "a-c", "%a",  "%S", "%d",  "()",
                                             "%]", "-", "^",   "A-Z", "%p", "c-a", "a-%%" };
        put(p, n, parts[roll(c, 14)]);
    }
    put(p, n, "]");
}

static void put_item(comparison *c)
{
    static const char *const plain[] = { "a",  "b", ".",  "%a", "%w", "%s", "%D",   "%.",
                                         "%%", "c", "%U", "%x", "%g", "%c", "\xff", "%(" };
    static const char *const odd[] = { "%b()", "%bab", "%baa", "$", "^", "*", "-", "?", "]" };
    unsigned kind = roll(c, 12);
    if (kind < 8)
        put(c->pattern, &c->pattern_len, plain[roll(c, 16)]);
    else if (kind < 10)
        put_set(c);
    else if (kind == 10)
        put(c->pattern, &c->pattern_len, odd[roll(c, 9)]);
    else {
        put(c->pattern, &c->pattern_len, "%f");
        put_set(c);
    }
    if (roll(c, 3) == 0)
        put_one_of(c, c->pattern, &c->pattern_len, "*+-?");
}

static void make_pattern(comparison *c)
{
    unsigned open = 0;
    unsigned captures = 0;
    c->pattern_len = 0;
    if (roll(c, 25) == 0) { /* anything */
        for (unsigned i = roll(c, 8); i > 0; i--)
            put_one_of(c, c->pattern, &c->pattern_len, "ab%%[]()^$*+-?.f12");
        return;
    }
    if (roll(c, 6) == 0)
        put(c->pattern, &c->pattern_len, "^");
    for (unsigned i = roll(c, 6); i > 0; i--) {
        unsigned what = roll(c, 10);
        if (what == 0) {
            put(c->pattern, &c->pattern_len, "(");
            open++;
            captures++;
        } else if (what == 1 && open > 0) {
            put(c->pattern, &c->pattern_len, ")");
            open--;
        } else if (what == 2) {
            put(c->pattern, &c->pattern_len, "()");
            captures++;
        } else if (what == 3 && captures > 0) {
            put(c->pattern, &c->pattern_len, "%");
            put_one_of(c, c->pattern, &c->pattern_len, "123");
        } else {
            put_item(c);
        }
    }
    while (open-- > 0)
        put(c->pattern, &c->pattern_len, ")");
    if (roll(c, 6) == 0)
        put(c->pattern, &c->pattern_len, "$");
}

static void make_template(comparison *c)
{
    static const char *const parts[] = { "x", "%0", "%1", "%2", "%%", "yy", "" };
    c->template_len = 0;
    for (unsigned i = roll(c, 4); i > 0; i--)
        put(c->template, &c->template_len, parts[roll(c, 7)]);
    if (roll(c, 40) == 0)
        put(c->template, &c->template_len, "%a");
}

static int answer(lua_State *L)
{
    size_t len = 0;
    const char *text = lua_tolstring(L, 1, &len);
    if (len == 0 || text[0] == 'a')
        return 0;
    lua_pushinteger(L, (lua_Integer)len);
    return 1;
}

/* [iterator] -> [iterator, captures of every step…] */
static int gather(lua_State *L)
{
    for (int step = 0; step < STEPS_OF_GMATCH; step++) {
        int top = lua_gettop(L);
        luaL_checkstack(L, 40, "captures");
        lua_pushvalue(L, 1);
        lua_call(L, 0, LUA_MULTRET);
        if (lua_gettop(L) == top || lua_isnil(L, top + 1)) {
            lua_settop(L, top);
            break;
        }
    }
    return lua_gettop(L) - 1;
}

/* Calls function `name` of the table at `library`; leaves the results, or one error, behind; returns the status. */
static int call_one(comparison *c, lua_State *L, int library, const char *name, unsigned variant)
{
    lua_getfield(L, library, name);
    lua_pushlstring(L, c->subject, c->subject_len);
    lua_pushlstring(L, c->pattern, c->pattern_len);
    int arguments = 2;
    if (strcmp(name, "gsub") == 0) {
        if (variant % 4 == 0) {
            lua_pushcfunction(L, answer);
        } else if (variant % 4 == 1) {
            lua_newtable(L);
            lua_pushstring(L, "<a>");
            lua_setfield(L, -2, "a");
            lua_pushboolean(L, 0);
            lua_setfield(L, -2, "b");
        } else {
            lua_pushlstring(L, c->template, c->template_len);
        }
        arguments++;
        if (variant % 3 == 0) {
            lua_pushinteger(L, (lua_Integer)(variant % 5));
            arguments++;
        }
    } else if (variant % 2 == 0) {
        lua_pushinteger(L, (lua_Integer)(variant % 25) - 8);
        arguments++;
        if (variant % 14 == 0) {
            lua_pushboolean(L, 1);
            arguments++;
        }
    }
    int base = lua_gettop(L) - arguments;
    int status = lua_pcall(L, arguments, LUA_MULTRET, 0);
    if (status != LUA_OK || strcmp(name, "gmatch") != 0)
        return status;
    lua_pushcfunction(L, gather);
    lua_insert(L, base);
    return lua_pcall(L, 1, LUA_MULTRET, 0);
}

static void note_difference(comparison *c, const char *name, unsigned variant)
{
    c->different++;
    if (c->first_difference[0] == '\0')
        snprintf(c->first_difference, sizeof c->first_difference,
                 "%s %u subject <%.*s> pattern <%.*s> template <%.*s>", name, variant,
                 (int)c->subject_len, c->subject, (int)c->pattern_len, c->pattern,
                 (int)c->template_len, c->template);
}

static void compare_one(comparison *c, lua_State *L, int ours, int stock)
{
    static const char *const names[] = { "find", "match", "gmatch", "gsub" };
    const char *name = names[roll(c, 4)];
    unsigned variant = roll(c, 1000);
    int top = lua_gettop(L);
    luaL_checkstack(L, 4000, "results");
    int status = call_one(c, L, ours, name, variant);
    int middle = lua_gettop(L);
    int expected = call_one(c, L, stock, name, variant);
    int end = lua_gettop(L);
    c->calls++;
    if (status != LUA_OK && expected == LUA_OK) {
        gi_pattern compiled;
        gait_error err = GAIT_ERROR_INIT;
        gait_str text = { c->pattern, c->pattern_len };
        if (gi_pattern_compile(&compiled, text, strcmp(name, "gmatch") != 0, &err))
            note_difference(c, name, variant);
        else
            c->strict++;
    } else if (status != expected) {
        note_difference(c, name, variant);
    } else if (status == LUA_OK) {
        bool same = middle - top == end - middle;
        for (int i = 1; same && i <= middle - top; i++)
            same = lua_rawequal(L, top + i, middle + i);
        if (!same)
            note_difference(c, name, variant);
        else
            c->matched += middle - top > 0 && !lua_isnil(L, top + 1);
    }
    lua_settop(L, top);
}

/* [ours, stock] -> [], the outcome in *c */
static void compare_patterns(comparison *c, lua_State *L, long calls)
{
    int ours = lua_gettop(L) - 1;
    for (long i = 0; i < calls; i++) {
        make_subject(c);
        make_pattern(c);
        make_template(c);
        compare_one(c, L, ours, ours + 1);
    }
    lua_settop(L, ours - 1);
}

#endif
