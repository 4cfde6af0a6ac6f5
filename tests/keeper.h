/*
 * keeper.h — a room for the tests of the script host: keep{ name = f, … } hands functions out, included(source) loads a
 * further chunk.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_TESTS_KEEPER_H
#define GAIT_TESTS_KEEPER_H

#include "script.h"

#include "script/value.h"

typedef struct keeper {
    gait_arena *arena;
    gait_json kept;
    gait_str file;
    int line;
} keeper;

static inline int l_keep(lua_State *L)
{
    keeper *k = gi_bind_room(L);
    gi_value_take(L, 1, k->arena, &k->kept);
    k->line = gi_caller(L, &k->file);
    return 0;
}

static inline int open_keep(lua_State *L)
{
    lua_pushcfunction(L, l_keep);
    return 1;
}

static inline int l_included(lua_State *L)
{
    gi_include_chunk(L, gi_check_text(L, 1), GAIT_STR("part.lua"));
    return 0;
}

static inline int open_included(lua_State *L)
{
    lua_pushcfunction(L, l_included);
    return 1;
}

static const gi_binding room_bindings[] = {
    { "keep", GI_PROFILE_ALL, open_keep },
    { "included", GI_PROFILE_GATE, open_included },
    { "doctored", GI_PROFILE_DOCTOR, open_keep },
    { NULL, 0, NULL },
};

static inline gi_host *open_kept(keeper *k)
{
    gi_host_config config = test_config();
    gait_error err = GAIT_ERROR_INIT;
    gi_host *host = NULL;
    config.room_bindings = room_bindings;
    config.room = k;
    assert_true(gi_host_open(&config, &host, &err));
    return host;
}

static inline gi_run load(gi_host *host, gait_arena *arena, const char *source)
{
    gi_run run;
    gi_host_run_chunk(host, arena, gait_str_of(source), GAIT_STR("p.lua"), &run);
    return run;
}

static inline gi_host *sealed(keeper *k, gait_arena *arena, const char *source)
{
    k->arena = arena;
    gi_host *host = open_kept(k);
    gi_run run = load(host, arena, source);
    gait_error err = GAIT_ERROR_INIT;
    if (run.stop != GI_RAN)
        fail_msg("%.*s", GAIT_STR_ARG(run.message));
    assert_true(gi_host_seal(host, &err));
    return host;
}

/* The evaluation time that kept functions get. */
#define KEEPER_NOW INT64_C(1767614400000000000)

/* The result of a kept function as compact JSON, or its stop. */
static inline gait_str call(gi_host *host, gait_arena *arena, const keeper *k, const char *name,
                            const gait_json *argument, gi_run *run)
{
    const gait_json *function = gait_json_get(&k->kept, gait_str_of(name));
    gait_json *result = NULL;
    assert_non_null(function);
    assert_int_equal(function->kind, GAIT_JSON_OPAQUE);
    gi_host_call(host, arena, &(gi_call){ function->count, argument, KEEPER_NOW, false }, run,
                 &result);
    if (result == NULL)
        return gait_str_of(gi_stop_name(run->stop));
    gait_buf out;
    gait_buf_init(&out, arena, 1 << 20);
    gait_json_emit(&out, result, GAIT_JSON_COMPACT);
    return gait_buf_text(&out);
}

#endif
