/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <gait/record.h>

#define PRIVATE                                                                                    \
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8DoQe/884Qvh1w3RjnS8CZZ+TWMJulDV8d3IZkElUxuA=="
#define ID "56475aa75463474c0285df5dbf2bcab73da651358839e9b77481b2eab107708c"
#define CONTEXT GAIT_STR("gait.test/2")
#define NO_CONTEXT GAIT_STR("")

/* The known signature over {"a":1,"b":2} without a context. */
#define DIGEST "43258cff783fe7036d8a43033f830adfc60ec037382473548ac742b888292777"
#define SIG                                                                                        \
    "rLX51HbnOxCggTvASlDhn61bJoOyAwjXZGjINqm+YOXDxJgMkhLB77bQBRz/cl9DzXIh0GxU3PVXQL+W8jUJBg=="
#define RECORD(alg, id, sig, digest)                                                               \
    "{\"b\":2,\"a\":1.0,\"signature\":{\"alg\":\"" alg "\",\"key_id\":\"" id "\",\"sig\":\"" sig   \
    "\",\"signed_digest\":\"" digest "\"}}"

static gait_key *test_key(void)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_key *key = NULL;
    assert_true(gait_key_parse_private(GAIT_STR(PRIVATE), &key, &err));
    return key;
}

static gait_key_ring *test_ring(void)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_key_ring *ring = NULL;
    gait_key *key = test_key();
    assert_true(gait_key_ring_of(key, &ring, &err));
    gait_key_free(key);
    return ring;
}

static gait_json *parse(gait_arena *arena, const char *text)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_json *value = NULL;
    gait_json_limits limits = gait_json_limits_for(1 << 20);
    if (!gait_json_parse(arena, gait_str_of(text), &limits, &value, &err))
        fail_msg("%s", err.message);
    return value;
}

static gait_code verify_json(gait_arena *arena, const gait_json *record, gait_str context)
{
    gait_error err = GAIT_ERROR_INIT;
    const gait_key *signer = NULL;
    gait_key_ring *ring = test_ring();
    const gait_record_form form = { context,
                                    context.len > 0 ? GAIT_NUMBERS_EXACT : GAIT_NUMBERS_DOUBLE };
    bool ok = gait_record_verify(arena, record, &form, ring, &signer, &err);
    assert_int_equal(ok, err.code == GAIT_OK);
    assert_int_equal(ok, signer != NULL);
    if (ok)
        assert_string_equal(gait_key_id(signer), ID);
    gait_key_ring_free(ring);
    return err.code;
}

static gait_code verify_text(gait_arena *arena, const char *text)
{
    return verify_json(arena, parse(arena, text), NO_CONTEXT);
}

static gait_json *sign(gait_arena *arena, const char *text, gait_str context)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_key *key = test_key();
    gait_json *record = parse(arena, text);
    assert_true(gait_record_sign(arena, record, context, key, &err));
    gait_key_free(key);
    return record;
}

static const gait_json *claim_of(const gait_json *record, const char *member)
{
    return gait_json_get(gait_json_get(record, GAIT_STR("signature")), gait_str_of(member));
}

/* Replaces a member of the signature, or removes it when text is NULL. */
static void forge(gait_arena *arena, gait_json *record, const char *member, const char *text)
{
    const gait_json *old = gait_json_get(record, GAIT_STR("signature"));
    gait_json *object = gait_json_new_object(arena);
    for (size_t i = 0; i < old->count; i++) {
        if (!gait_str_is(old->members[i].name, member))
            (void)gait_json_set(arena, object, old->members[i].name, old->members[i].value);
    }
    if (text != NULL)
        (void)gait_json_set(arena, object, gait_str_of(member),
                            gait_json_string(gait_str_of(text)));
    (void)gait_json_set(arena, record, GAIT_STR("signature"), *object);
}

static void the_known_signature_is_made_and_verifies(void **state)
{
    gait_arena *arena = *state;
    gait_json *record = sign(arena, "{\"b\":2,\"a\":1.0}", NO_CONTEXT);
    assert_str(claim_of(record, "alg")->text, "ed25519");
    assert_str(claim_of(record, "key_id")->text, ID);
    assert_str(claim_of(record, "signed_digest")->text, DIGEST);
    assert_str(claim_of(record, "sig")->text, SIG);
    assert_int_equal(verify_json(arena, record, NO_CONTEXT), GAIT_OK);
    assert_int_equal(verify_text(arena, RECORD("ed25519", ID, SIG, DIGEST)), GAIT_OK);
}

static void an_approval_token_of_the_first_form_verifies(void **state)
{
    gait_arena *arena = *state;
    static const char token[] =
        "{\"schema_id\":\"gait.gate.approval_token\",\"schema_version\":\"1.0.0\","
        "\"created_at\":\"2026-02-05T00:00:00Z\",\"producer_version\":\"0.0.0-dev\","
        "\"token_id\":\"6b76f19b5f5be5727aa8f72c\",\"approver_identity\":\"alice\","
        "\"reason_code\":\"incident_hotfix\","
        "\"intent_digest\":\"72d227d813eb612bc2c02d21b5e8bc52ec0a90396239903a7d85f7c9f9960537\","
        "\"policy_digest\":\"65819d9cf07c7619aa8aaf2bd4e8d6f8e3f86b139b49a68c535fd14d77a5009f\","
        "\"scope\":[\"tool:tool.write\"],\"expires_at\":\"2026-02-05T01:00:00Z\","
        "\"signature\":{\"alg\":\"ed25519\",\"key_id\":\"" ID
        "\",\"sig\":\"WZY/Ygwy4rhpHutuWncNxpEA5"
        "j6HhR0jUJ+OH9kQ+/LKIGv/46GT7+KLM6e1M4Cnh2OhmM4P43Qv0T0dBeTLAg==\",\"signed_digest\":"
        "\"3a0f05ea11763dbf7ff840d1a4e5c6966c4d5440ddeba7883e18a2797aa5a28e\"}}";
    assert_int_equal(verify_text(arena, token), GAIT_OK);
}

static void every_failure_has_its_code_in_a_fixed_order(void **state)
{
    gait_arena *arena = *state;
    static const char other_id[] =
        "66475aa75463474c0285df5dbf2bcab73da651358839e9b77481b2eab107708c";
    char upper[] = RECORD("ed25519", ID, SIG, DIGEST);
    char *digest = strstr(upper, DIGEST);
    digest[5] = 'C'; /* …58C… */
    assert_int_equal(verify_text(arena, "{\"a\":1,\"b\":2}"), GAIT_E_signature_missing);
    assert_int_equal(verify_text(arena, "{\"signature\":null}"), GAIT_E_signature_missing);
    assert_int_equal(verify_text(arena, "[]"), GAIT_E_record_invalid);
    assert_int_equal(verify_text(arena, "{\"signature\":[]}"), GAIT_E_record_invalid);
    assert_int_equal(verify_text(arena, "{\"signature\":{\"alg\":1}}"), GAIT_E_record_invalid);
    assert_int_equal(verify_text(arena, "{\"signature\":{\"Alg\":\"x\"}}"), GAIT_E_record_invalid);
    assert_int_equal(verify_text(arena, "{\"signature\":{}}"), GAIT_E_signature_invalid);
    /* Each line is wrong in what it names and in all that comes after it. */
    assert_int_equal(verify_text(arena, RECORD("none", "x", "!", "")), GAIT_E_signature_invalid);
    assert_int_equal(verify_text(arena, RECORD("none", "x", "!", ID)), GAIT_E_digest_mismatch);
    assert_int_equal(verify_text(arena, upper), GAIT_E_digest_mismatch);
    assert_int_equal(verify_text(arena, RECORD("none", "x", "!", DIGEST)),
                     GAIT_E_signature_invalid);
    gait_json *other = parse(arena, RECORD("ed25519", ID, "!", DIGEST));
    forge(arena, other, "key_id", other_id);
    assert_int_equal(verify_json(arena, other, NO_CONTEXT), GAIT_E_signature_key_mismatch);
    assert_int_equal(verify_text(arena, RECORD("ed25519", ID, "!", DIGEST)),
                     GAIT_E_signature_invalid);
    assert_int_equal(verify_text(arena, RECORD("ed25519", ID, "AAAA", DIGEST)),
                     GAIT_E_signature_invalid);
    gait_json *wrong = sign(arena, "{\"b\":2,\"a\":2}", NO_CONTEXT);
    const gait_json *sig = claim_of(wrong, "sig");
    gait_json *record = parse(arena, RECORD("ed25519", ID, SIG, DIGEST));
    forge(arena, record, "sig", gait_arena_cstr(arena, sig->text));
    assert_int_equal(verify_json(arena, record, NO_CONTEXT), GAIT_E_signature_invalid);
}

static void the_first_form_takes_an_empty_key_id_and_broken_lines(void **state)
{
    gait_arena *arena = *state;
    assert_int_equal(verify_text(arena, RECORD("ed25519", "", SIG, DIGEST)), GAIT_OK);
    gait_json *record = parse(arena, RECORD("ed25519", ID, SIG, DIGEST));
    forge(arena, record, "key_id", NULL);
    assert_int_equal(verify_json(arena, record, NO_CONTEXT), GAIT_OK);
    forge(arena, record, "sig", "\r\n" SIG "\n");
    assert_int_equal(verify_json(arena, record, NO_CONTEXT), GAIT_OK);
}

static void the_second_form_has_one_spelling(void **state)
{
    gait_arena *arena = *state;
    gait_json *record = sign(arena, "{\"a\":1,\"b\":[true,null,\"x\"]}", CONTEXT);
    assert_int_equal(verify_json(arena, record, CONTEXT), GAIT_OK);
    const char *sig = gait_arena_cstr(arena, claim_of(record, "sig")->text);
    forge(arena, record, "sig", gait_arena_format(arena, "%s\n", sig).ptr);
    assert_int_equal(verify_json(arena, record, CONTEXT), GAIT_E_signature_invalid);
    /* The last character before the padding has four bits to spare. */
    char *loose = gait_arena_cstr(arena, gait_str_of(sig));
    loose[85]++;
    forge(arena, record, "sig", loose);
    assert_int_equal(verify_json(arena, record, CONTEXT), GAIT_E_signature_invalid);
    forge(arena, record, "sig", sig);
    assert_int_equal(verify_json(arena, record, CONTEXT), GAIT_OK);
    forge(arena, record, "key_id", "");
    assert_int_equal(verify_json(arena, record, CONTEXT), GAIT_E_signature_invalid);
    forge(arena, record, "key_id", NULL);
    assert_int_equal(verify_json(arena, record, CONTEXT), GAIT_E_signature_invalid);
    forge(arena, record, "key_id", ID);
    forge(arena, record, "note", "hello");
    assert_int_equal(verify_json(arena, record, CONTEXT), GAIT_E_record_invalid);
}

static void a_signature_over_one_kind_of_record_is_none_over_another(void **state)
{
    gait_arena *arena = *state;
    static const char text[] = "{\"a\":1}";
    gait_json *record = sign(arena, text, CONTEXT);
    assert_int_equal(verify_json(arena, record, GAIT_STR("gait.test/3")), GAIT_E_signature_invalid);
    assert_int_equal(verify_json(arena, record, NO_CONTEXT), GAIT_E_signature_invalid);
    assert_int_equal(verify_json(arena, sign(arena, text, NO_CONTEXT), CONTEXT),
                     GAIT_E_signature_invalid);
}

static void any_change_of_a_member_is_found(void **state)
{
    gait_arena *arena = *state;
    gait_json *record = sign(arena, "{\"a\":1,\"b\":\"two\",\"c\":[1,2]}", CONTEXT);
    gait_json *extra = sign(arena, "{\"a\":1}", CONTEXT);
    (void)gait_json_set(arena, record, GAIT_STR("b"), gait_json_string(GAIT_STR("tw0")));
    (void)gait_json_set(arena, extra, GAIT_STR("b"), gait_json_null());
    assert_int_equal(verify_json(arena, record, CONTEXT), GAIT_E_digest_mismatch);
    assert_int_equal(verify_json(arena, extra, CONTEXT), GAIT_E_digest_mismatch);
}

static void a_number_that_a_digest_cannot_hold_is_not_signed(void **state)
{
    gait_arena *arena = *state;
    gait_error err = GAIT_ERROR_INIT;
    gait_key *key = test_key();
    gait_json *record = parse(arena, "{\"a\":9007199254740993}");
    assert_false(gait_record_sign(arena, record, CONTEXT, key, &err));
    assert_int_equal(err.code, GAIT_E_json_number);
    assert_null(gait_json_get(record, GAIT_STR("signature")));
    gait_key_free(key);
}

static void a_record_of_endless_members_is_refused(void **state)
{
    gait_arena *arena = *state;
    gait_json *record = gait_json_new_object(arena);
    for (int i = 0; i < 300; i++)
        (void)gait_json_set(arena, record, gait_arena_format(arena, "m%d", i), gait_json_null());
    assert_int_equal(verify_json(arena, record, CONTEXT), GAIT_E_record_invalid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_known_signature_is_made_and_verifies),
        TEST(an_approval_token_of_the_first_form_verifies),
        TEST(every_failure_has_its_code_in_a_fixed_order),
        TEST(the_first_form_takes_an_empty_key_id_and_broken_lines),
        TEST(the_second_form_has_one_spelling),
        TEST(a_signature_over_one_kind_of_record_is_none_over_another),
        TEST(any_change_of_a_member_is_found),
        TEST(a_number_that_a_digest_cannot_hold_is_not_signed),
        TEST(a_record_of_endless_members_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
