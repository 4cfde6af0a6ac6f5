/* SPDX-License-Identifier: Apache-2.0 */
#include "gate.h"

#include <gait/digest.h>
#include <gait/file.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define HEAD "policy { id = 'p', default = 'block' }\n"
#define RULE HEAD "rule { id = 'x', effect = 'block', "

static void expect_error(gait_arena *arena, const char *source, gait_code code, const char *words)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_policy *policy = load_text(arena, source, &err);
    if (policy != NULL)
        fail_msg("loaded: %s", source);
    if (err.code != code || strstr(err.message, words) == NULL)
        fail_msg("%s\n  gave %s: \"%s\", not %s with \"%s\"", source, gait_code_name(err.code),
                 err.message, gait_code_name(code), words);
}

static void a_policy_says_what_it_is(void **state)
{
    gait_policy *policy =
        policy_of(*state, "policy { id = 'agents/prod', version = '1.2.3', default = 'dry_run' }\n"
                          "rule { id = 'b', effect = 'block' }\n"
                          "rule { id = 'a', effect = 'allow' }\n");
    assert_str(gait_policy_id(policy), "agents/prod");
    assert_str(gait_policy_version(policy), "1.2.3");
    assert_int_equal(gait_policy_rule_count(policy), 2);
    assert_int_equal(policy->fallback, GAIT_DRY_RUN);
    assert_str(policy->rules[0]->id, "a");
    assert_int_equal(policy->rules[0]->line, 3);
    assert_int_equal(gait_policy_digest(policy).len, GAIT_DIGEST_HEX);
    gait_policy_free(policy);
}

static void a_default_that_is_not_given_is_block(void **state)
{
    gait_policy *policy =
        policy_of(*state, "policy { id = 'p' } rule { id = 'a', effect = 'allow' }");
    assert_int_equal(policy->fallback, GAIT_BLOCK);
    assert_null(policy->packs[0]->host); /* nothing of Lua is needed any more */
}

static void mistakes_in_declarations_are_load_errors(void **state)
{
    static const char *const cases[][2] = {
        { "local nothing", "policy{} was not called" },
        { "rule { id = 'x', effect = 'block' }", "policy.lua:1: rule: stands after policy{}" },
        { "policy { id = 'a:b' }", "must not hold ':'" },
        { "policy { id = 'p', tags = 'two words' }", "without spaces" },
        { "policy { id = 'p' }", "has no rule" },
        { HEAD HEAD, "policy.lua:2: policy: was declared already" },
        { "policy { ID = 'p' }", "unknown key 'ID'" },
        { "policy { id = 'p', defualt = 'block' }", "did you mean 'default'" },
        { "policy { id = 'p', default = 'blok' }", "did you mean 'block'" },
        { "policy { default = 'block' }", "id is missing" },
        { "policy { id = 'p', require = { fields = 'target' } }", "did you mean 'targets'" },
        { "policy { id = 'p', require = { risk = 'high' } }", "fields is missing" },
        { "policy { 'p' }", "named keys" },
        { HEAD "rule { effect = 'block' }", "policy.lua:2: rule: id is missing" },
        { HEAD "rule { id = 'x' }", "policy.lua:2: rule 'x': effect is missing" },
        { HEAD "rule { id = 'x', efect = 'block' }", "did you mean 'effect'" },
        { HEAD "rule { id = 'x', effect = 'blocked' }", "unknown value 'blocked'" },
        { HEAD "rule { id = 'x', effect = 'deny' }",
          "unknown value 'deny' (there are: allow, dry_run, require_approval, block)" },
        { RULE "match = { args = { n = { below = 3 } } } }",
          "unknown operator 'below' (there are: exists, type, eq, " },
        { HEAD "rule { id = 'x', effect = 'allow', approvals = 1 }", "stands only on" },
        { HEAD "rule { id = 'x', effect = 'block', distinct_approvers = true }", "stands only on" },
        { HEAD "rule { id = 'x', effect = 'require_approval', approvals = 0 }", "whole number" },
        { HEAD "rule { id = 'x', effect = 'require_approval', approvals = 1.5 }", "whole number" },
        { HEAD "rule { id = 'x', effect = 'allow', on_unknown = 'skip' }", "restrictive rules" },
        { RULE "on_unknown = 'apply' }", "unknown value 'apply'" },
        { RULE "when = true }", "when must be a function, or a table of named functions" },
        { RULE "when = {} }", "when is an empty table" },
        { RULE "unless = { a = 1 } }", "unless.a must be a function" },
        { RULE "severity = 'hi' }", "severity" },
        { RULE "reason = 'two words' }", "without spaces" },
        { RULE "reason = { 'a', 'b' } }", "takes one code" },
        { RULE "overrides = 'no-rite' }\nrule { id = 'no-write', effect = 'block' }",
          "did you mean 'no-write'" },
        { RULE "overrides = 'x' }", "overrides itself" },
        { RULE "}\nrule { id = 'x', effect = 'allow' }",
          "policy.lua:3: rule 'x': the id is taken" },
        { RULE "match = { 1, tool = 'x' } }", "policy.lua:2" },
        { RULE "match = { args = { n = { gt = 1/0 } } } }", "policy.lua:2" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect_error(*state, cases[i][0], GAIT_E_policy_declaration, cases[i][1]);
}

static void what_a_script_does_wrong_has_a_code_of_its_own(void **state)
{
    expect_error(*state, HEAD "rule {", GAIT_E_policy_syntax, "policy.lua:2");
    expect_error(*state, HEAD "error('no')", GAIT_E_policy_load, "policy.lua:2: no");
    expect_error(*state, HEAD "x = 1", GAIT_E_policy_load, "policy.lua:2");
    expect_error(*state, HEAD "while true do end", GAIT_E_policy_budget, "policy.lua");
    expect_error(*state, HEAD "local t = {} for i = 1, 1e9 do t[i] = i end", GAIT_E_policy_budget,
                 "policy.lua");
    expect_error(*state, HEAD "local a = {} ; a = a[1 < 2]", GAIT_E_policy_refused, "policy.lua:2");
    expect_error(*state, "\x1bLua", GAIT_E_policy_refused, "policy.lua");
}

static void a_caught_error_of_a_declaration_still_fails_the_load(void **state)
{
    expect_error(*state,
                 HEAD "pcall(rule, { id = 'x', effect = 'blok' })\n"
                      "rule { id = 'y', effect = 'allow' }",
                 GAIT_E_policy_declaration, "rule 'x'");
    expect_error(*state,
                 HEAD "pcall(rule, { id = 'x', effect = 'block', when = { 1, a = 2 } })\n"
                      "rule { id = 'y', effect = 'allow' }",
                 GAIT_E_policy_declaration, "caught");
    expect_error(*state, HEAD "pcall(include, '../x') rule { id = 'y', effect = 'allow' }",
                 GAIT_E_policy_declaration, "include");
}

static void reasons_default_to_the_rule(void **state)
{
    gait_policy *policy =
        policy_of(*state, HEAD "rule { id = 'No-Delete in prod', effect = 'block' }");
    assert_str(policy->rules[0]->reasons.items[0], "matched_rule_no_delete_in_prod");
}

static void two_approvals_are_of_two_people_unless_said_otherwise(void **state)
{
    gait_policy *policy =
        policy_of(*state, HEAD "rule { id = 'a', effect = 'require_approval', approvals = 2 }\n"
                               "rule { id = 'b', effect = 'require_approval', approvals = 2, "
                               "distinct_approvers = false }\n"
                               "rule { id = 'c', effect = 'require_approval' }");
    assert_true(policy->rules[0]->distinct);
    assert_false(policy->rules[1]->distinct);
    assert_false(policy->rules[2]->distinct);
}

/* ---- packs of files ---- */

/* Directories made by the running test, for packs_teardown. */
static struct {
    char path[4][64];
    size_t count;
} made;

static const char *pack_dir(gait_arena *arena)
{
    char *path = made.path[made.count++];
    (void)arena;
    (void)snprintf(path, sizeof made.path[0], "/tmp/gait-test-policy-XXXXXX");
    assert_non_null(mkdtemp(path));
    return path;
}

static bool empty_dir(gait_arena *arena, const char *dir)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_str *names;
    size_t count;
    bool ok = gait_dir_list(arena, dir, 100, &names, &count, &err);
    for (size_t i = 0; ok && i < count; i++) {
        const char *path = gait_arena_format(arena, "%s/%.*s", dir, GAIT_STR_ARG(names[i])).ptr;
        ok = unlink(path) == 0 || (empty_dir(arena, path) && rmdir(path) == 0);
    }
    return ok;
}

static int packs_teardown(void **state)
{
    bool ok = true;
    for (; made.count > 0; made.count--) {
        const char *dir = made.path[made.count - 1];
        ok = empty_dir(*state, dir) && rmdir(dir) == 0 && ok;
    }
    return arena_teardown(state) != 0 || !ok;
}

#define WITH_PACKS(name) cmocka_unit_test_setup_teardown(name, arena_setup, packs_teardown)

static const char *put(gait_arena *arena, const char *dir, const char *name, const char *text)
{
    const char *path = gait_arena_format(arena, "%s/%s", dir, name).ptr;
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
    return path;
}

static bool load_path(gait_arena *arena, const char *path, gait_policy **out, gait_error *err)
{
    const gait_policy_source source = { .path = path };
    *err = (gait_error)GAIT_ERROR_INIT;
    return gait_policy_load(arena, &source, out, err);
}

static void what_a_policy_requires_comes_with_gait_and_counts(void **state)
{
#define USING                                                                                      \
    "rule { id = 'y', effect = 'block', when = function(i) return t.found_in(i.tool) end }"
    gait_policy *one = policy_of(*state, HEAD "local t = require 'gait.tokens' " USING);
    gait_policy *two = policy_of(*state, HEAD "local t = require 'gait.tokens' "
                                              "assert(require 'gait.secrets') " USING);
    gait_policy *none = policy_of(*state, HEAD "local t = nil                    " USING);
    assert_int_equal(one->packs[0]->file_count, 2);
    assert_string_equal(one->packs[0]->files[1].path, "gait.tokens");
    assert_false(gait_str_equal(gait_policy_digest(one), gait_policy_digest(two)));
    assert_false(gait_str_equal(gait_policy_digest(one), gait_policy_digest(none)));
    gait_policy_free(one);
    gait_policy_free(two);
    gait_policy_free(none);
    expect_error(
        *state, HEAD "require 'gait.token'", GAIT_E_policy_declaration,
        "policy.lua:2: require: gait has no module 'gait.token' (did you mean 'gait.tokens'?)");
    expect_error(*state, HEAD "require 'rules/web'", GAIT_E_policy_declaration,
                 "files of the pack are taken by include");
    expect_error(*state,
                 HEAD "assert(require 'gait.tokens' == require 'gait.tokens') error('same')",
                 GAIT_E_policy_load, "same");
#undef USING
}

static void a_pack_includes_its_own_files_only(void **state)
{
    gait_error err;
    gait_policy *policy;
    const char *dir = pack_dir(*state);
    put(*state, dir, "policy.lua", HEAD "include 'rules/web'");
    assert_int_equal(mkdir(gait_arena_format(*state, "%s/rules", dir).ptr, 0700), 0);
    put(*state, dir, "rules/web.lua", "\nrule { id = 'web', effect = 'block' }");
    assert_true(load_path(*state, dir, &policy, &err));
    assert_str(policy->rules[0]->file, "rules/web.lua");
    assert_int_equal(policy->rules[0]->line, 2);
    static const char *const refused[] = { "include '../x'",       "include '/etc/passwd'",
                                           "include 'rules/../x'", "include 'rules/web.lua'",
                                           "include ''",           "include 'policy'" };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        put(*state, dir, "policy.lua",
            gait_arena_format(*state, HEAD "%s rule { id = 'a', effect = 'allow' }", refused[i])
                .ptr);
        if (load_path(*state, dir, &policy, &err))
            fail_msg("%s was accepted", refused[i]);
        assert_int_equal(err.code, GAIT_E_policy_declaration);
    }
    put(*state, dir, "policy.lua", HEAD "include 'absent' rule { id = 'a', effect = 'allow' }");
    assert_false(load_path(*state, dir, &policy, &err));
    assert_int_equal(err.code, GAIT_E_path_invalid);
    assert_non_null(strstr(err.message, "policy.lua:2: include"));
}

static void a_file_runs_once_and_gives_what_it_returned(void **state)
{
    gait_error err;
    gait_policy *policy;
    const char *dir = pack_dir(*state);
    put(*state, dir, "lib.lua",
        "rule { id = 'lib', effect = 'block' } return { effect = 'allow' }");
    put(*state, dir, "plain.lua", "");
    put(*state, dir, "web.lua", "rule { id = 'web', effect = include('lib').effect }");
    put(*state, dir, "policy.lua",
        HEAD "local lib = include 'lib' include 'web' assert(include 'lib' == lib) "
             "assert(include 'plain' == true) assert(include 'plain' == true)");
    assert_true(load_path(*state, dir, &policy, &err));
    assert_int_equal(policy->rule_count, 2);
    assert_int_equal(policy->rules[1]->effect, GAIT_ALLOW);
    put(*state, dir, "web.lua", "include 'web'");
    assert_false(load_path(*state, dir, &policy, &err));
    assert_int_equal(err.code, GAIT_E_policy_declaration);
    assert_non_null(strstr(err.message, "web.lua:1: include: 'web.lua' is running"));
}

static void a_symlink_out_of_the_pack_is_refused(void **state)
{
    gait_error err;
    gait_policy *policy;
    const char *dir = pack_dir(*state);
    const char *other = pack_dir(*state);
    const char *outside = put(*state, other, "x.lua", "rule { id = 'x', effect = 'allow' }");
    put(*state, dir, "policy.lua", HEAD "include 'x'");
    assert_int_equal(symlink(outside, gait_arena_format(*state, "%s/x.lua", dir).ptr), 0);
    assert_false(load_path(*state, dir, &policy, &err));
    assert_int_equal(err.code, GAIT_E_path_escapes);
}

static void the_digest_is_of_every_file_and_of_nothing_else(void **state)
{
    gait_error err;
    gait_policy *policy;
    const char *a = pack_dir(*state);
    const char *b = pack_dir(*state);
    const char *text = HEAD "rule { id = 'x', effect = 'block' }";
    put(*state, a, "policy.lua", text);
    put(*state, a, "README.md", "not part of it");
    const char *file = put(*state, b, "other-name.lua", text);
    assert_true(load_path(*state, a, &policy, &err));
    gait_str digest = gait_policy_digest(policy);
    assert_true(load_path(*state, file, &policy, &err));
    assert_true(gait_str_equal(digest, gait_policy_digest(policy)));
    gait_str inner = gait_digest_hex_of(*state, gait_str_of(text));
    gait_str canonical =
        gait_arena_format(*state,
                          "{\"files\":[{\"path\":\"policy.lua\",\"sha256\":\"%.*s\"}],\"schema\":"
                          "\"gait.pack/1\"}",
                          GAIT_STR_ARG(inner));
    assert_true(gait_str_equal(digest, gait_digest_hex_of(*state, canonical)));
    put(*state, a, "policy.lua", HEAD "rule { id = 'x', effect = 'block' } ");
    assert_true(load_path(*state, a, &policy, &err));
    assert_false(gait_str_equal(digest, gait_policy_digest(policy)));
}

static void other_formats_and_sizes_are_refused(void **state)
{
    gait_error err;
    gait_policy *policy;
    const char *dir = pack_dir(*state);
    assert_false(load_path(*state, put(*state, dir, "p.rego", "package p"), &policy, &err));
    assert_int_equal(err.code, GAIT_E_policy_format_unsupported);
    assert_false(load_path(*state, "/nonexistent/policy", &policy, &err));
    assert_int_equal(err.code, GAIT_E_path_invalid);
    char *large = gait_arena_alloc(*state, GAIT_LIMIT_POLICY_FILE_BYTES + 2);
    memset(large, ' ', GAIT_LIMIT_POLICY_FILE_BYTES + 1);
    assert_false(load_path(*state, put(*state, dir, "large.lua", large), &policy, &err));
    assert_int_equal(err.code, GAIT_E_policy_load);
}

static void shipped_policies_load_by_name(void **state)
{
    size_t count = 0;
    for (; gi_builtin_packs[count].name != NULL; count++) {
        const gait_policy_source source = { .builtin = gi_builtin_packs[count].name };
        gait_error err = GAIT_ERROR_INIT;
        gait_policy *policy = NULL;
        if (!gait_policy_load(*state, &source, &policy, &err))
            fail_msg("%s: %s", source.builtin, err.message);
        gait_policy_free(policy);
    }
    assert_true(count > 0);
    const gait_policy_source absent = { .builtin = "baseline-meduim" };
    gait_error err = GAIT_ERROR_INIT;
    gait_policy *policy;
    assert_false(gait_policy_load(*state, &absent, &policy, &err));
    assert_non_null(strstr(err.message, "there are: baseline-low baseline-medium"));
}

/* Out of memory is a failed load, whatever allocation it strikes. */
static void a_failed_allocation_while_loading_is_a_failed_load(void **state)
{
    static const char source[] = HEAD
        "local limit = 3\n"
        "rule { id = 'x', effect = 'allow', match = { tool = { 'a', 'b.*' }, args = { n = 1 } },"
        " when = { small = function(i) return i.args.n < limit end } }";
    long failures = 0;
    for (long nth = 1; nth < 100000; nth++) {
        gait_arena *arena = gait_arena_new(64u << 20, NULL, NULL);
        gait_error err = GAIT_ERROR_INIT;
        gi_host_fail_open(nth);
        gait_policy *policy = load_text(arena, source, &err);
        gi_host_fail_open(0);
        bool loaded = policy != NULL;
        if (!loaded && err.code != GAIT_E_policy_budget && err.code != GAIT_E_out_of_memory)
            fail_msg("allocation %ld: %s: %s", nth, gait_code_name(err.code), err.message);
        gait_policy_free(policy);
        gait_arena_free(arena);
        if (loaded)
            break;
        failures++;
    }
    (void)state;
    assert_in_range(failures, 20, 99990);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_policy_says_what_it_is),
        TEST(a_default_that_is_not_given_is_block),
        TEST(mistakes_in_declarations_are_load_errors),
        TEST(what_a_script_does_wrong_has_a_code_of_its_own),
        TEST(a_caught_error_of_a_declaration_still_fails_the_load),
        TEST(reasons_default_to_the_rule),
        TEST(two_approvals_are_of_two_people_unless_said_otherwise),
        WITH_PACKS(what_a_policy_requires_comes_with_gait_and_counts),
        WITH_PACKS(a_pack_includes_its_own_files_only),
        WITH_PACKS(a_file_runs_once_and_gives_what_it_returned),
        WITH_PACKS(a_symlink_out_of_the_pack_is_refused),
        WITH_PACKS(the_digest_is_of_every_file_and_of_nothing_else),
        WITH_PACKS(other_formats_and_sizes_are_refused),
        TEST(shipped_policies_load_by_name),
        TEST(a_failed_allocation_while_loading_is_a_failed_load),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
