/* SPDX-License-Identifier: Apache-2.0 */
#include "script/state.h"

#include <gait/limits.h>

static gait_json *run_unchecked(gi_host *host, gait_arena *arena, gait_str source)
{
    gi_chunk chunk = { source, GAIT_STR("canary"), true, false };
    gi_run run;
    return gi_host_run_plain(host, arena, &chunk, NULL, &run);
}

/* A lookup in an outer table by the result of a comparison: some releases never load the table. */
static gait_str lookup_source(void)
{
    return GAIT_STR("local answers = {[true] = 'right', [false] = 'wrong'}\n"
                    "local function answer(x) return answers[x == 'yes'] end\n"
                    "return answer('yes')\n");
}

/* A bitwise operator in a function with more constants than one byte can number. */
static gait_str bitwise_source(gait_arena *arena)
{
    gait_buf text;
    gait_buf_init(&text, arena, 8192);
    gait_buf_add_cstr(&text, "local t = {");
    for (int i = 1; i <= 300; i++)
        gait_buf_add_format(&text, "%d.5,", i);
    gait_buf_add_cstr(
        &text, "}\nlocal x = (1 | (2 or 3))\nreturn x == 3 and #t == 300 and 'right' or 'wrong'\n");
    return gait_buf_text(&text);
}

bool gi_host_lua_miscompiles(void)
{
    gi_host_config config = {
        .profile = GI_PROFILE_GATE,
        .budget = { GAIT_LIMIT_CONDITION_FUEL, 1u << 20, 256u << 10, 32u << 10 },
        .max_bytes = 1u << 20,
    };
    gait_error err = GAIT_ERROR_INIT;
    gi_host *host = NULL;
    if (!gi_host_open(&config, &host, &err))
        return true; /* a Lua that cannot even be opened is not to be trusted */
    gait_arena *arena = gait_arena_new(1u << 20, NULL, NULL);
    bool right = arena != NULL;
    if (arena != NULL) {
        const gait_json *lookup = run_unchecked(host, arena, lookup_source());
        const gait_json *bitwise = run_unchecked(host, arena, bitwise_source(arena));
        right = lookup != NULL && gait_str_is(lookup->text, "right") && bitwise != NULL &&
                gait_str_is(bitwise->text, "right");
    }
    gait_arena_free(arena);
    gi_host_close(host);
    return !right;
}
