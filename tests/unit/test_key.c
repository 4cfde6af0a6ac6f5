/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include <gait/key.h>

#include "base/base64.h"
#include "crypto/secret.h"

/* The pair whose seed is the bytes 00 01 … 1f. */
#define PRIVATE                                                                                    \
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8DoQe/884Qvh1w3RjnS8CZZ+TWMJulDV8d3IZkElUxuA=="
#define PUBLIC "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg="
#define ID "56475aa75463474c0285df5dbf2bcab73da651358839e9b77481b2eab107708c"

static bool count_up(void *ctx, void *bytes, size_t len, gait_error *err)
{
    (void)ctx;
    (void)err;
    for (size_t i = 0; i < len; i++)
        ((uint8_t *)bytes)[i] = (uint8_t)i;
    return true;
}

static bool run_dry(void *ctx, void *bytes, size_t len, gait_error *err)
{
    (void)ctx;
    (void)bytes;
    (void)len;
    return gait_fail(err, GAIT_E_randomness_unavailable, "no randomness");
}

static gait_key *parse_private(const char *text)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_key *key = NULL;
    assert_true(gait_key_parse_private(gait_str_of(text), &key, &err));
    return key;
}

static void refuse_private(const char *text)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_key *key = (gait_key *)&err;
    assert_false(gait_key_parse_private(gait_str_of(text), &key, &err));
    assert_int_equal(err.code, GAIT_E_key_invalid);
    assert_null(key);
}

static void refuse_public(const char *text)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_key *key = (gait_key *)&err;
    assert_false(gait_key_parse_public(gait_str_of(text), &key, &err));
    assert_int_equal(err.code, GAIT_E_key_invalid);
    assert_null(key);
}

static void a_seed_gives_the_known_pair_and_id(void **state)
{
    (void)state;
    gait_error err = GAIT_ERROR_INIT;
    gait_rng rng = { count_up, NULL };
    gait_key *key = NULL;
    char private[GAIT_PRIVATE_KEY_TEXT], public[GAIT_PUBLIC_KEY_TEXT];
    assert_true(gait_key_generate(&rng, &key, &err));
    gait_key_private_text(key, private);
    gait_key_public_text(key, public);
    assert_string_equal(private, PRIVATE);
    assert_string_equal(public, PUBLIC);
    assert_string_equal(gait_key_id(key), ID);
    assert_true(gait_key_can_sign(key));
    gait_key_free(key);
}

static void without_randomness_there_is_no_key(void **state)
{
    (void)state;
    gait_error err = GAIT_ERROR_INIT;
    gait_rng rng = { run_dry, NULL };
    gait_key *key = (gait_key *)&err;
    assert_false(gait_key_generate(&rng, &key, &err));
    assert_int_equal(err.code, GAIT_E_randomness_unavailable);
    assert_null(key);
}

static void a_signature_is_the_known_one_and_verifies(void **state)
{
    (void)state;
    gait_key *key = parse_private(PRIVATE);
    uint8_t signature[GAIT_SIGNATURE_BYTES];
    char text[GI_BASE64_CHARS(GAIT_SIGNATURE_BYTES) + 1];
    gait_key_sign(key, GAIT_STR("hello"), signature);
    gi_base64_encode(signature, sizeof signature, text);
    assert_string_equal(
        text,
        "4af8qUqDUSeIW5ni66cz1u5b9dxGPtg4Xrbx3KoRF8DxUXUKEPRvWzeWqRIDV49wLIXGfDNLVomlFihNSZ9xDw==");
    gait_error err = GAIT_ERROR_INIT;
    gait_key *public = NULL;
    assert_true(gait_key_parse_public(GAIT_STR(PUBLIC), &public, &err));
    assert_false(gait_key_can_sign(public));
    assert_memory_equal(gait_key_public(public), gait_key_public(key), GAIT_PUBLIC_KEY_BYTES);
    assert_true(gait_key_verify(public, GAIT_STR("hello"), signature));
    assert_false(gait_key_verify(public, GAIT_STR("hellp"), signature));
    assert_false(gait_key_verify(public, GAIT_STR(""), signature));
    for (size_t i = 0; i < sizeof signature; i++) {
        signature[i] ^= 0x10;
        assert_false(gait_key_verify(public, GAIT_STR("hello"), signature));
        signature[i] ^= 0x10;
    }
    gait_key_free(public);
    gait_key_free(key);
}

static void surrounding_blanks_and_inner_line_breaks_are_ignored(void **state)
{
    (void)state;
    char broken[256];
    size_t n = 0;
    for (size_t i = 0; i < strlen(PRIVATE); i++) {
        broken[n++] = PRIVATE[i];
        if (i % 40 == 39) {
            broken[n++] = '\r';
            broken[n++] = '\n';
        }
    }
    broken[n] = '\0';
    gait_key *a = parse_private(" \t\r\n" PRIVATE "\n\t \r");
    gait_key *b = parse_private(broken);
    assert_string_equal(gait_key_id(a), ID);
    assert_string_equal(gait_key_id(b), ID);
    gait_key_free(a);
    gait_key_free(b);
}

static void a_text_that_is_not_a_key_is_refused(void **state)
{
    (void)state;
    refuse_private("");
    refuse_private("\n");
    refuse_private(PUBLIC); /* 32 bytes: a public key or a bare seed */
    refuse_private("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="); /* the bare seed */
    refuse_private(PRIVATE "AAAA");
    refuse_private("A " PRIVATE);
    refuse_private("not base64 at all");
    refuse_public("");
    refuse_public(PRIVATE);
    refuse_public("A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg");    /* no padding */
    refuse_public("A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=");   /* URL alphabet */
    refuse_public("A6EHv/POEL4dcN0Y 50vAmWfk1jCbpQ1fHdyGZBJVMbg=");  /* a space inside */
    refuse_public("A6EHv/POEL4dcN0Y\t50vAmWfk1jCbpQ1fHdyGZBJVMbg="); /* a tab inside */
}

static void a_public_half_of_another_seed_is_refused(void **state)
{
    (void)state;
    uint8_t bytes[GAIT_PRIVATE_KEY_BYTES];
    char text[GAIT_PRIVATE_KEY_TEXT];
    size_t len;
    for (size_t i = 0; i < sizeof bytes; i += 7) {
        assert_true(gi_base64_decode(GAIT_STR(PRIVATE), bytes, sizeof bytes, &len));
        bytes[i] ^= 1;
        gi_base64_encode(bytes, sizeof bytes, text);
        refuse_private(text);
    }
}

static void what_is_wrong_with_a_key_is_said_without_its_text(void **state)
{
    (void)state;
    gait_error err = GAIT_ERROR_INIT;
    gait_key *key = NULL;
    assert_false(gait_key_parse_private(GAIT_STR("c2VjcmV0LXRleHQ="), &key, &err));
    assert_null(strstr(err.message, "c2Vj"));
    assert_null(strstr(err.message, "secret-text"));
}

static void secret_memory_starts_zeroed_even_when_used_again(void **state)
{
    (void)state;
    gait_error err = GAIT_ERROR_INIT;
    enum { BLOCKS = 12 };
    uint8_t *blocks[BLOCKS];
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < BLOCKS; i++) {
            void *p = NULL;
            size_t bytes = i % 3 == 2 ? 5000 : 200;
            assert_true(gi_secret_new(bytes, &p, &err));
            assert_int_equal((uintptr_t)p % 16, 0);
            blocks[i] = p;
            for (size_t b = 0; b < bytes; b++)
                assert_int_equal(blocks[i][b], 0);
            memset(p, 0x5a, bytes);
        }
        for (size_t i = 0; i < BLOCKS; i++) {
            assert_int_equal(blocks[i][7], 0x5a);
            gi_secret_free(blocks[i]);
        }
    }
    gi_secret_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_seed_gives_the_known_pair_and_id),
        cmocka_unit_test(without_randomness_there_is_no_key),
        cmocka_unit_test(a_signature_is_the_known_one_and_verifies),
        cmocka_unit_test(surrounding_blanks_and_inner_line_breaks_are_ignored),
        cmocka_unit_test(a_text_that_is_not_a_key_is_refused),
        cmocka_unit_test(a_public_half_of_another_seed_is_refused),
        cmocka_unit_test(what_is_wrong_with_a_key_is_said_without_its_text),
        cmocka_unit_test(secret_memory_starts_zeroed_even_when_used_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
