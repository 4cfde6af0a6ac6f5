/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "tmpdir.h"

#include "keys.h"

#include <gait/file.h>

#include "trust/keyset.h"

static const char *init_set(fixture *f, char id[GAIT_KEY_ID_HEX + 1])
{
    gait_error err = GAIT_ERROR_INIT;
    gait_str key_id;
    const char *dir = in_dir(f, "keys");
    const gait_key_owner owner = { GAIT_STR("build server"), NOON };
    counter = 40;
    assert_true(gait_key_set_init(f->arena, dir, &owner, &RNG, &key_id, &err));
    assert_int_equal(key_id.len, GAIT_KEY_ID_HEX);
    memcpy(id, key_id.ptr, key_id.len);
    id[key_id.len] = '\0';
    return dir;
}

static gait_code check_set(fixture *f, const char *dir, gait_key_set_report *report)
{
    gait_error err = GAIT_ERROR_INIT;
    bool ok = gait_key_set_verify(f->arena, dir, report, &err);
    assert_int_equal(ok, err.code == GAIT_OK);
    return err.code;
}

static void a_new_set_signs_verifies_and_is_private(void **state)
{
    fixture *f = *state;
    gait_key_set_report report;
    char id[GAIT_KEY_ID_HEX + 1];
    const char *dir = init_set(f, id);
    assert_int_equal(mode_of(dir), 0700);
    assert_int_equal(mode_of(gi_key_set_path(f->arena, dir)), 0600);
    assert_int_equal(mode_of(gi_key_set_key_path(f->arena, dir, gait_str_of(id))), 0600);
    assert_int_equal(count_entries(dir), 2);
    assert_int_equal(check_set(f, dir, &report), GAIT_OK);
    assert_int_equal(report.keys, 1);
    assert_int_equal(report.active, 1);
    assert_str(report.active_id, id);
    assert_string_equal(SIGN(f, .key_set_path = dir).id, id);
    assert_string_equal(SIGN(f, .mode = "prod", .key_set_path = dir).id, id);
    assert_string_equal(VERIFY(f, .key_set_path = dir).id, id);
}

static void a_set_is_not_made_where_something_is(void **state)
{
    fixture *f = *state;
    gait_error err = GAIT_ERROR_INIT;
    gait_str id;
    char first[GAIT_KEY_ID_HEX + 1];
    const char *dir = init_set(f, first);
    assert_false(gait_key_set_init(f->arena, dir, &(gait_key_owner){ .now_unix_ns = NOON }, &RNG,
                                   &id, &err));
    assert_int_equal(err.code, GAIT_E_key_set_exists);
    assert_string_equal(SIGN(f, .key_set_path = dir).id, first);
    err = (gait_error)GAIT_ERROR_INIT;
    const char *full = in_dir(f, "full");
    assert_int_equal(mkdir(full, 0700), 0);
    put_file(in_dir(f, "full/notes"), "x", 0600);
    assert_false(gait_key_set_init(f->arena, full, &(gait_key_owner){ .now_unix_ns = NOON }, &RNG,
                                   &id, &err));
    assert_int_equal(err.code, GAIT_E_file_exists);
    assert_int_equal(count_entries(full), 1);
    err = (gait_error)GAIT_ERROR_INIT;
    const char *open_dir = in_dir(f, "open");
    assert_int_equal(mkdir(open_dir, 0755), 0);
    assert_false(gait_key_set_init(f->arena, open_dir, &(gait_key_owner){ .now_unix_ns = NOON },
                                   &RNG, &id, &err));
    assert_int_equal(err.code, GAIT_E_file_permissions);
    assert_int_equal(count_entries(open_dir), 0);
}

static void an_identity_that_is_not_text_is_refused(void **state)
{
    fixture *f = *state;
    gait_str id;
    char long_one[300];
    memset(long_one, 'x', sizeof long_one);
    gait_str bad[] = { GAIT_STR("a\nb"), GAIT_STR("\xff"), { long_one, sizeof long_one } };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        gait_error err = GAIT_ERROR_INIT;
        assert_false(gait_key_set_init(f->arena, in_dir(f, "keys"),
                                       &(gait_key_owner){ bad[i], NOON }, &RNG, &id, &err));
        assert_int_equal(err.code, GAIT_E_flag_value_invalid);
        assert_int_equal(count_entries(f->dir), 0);
    }
}

static void rotation_makes_a_new_key_sign_and_the_old_one_only_verify(void **state)
{
    fixture *f = *state;
    gait_error err = GAIT_ERROR_INIT;
    gait_key_rotation rotation;
    gait_key_set_report report;
    char first[GAIT_KEY_ID_HEX + 1];
    const char *dir = init_set(f, first);
    assert_true(gait_key_set_rotate(f->arena, dir, NOON + 1, &RNG, &rotation, &err));
    assert_str(rotation.old_id, first);
    assert_string_not_equal(rotation.new_id.ptr, first);
    assert_int_equal(check_set(f, dir, &report), GAIT_OK);
    assert_int_equal(report.keys, 2);
    assert_int_equal(report.verify_only, 1);
    assert_str(report.active_id, rotation.new_id.ptr);
    assert_string_equal(SIGN(f, .key_set_path = dir).id, rotation.new_id.ptr);
    /* The old private half is gone, both public halves are there, and the identity went along. */
    assert_int_equal(count_entries(dir), 2);
    gait_key_ring *ring = NULL;
    gait_key_source source = { .key_set_path = dir };
    assert_true(gait_key_for_verifying(f->arena, &source, &ring, &err));
    assert_int_equal(gait_key_ring_count(ring), 2);
    assert_non_null(gait_key_ring_find(ring, rotation.old_id));
    assert_non_null(gait_key_ring_find(ring, rotation.new_id));
    assert_null(gait_key_ring_find(ring, GAIT_STR(ID)));
    gait_key_ring_free(ring);
    gi_key_set set;
    assert_true(gi_key_set_load(f->arena, dir, &set, &err));
    assert_str(set.keys[1].identity, "build server");
    assert_str(set.keys[0].retired_at, "2026-02-05T12:00:00.000000001Z");
    assert_str(set.keys[1].retired_at, "");
}

static void an_interrupted_init_is_finished_with_the_key_it_left(void **state)
{
    fixture *f = *state;
    gait_error err = GAIT_ERROR_INIT;
    gait_str id;
    gait_key_set_report report;
    char first[GAIT_KEY_ID_HEX + 1];
    const char *dir = init_set(f, first);
    assert_int_equal(unlink(gi_key_set_path(f->arena, dir)), 0);
    put_file(gait_arena_format(f->arena, "%s/.gait-0123456789abcdef.tmp", dir).ptr, "half", 0600);
    assert_true(gait_key_set_init(f->arena, dir, &(gait_key_owner){ .now_unix_ns = NOON }, &RNG,
                                  &id, &err));
    assert_str(id, first);
    assert_int_equal(count_entries(dir), 2);
    assert_int_equal(check_set(f, dir, &report), GAIT_OK);
}

static void what_an_interrupted_rotation_left_is_removed_by_the_next(void **state)
{
    fixture *f = *state;
    gait_error err = GAIT_ERROR_INIT;
    gait_key_rotation rotation;
    gait_key_set_report report;
    char first[GAIT_KEY_ID_HEX + 1];
    const char *dir = init_set(f, first);
    const char *zeros = "0000000000000000000000000000000000000000000000000000000000000000";
    put_file(gi_key_set_key_path(f->arena, dir, gait_str_of(zeros)), "unnamed", 0600);
    put_file(gait_arena_format(f->arena, "%s/.gait-0123456789abcdef.tmp", dir).ptr, "half", 0600);
    assert_int_equal(check_set(f, dir, &report), GAIT_E_key_set_invalid);
    assert_true(gait_key_set_rotate(f->arena, dir, NOON, &RNG, &rotation, &err));
    assert_str(rotation.old_id, first);
    assert_int_equal(count_entries(dir), 2);
    assert_int_equal(check_set(f, dir, &report), GAIT_OK);
}

static void what_does_not_belong_into_a_set_is_named(void **state)
{
    fixture *f = *state;
    gait_error err = GAIT_ERROR_INIT;
    gait_key_set_report report;
    gait_key_rotation rotation;
    char first[GAIT_KEY_ID_HEX + 1];
    const char *dir = init_set(f, first);
    const char *stray = in_dir(f, "keys/" ID ".key");
    put_file(stray, PRIVATE "\n", 0600);
    assert_int_equal(check_set(f, dir, &report), GAIT_E_key_set_invalid);
    assert_string_equal(SIGN(f, .key_set_path = dir).id, first); /* a stray file stops no signing */
    assert_int_equal(unlink(stray), 0);
    assert_int_equal(check_set(f, dir, &report), GAIT_OK);
    /* The private half of a retired key is not left lying about either. */
    const char *old_path = gi_key_set_key_path(f->arena, dir, gait_str_of(first));
    gait_str text;
    assert_true(gait_file_read(f->arena, old_path, 4096, &text, &err));
    assert_true(gait_key_set_rotate(f->arena, dir, NOON, &RNG, &rotation, &err));
    put_file(old_path, gait_arena_cstr(f->arena, text), 0600);
    assert_int_equal(check_set(f, dir, &report), GAIT_E_key_set_invalid);
}

static void a_set_that_others_may_touch_is_refused(void **state)
{
    fixture *f = *state;
    gait_key_set_report report;
    char id[GAIT_KEY_ID_HEX + 1];
    const char *dir = init_set(f, id);
    const char *table = gi_key_set_path(f->arena, dir);
    const char *key = gi_key_set_key_path(f->arena, dir, gait_str_of(id));
    assert_int_equal(chmod(dir, 0750), 0);
    assert_int_equal(check_set(f, dir, &report), GAIT_E_file_permissions);
    assert_int_equal(SIGN(f, .key_set_path = dir).code, GAIT_E_file_permissions);
    assert_int_equal(VERIFY(f, .key_set_path = dir).code, GAIT_E_file_permissions);
    assert_int_equal(chmod(dir, 0700), 0);
    assert_int_equal(chmod(table, 0660), 0);
    assert_int_equal(check_set(f, dir, &report), GAIT_E_key_permissions);
    assert_int_equal(chmod(table, 0600), 0);
    assert_int_equal(chmod(key, 0640), 0);
    assert_int_equal(check_set(f, dir, &report), GAIT_E_key_permissions);
    assert_int_equal(SIGN(f, .key_set_path = dir).code, GAIT_E_key_permissions);
    assert_int_equal(chmod(key, 0600), 0);
    assert_int_equal(check_set(f, dir, &report), GAIT_OK);
}

static void a_key_file_of_another_key_is_found(void **state)
{
    fixture *f = *state;
    gait_key_set_report report;
    char id[GAIT_KEY_ID_HEX + 1];
    const char *dir = init_set(f, id);
    const char *key = gi_key_set_key_path(f->arena, dir, gait_str_of(id));
    put_file(key, PRIVATE "\n", 0600);
    assert_int_equal(check_set(f, dir, &report), GAIT_E_key_set_invalid);
    assert_int_equal(SIGN(f, .key_set_path = dir).code, GAIT_E_key_set_invalid);
    assert_int_equal(unlink(key), 0);
    assert_int_equal(check_set(f, dir, &report), GAIT_E_path_invalid);
}

#define ROW(id, status, more)                                                                      \
    "{\"key_id\":\"" id "\",\"public_key\":\"" PUBLIC "\",\"status\":\"" status                    \
    "\",\"created_at\":\"2026-02-05T12:00:00Z\"" more "}"
#define TABLE(rows) "{\"schema_id\":\"gait.keys\",\"schema_version\":\"1.0.0\",\"keys\":[" rows "]}"
#define RETIRED ",\"retired_at\":\"2026-02-06T12:00:00Z\""

static void a_table_that_is_not_exactly_one_is_refused(void **state)
{
    fixture *f = *state;
    gait_key_set_report report;
    const char *dir = in_dir(f, "keys");
    assert_int_equal(mkdir(dir, 0700), 0);
    const char *table = in_dir(f, "keys/keys.json");
    put_file(in_dir(f, "keys/" ID ".key"), PRIVATE "\n", 0600);
    static const char *const wrong[] = {
        "",
        "[]",
        "{}",
        TABLE(""),                                                   /* no active key */
        TABLE(ROW(ID, "verify_only", RETIRED)),                      /* likewise */
        TABLE(ROW(ID, "active", "") "," ROW(ID, "active", "")),      /* twice the same */
        TABLE(ROW(ID, "verify_only", "") "," ROW(ID, "active", "")), /* retired, but since when */
        TABLE(ROW(ID, "active", RETIRED)),                           /* active and retired */
        TABLE(ROW(ID, "sleeping", "")),                              /* unknown status */
        TABLE(ROW(ID, "active", ",\"x\":\"y\"")),                    /* unknown member */
        TABLE(ROW(ID, "active", ",\"identity\":\"\"")),              /* empty */
        TABLE(ROW(ID, "active", ",\"identity\":7")),                 /* not a text */
        TABLE(ROW(ID, "active", ",\"identity\":\"a\",\"identity\":\"b\"")),
        TABLE(
            ROW("66475aa75463474c0285df5dbf2bcab73da651358839e9b77481b2eab107708c", "active", "")),
        TABLE("7"),
        "{\"schema_id\":\"gait.keys\",\"schema_version\":\"2.0.0\",\"keys\":[" ROW(ID, "active",
                                                                                   "") "]}",
        "{\"schema_id\":\"gait.keys\",\"schema_version\":\"1.0.0\",\"x\":1,\"keys\":[" ROW(
            ID, "active", "") "]}",
        "{\"schema_id\":\"gait.keys\",\"schema_version\":\"1.0.0\",\"keys\":{}}",
    };
    put_file(table, TABLE(ROW(ID, "active", "")), 0600);
    assert_int_equal(check_set(f, dir, &report), GAIT_OK);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        put_file(table, wrong[i], 0600);
        if (check_set(f, dir, &report) != GAIT_E_key_set_invalid)
            fail_msg("row %zu", i);
        assert_int_equal(VERIFY(f, .key_set_path = dir).code, GAIT_E_key_set_invalid);
    }
}

static void a_revoked_key_verifies_nothing(void **state)
{
    fixture *f = *state;
    gait_error err = GAIT_ERROR_INIT;
    gait_key_rotation rotation;
    char first[GAIT_KEY_ID_HEX + 1];
    const char *dir = init_set(f, first);
    assert_true(gait_key_set_rotate(f->arena, dir, NOON, &RNG, &rotation, &err));
    const char *table = gi_key_set_path(f->arena, dir);
    gait_str text;
    assert_true(gait_file_read(f->arena, table, 65536, &text, &err));
    char *edited = gait_arena_cstr(f->arena, text);
    char *status = strstr(edited, "\"verify_only\"");
    assert_non_null(status);
    memcpy(status, "\"revoked\"    ", strlen("\"verify_only\""));
    put_file(table, edited, 0600);
    assert_string_equal(VERIFY(f, .key_set_path = dir).id, rotation.new_id.ptr);
    gait_key_set_report report;
    assert_int_equal(check_set(f, dir, &report), GAIT_OK);
    assert_int_equal(report.revoked, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(a_new_set_signs_verifies_and_is_private),
        FIXTURE_TEST(a_set_is_not_made_where_something_is),
        FIXTURE_TEST(an_identity_that_is_not_text_is_refused),
        FIXTURE_TEST(rotation_makes_a_new_key_sign_and_the_old_one_only_verify),
        FIXTURE_TEST(an_interrupted_init_is_finished_with_the_key_it_left),
        FIXTURE_TEST(what_an_interrupted_rotation_left_is_removed_by_the_next),
        FIXTURE_TEST(what_does_not_belong_into_a_set_is_named),
        FIXTURE_TEST(a_set_that_others_may_touch_is_refused),
        FIXTURE_TEST(a_key_file_of_another_key_is_found),
        FIXTURE_TEST(a_table_that_is_not_exactly_one_is_refused),
        FIXTURE_TEST(a_revoked_key_verifies_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
