/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/trace.h"

#include <gait/limits.h>
#include <gait/record.h>

#include "base/enc.h"

#include <string.h>

typedef enum member_kind {
    TEXT, /* not empty */
    ANY_TEXT,
    HEX_24,
    HEX_32,
    HEX_64,
    TIME,
    VERDICT,
    DIGEST_KIND,
    CODE,
    LIST, /* of texts */
    SET,  /* of texts: none empty, sorted, unique */
    FLAG,
    COUNT, /* an integer from 1 */
    MILLISECONDS,
    SIGNATURE /* gait_record_verify looks at it */
} member_kind;

typedef struct member {
    const char *name;
    member_kind kind;
    bool required;
} member;

static const member MEMBERS[] = {
    { "schema_id", TEXT, true },
    { "schema_version", TEXT, true },
    { "created_at", TIME, true },
    { "producer_version", TEXT, true },
    { "trace_id", HEX_32, true },
    { "correlation_id", TEXT, false },
    { "tool_name", TEXT, false },
    { "args_digest", HEX_64, false },
    { "intent_digest", HEX_64, true },
    { "intent_digest_kind", DIGEST_KIND, true },
    { "intent_created_at", TIME, false },
    { "identity", TEXT, false },
    { "risk_class", TEXT, false },
    { "policy_digest", HEX_64, false },
    { "policy_id", TEXT, false },
    { "policy_version", TEXT, false },
    { "evaluation_time", TIME, true },
    { "tzdata_version", TEXT, false },
    { "verdict", VERDICT, true },
    { "rule", TEXT, false },
    { "reason_codes", SET, true },
    { "violations", SET, true },
    { "required_approvals", COUNT, false },
    { "distinct_approvers", FLAG, false },
    { "error_code", CODE, false },
    { "simulate", FLAG, true },
    { "latency_ms", MILLISECONDS, false },
    { "approval_token_ref", TEXT, false },
    { "signature", SIGNATURE, false },
};

/* What the members of 1.0.0 hold; what is optional there may also be present and empty. */
static const member MEMBERS_1[] = {
    { "schema_id", TEXT, true },           { "schema_version", TEXT, true },
    { "created_at", TIME, true },          { "producer_version", ANY_TEXT, true },
    { "trace_id", HEX_24, true },          { "correlation_id", ANY_TEXT, false },
    { "tool_name", TEXT, true },           { "args_digest", HEX_64, true },
    { "intent_digest", HEX_64, true },     { "policy_digest", HEX_64, true },
    { "verdict", VERDICT, true },          { "violations", LIST, false },
    { "latency_ms", MILLISECONDS, false }, { "approval_token_ref", ANY_TEXT, false },
    { "signature", SIGNATURE, false },
};

typedef struct trace_form {
    const char *version;
    const member *members;
    size_t count;
    const char *context;
    gait_numbers numbers;
} trace_form;

static const trace_form FORMS[] = {
    { GI_TRACE_VERSION, MEMBERS, sizeof MEMBERS / sizeof MEMBERS[0], GI_TRACE_CONTEXT,
      GAIT_NUMBERS_EXACT },
    { GI_TRACE_VERSION_1, MEMBERS_1, sizeof MEMBERS_1 / sizeof MEMBERS_1[0], "",
      GAIT_NUMBERS_DOUBLE },
};

static bool is_verdict(gait_str text)
{
    for (int v = GAIT_ALLOW; v <= GAIT_BLOCK; v++) {
        if (gait_str_is(text, gait_verdict_name((gait_verdict)v)))
            return true;
    }
    return false;
}

static bool is_code(gait_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_')
            return false;
    }
    return text.len > 0;
}

static bool is_list(const gait_json *value, bool is_set)
{
    if (value->kind != GAIT_JSON_ARRAY)
        return false;
    for (size_t i = 0; i < value->count; i++) {
        const gait_json *item = &value->items[i];
        if (item->kind != GAIT_JSON_STRING || (is_set && item->text.len == 0))
            return false;
        if (is_set && i > 0 && gait_str_compare(value->items[i - 1].text, item->text) >= 0)
            return false;
    }
    return true;
}

static bool is_count(const gait_json *value)
{
    int64_t integer = 0;
    double number;
    return value->kind == GAIT_JSON_NUMBER &&
           gait_number_classify(value->text, &integer, &number) == GAIT_NUMBER_INTEGER &&
           integer >= 1;
}

static bool is_milliseconds(const gait_json *value)
{
    double number = value->kind == GAIT_JSON_NUMBER ? gait_number_to_double(value->text) : -1;
    return number >= 0 && number < 1e300;
}

static bool is_text(const gait_json *value, member_kind kind)
{
    int64_t when;
    gait_str text = value->text;
    if (value->kind != GAIT_JSON_STRING)
        return false;
    switch (kind) {
    case HEX_24:
        return gi_hex_is(text, 24);
    case HEX_32:
        return gi_hex_is(text, 32);
    case HEX_64:
        return gi_hex_is(text, 64);
    case TIME:
        return gait_time_parse(text, &when);
    case VERDICT:
        return is_verdict(text);
    case DIGEST_KIND:
        return gait_str_is(text, GI_TRACE_OVER_INTENT) || gait_str_is(text, GI_TRACE_OVER_BYTES);
    case CODE:
        return is_code(text);
    case TEXT:
        return text.len > 0;
    default:
        return true;
    }
}

static bool is_well_formed(const gait_json *value, member_kind kind)
{
    switch (kind) {
    case LIST:
    case SET:
        return is_list(value, kind == SET);
    case FLAG:
        return value->kind == GAIT_JSON_BOOL;
    case COUNT:
        return is_count(value);
    case MILLISECONDS:
        return is_milliseconds(value);
    case SIGNATURE:
        return true;
    default:
        return is_text(value, kind);
    }
}

/* Exactly the members of the form, each well formed. */
static bool check_members(const gait_json *trace, const trace_form *form, gait_error *err)
{
    size_t found = 0;
    for (size_t i = 0; i < form->count; i++) {
        const member *m = &form->members[i];
        const gait_json *value = gait_json_get(trace, gait_str_of(m->name));
        if (value == NULL && m->required)
            return gait_fail(err, GAIT_E_trace_invalid, "the trace has no %s", m->name);
        if (value != NULL && !is_well_formed(value, m->kind))
            return gait_fail(err, GAIT_E_trace_invalid, "line %u, column %u: %s is malformed",
                             (unsigned)value->line, (unsigned)value->column, m->name);
        found += value != NULL;
    }
    return found == trace->count ||
           gait_fail(err, GAIT_E_trace_invalid,
                     "the trace has members that schema version %s does not know", form->version);
}

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
    for (size_t i = 0; i < sizeof MEMBERS_1 / sizeof MEMBERS_1[0]; i++) {
        const member *m = &MEMBERS_1[i];
        const gait_json *value = gait_json_get(trace, gait_str_of(m->name));
        if (value == NULL || (!m->required && is_empty_of_1(value)))
            continue;
        gait_json copy = *value;
        if (m->kind == TIME)
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

static gait_str text_of(const gait_json *trace, const char *name)
{
    const gait_json *value = gait_json_get(trace, gait_str_of(name));
    return value != NULL && value->kind == GAIT_JSON_STRING ? value->text : (gait_str){ NULL, 0 };
}

static void fill_report(const gait_json *trace, gait_trace_report *out)
{
    const gait_json *signature = gait_json_get(trace, GAIT_STR("signature"));
    gait_str key_id = text_of(signature, "key_id");
    out->trace_id = text_of(trace, "trace_id");
    out->verdict = text_of(trace, "verdict");
    out->schema_version = text_of(trace, "schema_version");
    if (gi_hex_is(key_id, GAIT_KEY_ID_HEX))
        out->key_id = key_id;
    out->parsed = true;
}

bool gait_trace_verify(gait_arena *arena, gait_str bytes, const gait_key_ring *ring,
                       gait_trace_report *out, gait_error *err)
{
    gait_json *trace = NULL;
    memset(out, 0, sizeof *out);
    if (!parse(arena, bytes, &trace, err))
        return false;
    const trace_form *form = find_form(trace, err);
    if (form == NULL || !check_members(trace, form, err))
        return false;
    bool is_2 = form->members == MEMBERS;
    if (is_2 && !check_agreement(trace, err))
        return false;
    fill_report(trace, out);
    const gait_key *signer = NULL;
    const gait_record_form how = { gait_str_of(form->context), form->numbers };
    if (!gait_record_verify(arena, is_2 ? trace : encode_1(arena, trace), &how, ring, &signer, err))
        return false;
    out->key_id = gait_arena_str(arena, gait_str_of(gait_key_id(signer)));
    return true;
}
