/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "base/enc.h"

#include <gait/json.h>
#include <gait/limits.h>
#include <gait/report.h>

/* A report in which every text is the input: no form lets it end a line, open markup or begin a command. */
static gait_report *report_of(gait_arena *arena, gait_str text)
{
    gait_report *report = gait_report_new(arena, text);
    gait_test_suite *suite = gait_report_suite(report, text, text);
    gait_test test = { .name = text, .file = text, .line = 1, .message = text, .duration_ns = -1 };
    for (int i = GAIT_OUTCOME_PASS; i <= GAIT_OUTCOME_SKIP; i++) {
        test.outcome = (gait_outcome)i;
        gait_report_detail(report, gait_report_add(report, suite, &test), text);
    }
    const gait_remark remark = { text, 1, text, text };
    gait_report_remark(report, &remark);
    return report;
}

static size_t count(gait_str text, const char *needle)
{
    size_t found = 0;
    for (size_t at = gait_str_find(text, gait_str_of(needle)); at != GAIT_STR_NONE;
         at = gait_str_find(text, gait_str_of(needle))) {
        found++;
        text = gait_str_from(text, at + 1);
    }
    return found;
}

static gait_str written(const gait_report *report, gait_report_format format)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_str out = { NULL, 0 };
    FUZZ_MUST(gait_report_write(report, format, &out, &err));
    FUZZ_MUST(gi_utf8_valid(out));
    for (size_t i = 0; i < out.len; i++)
        FUZZ_MUST((unsigned char)out.ptr[i] >= 0x20 || out.ptr[i] == '\n' || out.ptr[i] == '\t');
    return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0; /* what is empty is left out */
    gait_arena *arena = fuzz_arena();
    const gait_report *report = report_of(arena, fuzz_str(data, size > 4096 ? 4096 : size));
    const gait_report *plain = report_of(arena, GAIT_STR("x"));
    const struct {
        gait_report_format format;
        const char *marks[3]; /* there are as many of these as without the input */
    } forms[] = {
        { GAIT_REPORT_TAP, { "\n", "\nok ", "\nnot ok " } },
        { GAIT_REPORT_JUNIT, { "\n", "<", ">" } },
        { GAIT_REPORT_GITHUB, { "\n", "\n::", "\n::error " } },
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        gait_str got = written(report, forms[i].format);
        gait_str wanted = written(plain, forms[i].format);
        for (size_t k = 0; k < 3; k++)
            FUZZ_MUST(count(got, forms[i].marks[k]) == count(wanted, forms[i].marks[k]));
    }
    gait_str json = written(report, GAIT_REPORT_JSON);
    gait_json_limits limits = gait_json_limits_for(json.len + 1);
    gait_error err = GAIT_ERROR_INIT;
    gait_json *root = NULL;
    FUZZ_MUST(gait_json_parse(arena, json, &limits, &root, &err));
    gait_arena_free(arena);
    return 0;
}
