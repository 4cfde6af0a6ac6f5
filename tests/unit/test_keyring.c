/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "tmpdir.h"

#include "keys.h"

#include <gait/file.h>

typedef struct paths {
    const char *private, *public, *other_private, *other_public;
} paths;

/* Two pairs on disk. */
static paths save_pairs(fixture *f)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_key *key = NULL;
    paths p = { in_dir(f, "a.key"), in_dir(f, "a.pub"), in_dir(f, "b.key"), in_dir(f, "b.pub") };
    put_file(p.private, PRIVATE "\n", 0600);
    put_file(p.public, " " PUBLIC "\r\n", 0644);
    counter = 1;
    assert_true(gait_key_generate(&RNG, &key, &err));
    assert_true(gait_key_save_private(key, p.other_private, false, &RNG, &err));
    assert_true(gait_key_save_public(key, p.other_public, false, &RNG, &err));
    gait_key_free(key);
    return p;
}

static void a_saved_pair_is_private_and_loads_again(void **state)
{
    fixture *f = *state;
    gait_error err = GAIT_ERROR_INIT;
    paths p = save_pairs(f);
    gait_key *private = NULL, *public = NULL;
    assert_int_equal(mode_of(p.other_private), 0600);
    assert_int_equal(mode_of(p.other_public), 0600);
    assert_true(gait_key_load_private(p.other_private, &private, &err));
    assert_true(gait_key_load_public(f->arena, p.other_public, &public, &err));
    assert_string_equal(gait_key_id(private), gait_key_id(public));
    gait_str text;
    assert_true(gait_file_read(f->arena, p.other_private, 4096, &text, &err));
    assert_int_equal(text.len, GAIT_PRIVATE_KEY_TEXT);
    assert_int_equal(text.ptr[text.len - 1], '\n');
    gait_key_free(private);
    gait_key_free(public);
}

static void an_existing_key_file_is_only_replaced_when_asked(void **state)
{
    fixture *f = *state;
    gait_error err = GAIT_ERROR_INIT;
    paths p = save_pairs(f);
    gait_key *key = NULL;
    assert_true(gait_key_load_private(p.private, &key, &err));
    assert_false(gait_key_save_private(key, p.other_private, false, &RNG, &err));
    assert_int_equal(err.code, GAIT_E_file_exists);
    err = (gait_error)GAIT_ERROR_INIT;
    assert_true(gait_key_save_private(key, p.other_private, true, &RNG, &err));
    assert_true(gait_key_save_public(key, p.other_public, true, &RNG, &err));
    gait_key_free(key);
    assert_true(gait_key_load_private(p.other_private, &key, &err));
    assert_string_equal(gait_key_id(key), ID);
    gait_key_free(key);
}

static void a_private_key_that_others_may_touch_is_refused(void **state)
{
    fixture *f = *state;
    static const mode_t modes[] = { 0640, 0620, 0604, 0602, 0644, 0666 };
    paths p = save_pairs(f);
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        assert_int_equal(chmod(p.private, modes[i]), 0);
        assert_int_equal(SIGN(f, .private_path = p.private).code, GAIT_E_key_permissions);
        assert_int_equal(VERIFY(f, .private_path = p.private).code, GAIT_E_key_permissions);
    }
    assert_int_equal(chmod(p.private, 0400), 0);
    assert_int_equal(SIGN(f, .private_path = p.private).code, GAIT_OK);
}

static void a_key_that_is_no_key_is_named_but_not_shown(void **state)
{
    fixture *f = *state;
    const char *path = in_dir(f, "no.key");
    put_file(path, "c2VjcmV0\n", 0600);
    answer a = SIGN(f, .private_path = path);
    assert_int_equal(a.code, GAIT_E_key_invalid);
    assert_non_null(strstr(a.message, "no.key"));
    assert_null(strstr(a.message, "c2Vj"));
    assert_int_equal(VERIFY(f, .public_path = path).code, GAIT_E_key_invalid);
    char huge[5001];
    memset(huge, 'A', 5000);
    huge[5000] = '\0';
    put_file(path, huge, 0600);
    assert_int_equal(SIGN(f, .private_path = path).code, GAIT_E_file_too_large);
    assert_int_equal(VERIFY(f, .public_path = path).code, GAIT_E_file_too_large);
    assert_int_equal(SIGN(f, .private_path = in_dir(f, "absent")).code, GAIT_E_path_invalid);
}

static void a_key_in_the_place_of_its_path_or_variable_is_not_repeated(void **state)
{
    fixture *f = *state;
    answer path = SIGN(f, .private_path = PRIVATE);
    answer variable = SIGN(f, .private_env = PRIVATE);
    assert_int_equal(path.code, GAIT_E_key_invalid);
    assert_int_equal(variable.code, GAIT_E_key_env_unset);
    assert_null(strstr(path.message, "AAEC"));
    assert_null(strstr(variable.message, "AAEC"));
    answer elsewhere[] = { SIGN(f, .key_set_path = PRIVATE), VERIFY(f, .key_set_path = PRIVATE),
                           VERIFY(f, .public_path = PRIVATE) };
    for (size_t i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++) {
        assert_int_equal(elsewhere[i].code, GAIT_E_key_invalid);
        assert_null(strstr(elsewhere[i].message, "AAEC"));
    }
}

static void a_key_in_the_place_of_a_key_set_is_not_repeated(void **state)
{
    fixture *f = *state;
    gait_error errs[] = { GAIT_ERROR_INIT, GAIT_ERROR_INIT, GAIT_ERROR_INIT };
    gait_key_owner owner = { 0 };
    gait_key_rotation rotation;
    gait_key_set_report report;
    gait_str id;
    assert_false(gait_key_set_init(f->arena, PRIVATE, &owner, &RNG, &id, &errs[0]));
    assert_false(gait_key_set_rotate(f->arena, PRIVATE, 0, &RNG, &rotation, &errs[1]));
    assert_false(gait_key_set_verify(f->arena, PRIVATE, &report, &errs[2]));
    for (size_t i = 0; i < sizeof errs / sizeof errs[0]; i++) {
        assert_int_equal(errs[i].code, GAIT_E_key_invalid);
        assert_null(strstr(errs[i].message, "AAEC"));
    }
}

static void without_sources_a_throw_away_pair_signs(void **state)
{
    fixture *f = *state;
    answer first = SIGN(f, .mode = NULL), second = SIGN(f, .mode = "dev"),
           empty = SIGN(f, .mode = "", .private_path = "", .private_env = "");
    assert_int_equal(first.code, GAIT_OK);
    assert_true(first.ephemeral && second.ephemeral && empty.ephemeral);
    assert_string_not_equal(first.id, second.id);
}

static void the_mode_says_what_may_be_given(void **state)
{
    fixture *f = *state;
    paths p = save_pairs(f);
    assert_int_equal(SIGN(f, .mode = "dev", .private_path = p.private).code, GAIT_E_key_mode);
    assert_int_equal(SIGN(f, .mode = "dev", .public_env = "X").code, GAIT_E_key_mode);
    assert_int_equal(SIGN(f, .mode = "dev", .key_set_path = "x").code, GAIT_E_key_mode);
    assert_int_equal(SIGN(f, .mode = "test").code, GAIT_E_key_mode);
    assert_int_equal(SIGN(f, .mode = "production", .private_path = p.private).code,
                     GAIT_E_key_mode);
    assert_int_equal(SIGN(f, .mode = "prod").code, GAIT_E_key_not_configured);
    assert_int_equal(SIGN(f, .mode = "prod", .public_path = p.public).code,
                     GAIT_E_key_not_configured);
    answer loud = SIGN(f, .mode = " PROD ", .private_path = p.private);
    assert_int_equal(loud.code, GAIT_OK);
    assert_false(loud.ephemeral);
    assert_string_equal(loud.id, ID);
    assert_string_equal(SIGN(f, .private_path = p.private).id, ID);
}

static void two_sources_of_one_key_are_refused_before_anything_is_read(void **state)
{
    fixture *f = *state;
    answer a =
        SIGN(f, .mode = "prod", .private_path = "/absent", .private_env = "GAIT_TEST_ABSENT");
    assert_int_equal(a.code, GAIT_E_key_ambiguous);
    a = SIGN(f, .mode = "prod", .private_path = "/absent", .public_path = "/absent",
             .public_env = "X");
    assert_int_equal(a.code, GAIT_E_key_ambiguous);
    a = SIGN(f, .mode = "prod", .private_path = "/absent", .key_set_path = "/absent");
    assert_int_equal(a.code, GAIT_E_key_ambiguous);
    a = VERIFY(f, .public_path = "/absent", .public_env = "X");
    assert_int_equal(a.code, GAIT_E_key_ambiguous);
    a = VERIFY(f, .public_path = "/absent", .private_path = "/absent", .private_env = "X");
    assert_int_equal(a.code, GAIT_E_key_ambiguous);
}

static void a_public_key_beside_the_private_one_must_belong_to_it(void **state)
{
    fixture *f = *state;
    paths p = save_pairs(f);
    assert_int_equal(SIGN(f, .private_path = p.private, .public_path = p.public).code, GAIT_OK);
    assert_int_equal(SIGN(f, .private_path = p.private, .public_path = p.other_public).code,
                     GAIT_E_key_mismatch);
}

static void keys_come_from_the_environment_by_name(void **state)
{
    fixture *f = *state;
    assert_int_equal(setenv("GAIT_TEST_PRIVATE", "\n " PRIVATE " ", 1), 0);
    assert_int_equal(setenv("GAIT_TEST_PUBLIC", PUBLIC, 1), 0);
    assert_int_equal(setenv("GAIT_TEST_BLANK", " \t\n", 1), 0);
    assert_int_equal(setenv("GAIT_TEST_BAD", "no key", 1), 0);
    assert_string_equal(SIGN(f, .private_env = "GAIT_TEST_PRIVATE").id, ID);
    assert_string_equal(VERIFY(f, .public_env = "GAIT_TEST_PUBLIC").id, ID);
    assert_string_equal(VERIFY(f, .private_env = "GAIT_TEST_PRIVATE").id, ID);
    assert_int_equal(SIGN(f, .private_env = "GAIT_TEST_ABSENT").code, GAIT_E_key_env_unset);
    assert_int_equal(SIGN(f, .private_env = "GAIT_TEST_BLANK").code, GAIT_E_key_env_unset);
    assert_int_equal(VERIFY(f, .public_env = "GAIT_TEST_BLANK").code, GAIT_E_key_env_unset);
    answer bad = SIGN(f, .private_env = "GAIT_TEST_BAD");
    assert_int_equal(bad.code, GAIT_E_key_invalid);
    assert_non_null(strstr(bad.message, "GAIT_TEST_BAD"));
}

static void a_public_source_wins_over_a_private_one_when_verifying(void **state)
{
    fixture *f = *state;
    paths p = save_pairs(f);
    assert_string_equal(VERIFY(f, .public_path = p.public, .private_path = "/absent").id, ID);
    assert_string_equal(VERIFY(f, .private_path = p.private, .key_set_path = "/absent").id, ID);
    assert_int_equal(VERIFY(f, .mode = "prod").code, GAIT_E_key_not_configured);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(a_saved_pair_is_private_and_loads_again),
        FIXTURE_TEST(an_existing_key_file_is_only_replaced_when_asked),
        FIXTURE_TEST(a_private_key_that_others_may_touch_is_refused),
        FIXTURE_TEST(a_key_that_is_no_key_is_named_but_not_shown),
        FIXTURE_TEST(a_key_in_the_place_of_its_path_or_variable_is_not_repeated),
        FIXTURE_TEST(without_sources_a_throw_away_pair_signs),
        FIXTURE_TEST(the_mode_says_what_may_be_given),
        FIXTURE_TEST(two_sources_of_one_key_are_refused_before_anything_is_read),
        FIXTURE_TEST(a_public_key_beside_the_private_one_must_belong_to_it),
        FIXTURE_TEST(keys_come_from_the_environment_by_name),
        FIXTURE_TEST(a_key_in_the_place_of_a_key_set_is_not_repeated),
        FIXTURE_TEST(a_public_source_wins_over_a_private_one_when_verifying),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
