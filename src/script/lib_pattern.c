/* SPDX-License-Identifier: Apache-2.0 */
#include "script/lib_pattern.h"

#include "script/bind.h"
#include "script/pattern.h"

#include <gait/limits.h>

#include <string.h>

enum {
    CALL_UNITS = 4,      /* fuel for one call or one match of gsub */
    ITEM_UNITS = 2,      /* for compiling one byte of a pattern */
    BYTES_PER_UNIT = 16, /* bytes searched or copied for one unit */
    GMATCH_SUBJECT = 1,
    GMATCH_PATTERN,
    GMATCH_POSITION,
    GMATCH_LAST
};

/* One call of a library function. Nothing in it is owned: what it allocates, Lua collects. */
typedef struct call {
    lua_State *L;
    int blocks; /* stack index of the table that keeps what the matcher allocated; nil until then */
    int block_count;
    gi_pattern pattern;
    gi_matcher matcher;
} call;

static void charge(void *ctx, int64_t units)
{
    gi_charge(((call *)ctx)->L, units);
}

static void *allocate(void *ctx, size_t bytes)
{
    call *c = ctx;
    if (c->block_count == 0) {
        lua_newtable(c->L);
        lua_replace(c->L, c->blocks);
    }
    void *block = lua_newuserdatauv(c->L, bytes, 0);
    lua_rawseti(c->L, c->blocks, ++c->block_count);
    return block;
}

/* Compiles the pattern and takes the next stack slot for later allocations. Stack: [] -> [nil] */
static void begin(call *c, lua_State *L, gait_str subject, gait_str pattern, bool caret)
{
    gait_error err = GAIT_ERROR_INIT;
    gi_charge(L, CALL_UNITS + ITEM_UNITS * (int64_t)pattern.len);
    if (!gi_pattern_compile(&c->pattern, pattern, caret, &err))
        gi_raise(L, &err);
    lua_pushnil(L);
    c->L = L;
    c->blocks = lua_gettop(L);
    c->block_count = 0;
    gi_matcher_init(&c->matcher, &c->pattern, subject, (gi_match_host){ charge, allocate, c });
}

/* Stack: [] -> [capture]. The whole match is capture 0 of a pattern without captures. */
static void push_capture(call *c, size_t index, size_t start, size_t end)
{
    const gi_matcher *m = &c->matcher;
    if (index >= c->pattern.capture_count) {
        if (index > 0)
            luaL_error(c->L, "the pattern has no capture %%%d", (int)index + 1);
        gi_charge(c->L, (int64_t)(end - start) / BYTES_PER_UNIT);
        lua_pushlstring(c->L, m->subject.ptr + start, end - start);
        return;
    }
    gi_capture capture = m->captures[index];
    if (capture.len == GI_CAPTURE_POSITION) {
        lua_pushinteger(c->L, (lua_Integer)capture.start + 1);
        return;
    }
    gi_charge(c->L, (int64_t)(capture.len / BYTES_PER_UNIT));
    lua_pushlstring(c->L, m->subject.ptr + capture.start, capture.len);
}

/* Stack: [] -> [captures…], at least `least` of them (0 or 1); returns how many. */
static int push_captures(call *c, size_t least, size_t start, size_t end)
{
    size_t count = c->pattern.capture_count == 0 ? least : c->pattern.capture_count;
    luaL_checkstack(c->L, (int)count, "too many captures");
    for (size_t i = 0; i < count; i++)
        push_capture(c, i, start, end);
    return (int)count;
}

static lua_Integer integer_or(lua_State *L, int index, lua_Integer otherwise)
{
    return lua_isnoneornil(L, index) ? otherwise
                                     : gi_check_integer(L, index, LUA_MININTEGER, LUA_MAXINTEGER);
}

/* Where a 1-based or negative position points: an offset, at most len + 1. */
static size_t offset_of(lua_Integer position, size_t len)
{
    lua_Integer size = (lua_Integer)len;
    if (position > size)
        return len + (position > size + 1);
    if (position > 0)
        return (size_t)position - 1;
    if (position == 0 || position < -size)
        return 0;
    return (size_t)(size + position);
}

static bool is_plain(gait_str pattern)
{
    for (size_t i = 0; i < pattern.len; i++) {
        if (pattern.ptr[i] != '\0' && strchr("^$*+?.([%-", pattern.ptr[i]) != NULL)
            return false;
    }
    return true;
}

static int find_plain(lua_State *L, gait_str subject, gait_str needle, size_t from)
{
    gi_charge(L, CALL_UNITS + (int64_t)((subject.len - from + needle.len) / BYTES_PER_UNIT));
    size_t at = gait_str_find(gait_str_from(subject, from), needle);
    if (at == GAIT_STR_NONE) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushinteger(L, (lua_Integer)(from + at) + 1);
    lua_pushinteger(L, (lua_Integer)(from + at + needle.len));
    return 2;
}

static int find_or_match(lua_State *L, bool find)
{
    gait_str subject = gi_check_text(L, 1);
    gait_str pattern = gi_check_text(L, 2);
    size_t start = offset_of(integer_or(L, 3, 1), subject.len);
    size_t end = 0;
    if (start > subject.len) {
        lua_pushnil(L);
        return 1;
    }
    if (find && (lua_toboolean(L, 4) || is_plain(pattern)))
        return find_plain(L, subject, pattern, start);
    call c;
    begin(&c, L, subject, pattern, true);
    bool found = gi_matcher_search(&c.matcher, &start, &end);
    gi_matcher_settle(&c.matcher);
    if (!found) {
        lua_pushnil(L);
        return 1;
    }
    if (!find)
        return push_captures(&c, 1, start, end);
    lua_pushinteger(L, (lua_Integer)start + 1);
    lua_pushinteger(L, (lua_Integer)end);
    return 2 + push_captures(&c, 0, start, end);
}

/* find(text, pattern [, from [, plain]]) -> first, last, captures… */
static int l_find(lua_State *L)
{
    return find_or_match(L, true);
}

/* match(text, pattern [, from]) -> captures…, or the whole match */
static int l_match(lua_State *L)
{
    return find_or_match(L, false);
}

static int gmatch_step(lua_State *L)
{
    gait_str subject = gi_check_text(L, lua_upvalueindex(GMATCH_SUBJECT));
    gait_str pattern = gi_check_text(L, lua_upvalueindex(GMATCH_PATTERN));
    size_t start = (size_t)lua_tointeger(L, lua_upvalueindex(GMATCH_POSITION));
    lua_Integer last = lua_tointeger(L, lua_upvalueindex(GMATCH_LAST));
    size_t end = 0;
    lua_settop(L, 0);
    call c;
    begin(&c, L, subject, pattern, false);
    bool found = gi_matcher_search(&c.matcher, &start, &end);
    if (found && (lua_Integer)end == last) { /* nothing, right behind the match before */
        gi_matcher_resume(&c.matcher, end);
        start++;
        found = gi_matcher_search(&c.matcher, &start, &end);
    }
    gi_matcher_settle(&c.matcher);
    if (!found)
        return 0;
    lua_pushinteger(L, (lua_Integer)end);
    lua_copy(L, -1, lua_upvalueindex(GMATCH_POSITION));
    lua_replace(L, lua_upvalueindex(GMATCH_LAST));
    return push_captures(&c, 1, start, end);
}

/* gmatch(text, pattern [, from]) -> iterator of captures */
static int l_gmatch(lua_State *L)
{
    gait_str subject = gi_check_text(L, 1);
    (void)gi_check_text(L, 2);
    size_t start = offset_of(integer_or(L, 3, 1), subject.len);
    gi_charge(L, CALL_UNITS);
    lua_settop(L, 2);
    lua_pushinteger(L, (lua_Integer)start);
    lua_pushinteger(L, -1);
    lua_pushcclosure(L, gmatch_step, GMATCH_LAST);
    return 1;
}

/* One gsub: `out` grows on the stack, so whatever is pushed in between is gone again before it is used. */
typedef struct substitution {
    call c;
    luaL_Buffer out;
    int kind; /* Lua type of the replacement at stack index 3 */
    gait_str template;
} substitution;

static void add_text(substitution *s, gait_str text)
{
    gi_charge(s->c.L, (int64_t)(text.len / BYTES_PER_UNIT));
    luaL_addlstring(&s->out, text.ptr, text.len);
}

static void add_template(substitution *s, size_t start, size_t end)
{
    gait_str t = s->template;
    gi_charge(s->c.L, (int64_t)t.len / 8);
    for (size_t i = 0; i < t.len; i++) {
        if (t.ptr[i] != '%') {
            luaL_addchar(&s->out, t.ptr[i]);
            continue;
        }
        char next = ++i < t.len ? t.ptr[i] : '\0';
        if (next == '%') {
            luaL_addchar(&s->out, '%');
        } else if (next == '0') {
            add_text(s, (gait_str){ s->c.matcher.subject.ptr + start, end - start });
        } else if (next >= '1' && next <= '9') {
            push_capture(&s->c, (size_t)(next - '1'), start, end);
            luaL_addvalue(&s->out);
        } else {
            luaL_error(s->c.L, "in a replacement, '%%' stands before a digit or '%%'");
        }
    }
}

/* Asks the table or function of the call; false or nil keeps the match as it is. */
static void add_answer(substitution *s, size_t start, size_t end)
{
    lua_State *L = s->c.L;
    if (s->kind == LUA_TTABLE) {
        push_capture(&s->c, 0, start, end);
        lua_gettable(L, 3);
    } else {
        lua_pushvalue(L, 3);
        int count = push_captures(&s->c, 1, start, end);
        lua_call(L, count, 1);
    }
    if (!lua_toboolean(L, -1)) {
        lua_pop(L, 1);
        add_text(s, (gait_str){ s->c.matcher.subject.ptr + start, end - start });
    } else if (lua_isstring(L, -1)) {
        gi_charge(L, (int64_t)lua_rawlen(L, -1) / BYTES_PER_UNIT);
        luaL_addvalue(&s->out);
    } else {
        luaL_error(L, "a replacement is text, not a %s", luaL_typename(L, -1));
    }
}

/* Replaces up to max matches; returns how many there were. */
static lua_Integer substitute(substitution *s, lua_Integer max)
{
    gi_matcher *m = &s->c.matcher;
    gait_str subject = m->subject;
    size_t at = 0;
    size_t kept = 0; /* what stands before it is in s->out, or was replaced */
    size_t last = SIZE_MAX;
    lua_Integer count = 0;
    while (count < max) {
        size_t end = 0;
        bool found = gi_matcher_at(m, at, &end);
        if (found)
            gi_matcher_resume(m, end);
        if (found && end != last) {
            count++;
            gi_charge(s->c.L, CALL_UNITS);
            add_text(s, (gait_str){ subject.ptr + kept, at - kept });
            if (s->kind == LUA_TSTRING)
                add_template(s, at, end);
            else
                add_answer(s, at, end);
            at = kept = last = end;
        } else if (at < subject.len) {
            at++;
        } else {
            break;
        }
        if (s->c.pattern.anchored)
            break;
    }
    if (count > 0)
        add_text(s, gait_str_from(subject, kept));
    return count;
}

/* gsub(text, pattern, replacement [, max]) -> text, count */
static int l_gsub(lua_State *L)
{
    substitution s;
    gait_str subject = gi_check_text(L, 1);
    gait_str pattern = gi_check_text(L, 2);
    s.kind = lua_type(L, 3);
    s.template = (gait_str){ "", 0 };
    if (s.kind == LUA_TNUMBER || s.kind == LUA_TSTRING || s.kind == LUA_TUSERDATA) {
        if (s.kind == LUA_TNUMBER)
            s.template.ptr = lua_tolstring(L, 3, &s.template.len);
        else
            s.template = gi_check_text(L, 3);
        s.kind = LUA_TSTRING;
    } else if (s.kind != LUA_TTABLE && s.kind != LUA_TFUNCTION) {
        return luaL_typeerror(L, 3, "string/function/table");
    }
    lua_Integer max = integer_or(L, 4, (lua_Integer)subject.len + 1);
    begin(&s.c, L, subject, pattern, true);
    luaL_buffinit(L, &s.out);
    lua_Integer count = substitute(&s, max);
    gi_matcher_settle(&s.c.matcher);
    if (count == 0)
        lua_pushvalue(L, 1); /* as it is, however long */
    else
        luaL_pushresult(&s.out);
    lua_pushinteger(L, count);
    return 2;
}

void gi_open_patterns(lua_State *L)
{
    static const luaL_Reg functions[] = { { "find", l_find },
                                          { "match", l_match },
                                          { "gmatch", l_gmatch },
                                          { "gsub", l_gsub },
                                          { NULL, NULL } };
    luaL_setfuncs(L, functions, 0);
}
