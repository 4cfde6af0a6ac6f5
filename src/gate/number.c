/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/number.h"

/* Plain digits with a sign, within 64 bits: what a double would have rounded. */
static bool parse_digits(gait_str text, int64_t *out)
{
    size_t at = text.len > 0 && text.ptr[0] == '-' ? 1 : 0;
    int64_t value = 0; /* kept negative: INT64_MIN has no positive counterpart */
    for (size_t i = at; i < text.len; i++) {
        int digit = text.ptr[i] - '0';
        if (digit < 0 || digit > 9 || value < (INT64_MIN + digit) / 10)
            return false;
        value = value * 10 - digit;
    }
    if (at == 0 && value == INT64_MIN)
        return false;
    *out = at == 0 ? -value : value;
    return text.len > at;
}

bool gi_number_parse(gait_str text, gi_number *out)
{
    const double largest = 1.7976931348623157e308;
    *out = (gi_number){ .whole = true };
    if (gait_number_classify(text, &out->integer, &out->value) == GAIT_NUMBER_INTEGER)
        return true;
    if (parse_digits(text, &out->integer))
        return true;
    out->whole = false;
    out->value = gait_number_to_double(text);
    return out->value >= -largest && out->value <= largest;
}

/* An integer against a double, without rounding the integer. */
static int compare_mixed(int64_t a, double b)
{
    const double two63 = 9223372036854775808.0;
    if (b >= two63)
        return -1;
    if (b < -two63)
        return 1;
    int64_t floor = (int64_t)b; /* towards zero */
    if (a != floor)
        return a < floor ? -1 : 1;
    double rest = b - (double)floor;
    return rest > 0 ? -1 : rest < 0 ? 1 : 0;
}

int gi_number_compare(const gi_number *a, const gi_number *b)
{
    if (a->whole && b->whole)
        return a->integer < b->integer ? -1 : a->integer > b->integer ? 1 : 0;
    if (a->whole)
        return compare_mixed(a->integer, b->value);
    if (b->whole)
        return -compare_mixed(b->integer, a->value);
    return a->value < b->value ? -1 : a->value > b->value ? 1 : 0;
}
