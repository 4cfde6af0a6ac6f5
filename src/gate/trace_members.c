/* trace_members.c — the members of a trace, of each version, and what they hold. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/trace_members.h"

#include "base/enc.h"
#include "gate/trace.h"

#define MEMBERS_OF(rows)                                                                           \
    {                                                                                              \
        rows, sizeof(rows) / sizeof(rows)[0]                                                       \
    }

static const gi_member CREDENTIAL[] = {
    { "broker", GI_MEMBER_TEXT, false, NULL }, { "scopes", GI_MEMBER_SET, false, NULL },
    { "sources", GI_MEMBER_SET, false, NULL }, { "issuers", GI_MEMBER_SET, false, NULL },
    { "jit", GI_MEMBER_FLAG, true, NULL },     { "max_ttl_seconds", GI_MEMBER_COUNT, false, NULL },
};
static const gi_members CREDENTIAL_MEMBERS = MEMBERS_OF(CREDENTIAL);

static const gi_member PACK[] = {
    { "id", GI_MEMBER_TEXT, true, NULL },
    { "digest", GI_MEMBER_HEX_64, true, NULL },
    { "trust", GI_MEMBER_TRUST, true, NULL },
};
static const gi_members PACK_MEMBERS = MEMBERS_OF(PACK);

static const gi_member LIMIT[] = {
    { "rule", GI_MEMBER_TEXT, true, NULL },          { "max", GI_MEMBER_COUNT, true, NULL },
    { "seconds", GI_MEMBER_COUNT, true, NULL },      { "by", GI_MEMBER_SET, true, NULL },
    { "key_digest", GI_MEMBER_HEX_64, false, NULL }, { "used", GI_MEMBER_WHOLE, false, NULL },
    { "charges", GI_MEMBER_COUNT, true, NULL },
};
static const gi_members LIMIT_MEMBERS = MEMBERS_OF(LIMIT);

static const gi_member TRACE[] = {
    { "schema_id", GI_MEMBER_TEXT, true, NULL },
    { "schema_version", GI_MEMBER_TEXT, true, NULL },
    { "created_at", GI_MEMBER_TIME, true, NULL },
    { "producer_version", GI_MEMBER_TEXT, true, NULL },
    { "trace_id", GI_MEMBER_HEX_32, true, NULL },
    { "correlation_id", GI_MEMBER_TEXT, false, NULL },
    { "tool_name", GI_MEMBER_TEXT, false, NULL },
    { "args_digest", GI_MEMBER_HEX_64, false, NULL },
    { "intent_digest", GI_MEMBER_HEX_64, true, NULL },
    { "intent_digest_kind", GI_MEMBER_DIGEST_KIND, true, NULL },
    { "intent_created_at", GI_MEMBER_TIME, false, NULL },
    { "identity", GI_MEMBER_TEXT, false, NULL },
    { "risk_class", GI_MEMBER_TEXT, false, NULL },
    { "policy_digest", GI_MEMBER_HEX_64, false, NULL },
    { "policy_id", GI_MEMBER_TEXT, false, NULL },
    { "policy_version", GI_MEMBER_TEXT, false, NULL },
    { "packs", GI_MEMBER_OBJECTS, false, &PACK_MEMBERS },
    { "evaluation_time", GI_MEMBER_TIME, true, NULL },
    { "tzdata_version", GI_MEMBER_TEXT, false, NULL },
    { "verdict", GI_MEMBER_VERDICT, true, NULL },
    { "rule", GI_MEMBER_TEXT, false, NULL },
    { "reason_codes", GI_MEMBER_SET, true, NULL },
    { "violations", GI_MEMBER_SET, true, NULL },
    { "required_approvals", GI_MEMBER_COUNT, false, NULL },
    { "distinct_approvers", GI_MEMBER_FLAG, false, NULL },
    { "credential", GI_MEMBER_OBJECT, false, &CREDENTIAL_MEMBERS },
    { "limits", GI_MEMBER_OBJECTS, false, &LIMIT_MEMBERS },
    { "error_code", GI_MEMBER_CODE, false, NULL },
    { "simulate", GI_MEMBER_FLAG, true, NULL },
    { "latency_ms", GI_MEMBER_MILLISECONDS, false, NULL },
    { "approval_token_ref", GI_MEMBER_TEXT, false, NULL },
    { "signature", GI_MEMBER_SIGNATURE, false, NULL },
};

/* What the members of 1.0.0 hold; what is optional there may also be present and empty. */
static const gi_member TRACE_1[] = {
    { "schema_id", GI_MEMBER_TEXT, true, NULL },
    { "schema_version", GI_MEMBER_TEXT, true, NULL },
    { "created_at", GI_MEMBER_TIME, true, NULL },
    { "producer_version", GI_MEMBER_ANY_TEXT, true, NULL },
    { "trace_id", GI_MEMBER_HEX_24, true, NULL },
    { "correlation_id", GI_MEMBER_ANY_TEXT, false, NULL },
    { "tool_name", GI_MEMBER_TEXT, true, NULL },
    { "args_digest", GI_MEMBER_HEX_64, true, NULL },
    { "intent_digest", GI_MEMBER_HEX_64, true, NULL },
    { "policy_digest", GI_MEMBER_HEX_64, true, NULL },
    { "verdict", GI_MEMBER_VERDICT, true, NULL },
    { "violations", GI_MEMBER_LIST, false, NULL },
    { "latency_ms", GI_MEMBER_MILLISECONDS, false, NULL },
    { "approval_token_ref", GI_MEMBER_ANY_TEXT, false, NULL },
    { "signature", GI_MEMBER_SIGNATURE, false, NULL },
};

const gi_members gi_trace_members = MEMBERS_OF(TRACE);
const gi_members gi_trace_members_1 = MEMBERS_OF(TRACE_1);

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

static bool is_integer(const gait_json *value, int64_t least)
{
    int64_t integer = 0;
    double number;
    return value->kind == GAIT_JSON_NUMBER &&
           gait_number_classify(value->text, &integer, &number) == GAIT_NUMBER_INTEGER &&
           integer >= least;
}

static bool is_milliseconds(const gait_json *value)
{
    double number = value->kind == GAIT_JSON_NUMBER ? gait_number_to_double(value->text) : -1;
    return number >= 0 && number < 1e300;
}

static bool is_text(const gait_json *value, gi_member_kind kind)
{
    int64_t when;
    gait_str text = value->text;
    if (value->kind != GAIT_JSON_STRING)
        return false;
    switch (kind) {
    case GI_MEMBER_HEX_24:
        return gi_hex_is(text, 24);
    case GI_MEMBER_HEX_32:
        return gi_hex_is(text, 32);
    case GI_MEMBER_HEX_64:
        return gi_hex_is(text, 64);
    case GI_MEMBER_TIME:
        return gait_time_parse(text, &when);
    case GI_MEMBER_VERDICT:
        return is_verdict(text);
    case GI_MEMBER_DIGEST_KIND:
        return gait_str_is(text, GI_TRACE_OVER_INTENT) || gait_str_is(text, GI_TRACE_OVER_BYTES);
    case GI_MEMBER_CODE:
        return is_code(text);
    case GI_MEMBER_TRUST:
        return gait_str_is(text, GI_TRUST_FULL) || gait_str_is(text, GI_TRUST_RESTRICT);
    case GI_MEMBER_TEXT:
        return text.len > 0;
    default:
        return true;
    }
}

static bool is_well_formed(const gait_json *value, const gi_member *m);

static bool is_object(const gait_json *value, const gi_members *members)
{
    size_t found = 0;
    for (size_t i = 0; i < members->count && value->kind == GAIT_JSON_OBJECT; i++) {
        const gi_member *m = &members->rows[i];
        const gait_json *inner = gait_json_get(value, gait_str_of(m->name));
        if (inner == NULL ? m->required : !is_well_formed(inner, m))
            return false;
        found += inner != NULL;
    }
    return value->kind == GAIT_JSON_OBJECT && found == value->count;
}

static bool is_objects(const gait_json *value, const gi_members *members)
{
    for (size_t i = 0; value->kind == GAIT_JSON_ARRAY && i < value->count; i++)
        if (!is_object(&value->items[i], members))
            return false;
    return value->kind == GAIT_JSON_ARRAY && value->count > 0;
}

static bool is_well_formed(const gait_json *value, const gi_member *m)
{
    switch (m->kind) {
    case GI_MEMBER_LIST:
    case GI_MEMBER_SET:
        return is_list(value, m->kind == GI_MEMBER_SET);
    case GI_MEMBER_FLAG:
        return value->kind == GAIT_JSON_BOOL;
    case GI_MEMBER_COUNT:
    case GI_MEMBER_WHOLE:
        return is_integer(value, m->kind == GI_MEMBER_COUNT);
    case GI_MEMBER_OBJECT:
        return is_object(value, m->inner);
    case GI_MEMBER_OBJECTS:
        return is_objects(value, m->inner);
    case GI_MEMBER_MILLISECONDS:
        return is_milliseconds(value);
    case GI_MEMBER_SIGNATURE:
        return true;
    default:
        return is_text(value, m->kind);
    }
}

bool gi_members_check(const gait_json *trace, const gi_members *members, gait_error *err)
{
    size_t found = 0;
    for (size_t i = 0; i < members->count; i++) {
        const gi_member *m = &members->rows[i];
        const gait_json *value = gait_json_get(trace, gait_str_of(m->name));
        if (value == NULL && m->required)
            return gait_fail(err, GAIT_E_trace_invalid, "the trace has no %s", m->name);
        if (value != NULL && !is_well_formed(value, m))
            return gait_fail(err, GAIT_E_trace_invalid, "line %u, column %u: %s is malformed",
                             (unsigned)value->line, (unsigned)value->column, m->name);
        found += value != NULL;
    }
    return found == trace->count ||
           gait_fail(err, GAIT_E_trace_invalid,
                     "the trace has members that its schema version does not know");
}
