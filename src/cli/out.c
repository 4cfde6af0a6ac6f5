/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- text that is fit for a terminal ---- */

/* Whether a character, well-formed and of n bytes, turns the direction in which its neighbours are shown. */
static bool turns(const unsigned char *p, size_t n)
{
    bool general = n == 3 && p[0] == 0xE2;
    return (n == 2 && p[0] == 0xD8 && p[1] == 0x9C) ||
           (general && p[1] == 0x80 && (p[2] == 0x8E || p[2] == 0x8F)) ||
           (general && p[1] == 0x80 && p[2] >= 0xAA && p[2] <= 0xAE) ||
           (general && p[1] == 0x81 && p[2] >= 0xA6 && p[2] <= 0xA9);
}

/* Length of the well-formed, printable UTF-8 character at p, 0 when there is none. */
static size_t printable(const unsigned char *p, size_t left)
{
    if (p[0] < 0x80)
        return p[0] >= 0x20 && p[0] != 0x7F ? 1 : 0;
    size_t n = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
    if (p[0] < 0xC2 || p[0] > 0xF4 || left < n)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    bool overlong = (p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xF0 && p[1] < 0x90);
    bool beyond = (p[0] == 0xED && p[1] > 0x9F) || (p[0] == 0xF4 && p[1] > 0x8F);
    bool control = p[0] == 0xC2 && p[1] < 0xA0;
    return overlong || beyond || control || turns(p, n) ? 0 : n;
}

gait_str cli_clean(cli_context *cli, gait_str text)
{
    gait_buf out;
    gait_buf_init(&out, cli->arena, GAIT_LIMIT_OUTPUT_BYTES);
    for (size_t i = 0; i < text.len;) {
        size_t n = printable((const unsigned char *)text.ptr + i, text.len - i);
        if (n == 0)
            gait_buf_add_char(&out, '?');
        else
            gait_buf_add(&out, (gait_str){ text.ptr + i, n });
        i += n == 0 ? 1 : n;
    }
    return gait_buf_text(&out);
}

static GAIT_PRINTF(2, 0) gait_str clean_format(cli_context *cli, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    GAIT_BUG_IF(len < 0);
    char *text = gait_arena_array(cli->arena, (size_t)len + 1, 1);
    (void)vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return cli_clean(cli, (gait_str){ text, (size_t)len });
}

static void add_styled(gait_buf *buf, bool color, cli_style style, gait_str text)
{
    static const char *const codes[] = {
        [CLI_PLAIN] = "",    [CLI_BOLD] = "1",   [CLI_DIM] = "2",   [CLI_GREEN] = "32",
        [CLI_YELLOW] = "33", [CLI_RED] = "1;31", [CLI_CYAN] = "36",
    };
    bool paint = color && style != CLI_PLAIN;
    if (paint)
        gait_buf_add_format(buf, "\x1b[%sm", codes[style]);
    gait_buf_add(buf, text);
    if (paint)
        gait_buf_add_cstr(buf, "\x1b[0m");
}

void cli_line(cli_context *cli, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    gait_buf_add(&cli->text, clean_format(cli, format, args));
    va_end(args);
    gait_buf_add_char(&cli->text, '\n');
}

void cli_styled(cli_context *cli, cli_style style, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_styled(&cli->text, cli->color, style, clean_format(cli, format, args));
    va_end(args);
}

void cli_warn(cli_context *cli, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    gait_str text = clean_format(cli, format, args);
    va_end(args);
    add_styled(&cli->notices, cli->color_errors, CLI_YELLOW, GAIT_STR("warning:"));
    gait_buf_add_format(&cli->notices, " %.*s\n", GAIT_STR_ARG(text));
    const gait_json *old = gait_json_get(cli->result, GAIT_STR("warnings"));
    gait_json *warnings = gait_json_new_array(cli->arena);
    for (size_t i = 0; old != NULL && i < old->count; i++)
        gait_json_push(cli->arena, warnings, old->items[i]);
    gait_json_push(cli->arena, warnings, gait_json_string(text));
    cli_set(cli, "warnings", *warnings);
}

cli_style cli_verdict_style(gait_verdict verdict)
{
    switch (verdict) {
    case GAIT_ALLOW:
        return CLI_GREEN;
    case GAIT_DRY_RUN:
        return CLI_CYAN;
    case GAIT_REQUIRE_APPROVAL:
        return CLI_YELLOW;
    case GAIT_BLOCK:
        break;
    }
    return CLI_RED;
}

void cli_wrap(gait_buf *buf, gait_str text, size_t at, size_t indent)
{
    bool first = true;
    for (size_t i = 0; i < text.len;) {
        size_t end = i;
        while (end < text.len && text.ptr[end] != ' ')
            end++;
        size_t width = end - i;
        if (!first && at + 1 + width > 80) {
            gait_buf_add_format(buf, "\n%*s", (int)indent, "");
            at = indent;
            first = true;
        }
        if (!first) {
            gait_buf_add_char(buf, ' ');
            at++;
        }
        gait_buf_add(buf, (gait_str){ text.ptr + i, width });
        at += width;
        first = false;
        i = end;
        while (i < text.len && text.ptr[i] == ' ')
            i++;
    }
    gait_buf_add_char(buf, '\n');
}

/* ---- the JSON result ---- */

void cli_set(cli_context *cli, const char *name, gait_json value)
{
    (void)gait_json_set(cli->arena, cli->result, gait_str_of(name), value);
}

void cli_set_text(cli_context *cli, const char *name, gait_str text)
{
    if (text.len > 0)
        cli_set(cli, name, gait_json_string(cli_clean(cli, text)));
}

void cli_set_list(cli_context *cli, const char *name, const gait_str *items, size_t count)
{
    if (count == 0)
        return;
    gait_json *list = gait_json_new_array(cli->arena);
    for (size_t i = 0; i < count; i++)
        gait_json_push(cli->arena, list, gait_json_string(cli_clean(cli, items[i])));
    cli_set(cli, name, *list);
}

void cli_outcome(cli_context *cli, gait_code code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    cli->outcome_message = clean_format(cli, format, args);
    va_end(args);
    cli->outcome = code;
}

/* ---- delivery ---- */

/* The members that every document has, and those of a run that does not exit 0. */
static void set_envelope(cli_context *cli, gait_json *object, gait_code code, bool ok,
                         gait_str message)
{
    gait_arena *a = cli->arena;
    gait_json_set(a, object, GAIT_STR("ok"), gait_json_bool(ok));
    gait_json_set(a, object, GAIT_STR("correlation_id"),
                  gait_json_string(gait_str_of(cli->correlation_id)));
    if (code == GAIT_OK)
        return;
    gait_json_set(a, object, GAIT_STR("error"), gait_json_string(cli_clean(cli, message)));
    gait_json_set(a, object, GAIT_STR("error_code"),
                  gait_json_string(gait_str_of(gait_code_name(code))));
    gait_json_set(a, object, GAIT_STR("error_category"),
                  gait_json_string(gait_str_of(gait_category_name(gait_code_category(code)))));
    gait_json_set(a, object, GAIT_STR("hint"), gait_json_string(gait_str_of(gait_code_hint(code))));
}

static bool decides(const cli_context *cli)
{
    return cli->command != NULL && cli->command->decides && !cli->undecided;
}

static void set_failure(cli_context *cli, gait_json *object, const gait_error *err)
{
    set_envelope(cli, object, err->code, false, gait_str_of(err->message));
    gait_json_set(cli->arena, object, GAIT_STR("retryable"), gait_json_bool(err->retryable));
    if (decides(cli))
        gait_json_set(cli->arena, object, GAIT_STR("verdict"), gait_json_string(GAIT_STR("block")));
}

static gait_str emit(cli_context *cli, const gait_json *object)
{
    gait_buf buf;
    gait_buf_init(&buf, cli->arena, GAIT_LIMIT_OUTPUT_BYTES);
    gait_json_emit(&buf, object, GAIT_JSON_COMPACT);
    gait_buf_add_char(&buf, '\n');
    if (!buf.overflow)
        return gait_buf_text(&buf);
    gait_error err = GAIT_ERROR_INIT;
    (void)gait_fail(&err, GAIT_E_text_too_long, "the output is over its limit of %u bytes",
                    GAIT_LIMIT_OUTPUT_BYTES);
    gait_json *small = gait_json_new_object(cli->arena);
    set_failure(cli, small, &err);
    cli->outcome = GAIT_E_text_too_long;
    gait_buf_init(&buf, cli->arena, GAIT_LIMIT_OUTPUT_BYTES);
    gait_json_emit(&buf, small, GAIT_JSON_COMPACT);
    gait_buf_add_char(&buf, '\n');
    return gait_buf_text(&buf);
}

/* "gate eval error: message", then what to do about it. */
static void add_failure_text(cli_context *cli, gait_buf *buf, bool color, const gait_error *err)
{
    gait_str title = GAIT_STR("gait");
    if (cli->command != NULL)
        title = cli_command_title(cli->arena, cli->command);
    else if (cli->group != NULL)
        title = gait_str_of(cli->group->name);
    gait_str head = gait_arena_format(cli->arena, "%.*s error:", GAIT_STR_ARG(title));
    add_styled(buf, color, CLI_RED, head);
    gait_str message = cli_clean(cli, gait_str_of(err->message));
    gait_buf_add_format(buf, " %.*s\n", GAIT_STR_ARG(message));
    gait_buf_add_format(buf, "hint: %s\n", gait_code_hint(err->code));
    gait_buf_add_format(buf, "code: %s%s\n", gait_code_name(err->code),
                        err->retryable ? " (worth a retry)" : "");
}

gait_str cli_prepare_failure(cli_context *cli, const gait_error *err)
{
    if (cli->json) {
        gait_json *object = gait_json_new_object(cli->arena);
        set_failure(cli, object, err);
        return emit(cli, object);
    }
    gait_buf buf;
    gait_buf_init(&buf, cli->arena, GAIT_LIMIT_OUTPUT_BYTES);
    if (decides(cli))
        gait_buf_add_format(&buf, "%.*s: verdict=block\n",
                            GAIT_STR_ARG(cli_command_title(cli->arena, cli->command)));
    add_failure_text(cli, &buf, false, err);
    return gait_buf_text(&buf);
}

static gait_str result_document(cli_context *cli, const gait_error *err)
{
    if (err->code != GAIT_OK) {
        set_failure(cli, cli->result, err);
        return emit(cli, cli->result);
    }
    set_envelope(cli, cli->result, cli->outcome, true, cli->outcome_message);
    if (cli->outcome != GAIT_OK)
        cli_set(cli, "retryable", gait_json_bool(gait_code_retryable(cli->outcome)));
    return emit(cli, cli->result);
}

bool cli_deliver(cli_context *cli, const gait_error *err)
{
    gait_error undelivered = GAIT_ERROR_INIT;
    if (cli->json) {
        gait_str document = result_document(cli, err);
        if (gait_fd_write(1, document, &undelivered))
            return true;
    } else {
        if (err->code != GAIT_OK)
            add_failure_text(cli, &cli->notices, cli->color_errors, err);
        bool whole = !cli->text.overflow;
        bool out = gait_fd_write(1, gait_buf_text(&cli->text), &undelivered);
        if (gait_fd_write(2, gait_buf_text(&cli->notices), &undelivered) && out && whole)
            return true;
    }
    gait_error ignored = GAIT_ERROR_INIT;
    if (!gait_fd_write(2, GAIT_STR("gait error: the output could not be delivered\n"), &ignored))
        return false;
    return false;
}
