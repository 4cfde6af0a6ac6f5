/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decide PACK INTENT.json: asks a policy about an intent and prints the verdict, in a program of one's own. Exits like
 * gait: 0 allow or dry_run, 3 block, 4 require_approval, another status when it fails.
 *
 *     cc -std=c11 decide.c $(pkg-config --cflags --libs gait) -o decide
 */
#include <stdio.h>

#include <gait/gait.h>

/* Named one by one, so that what is no permission never exits 0. */
static int exit_status(gait_verdict verdict)
{
    switch (verdict) {
    case GAIT_ALLOW:
    case GAIT_DRY_RUN:
        return 0;
    case GAIT_REQUIRE_APPROVAL:
        return 4;
    case GAIT_BLOCK:
        break;
    }
    return 3;
}

/* Everything that is made lives in the arena; dropping it drops all. */
static bool decide(gait_arena *arena, const char *pack, const char *path, gait_decision *decision, gait_error *err)
{
    const gait_policy_source source = { .path = pack };
    gait_decide_options options = { .explain = true };
    gait_clock clock = gait_clock_system();
    gait_policy *policy;
    const gait_intent *intent;
    gait_str bytes;
    if (!gait_policy_load(arena, &source, &policy, err))
        return false;
    bool ok = gait_file_read(arena, path, GAIT_LIMIT_INTENT_BYTES, &bytes, err) &&
              gait_intent_parse(arena, bytes, GAIT_LIMIT_INTENT_BYTES, &intent, err) &&
              clock.wall_ns(clock.ctx, &options.now_unix_ns, err);
    if (ok)
        gait_decide(arena, policy, intent, &options, decision);
    gait_policy_free(policy);
    return ok;
}

int main(int argc, char **argv)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_decision decision = { .verdict = GAIT_BLOCK };
    gait_arena *arena = gait_arena_new(GAIT_LIMIT_ARENA_BYTES, NULL, NULL);
    if (argc != 3 || arena == NULL) {
        (void)fprintf(stderr, "usage: decide PACK INTENT.json\n");
        return 2;
    }
    if (!decide(arena, argv[1], argv[2], &decision, &err)) {
        (void)fprintf(stderr, "%s\n%s\n", err.message, gait_error_hint(&err));
        return gait_error_exit(&err);
    }
    (void)printf("%s", gait_verdict_name(decision.verdict));
    for (size_t i = 0; i < decision.reason_count; i++)
        (void)printf(" %.*s", GAIT_STR_ARG(decision.reason_codes[i]));
    (void)printf("\n");
    gait_arena_free(arena);
    return exit_status(decision.verdict);
}
