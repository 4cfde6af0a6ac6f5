/* SPDX-License-Identifier: Apache-2.0 */
#include "script/state.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

enum { MESSAGE_BYTES = 256, LINE_DIGITS = 9 };

const char *gi_stop_name(gi_stop stop)
{
    static const char *const names[] = {
        [GI_RAN] = "ran",
        [GI_STOP_REFUSED] = "load_refused",
        [GI_STOP_SYNTAX] = "load_error",
        [GI_STOP_ERROR] = "runtime_error",
        [GI_STOP_FUEL] = "instruction_budget",
        [GI_STOP_MEMORY] = "memory_budget",
        [GI_STOP_DEADLINE] = "deadline",
        [GI_STOP_RESULT] = "bad_result",
        [GI_STOP_INTERNAL] = "internal",
    };
    GAIT_BUG_IF((int)stop < 0 || stop > GI_STOP_INTERNAL);
    return names[stop];
}

/* ---- positions: "file:12: message", where file is a chunk this host has loaded ---- */

typedef struct lookup {
    gait_arena *arena;
    gait_str shown; /* as in the position */
    gait_str name;  /* as given; len 0: not a chunk of this host */
} lookup;

static int look_up_name(lua_State *L)
{
    lookup *l = lua_touserdata(L, 1);
    gi_chunk_push_names(L);
    lua_pushlstring(L, l->shown.ptr, l->shown.len);
    if (lua_rawget(L, -2) == LUA_TSTRING) {
        gait_str name;
        name.ptr = lua_tolstring(L, -1, &name.len);
        l->name = gait_arena_str(l->arena, name);
    }
    return 0;
}

/* The budget may be used up by now; what is looked up here is small, so that it is lifted for the moment. */
static gait_str chunk_name(gi_host *host, gait_str shown)
{
    lookup l = { host->arena, shown, { NULL, 0 } };
    gi_budget budget = host->budget;
    host->budget = (gi_budget){ INT64_MAX, SIZE_MAX / 4, SIZE_MAX / 4, SIZE_MAX / 4 };
    lua_sethook(host->L, NULL, 0, 0);
    lua_pushcfunction(host->L, look_up_name);
    lua_pushlightuserdata(host->L, &l);
    (void)lua_pcall(host->L, 1, 0, 0);
    host->budget = budget;
    return l.name;
}

/* Length of ":<digits>: " at the start of s, or 0. */
static size_t line_mark(gait_str s, int *line)
{
    size_t i = 1;
    int n = 0;
    while (i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9' && i <= LINE_DIGITS)
        n = n * 10 + (s.ptr[i++] - '0');
    if (i == 1 || i + 1 >= s.len || s.ptr[i] != ':' || s.ptr[i + 1] != ' ')
        return 0;
    *line = n;
    return i + 2;
}

static gait_str split_position(gi_host *host, gait_str text)
{
    gi_run *run = host->run;
    for (size_t i = 0; i < text.len && i < GI_SHORT_NAME; i++) {
        int line = 0;
        size_t mark = text.ptr[i] == ':' ? line_mark(gait_str_from(text, i), &line) : 0;
        if (mark == 0)
            continue;
        gait_str name = chunk_name(host, gait_str_first(text, i));
        if (name.len == 0)
            continue;
        run->file = gi_text_shown(host->arena, name, MESSAGE_BYTES);
        run->line = line;
        return gait_str_from(text, i + mark);
    }
    return text;
}

static void from_error_value(gi_host *host)
{
    gait_str text = GAIT_STR("the script raised something that is not a text");
    if (lua_type(host->L, -1) == LUA_TSTRING) {
        gait_str raised;
        raised.ptr = lua_tolstring(host->L, -1, &raised.len);
        text = split_position(host, gait_arena_str(host->arena, raised));
    }
    host->run->message = gi_text_shown(host->arena, text, MESSAGE_BYTES);
}

static void from_stop(gi_host *host)
{
    gi_run *run = host->run;
    switch (run->stop) {
    case GI_STOP_FUEL:
        run->message = gait_arena_format(host->arena, "the budget of %lld units is used up",
                                         (long long)host->budget.fuel);
        break;
    case GI_STOP_MEMORY:
        run->message = gait_arena_format(
            host->arena, "out of memory: %zu bytes in all, %zu per block, %zu per text",
            host->budget.total_bytes, host->budget.block_bytes, host->budget.string_bytes);
        break;
    case GI_STOP_DEADLINE:
        run->message = GAIT_STR("the deadline passed");
        break;
    default:
        run->message = GAIT_STR("the script state failed");
        break;
    }
    gait_str shown = gait_str_of(host->stop_file);
    if (shown.len > 0) {
        gait_str name = chunk_name(host, shown);
        run->file = gi_text_shown(host->arena, name, MESSAGE_BYTES);
        run->line = name.len > 0 ? host->stop_line : 0;
    }
}

static gi_stop classify(const gi_host *host, int status, bool taking)
{
    if (host->poison != GI_RAN)
        return host->poison;
    if (status ==
        LUA_OK) /* what allocation and comparison used up last, nobody has looked at yet */
        return host->fuel < 0 ? GI_STOP_FUEL : GI_RAN;
    if (status == LUA_ERRMEM)
        return GI_STOP_MEMORY;
    if (status != LUA_ERRRUN)
        return GI_STOP_INTERNAL;
    return taking ? GI_STOP_RESULT : GI_STOP_ERROR;
}

void gi_report(gi_host *host, int status, bool taking)
{
    gi_run *run = host->run;
    run->stop = classify(host, status, taking);
    /* A deadline that passed in the last stretch, where nobody looked, is still passed. */
    if (run->stop == GI_RAN && host->expired != NULL && *host->expired != 0)
        run->stop = GI_STOP_DEADLINE;
    switch (run->stop) {
    case GI_RAN:
        run->message = GAIT_STR("");
        break;
    case GI_STOP_REFUSED:
    case GI_STOP_SYNTAX:
    case GI_STOP_ERROR:
    case GI_STOP_RESULT:
        if (status != LUA_OK)
            from_error_value(host);
        break;
    default:
        from_stop(host);
        break;
    }
}
