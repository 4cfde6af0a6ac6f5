/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/enc.h"

static void hex_survives_the_round_trip(void **state)
{
    uint8_t bytes[256];
    uint8_t back[256];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)i;
    gait_str hex = gi_hex_encode(*state, bytes, sizeof bytes);
    assert_int_equal(hex.len, 512);
    assert_memory_equal(hex.ptr, "000102030405060708090a0b", 24);
    assert_true(gi_hex_decode(hex, back, sizeof back));
    assert_memory_equal(back, bytes, sizeof bytes);
    assert_int_equal(gi_hex_encode(*state, NULL, 0).len, 0);
}

static void other_texts_are_no_hex(void **state)
{
    (void)state;
    static const char *const bad[] = { "", "0", "000", "0000", "0A", "g0", "0x", " 0", "0/", "0:" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        uint8_t byte;
        assert_false(gi_hex_decode(gait_str_of(bad[i]), &byte, 1));
    }
}

static void every_code_point_survives_the_round_trip(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= 0x10FFFF; code++) {
        if (code >= 0xD800 && code <= 0xDFFF)
            continue;
        char bytes[4];
        uint32_t back;
        gait_str text = { bytes, gi_utf8_put(code, bytes) };
        assert_int_equal(gi_utf8_next(text, &back), text.len);
        assert_int_equal(back, code);
        assert_true(gi_utf8_valid(text));
        for (size_t cut = 1; cut < text.len; cut++) {
            assert_false(gi_utf8_valid(gait_str_first(text, cut)));
            assert_false(gi_utf8_valid(gait_str_from(text, cut)));
        }
    }
}

static void over_long_forms_surrogates_and_beyond_are_invalid(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "\x80",
        "\xBF",
        "\xC0\x80",
        "\xC1\xBF",
        "\xE0\x80\x80",
        "\xE0\x9F\xBF",
        "\xED\xA0\x80",
        "\xED\xBF\xBF",
        "\xF0\x80\x80\x80",
        "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80",
        "\xF8\x88\x80\x80\x80",
        "\xFE",
        "\xFF",
        "\xC3(",
        "\xE2\x82(",
        "abcdefgh\xFF",
        "abcdefghijklm\xC3",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(gi_utf8_valid(gait_str_of(bad[i])));
}

static void the_number_of_valid_three_byte_texts_is_known(void **state)
{
    (void)state;
    size_t valid = 0;
    for (unsigned a = 0; a < 256; a++) {
        for (unsigned b = 0; b < 65536; b++) {
            char bytes[3] = { (char)a, (char)(b >> 8), (char)b };
            valid += gi_utf8_valid((gait_str){ bytes, 3 });
        }
    }
    /* three ASCII; one ASCII and a pair, in two orders; one character of three bytes */
    assert_int_equal(valid, 128 * 128 * 128 + 2 * 128 * 1920 + (65536 - 2048 - 2048));
}

static void write_a_surrogate(void)
{
    char bytes[4];
    (void)gi_utf8_put(0xD800, bytes);
}

static void writing_a_surrogate_is_a_bug(void **state)
{
    (void)state;
    assert_true(aborts(write_a_surrogate));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(hex_survives_the_round_trip),
        TEST(other_texts_are_no_hex),
        TEST(every_code_point_survives_the_round_trip),
        TEST(over_long_forms_surrogates_and_beyond_are_invalid),
        TEST(the_number_of_valid_three_byte_texts_is_known),
        TEST(writing_a_surrogate_is_a_bug),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
