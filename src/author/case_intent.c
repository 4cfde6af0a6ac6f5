/*
 * case_intent.c — the intent a case stands for, in the names of intents instead of those of rules.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "author/cases.h"
#include "gate/intent.h"
#include "gate/vocabulary.h"

#include <gait/limits.h>

typedef struct renamed {
    const char *key;    /* in a case */
    const char *member; /* in an intent */
    const char *absent; /* what it is when not given; NULL: absent too */
} renamed;

static const renamed context[] = {
    { "identity", "identity", "tester" },
    { "workspace", "workspace", "/repo" },
    { "risk", "risk_class", "low" },
    { "env", "environment", NULL },
    { "phase", "phase", NULL },
    { "session", "session_id", NULL },
    { "credential_source", "credential_source", NULL },
    { NULL, NULL, NULL },
};

static const renamed target[] = {
    { "kind", "kind", NULL },
    { "value", "value", NULL },
    { "domain", "endpoint_domain", NULL },
    { "operation", "operation", NULL },
    { "sensitivity", "sensitivity", NULL },
    { "discovery", "discovery_method", NULL },
    { NULL, NULL, NULL },
};

static const renamed provenance[] = {
    { "arg", "arg_path", NULL },   { "source", "source", NULL },
    { "ref", "source_ref", NULL }, { "digest", "integrity_digest", NULL },
    { NULL, NULL, NULL },
};

static void put(const gi_decl *decl, gait_json *object, const char *name, gait_json value)
{
    gait_json_set(decl->arena, object, gait_str_of(name), value);
}

static bool put_texts(const gi_decl *decl, const gait_json *table, const char *where,
                      const renamed *names, gait_json *out)
{
    for (; names->key != NULL; names++) {
        const gait_json *value = gi_decl_get(table, names->key);
        gait_str text = gait_str_of(names->absent);
        gait_str what = gait_arena_format(decl->arena, "%s%s", where, names->key);
        if (value != NULL && !gi_decl_text(decl, value, what.ptr, &text))
            return false;
        if (text.len > 0)
            put(decl, out, names->member, gait_json_string(text));
    }
    return true;
}

/* One kind of element that lists of a case have. */
typedef struct element {
    const char *key, *member;
    bool (*read)(const gi_decl *decl, const gait_json *table, const char *where, gait_json *out);
} element;

static bool put_list(const gi_decl *decl, const gait_json *table, const char *where,
                     const element *kind, gait_json *out)
{
    const gait_json *list = gi_decl_get(table, kind->key);
    gait_json *made = gait_json_new_array(decl->arena);
    if (list == NULL)
        return true;
    if (list->kind != GAIT_JSON_ARRAY)
        return gi_decl_fail(decl, "%s%s must be a list of tables", where, kind->key);
    for (size_t i = 0; i < list->count; i++) {
        gait_json *one = gait_json_new_object(decl->arena);
        gait_str at = gait_arena_format(decl->arena, "%s%s[%zu]", where, kind->key, i + 1);
        if (!kind->read(decl, &list->items[i], at.ptr, one))
            return false;
        gait_json_push(decl->arena, made, *one);
    }
    put(decl, out, kind->member, *made);
    return true;
}

static bool read_target(const gi_decl *decl, const gait_json *table, const char *where,
                        gait_json *out)
{
    gait_str prefix = gait_arena_format(decl->arena, "%s.", where);
    if (!gi_decl_table(decl, table, where, gi_vocabulary(GI_TABLE_CASE_TARGET)) ||
        !put_texts(decl, table, prefix.ptr, target, out))
        return false;
    const gait_json *destructive = gi_decl_get(table, "destructive");
    bool value;
    if (destructive == NULL)
        return true;
    prefix = gait_arena_format(decl->arena, "%s.destructive", where);
    if (!gi_decl_bool(decl, destructive, prefix.ptr, &value))
        return false;
    put(decl, out, "destructive", gait_json_bool(value));
    return true;
}

static bool read_provenance(const gi_decl *decl, const gait_json *table, const char *where,
                            gait_json *out)
{
    gait_str prefix = gait_arena_format(decl->arena, "%s.", where);
    return gi_decl_table(decl, table, where, gi_vocabulary(GI_TABLE_CASE_PROVENANCE)) &&
           put_texts(decl, table, prefix.ptr, provenance, out);
}

/* What a call is, at the top of a case and in each of its steps. */
static bool put_call(const gi_decl *decl, const gait_json *table, const char *where, gait_json *out)
{
    static const renamed tool[] = { { "tool", "tool_name", NULL }, { NULL, NULL, NULL } };
    static const element targets = { "targets", "targets", read_target };
    static const element sources = { "provenance", "arg_provenance", read_provenance };
    const gait_json *args = gi_decl_get(table, "args");
    if (args != NULL && args->kind != GAIT_JSON_OBJECT)
        return gi_decl_fail(decl, "%sargs must be a table of named values", where);
    if (args != NULL)
        put(decl, out, "args", *args);
    return put_texts(decl, table, where, tool, out) &&
           put_list(decl, table, where, &targets, out) &&
           put_list(decl, table, where, &sources, out);
}

static bool read_step(const gi_decl *decl, const gait_json *table, const char *where,
                      gait_json *out)
{
    static const char *const known[] = { "args", "provenance", "targets", "tool", NULL };
    static const gi_names names = { "key", known };
    gait_str prefix = gait_arena_format(decl->arena, "%s.", where);
    if (!gi_decl_table(decl, table, where, &names) || !put_call(decl, table, prefix.ptr, out))
        return false;
    return gi_decl_get(table, "tool") != NULL ||
           gi_decl_fail(decl, "%stool is missing", prefix.ptr);
}

static bool put_script(const gi_decl *decl, const gait_json *table, gait_json *out)
{
    static const element steps = { "steps", "steps", read_step };
    gait_json *script = gait_json_new_object(decl->arena);
    bool tool = gi_decl_get(table, "tool") != NULL;
    if (gi_decl_get(table, "steps") == NULL)
        return tool || gi_decl_fail(decl, "tool is missing");
    if (tool)
        return gi_decl_fail(decl, "tool stands in the steps: what has steps is a script");
    if (!put_list(decl, table, "", &steps, script))
        return false;
    put(decl, out, "script", *script);
    return true;
}

static bool put_skill(const gi_decl *decl, const gait_json *table, gait_json *out)
{
    const gait_json *publisher = gi_decl_get(table, "skill_publisher");
    gait_json *skill = gait_json_new_object(decl->arena);
    gait_str text;
    if (publisher == NULL)
        return true;
    if (!gi_decl_text(decl, publisher, "skill_publisher", &text))
        return false;
    put(decl, skill, "skill_name", gait_json_string(GAIT_STR("case")));
    put(decl, skill, "source", gait_json_string(GAIT_STR("case")));
    put(decl, skill, "publisher", gait_json_string(text));
    put(decl, out, "skill_provenance", *skill);
    return true;
}

/* What the gate would refuse is no case. */
static bool check_intent(const gi_decl *decl, const gait_json *root)
{
    gait_arena *scratch = gait_arena_scratch(decl->arena);
    gait_error err = GAIT_ERROR_INIT;
    const gait_intent *ignored;
    bool valid = gi_intent_of(scratch, root, &ignored, &err);
    gait_arena_free(scratch);
    return valid || gi_decl_fail(decl, "its intent is refused: %s", err.message);
}

bool gi_case_intent(const gi_decl *decl, const gait_json *table, gait_str *out)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_json *root = gait_json_new_object(decl->arena);
    gait_json *about = gait_json_new_object(decl->arena);
    if (!put_script(decl, table, root) || !put_call(decl, table, "", root) ||
        !put_skill(decl, table, root) || !put_texts(decl, table, "", context, about))
        return false;
    put(decl, root, "context", *about);
    if (!gait_json_canonical(decl->arena, root, GAIT_NUMBERS_EXACT, GAIT_LIMIT_INTENT_BYTES, out,
                             &err))
        return gi_decl_fail(decl, "%s", err.message);
    return check_intent(decl, root);
}
