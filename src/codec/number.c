/*
 * Numbers of JSON: text to double and back. The only place that calls strtod or formats with %e; both are given and
 * asked for digits alone, without a radix character, so that the locale of the process never shows.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include <gait/json.h>

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FAST_DIGITS = 15,   /* every integer of so many digits is a double */
    FAST_EXPONENT = 22, /* every power of ten up to this one is a double */
    KEPT_DIGITS = 800,  /* more than any midpoint between two doubles has (767) */
    FAR_EXPONENT =
        100000 /* beyond this, KEPT_DIGITS digits are zero or infinity whatever they are */
};

/* digits × 10^exponent, with leading zeros gone and digits beyond KEPT_DIGITS folded into a last '1'. */
typedef struct decimal {
    bool negative;
    size_t len;
    int64_t exponent;
    char digits[KEPT_DIGITS + 1];
} decimal;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The exponent part, saturated: a text has fewer digits than that to make up for it. */
static int64_t read_exponent(const char *p, const char *end)
{
    int64_t value = 0;
    bool negative = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+'))
        p++;
    for (; p < end && is_digit(*p); p++)
        if (value < INT64_MAX / 100)
            value = value * 10 + (*p - '0');
    return negative ? -value : value;
}

static void read_decimal(gait_str text, decimal *d)
{
    const char *p = text.ptr;
    const char *end = p + text.len;
    bool dropped = false;
    bool after_point = false;
    d->negative = p < end && *p == '-';
    d->len = 0;
    d->exponent = 0;
    if (d->negative)
        p++;
    for (; p < end && (is_digit(*p) || *p == '.'); p++) {
        if (*p == '.') {
            after_point = true;
            continue;
        }
        d->exponent -= after_point;
        if (d->len == 0 && *p == '0')
            continue;
        if (d->len < KEPT_DIGITS) {
            d->digits[d->len++] = *p;
        } else {
            dropped = dropped || *p != '0';
            d->exponent++;
        }
    }
    if (p < end)
        d->exponent += read_exponent(p + 1, end);
    if (dropped) {
        d->digits[d->len++] = '1';
        d->exponent--;
    }
}

/* Exact when digits and power are both doubles: one rounding, in the one operation. */
static bool fast_double(const decimal *d, double *out)
{
    static const double powers[FAST_EXPONENT + 1] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,
                                                      1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                                      1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
                                                      1e18, 1e19, 1e20, 1e21, 1e22 };
    if (FLT_EVAL_METHOD != 0 || d->len > FAST_DIGITS || d->exponent < -FAST_EXPONENT ||
        d->exponent > FAST_EXPONENT)
        return false;
    int64_t digits = 0;
    for (size_t i = 0; i < d->len; i++)
        digits = digits * 10 + (d->digits[i] - '0');
    double value = (double)digits;
    *out = d->exponent < 0 ? value / powers[-d->exponent] : value * powers[d->exponent];
    return true;
}

static double decimal_to_double(const decimal *d)
{
    double value = 0;
    if (d->len > 0 && !fast_double(d, &value)) {
        char text[KEPT_DIGITS + 32];
        int64_t exponent = d->exponent;
        if (exponent > FAR_EXPONENT)
            exponent = FAR_EXPONENT;
        if (exponent < -FAR_EXPONENT)
            exponent = -FAR_EXPONENT;
        memcpy(text, d->digits, d->len);
        (void)snprintf(text + d->len, sizeof text - d->len, "e%" PRId64, exponent);
        value = strtod(text, NULL);
    }
    return d->negative ? -value : value;
}

double gait_number_to_double(gait_str text)
{
    decimal d;
    read_decimal(text, &d);
    return decimal_to_double(&d);
}

gait_number_class gait_number_classify(gait_str text, int64_t *integer, double *value)
{
    static const double largest = 9007199254740991.0; /* 2^53 - 1 */
    decimal d;
    read_decimal(text, &d);
    *integer = 0;
    *value = decimal_to_double(&d);
    if (!isfinite(*value) || (d.len > 0 && fabs(*value) < DBL_MIN))
        return GAIT_NUMBER_UNSAFE;
    if (trunc(*value) != *value)
        return GAIT_NUMBER_FRACTION;
    if (fabs(*value) > largest)
        return GAIT_NUMBER_UNSAFE;
    *integer = (int64_t)*value;
    return GAIT_NUMBER_INTEGER;
}

/* The digits of |value| rounded to `precision` of them, without trailing zeros, as 0.DIGITS × 10^point. */
typedef struct shortest {
    size_t len;
    int point;
    char digits[20];
} shortest;

static void round_to(double value, int precision, shortest *s)
{
    char text[40];
    (void)snprintf(text, sizeof text, "%.*e", precision - 1, value);
    const char *p = text;
    s->len = 0;
    for (; *p != 'e'; p++) /* whatever the radix character is, it is no digit */
        if (is_digit(*p))
            s->digits[s->len++] = *p;
    s->point = (int)read_exponent(p + 1, text + strlen(text)) + 1;
}

/* The next larger decimal of as many digits. */
static void step_up(shortest *s)
{
    size_t i = s->len;
    while (i > 0 && s->digits[i - 1] == '9')
        s->digits[--i] = '0';
    if (i > 0) {
        s->digits[i - 1]++;
    } else {
        s->digits[0] = '1';
        s->point++;
    }
}

static bool reads_back(const shortest *s, double value)
{
    decimal d;
    d.negative = false;
    d.len = s->len;
    d.exponent = s->point - (int)s->len;
    memcpy(d.digits, s->digits, s->len);
    return decimal_to_double(&d) == value;
}

/*
 * Fifteen digits survive every normal double, so whatever is shorter shows as trailing zeros there; subnormals have
 * fewer. Below a power of two doubles are twice as dense: there the nearest decimal may lie below and fail while its
 * neighbour above reads back.
 */
static void find_shortest(double value, shortest *s)
{
    int exponent;
    bool power_of_two = frexp(value, &exponent) == 0.5;
    for (int precision = value < DBL_MIN ? 1 : DBL_DIG; precision < DBL_DECIMAL_DIG; precision++) {
        round_to(value, precision, s);
        if (reads_back(s, value))
            return;
        if (power_of_two) {
            step_up(s);
            if (reads_back(s, value))
                return;
        }
    }
    round_to(value, DBL_DECIMAL_DIG, s);
}

static size_t put(char *out, size_t at, const char *bytes, size_t len)
{
    memcpy(out + at, bytes, len);
    return at + len;
}

/* Places the point as ECMAScript does; n and k are its names for point and digit count. */
static size_t lay_out(char *out, size_t at, const shortest *s)
{
    static const char zeros[] = "000000000000000000000";
    int n = s->point;
    int k = (int)s->len;
    if (k <= n && n <= 21) {
        at = put(out, at, s->digits, s->len);
        return put(out, at, zeros, (size_t)(n - k));
    }
    if (0 < n && n <= 21) {
        at = put(out, at, s->digits, (size_t)n);
        at = put(out, at, ".", 1);
        return put(out, at, s->digits + n, (size_t)(k - n));
    }
    if (-6 < n && n <= 0) {
        at = put(out, at, "0.", 2);
        at = put(out, at, zeros, (size_t)-n);
        return put(out, at, s->digits, s->len);
    }
    at = put(out, at, s->digits, 1);
    if (k > 1) {
        at = put(out, at, ".", 1);
        at = put(out, at, s->digits + 1, s->len - 1);
    }
    return at + (size_t)snprintf(out + at, 32 - at, "e%+d", n - 1);
}

size_t gait_number_format(double value, char out[32])
{
    GAIT_BUG_IF(!isfinite(value));
    if (fabs(value) < 9007199254740992.0 && trunc(value) == value)
        return (size_t)snprintf(out, 32, "%" PRId64, (int64_t)value);
    size_t at = 0;
    if (value < 0)
        out[at++] = '-';
    shortest s;
    find_shortest(fabs(value), &s);
    while (s.len > 1 && s.digits[s.len - 1] == '0')
        s.len--;
    at = lay_out(out, at, &s);
    out[at] = '\0';
    return at;
}
