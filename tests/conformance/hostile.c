/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hostile SEED FILE... runs each script as a body with `intent` bound, one after the other in one host, and prints
 * per script: file name, expected outcome, outcome, whether the lint refused it, fuel, message; separated by tabs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gait/file.h>
#include <gait/limits.h>

#include "script/host.h"

enum { FIRST_BYTES = 300, SOURCE_MAX = 4 << 20 };

static const char intent_text[] =
    "{\"action\":\"deploy\",\"actor\":{\"name\":\"alice\",\"roles\":[\"dev\",\"oncall\"]},"
    "\"target\":{\"env\":\"prod\",\"region\":\"eu-1\"},\"amount\":1200,\"ratio\":1.0,"
    "\"big\":9007199254740993,"
    "\"tags\":{\"zeta\":1,\"alpha\":2,\"mid\":3,\"beta\":4,\"omega\":5}}";

static int fail(const char *what, const gait_error *err)
{
    fprintf(stderr, "hostile: %s: %s\n", what, err->message);
    return 2;
}

/* The word after "expect: " near the start of the file. */
static gait_str expected(gait_str source)
{
    static const char lead[] = "-- expect: ";
    size_t n = strlen(lead);
    for (size_t i = 0; i + n < source.len && i < FIRST_BYTES; i++) {
        if (memcmp(source.ptr + i, lead, n) != 0)
            continue;
        size_t len = 0;
        while (i + n + len < source.len &&
               strchr("abcdefghijklmnopqrstuvwxyz_", source.ptr[i + n + len]) != NULL)
            len++;
        return (gait_str){ source.ptr + i + n, len };
    }
    return GAIT_STR("?");
}

/* Exactly one of the three decisions, byte by byte, is an ordinary end. */
static const char *outcome(const gi_run *run, const gait_json *result)
{
    static const char *const decisions[] = { "allow", "deny", "review" };
    if (run->stop == GI_STOP_REFUSED)
        return "load_error";
    if (run->stop != GI_RAN)
        return gi_stop_name(run->stop);
    for (size_t i = 0; i < 3; i++)
        if (result->kind == GAIT_JSON_STRING && gait_str_is(result->text, decisions[i]))
            return decisions[i];
    return "bad_result";
}

static bool run_file(gi_host *host, const char *path, const gait_json *intent, gait_error *err)
{
    gait_arena *arena = gait_arena_new(GAIT_LIMIT_ARENA_BYTES, NULL, NULL);
    gait_str source;
    bool ok = gait_file_read(arena, path, SOURCE_MAX, &source, err);
    if (ok) {
        const char *slash = strrchr(path, '/');
        const char *name = slash == NULL ? path : slash + 1;
        gi_run run;
        gait_str want = expected(source);
        const gait_json *result =
            gi_host_run_body(host, arena, source, gait_str_of(name), intent, &run);
        printf("%s\t%.*s\t%s\t%s\t%lld\t%.*s\n", name, GAIT_STR_ARG(want), outcome(&run, result),
               run.stop == GI_STOP_REFUSED ? "refused" : "-", (long long)run.fuel,
               GAIT_STR_ARG(run.message));
    }
    gait_arena_free(arena);
    return ok;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: hostile SEED FILE...\n");
        return 2;
    }
    gi_host_config config = {
        .profile = GI_PROFILE_GATE,
        .budget = { 1000000, 8u << 20, 256u << 10, 32u << 10 },
        .hash_seed = (uint32_t)strtoul(argv[1], NULL, 10),
        .max_bytes = 8u << 20,
    };
    gait_error err = GAIT_ERROR_INIT;
    gi_host *host = NULL;
    gait_arena *arena = gait_arena_new(1u << 20, NULL, NULL);
    gait_json_limits limits = gait_json_limits_for(64u << 10);
    gait_json *intent = NULL;
    if (!gait_json_parse(arena, gait_str_of(intent_text), &limits, &intent, &err))
        return fail("intent", &err);
    if (!gi_host_open(&config, &host, &err))
        return fail("host", &err);
    for (int i = 2; i < argc; i++)
        if (!run_file(host, argv[i], intent, &err))
            return fail(argv[i], &err);
    gi_host_close(host);
    gait_arena_free(arena);
    return fflush(stdout) == 0 ? 0 : 2;
}
