/* SPDX-License-Identifier: Apache-2.0 */
#include <gait/error.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct code_row {
    const char *name;
    gait_category category;
    int exit_code; /* 0: the category's */
    bool retryable;
    const char *hint;
} code_row;

static const code_row codes[GAIT_CODE_COUNT] = {
    [GAIT_OK] = { "ok", GAIT_CATEGORY_none, 0, false, "" },
#define E(name, category, exit_code, retryable, hint)                                              \
    [GAIT_E_##name] = { #name, GAIT_CATEGORY_##category, exit_code, retryable, hint },
#include <gait/errors.def>
#undef E
};

static const struct {
    const char *name;
    int exit_code;
} categories[GAIT_CATEGORY_COUNT] = {
    [GAIT_CATEGORY_none] = { "none", 0 },
#define C(name, exit_code) [GAIT_CATEGORY_##name] = { #name, exit_code },
#include <gait/categories.def>
#undef C
};

/* Over-long text is cut before the first incomplete UTF-8 sequence; control bytes would spoil a terminal or a log. */
static void tidy(char *text, size_t size, size_t wanted)
{
    size_t len = strlen(text);
    if (wanted >= size) {
        while (len > 0 && ((unsigned char)text[len - 1] & 0xC0) == 0x80)
            len--;
        if (len > 0 && (unsigned char)text[len - 1] >= 0xC0)
            len--;
        text[len] = '\0';
    }
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7F)
            text[i] = '?';
}

static void set_message(gait_error *err, const char *format, va_list args)
{
    int wanted = vsnprintf(err->message, sizeof err->message, format, args);
    tidy(err->message, sizeof err->message, wanted < 0 ? 0 : (size_t)wanted);
}

static void set_code(gait_error *err, gait_code code, int sys)
{
    GAIT_BUG_IF(code <= GAIT_OK || code >= GAIT_CODE_COUNT);
    err->code = code;
    err->retryable = codes[code].retryable;
    err->sys = sys;
}

bool gait_fail(gait_error *err, gait_code code, const char *format, ...)
{
    if (err->code != GAIT_OK)
        return false;
    set_code(err, code, 0);
    va_list args;
    va_start(args, format);
    set_message(err, format, args);
    va_end(args);
    return false;
}

bool gait_fail_sys(gait_error *err, gait_code code, int sys, const char *format, ...)
{
    if (err->code != GAIT_OK)
        return false;
    set_code(err, code, sys);
    va_list args;
    va_start(args, format);
    set_message(err, format, args);
    va_end(args);
    size_t len = strlen(err->message);
    char reason[96];
    if (strerror_r(sys, reason, sizeof reason) != 0)
        (void)snprintf(reason, sizeof reason, "error %d", sys);
    int wanted = snprintf(err->message + len, sizeof err->message - len, ": %s", reason);
    tidy(err->message, sizeof err->message, len + (wanted < 0 ? 0 : (size_t)wanted));
    return false;
}

void gait_error_prefix(gait_error *err, const char *format, ...)
{
    char old[GAIT_ERROR_MESSAGE_BYTES];
    memcpy(old, err->message, sizeof old);
    va_list args;
    va_start(args, format);
    set_message(err, format, args);
    va_end(args);
    size_t len = strlen(err->message);
    int wanted = snprintf(err->message + len, sizeof err->message - len, "%s", old);
    tidy(err->message, sizeof err->message, len + (wanted < 0 ? 0 : (size_t)wanted));
}

gait_category gait_error_category(const gait_error *err)
{
    return gait_code_category(err->code);
}

int gait_error_exit(const gait_error *err)
{
    return gait_code_exit(err->code);
}

const char *gait_error_hint(const gait_error *err)
{
    return gait_code_hint(err->code);
}

static const code_row *row_of(gait_code code)
{
    GAIT_BUG_IF((int)code < 0 || code >= GAIT_CODE_COUNT);
    return &codes[code];
}

const char *gait_code_name(gait_code code)
{
    return row_of(code)->name;
}

gait_category gait_code_category(gait_code code)
{
    return row_of(code)->category;
}

bool gait_code_retryable(gait_code code)
{
    return row_of(code)->retryable;
}

const char *gait_code_hint(gait_code code)
{
    return row_of(code)->hint;
}

int gait_code_exit(gait_code code)
{
    const code_row *row = row_of(code);
    return row->exit_code != 0 ? row->exit_code : categories[row->category].exit_code;
}

const char *gait_category_name(gait_category category)
{
    GAIT_BUG_IF((int)category < 0 || category >= GAIT_CATEGORY_COUNT);
    return categories[category].name;
}

void gait_bug(const char *file, int line, const char *what)
{
    (void)fprintf(stderr, "gait: bug at %s:%d: %s\n", file, line, what);
    abort();
}
