/*
 * script.h — hosts for the tests of src/script.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_TESTS_SCRIPT_H
#define GAIT_TESTS_SCRIPT_H

#include "unit.h"

#include <gait/limits.h>

#include "script/host.h"

enum { TEST_FUEL = 1000000, TEST_TOTAL = 8 << 20, TEST_BLOCK = 256 << 10, TEST_STRING = 32 << 10 };

static inline gi_host_config test_config(void)
{
    return (gi_host_config){
        .profile = GI_PROFILE_GATE,
        .budget = { TEST_FUEL, TEST_TOTAL, TEST_BLOCK, TEST_STRING },
        .hash_seed = 7,
        .max_bytes = TEST_TOTAL,
    };
}

static inline gi_host *open_host(void)
{
    gi_host_config config = test_config();
    gait_error err = GAIT_ERROR_INIT;
    gi_host *host = NULL;
    assert_true(gi_host_open(&config, &host, &err));
    return host;
}

static inline const gait_json *test_json(gait_arena *arena, const char *text)
{
    gait_json_limits limits = gait_json_limits_for(8 << 20);
    gait_error err = GAIT_ERROR_INIT;
    gait_json *value = NULL;
    if (!gait_json_parse(arena, gait_str_of(text), &limits, &value, &err))
        fail_msg("%s", err.message);
    return value;
}

/* Runs a body in a host of its own; its result as compact JSON, or what became of it: "stop: message". */
static inline gait_str body_of(gait_arena *arena, const char *source, const gait_json *intent,
                               gi_run *run)
{
    gi_host *host = open_host();
    gait_json *result =
        gi_host_run_body(host, arena, gait_str_of(source), GAIT_STR("t.lua"), intent, run);
    gi_host_close(host);
    if (result == NULL)
        return gait_arena_format(arena, "%s: %.*s", gi_stop_name(run->stop),
                                 GAIT_STR_ARG(run->message));
    gait_buf out;
    gait_buf_init(&out, arena, 1 << 20);
    gait_json_emit(&out, result, GAIT_JSON_COMPACT);
    return gait_buf_text(&out);
}

static inline gait_str body(gait_arena *arena, const char *source)
{
    gi_run run;
    return body_of(arena, source, NULL, &run);
}

/* The same for a chunk in the strict environment: "ran" or "stop: message". */
static inline gait_str chunk(gait_arena *arena, const char *source)
{
    gi_run run;
    gi_host *host = open_host();
    gi_host_run_chunk(host, arena, gait_str_of(source), GAIT_STR("t.lua"), &run);
    gi_host_close(host);
    if (run.stop == GI_RAN)
        return GAIT_STR("ran");
    return gait_arena_format(arena, "%s: %.*s", gi_stop_name(run.stop), GAIT_STR_ARG(run.message));
}

static inline void assert_starts(gait_str actual, const char *prefix)
{
    if (!gait_str_starts(actual, gait_str_of(prefix)))
        fail_msg("\"%.*s\" does not start with \"%s\"", GAIT_STR_ARG(actual), prefix);
}

#endif
