/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "gate/yaml_policy.h"

#include <gait/limits.h>

#define HEAD "schema_id: gait.gate.policy\nschema_version: 1.0.0\n"
#define ALLOW HEAD "default_verdict: allow\nrules:\n"

static bool try_read(gait_arena *arena, const char *text, gi_yaml_policy *out, gait_error *err)
{
    const gi_yaml_reader reader = { arena, err, "p.yaml" };
    return gi_yaml_policy_read(&reader, gait_str_of(text), out);
}

static gi_yaml_policy policy_of(gait_arena *arena, const char *text)
{
    gait_error err = GAIT_ERROR_INIT;
    gi_yaml_policy policy;
    if (!try_read(arena, text, &policy, &err))
        fail_msg("%s\n%s", err.message, text);
    return policy;
}

__attribute__((unused)) static void refused(gait_arena *arena, const char *text,
                                            const char *message)
{
    gait_error err = GAIT_ERROR_INIT;
    gi_yaml_policy policy;
    if (try_read(arena, text, &policy, &err))
        fail_msg("accepted:\n%s", text);
    if (strncmp(err.message, message, strlen(message)) != 0)
        fail_msg("\"%s\" does not start with \"%s\"", err.message, message);
}

static void digest_is(gait_arena *arena, const char *text, const char *hex)
{
    gait_error err = GAIT_ERROR_INIT;
    const gi_yaml_policy policy = policy_of(arena, text);
    gait_str digest;
    assert_true(gi_yaml_policy_digest(arena, &policy, &digest, &err));
    assert_str(digest, hex);
}

static void digests_are_those_of_the_go_implementation(void **state)
{
    digest_is(*state, "", "07a528a879e4f0e0cd5a0e2ca801924746b47dac624862207ef21d4ec266f8f9");
    digest_is(*state, "default_verdict: Require_Approval",
              "07a528a879e4f0e0cd5a0e2ca801924746b47dac624862207ef21d4ec266f8f9");
    digest_is(*state, "default_verdict: block",
              "3592f5ae672a396845ca29c14ade912f99cb1fca99cecb8edd9cfec74eae8a35");
    digest_is(*state, "default_verdict: allow\nrules:\n",
              "65819d9cf07c7619aa8aaf2bd4e8d6f8e3f86b139b49a68c535fd14d77a5009f");
    digest_is(*state, ALLOW "- {name: Lim It-1, effect: allow, rate_limit: {requests: 2}}",
              "a08075947b83451b6f2d32542e2741283d44c391aea0a50d251bb9be2f1cc64f");
    digest_is(*state,
              ALLOW "- {name: brk, effect: allow, require_broker_credential: true,\n"
                    "   broker_reference: ' Ref-A ', broker_scopes: [Write, write, a]}",
              "3b8c479cae08bc5389221ecbbc2376ae1fa59a2ef3f88cf9a91ba5faa858fad8");
    digest_is(*state, ALLOW "- {name: a, effect: allow, min_approvals: 2}",
              "119bd1264486c152f700d3158e2a92da849670943c86c8d1dd6fdc032cba27c3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(digests_are_those_of_the_go_implementation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
