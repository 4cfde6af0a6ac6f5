/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/trace.h"
#include "gate/trace_members.h"

#include <gait/limits.h>
#include <gait/record.h>

#include "base/enc.h"

#include <string.h>

typedef struct trace_form {
    const char *version;
    const gi_members *members;
    const char *context;
    gait_numbers numbers;
} trace_form;

static const trace_form FORMS[] = {
    { GI_TRACE_VERSION, &gi_trace_members, GI_TRACE_CONTEXT, GAIT_NUMBERS_EXACT },
    { GI_TRACE_VERSION_1, &gi_trace_members_1, "", GAIT_NUMBERS_DOUBLE },
};

static bool has(const gait_json *trace, const char *name)
{
    return gait_json_get(trace, gait_str_of(name)) != NULL;
}

static bool says(const gait_json *trace, const char *name, const char *text)
{
    const gait_json *value = gait_json_get(trace, gait_str_of(name));
    return value != NULL && value->kind == GAIT_JSON_STRING && gait_str_is(value->text, text);
}

/* Members of 2.0.0 that say the same thing twice must agree: only a block comes from a failure. */
static bool check_agreement(const gait_json *trace, gait_error *err)
{
    bool raw = says(trace, "intent_digest_kind", GI_TRACE_OVER_BYTES);
    bool about_intent = has(trace, "tool_name") || has(trace, "args_digest") ||
                        has(trace, "identity") || has(trace, "risk_class") ||
                        has(trace, "intent_created_at");
    bool about_policy = has(trace, "policy_id") || has(trace, "policy_version") ||
                        has(trace, "tzdata_version") || has(trace, "rule");
    if ((raw && about_intent) || (!raw && !has(trace, "tool_name")))
        return gait_fail(err, GAIT_E_trace_invalid,
                         "what the trace says of its intent contradicts intent_digest_kind");
    if (!has(trace, "policy_digest") && about_policy)
        return gait_fail(err, GAIT_E_trace_invalid, "the trace names a policy without its digest");
    if (has(trace, "policy_id") && has(trace, "packs"))
        return gait_fail(err, GAIT_E_trace_invalid, "the trace names one policy and several packs");
    bool failed = raw || has(trace, "error_code") || !has(trace, "policy_digest");
    return !failed || says(trace, "verdict", "block") ||
           gait_fail(err, GAIT_E_trace_invalid, "the trace shows a failure that is not a block");
}

/*
 * RFC 3339 as 1.0.0 writes it: no trailing zeros in the fraction, no empty fraction, "Z" for an offset of zero, any
 * other offset kept. The text is a valid time.
 */
static gait_str time_of_1(gait_arena *arena, gait_str text)
{
    size_t seconds = sizeof "2006-01-02T15:04:05" - 1;
    size_t end = seconds;
    while (end < text.len &&
           (text.ptr[end] == '.' || (text.ptr[end] >= '0' && text.ptr[end] <= '9')))
        end++;
    gait_str zone = gait_str_from(text, end);
    while (end > seconds && (text.ptr[end - 1] == '0' || text.ptr[end - 1] == '.')) {
        end--;
        if (text.ptr[end] == '.')
            break;
    }
    if (gait_str_is(zone, "+00:00") || gait_str_is(zone, "-00:00"))
        zone = GAIT_STR("Z");
    return gait_arena_format(arena, "%.*s%.*s", GAIT_STR_ARG(gait_str_first(text, end)),
                             GAIT_STR_ARG(zone));
}

static bool is_empty_of_1(const gait_json *value)
{
    switch (value->kind) {
    case GAIT_JSON_STRING:
        return value->text.len == 0;
    case GAIT_JSON_ARRAY:
        return value->count == 0;
    case GAIT_JSON_NUMBER:
        return gait_number_to_double(value->text) == 0;
    default:
        return false;
    }
}

/* What was signed under 1.0.0 is not the file but its re-encoding: times normalised, empty optional members gone. */
static gait_json *encode_1(gait_arena *arena, const gait_json *trace)
{
    gait_json *out = gait_json_new_object(arena);
    for (size_t i = 0; i < gi_trace_members_1.count; i++) {
        const gi_member *m = &gi_trace_members_1.rows[i];
        const gait_json *value = gait_json_get(trace, gait_str_of(m->name));
        if (value == NULL || (!m->required && is_empty_of_1(value)))
            continue;
        gait_json copy = *value;
        if (m->kind == GI_MEMBER_TIME)
            copy.text = time_of_1(arena, value->text);
        (void)gait_json_set(arena, out, gait_str_of(m->name), copy);
    }
    return out;
}

/* NULL, with the failure raised, when there is none. */
static const trace_form *find_form(const gait_json *trace, gait_error *err)
{
    if (!has(trace, "schema_id") || !has(trace, "schema_version")) {
        (void)gait_fail(err, GAIT_E_trace_invalid, "the trace has no schema_id or schema_version");
        return NULL;
    }
    for (size_t i = 0; i < sizeof FORMS / sizeof FORMS[0]; i++) {
        if (says(trace, "schema_id", GI_TRACE_SCHEMA) &&
            says(trace, "schema_version", FORMS[i].version))
            return &FORMS[i];
    }
    (void)gait_fail(err, GAIT_E_record_version,
                    "not a trace of schema " GI_TRACE_SCHEMA " " GI_TRACE_VERSION
                    " or " GI_TRACE_VERSION_1);
    return NULL;
}

/* A duplicate member is a manipulation, not a typing error: the document is JSON, but two readers read two traces. */
static bool parse(gait_arena *arena, gait_str bytes, gait_json **out, gait_error *err)
{
    gait_error failure = GAIT_ERROR_INIT;
    gait_json_limits limits = gait_json_limits_for(GAIT_LIMIT_RECORD_BYTES);
    if (!gait_json_parse(arena, bytes, &limits, out, &failure)) {
        bool twice = failure.code == GAIT_E_json_duplicate_key;
        return gait_fail(err, twice ? GAIT_E_trace_invalid : failure.code, "%s", failure.message);
    }
    return (*out)->kind == GAIT_JSON_OBJECT ||
           gait_fail(err, GAIT_E_trace_invalid, "the document is not an object");
}

static void fill_report(const gait_json *trace, gait_trace_report *out)
{
    const gait_json *signature = gait_json_get(trace, GAIT_STR("signature"));
    gait_str key_id = gait_json_text(signature, "key_id");
    out->trace_id = gait_json_text(trace, "trace_id");
    out->verdict = gait_json_text(trace, "verdict");
    out->schema_version = gait_json_text(trace, "schema_version");
    if (gi_hex_is(key_id, GAIT_KEY_ID_HEX))
        out->key_id = key_id;
    out->parsed = true;
}

/* Everything but the signature. NULL, with the failure raised, when it is not a trace. */
static const trace_form *read_trace(gait_arena *arena, gait_str bytes, gait_json **out,
                                    gait_error *err)
{
    if (!parse(arena, bytes, out, err))
        return NULL;
    const trace_form *form = find_form(*out, err);
    if (form == NULL || !gi_members_check(*out, form->members, err))
        return NULL;
    return form->members != &gi_trace_members || check_agreement(*out, err) ? form : NULL;
}

bool gait_trace_read(gait_arena *arena, gait_str bytes, const gait_json **out, gait_error *err)
{
    gait_json *trace = NULL;
    bool ok = read_trace(arena, bytes, &trace, err) != NULL;
    *out = trace;
    return ok;
}

bool gait_trace_verify(gait_arena *arena, gait_str bytes, const gait_key_ring *ring,
                       gait_trace_report *out, gait_error *err)
{
    gait_json *trace = NULL;
    memset(out, 0, sizeof *out);
    const trace_form *form = read_trace(arena, bytes, &trace, err);
    if (form == NULL)
        return false;
    bool is_2 = form->members == &gi_trace_members;
    fill_report(trace, out);
    const gait_key *signer = NULL;
    const gait_record_form how = { gait_str_of(form->context), form->numbers };
    if (!gait_record_verify(arena, is_2 ? trace : encode_1(arena, trace), &how, ring, &signer, err))
        return false;
    out->key_id = gait_arena_str(arena, gait_str_of(gait_key_id(signer)));
    return true;
}
