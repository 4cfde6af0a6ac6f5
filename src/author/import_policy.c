/*
 * import_policy.c — a YAML policy as Lua source: one rule{} for each rule, in the order they are asked.
 *
 * What a rule says comes from the same table that the YAML is decided by; written here is only what a table cannot say:
 * names with '*' in them, and remarks.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "author/importing.h"
#include "author/lua_text.h"

#include "base/glob.h"

#include <gait/limits.h>

#include <string.h>

/* ---- remarks ---- */

static bool has_wildcard(const gi_texts *texts)
{
    for (size_t i = 0; i < texts->count; i++)
        if (gi_glob_has_wildcard(texts->items[i]))
            return true;
    return false;
}

static bool is_literal(const gi_yaml_rule *rule)
{
    return has_wildcard(&rule->match.tool_names) || has_wildcard(&rule->match.identities);
}

static bool asks(const gi_yaml_rule *rule)
{
    return gait_str_is(rule->effect, "require_approval") ||
           gait_str_is(rule->dataflow.action, "require_approval");
}

static bool asks_nobody(const gi_yaml_rule *rule)
{
    return !asks(rule) && (rule->min_approvals > 0 || rule->require_distinct_approvers);
}

static bool runs_nothing(const gi_yaml_rule *rule)
{
    return rule->require_broker_credential && !asks(rule) && !gait_str_is(rule->effect, "allow");
}

static bool softens(const gi_yaml_rule *rule)
{
    return gait_str_is(rule->effect, "block") &&
           gait_str_is(rule->dataflow.action, "require_approval");
}

static bool is_limited(const gi_yaml_rule *rule)
{
    return rule->rate_limit.requests > 0;
}

static bool is_renamed(const gi_yaml_rule *rule)
{
    return !gait_str_equal(rule->id, rule->name);
}

static bool has_open_prefix(const gi_yaml_rule *rule)
{
    const gi_texts *prefixes = &rule->match.workspace_prefixes;
    for (size_t i = 0; i < prefixes->count; i++)
        if (!gait_str_ends(prefixes->items[i], GAIT_STR("/")))
            return true;
    return false;
}

static const struct remark {
    bool (*holds)(const gi_yaml_rule *rule);
    const char *text;
} remarks[] = {
    { is_renamed, "another rule has this name too: the priority was added to it" },
    { is_literal,
      "in the YAML '*' and '?' are characters of a name, not patterns; the functions keep "
      "them so" },
    { has_open_prefix, "a workspace is compared as plain text here: /repo covers /repo-evil too" },
    { asks_nobody, "min_approvals had nothing to do: the rule never asks for approval" },
    { runs_nothing, "require_broker_credential had nothing to do: the rule lets nothing run" },
    { is_limited,
      "a sliding window of this rule alone; in the YAML rules of one window and scope shared a "
      "counter that began anew each minute or hour" },
    { softens,
      "dataflow makes this block softer: tainted data needs an approval where other data is "
      "blocked" },
};

/* "-- " before each line. */
static void add_comment(gait_buf *buf, const char *text)
{
    size_t column = 0;
    for (const char *word = text; *word != '\0';) {
        size_t len = strcspn(word, " ");
        if (column == 0 || column + 1 + len > GI_LUA_COLUMNS) {
            gait_buf_add_cstr(buf, column == 0 ? "-- " : "\n-- ");
            column = 3;
        } else {
            gait_buf_add_char(buf, ' ');
            column++;
        }
        gait_buf_add(buf, (gait_str){ word, len });
        column += len;
        word += len + strspn(word + len, " ");
    }
    gait_buf_add_char(buf, '\n');
}

static void add_remarks(gi_importing *importing, const gi_yaml_rule *rule, gait_buf *buf)
{
    for (size_t i = 0; i < sizeof remarks / sizeof remarks[0]; i++) {
        if (!remarks[i].holds(rule))
            continue;
        add_comment(buf, remarks[i].text);
        gi_import_add_note(importing, rule->id, remarks[i].text);
    }
}

/* ---- rules ---- */

/* A list of one text is that text. */
static void simplify(gait_json *value)
{
    if (value->kind == GAIT_JSON_ARRAY && value->count == 1 &&
        value->items[0].kind == GAIT_JSON_STRING) {
        *value = value->items[0];
        return;
    }
    for (size_t i = 0; i < value->count; i++) {
        if (value->kind == GAIT_JSON_ARRAY)
            simplify(&value->items[i]);
        else if (value->kind == GAIT_JSON_OBJECT)
            simplify(&value->members[i].value);
    }
}

/* matched_rule_<id> is what a rule without a reason has. */
static bool is_default_reason(const gi_yaml_rule *rule, gait_str reason)
{
    gait_str prefix = GAIT_STR("matched_rule_");
    if (!gait_str_starts(reason, prefix) || reason.len != prefix.len + rule->id.len)
        return false;
    for (size_t i = 0; i < rule->id.len; i++) {
        char c = rule->id.ptr[i];
        if (c == ' ' || c == '-')
            c = '_';
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (reason.ptr[prefix.len + i] != c)
            return false;
    }
    return true;
}

/* A condition that is written as a function is no member of match. */
static void add_match(gait_arena *arena, gait_buf *buf, const gait_json_member *match,
                      const gi_yaml_rule *rule)
{
    gait_json *rest = gait_json_new_object(arena);
    for (size_t i = 0; i < match->value.count; i++) {
        const gait_json_member *one = &match->value.members[i];
        bool function =
            (gait_str_is(one->name, "tool") && has_wildcard(&rule->match.tool_names)) ||
            (gait_str_is(one->name, "identity") && has_wildcard(&rule->match.identities));
        if (!function)
            gait_json_set(arena, rest, one->name, one->value);
    }
    simplify(rest);
    if (rest->count > 0)
        gi_lua_member(buf, &(gait_json_member){ .name = match->name, .value = *rest },
                      GI_LUA_INDENT);
}

static void add_function(gait_buf *buf, const char *name, const char *field, const gi_texts *texts)
{
    if (!has_wildcard(texts))
        return;
    gait_buf_add_format(buf, "        %s = function(i)\n            return ", name);
    for (size_t i = 0; i < texts->count; i++) {
        gait_buf_add_format(buf, "%si.%s == ", i == 0 ? "" : "\n                or ", field);
        gi_lua_text(buf, texts->items[i]);
    }
    gait_buf_add_cstr(buf, "\n        end,\n");
}

static void add_when(gait_buf *buf, const gi_yaml_rule *rule)
{
    if (!is_literal(rule))
        return;
    gait_buf_add_cstr(buf, "    when = {\n");
    add_function(buf, "tool_names", "tool", &rule->match.tool_names);
    add_function(buf, "identities", "identity", &rule->match.identities);
    gait_buf_add_cstr(buf, "    },\n");
}

/* "reasons" with one element is written "reason". */
static void add_codes(gait_buf *buf, const gait_json_member *member, const char *singular)
{
    gait_json_member one = *member;
    if (member->value.count == 1)
        one = (gait_json_member){ .name = gait_str_of(singular), .value = member->value.items[0] };
    gi_lua_member(buf, &one, GI_LUA_INDENT);
}

static gait_str rule_text(gi_importing *importing, const gi_yaml_rule *rule)
{
    gait_arena *arena = importing->arena;
    gait_json *table = gi_yaml_rule_table(arena, rule);
    gait_buf buf;
    gait_buf_init(&buf, arena, GAIT_LIMIT_PACK_BYTES);
    gait_buf_add_char(&buf, '\n');
    add_remarks(importing, rule, &buf);
    gait_buf_add_cstr(&buf, "rule {\n");
    for (size_t i = 0; i < table->count; i++) {
        gait_json_member *member = &table->members[i];
        if (gait_str_is(member->name, "match")) {
            add_match(arena, &buf, member, rule);
            add_when(&buf, rule);
        } else if (gait_str_is(member->name, "violations")) {
            add_codes(&buf, member, "violation");
        } else if (!gait_str_is(member->name, "reasons")) {
            simplify(&member->value);
            gi_lua_member(&buf, member, GI_LUA_INDENT);
        } else if (member->value.count != 1 ||
                   !is_default_reason(rule, member->value.items[0].text)) {
            add_codes(&buf, member, "reason");
        }
    }
    gait_buf_add_cstr(&buf, "}\n");
    return gait_buf_text(&buf);
}

/* A pack has a rule. This one says what the default says anyway. */
static gait_str only_default(const gi_importing *importing)
{
    gait_str verdict = importing->yaml.default_verdict;
    return gait_arena_format(
        importing->arena,
        "\n-- The YAML has no rules: its default decides everything, and a pack needs one "
        "rule.\nrule {\n    id = \"default\",\n    effect = \"%.*s\",\n    reason = "
        "\"default_%.*s\",\n}\n",
        GAIT_STR_ARG(verdict), GAIT_STR_ARG(verdict));
}

/* ---- the policy ---- */

static gait_str head_text(gi_importing *importing)
{
    static const char closed[] = "fail_closed named no required field and asked for nothing";
    gait_arena *arena = importing->arena;
    gait_json *table = gi_yaml_policy_table(arena, &importing->yaml);
    const gait_json_member title = {
        .name = GAIT_STR("title"),
        .value = gait_json_string(gait_arena_format(arena, "imported from %s", importing->file)),
    };
    gait_buf buf;
    gait_buf_init(&buf, arena, GAIT_LIMIT_PACK_BYTES);
    gait_buf_add_format(
        &buf,
        "-- Written by `gait policy import` from %s, policy digest\n-- %.*s.\n"
        "-- With combine = \"tiers\" the rule with the least priority that applies decides, and "
        "what the\n-- YAML could say is compared as it was there; docs/migration.md says how to "
        "go on.\n",
        importing->file, GAIT_STR_ARG(importing->yaml_digest));
    if (importing->yaml.fail_closed.enabled &&
        importing->yaml.fail_closed.required_fields.count == 0) {
        add_comment(&buf, closed);
        gi_import_add_note(importing, GAIT_STR(""), closed);
    }
    gait_buf_add_cstr(&buf, "policy {\n");
    simplify(table);
    for (size_t i = 0; i < table->count; i++) {
        gi_lua_member(&buf, &table->members[i], GI_LUA_INDENT);
        if (i == 0) /* behind the id */
            gi_lua_member(&buf, &title, GI_LUA_INDENT);
    }
    gait_buf_add_cstr(&buf, "}\n");
    return gait_buf_text(&buf);
}

static gi_import_parts rule_texts(gi_importing *importing)
{
    const gi_yaml_policy *yaml = &importing->yaml;
    gi_import_parts out = { NULL, yaml->rule_count };
    out.items = gait_arena_array(importing->arena, yaml->rule_count + 1, sizeof *out.items);
    for (size_t i = 0; i < yaml->rule_count; i++)
        out.items[i] = rule_text(importing, &yaml->rules[i]);
    if (out.count == 0)
        out.items[out.count++] = only_default(importing);
    return out;
}

bool gi_import_policy(gi_importing *importing)
{
    gait_arena *arena = importing->arena;
    gait_str head = head_text(importing);
    gi_import_parts rules = rule_texts(importing);
    gi_import_parts groups;
    gait_buf main_file;
    if (!gi_import_group(importing, &rules, head.len, &groups))
        return false;
    gait_buf_init(&main_file, arena, GAIT_LIMIT_PACK_BYTES);
    gait_buf_add(&main_file, head);
    if (groups.count == 1) {
        gait_buf_add(&main_file, groups.items[0]);
        gi_import_add_file(importing, GAIT_STR("policy.lua"), gait_buf_text(&main_file));
        return true;
    }
    gait_buf_add_char(&main_file, '\n');
    for (size_t i = 0; i < groups.count; i++)
        gait_buf_add_format(&main_file, "include \"rules/%04zu\"\n", i + 1);
    gi_import_add_file(importing, GAIT_STR("policy.lua"), gait_buf_text(&main_file));
    for (size_t i = 0; i < groups.count; i++)
        gi_import_add_file(
            importing, gait_arena_format(arena, "rules/%04zu.lua", i + 1),
            gait_arena_format(arena, "-- Rules of %s, written by `gait policy import`.\n%.*s",
                              importing->file, GAIT_STR_ARG(groups.items[i])));
    return true;
}
