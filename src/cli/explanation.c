/*
 * explanation.c — an explanation (docs/explanation.md) as text.
 *
 * Rules that apply come first, the deciding ones before the others; then what is unknown or superseded; what does not
 * apply gets a line each where there is room for it, and a number where there is not.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "decision.h"

#include <string.h>

enum {
    LISTED_RULES = 10,  /* that do not apply, before a number takes their place */
    LISTED_CHANGES = 5, /* of a default that nobody has to read to the end */
    BRIEF_BYTES = 24,   /* of a condition in such a line, at least */
    SAYS_COLUMN = 14,   /* where a condition's words begin */
    LINE_COLUMNS = 80
};

/* ---- reading ---- */

static gait_str text_of(const gait_json *object, const char *name)
{
    const gait_json *member = object == NULL ? NULL : gait_json_get(object, gait_str_of(name));
    bool text =
        member != NULL && (member->kind == GAIT_JSON_STRING || member->kind == GAIT_JSON_NUMBER);
    return text ? member->text : (gait_str){ NULL, 0 };
}

static bool is_set(const gait_json *object, const char *name)
{
    const gait_json *member = gait_json_get(object, gait_str_of(name));
    return member != NULL && member->kind == GAIT_JSON_BOOL && member->boolean;
}

static size_t count_of(const gait_json *list)
{
    return list == NULL ? 0 : list->count;
}

static const gait_json *list_of(const gait_json *object, const char *name)
{
    return gait_json_get(object, gait_str_of(name));
}

static bool names(const gait_json *list, gait_str text)
{
    for (size_t i = 0; i < count_of(list); i++)
        if (gait_str_equal(list->items[i].text, text))
            return true;
    return false;
}

static gait_str join(cli_context *cli, const gait_json *list, const char *separator)
{
    gait_buf buf;
    gait_buf_init(&buf, cli->arena, GAIT_LIMIT_OUTPUT_BYTES);
    for (size_t i = 0; i < count_of(list); i++)
        gait_buf_add_format(&buf, "%s%.*s", i == 0 ? "" : separator,
                            GAIT_STR_ARG(list->items[i].text));
    return gait_buf_text(&buf);
}

/* One paragraph: the first line at `indent`, further ones two columns deeper. */
static void paragraph(cli_context *cli, size_t indent, gait_str text)
{
    cli_styled(cli, CLI_PLAIN, "%*s", (int)indent, "");
    cli_wrap(&cli->text, cli_clean(cli, text), indent, indent + 2);
}

/* ---- fields ---- */

/* What is known of a field whose value is not shown, or that has none. */
static gait_str shape_text(cli_context *cli, gait_str name, const gait_json *field)
{
    gait_str type = text_of(field, "type");
    gait_str bytes = text_of(field, "bytes");
    bool none = gait_str_is(type, "absent") || gait_str_is(type, "null");
    bool text = gait_str_is(type, "string");
    return gait_arena_format(cli->arena, "%.*s is %s%.*s%s%.*s%s", GAIT_STR_ARG(name),
                             none ? "" : "a ", GAIT_STR_ARG(type), text ? " of " : "",
                             GAIT_STR_ARG(text ? bytes : GAIT_STR("")),
                             !text                     ? ""
                             : gait_str_is(bytes, "1") ? " byte"
                                                       : " bytes");
}

static gait_str field_text(cli_context *cli, const gait_json *field)
{
    gait_str name = text_of(field, "name");
    gait_str type = text_of(field, "type");
    gait_str elements = text_of(field, "elements");
    gait_str value = text_of(field, "value");
    const gait_json *shown = gait_json_get(field, GAIT_STR("value"));
    bool text = gait_str_is(type, "string");
    if (elements.len > 0)
        return gait_arena_format(cli->arena, "%.*s has %.*s element%s", GAIT_STR_ARG(name),
                                 GAIT_STR_ARG(elements), gait_str_is(elements, "1") ? "" : "s");
    if (is_set(field, "redacted"))
        return gait_arena_format(cli->arena, "%.*s = <redacted>", GAIT_STR_ARG(name));
    if (shown == NULL)
        return shape_text(cli, name, field);
    if (shown->kind == GAIT_JSON_BOOL)
        value = shown->boolean ? GAIT_STR("true") : GAIT_STR("false");
    gait_str line = gait_arena_format(cli->arena, "%.*s = %s%.*s%s", GAIT_STR_ARG(name),
                                      text ? "\"" : "", GAIT_STR_ARG(value), text ? "\"" : "");
    if (!is_set(field, "cut"))
        return line;
    return gait_arena_format(cli->arena, "%.*s... (%.*s bytes, sha256 %.*s...)", GAIT_STR_ARG(line),
                             GAIT_STR_ARG(text_of(field, "bytes")),
                             GAIT_STR_ARG(text_of(field, "digest")));
}

/* The field that fits behind its condition, if there is only one; else empty. */
static gait_str short_field(cli_context *cli, const gait_json *condition, size_t column)
{
    const gait_json *fields = list_of(condition, "fields");
    if (count_of(fields) != 1 || text_of(condition, "more_fields").len > 0)
        return GAIT_STR("");
    gait_str only = field_text(cli, &fields->items[0]);
    return column + only.len + 4 <= LINE_COLUMNS ? only : GAIT_STR("");
}

static void explain_fields(cli_context *cli, const gait_json *condition)
{
    const gait_json *fields = list_of(condition, "fields");
    gait_str more = text_of(condition, "more_fields");
    for (size_t i = 0; i < count_of(fields); i++) {
        cli_styled(cli, CLI_DIM, "                %.*s",
                   GAIT_STR_ARG(field_text(cli, &fields->items[i])));
        cli_line(cli, "%s", "");
    }
    if (more.len > 0)
        cli_line(cli, "                and %.*s more", GAIT_STR_ARG(more));
}

/* ---- conditions ---- */

static void explain_error(cli_context *cli, const gait_json *error)
{
    gait_str file = text_of(error, "file");
    gait_str line = text_of(error, "line");
    gait_str field = text_of(error, "field");
    if (error == NULL)
        return;
    cli_line(cli, "                %.*s%s%.*s%s%.*s%s%.*s%s", GAIT_STR_ARG(file),
             line.len > 0 ? ":" : "", GAIT_STR_ARG(line), file.len > 0 ? ": " : "",
             GAIT_STR_ARG(text_of(error, "message")), field.len > 0 ? " (after reading " : "",
             GAIT_STR_ARG(field), field.len > 0 ? ")" : "");
}

static void explain_words(cli_context *cli, const gait_json *condition)
{
    gait_str because = text_of(condition, "because");
    gait_str words =
        gait_arena_format(cli->arena, "%.*s%s%.*s", GAIT_STR_ARG(text_of(condition, "says")),
                          because.len > 0 ? ": " : "", GAIT_STR_ARG(because));
    gait_str field = short_field(cli, condition, SAYS_COLUMN + words.len);
    cli_styled(cli, CLI_PLAIN, "      %-8.*s", GAIT_STR_ARG(text_of(condition, "outcome")));
    if (field.len == 0) {
        cli_wrap(&cli->text, cli_clean(cli, words), SAYS_COLUMN, SAYS_COLUMN);
        explain_fields(cli, condition);
        return;
    }
    cli_styled(cli, CLI_PLAIN, "%.*s", GAIT_STR_ARG(words));
    cli_styled(cli, CLI_DIM, "  (%.*s)", GAIT_STR_ARG(field));
    cli_line(cli, "%s", "");
}

static void explain_condition(cli_context *cli, const gait_json *condition)
{
    const gait_json *notes = list_of(condition, "notes");
    explain_words(cli, condition);
    explain_error(cli, gait_json_get(condition, GAIT_STR("error")));
    for (size_t i = 0; i < count_of(notes); i++)
        cli_line(cli, "                note: %.*s", GAIT_STR_ARG(notes->items[i].text));
    if (is_set(condition, "withheld"))
        paragraph(cli, SAYS_COLUMN + 2,
                  GAIT_STR("what the function says is hidden: it may hold what is not shown"));
}

/* ---- rules ---- */

typedef enum rule_class { DECIDING, APPLYING, DOUBTFUL, IDLE, CLASS_COUNT } rule_class;

typedef struct outcome_text {
    const char *name;
    const char *says;
    const char *by; /* the member that names another rule, or NULL */
    rule_class class;
    bool conditions; /* are worth showing */
} outcome_text;

static const outcome_text *outcome_of(const gait_json *row)
{
    static const outcome_text texts[] = {
        { "applied", "applies", NULL, APPLYING, true },
        { "unknown_applied", "applies, since a condition is unknown", NULL, APPLYING, true },
        { "unknown_skipped", "does not apply, since a condition is unknown", NULL, DOUBTFUL, true },
        { "within_limit", "does not apply until its limit is used up", NULL, IDLE, false },
        { "overridden", "is overridden by ", "overridden_by", DOUBTFUL, true },
        { "not_trusted", "would allow, but its pack may only restrict", NULL, DOUBTFUL, true },
        { "shadowed", "would apply, but comes after ", "shadowed_by", DOUBTFUL, false },
        { "not_applied", "does not apply", NULL, IDLE, false },
    };
    enum { COUNT = sizeof texts / sizeof texts[0] };
    gait_str name = text_of(row, "outcome");
    size_t i = 0;
    while (i < COUNT - 1 && !gait_str_is(name, texts[i].name))
        i++;
    return &texts[i];
}

static cli_style style_of(const gait_json *row, rule_class class)
{
    gait_str effect = text_of(row, "effect");
    if (class == DOUBTFUL)
        return CLI_YELLOW;
    if (class != DECIDING)
        return CLI_BOLD;
    for (int v = GAIT_ALLOW; v <= GAIT_BLOCK; v++)
        if (gait_str_is(effect, gait_verdict_name((gait_verdict)v)))
            return cli_verdict_style((gait_verdict)v);
    return CLI_BOLD;
}

/* "sources aws_sts or github_oidc; issued for this call; good for 900 seconds" */
static gait_str credential_text(cli_context *cli, const gait_json *credential)
{
    static const char *const lists[] = { "sources", "issuers", "scopes" };
    gait_str broker = text_of(credential, "broker");
    gait_str ttl = text_of(credential, "max_ttl_seconds");
    gait_buf out;
    gait_buf_init(&out, cli->arena, GAIT_LIMIT_OUTPUT_BYTES);
    gait_buf_add_cstr(&out, "it takes a credential");
    if (broker.len > 0)
        gait_buf_add_format(&out, " of broker %.*s", GAIT_STR_ARG(broker));
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (list_of(credential, lists[i]) != NULL)
            gait_buf_add_format(&out, "; %s %.*s", lists[i],
                                GAIT_STR_ARG(join(cli, list_of(credential, lists[i]), ", ")));
    if (is_set(credential, "jit"))
        gait_buf_add_cstr(&out, "; issued for this call");
    if (ttl.len > 0)
        gait_buf_add_format(&out, "; good for %.*s seconds at most", GAIT_STR_ARG(ttl));
    return gait_buf_text(&out);
}

static void explain_limit(cli_context *cli, const gait_json *limit)
{
    gait_str used = text_of(limit, "used");
    gait_str by = join(cli, list_of(limit, "by"), ", ");
    cli_line(cli, "      limit: %.*s of %.*s in %.*s seconds%s%.*s",
             GAIT_STR_ARG(used.len > 0 ? used : GAIT_STR("an unknown part")),
             GAIT_STR_ARG(text_of(limit, "max")), GAIT_STR_ARG(text_of(limit, "seconds")),
             by.len > 0 ? " by " : "", GAIT_STR_ARG(by));
}

static void explain_obligations(cli_context *cli, const gait_json *row)
{
    gait_str approvals = text_of(row, "approvals");
    const gait_json *credential = gait_json_get(row, GAIT_STR("credential"));
    const gait_json *limits = list_of(row, "limits");
    if (approvals.len > 0)
        cli_line(cli, "      it takes %.*s approval%s%s", GAIT_STR_ARG(approvals),
                 gait_str_is(approvals, "1") ? "" : "s",
                 is_set(row, "distinct_approvers") ? " by different people" : "");
    if (credential != NULL)
        paragraph(cli, 6, credential_text(cli, credential));
    for (size_t i = 0; i < count_of(limits); i++)
        explain_limit(cli, &limits->items[i]);
}

static void explain_rule(cli_context *cli, const gait_json *row, rule_class class)
{
    const outcome_text *outcome = outcome_of(row);
    const gait_json *conditions = list_of(row, "conditions");
    gait_str by = outcome->by == NULL ? GAIT_STR("") : text_of(row, outcome->by);
    gait_str title = text_of(row, "title");
    gait_str hint = text_of(row, "hint");
    gait_str becomes = text_of(row, "becomes");
    gait_str reasons = join(cli, list_of(row, "becomes_for"), ", ");
    cli_styled(cli, style_of(row, class), "  - %.*s", GAIT_STR_ARG(text_of(row, "rule")));
    cli_line(cli, " %s%.*s (%.*s, %.*s:%.*s)", outcome->says, GAIT_STR_ARG(by),
             GAIT_STR_ARG(text_of(row, "effect")), GAIT_STR_ARG(text_of(row, "file")),
             GAIT_STR_ARG(text_of(row, "line")));
    if (becomes.len > 0)
        cli_line(cli, "      here it becomes %.*s: %.*s", GAIT_STR_ARG(becomes),
                 GAIT_STR_ARG(reasons));
    if (title.len > 0)
        paragraph(cli, 6, title);
    for (size_t i = 0; outcome->conditions && i < count_of(conditions); i++)
        explain_condition(cli, &conditions->items[i]);
    if (outcome->class == APPLYING && count_of(conditions) == 0)
        cli_line(cli, "      it has no conditions");
    if (outcome->class == APPLYING)
        explain_obligations(cli, row);
    if (hint.len > 0 && outcome->class == APPLYING)
        paragraph(cli, 6, gait_arena_format(cli->arena, "hint: %.*s", GAIT_STR_ARG(hint)));
}

static rule_class class_of(const gait_json *ruling, const gait_json *row)
{
    rule_class class = outcome_of(row)->class;
    bool deciding = class == APPLYING && names(list_of(ruling, "rules"), text_of(row, "rule"));
    return deciding ? DECIDING : class;
}

static size_t explain_class(cli_context *cli, const gait_json *ruling, rule_class class, bool show)
{
    const gait_json *rows = list_of(ruling, "considered");
    size_t found = 0;
    for (size_t i = 0; i < count_of(rows); i++) {
        if (class_of(ruling, &rows->items[i]) != class)
            continue;
        found++;
        if (show)
            explain_rule(cli, &rows->items[i], class);
    }
    return found;
}

static gait_str says_of(const gait_json *row, gait_str condition)
{
    const gait_json *conditions = list_of(row, "conditions");
    for (size_t i = 0; i < count_of(conditions); i++)
        if (gait_str_equal(text_of(&conditions->items[i], "name"), condition))
            return text_of(&conditions->items[i], "says");
    return condition;
}

static void explain_idle_rule(cli_context *cli, const gait_json *row)
{
    gait_str says = says_of(row, text_of(row, "deciding_condition"));
    gait_str which =
        gait_arena_format(cli->arena, "    %.*s (%.*s:%.*s): ", GAIT_STR_ARG(text_of(row, "rule")),
                          GAIT_STR_ARG(text_of(row, "file")), GAIT_STR_ARG(text_of(row, "line")));
    size_t room = which.len + BRIEF_BYTES < LINE_COLUMNS ? LINE_COLUMNS - which.len : BRIEF_BYTES;
    size_t len = says.len <= room ? says.len : room - 3;
    while (len > 0 && len < says.len && ((unsigned char)says.ptr[len] & 0xC0) == 0x80)
        len--;
    cli_line(cli, "%.*s%.*s%s", GAIT_STR_ARG(which), GAIT_STR_ARG(gait_str_first(says, len)),
             len < says.len ? "..." : "");
}

static void explain_idle(cli_context *cli, const gait_json *ruling)
{
    const gait_json *rows = list_of(ruling, "considered");
    size_t idle = explain_class(cli, ruling, IDLE, false);
    gait_str others = text_of(ruling, "not_considered");
    bool listed = idle > 0 && idle < LISTED_RULES;
    if (idle > 0)
        cli_line(cli, "  %zu rule%s not apply%s", idle, idle == 1 ? " does" : "s do",
                 listed ? ", since this is not so:" : "; --json lists them");
    for (size_t i = 0; listed && i < count_of(rows); i++)
        if (class_of(ruling, &rows->items[i]) == IDLE)
            explain_idle_rule(cli, &rows->items[i]);
    if (others.len > 0 && !gait_str_is(others, "0"))
        cli_line(cli, "  %.*s rule%s for other tools", GAIT_STR_ARG(others),
                 gait_str_is(others, "1") ? " is" : "s are");
}

/* ---- what would change it ---- */

/* That another tool would be another matter goes without saying, where there is anything else to say. */
static void add_conditions(gait_buf *line, const gait_json *list, const char *separator)
{
    size_t shown = 0;
    for (size_t i = 0; i < list->count; i++) {
        bool tool = gait_str_is(text_of(&list->items[i], "condition"), "match.tool");
        if (tool && list->count > 1)
            continue;
        gait_buf_add_format(line, "%s%.*s", shown++ == 0 ? "" : separator,
                            GAIT_STR_ARG(text_of(&list->items[i], "says")));
    }
}

static void explain_change(cli_context *cli, const gait_json *change)
{
    const gait_json *any = list_of(change, "if_any");
    const gait_json *list = any != NULL ? any : list_of(change, "if_all");
    gait_buf line;
    gait_buf_init(&line, cli->arena, GAIT_LIMIT_OUTPUT_BYTES);
    gait_buf_add_format(&line, "%.*s ", GAIT_STR_ARG(text_of(change, "rule")));
    if (count_of(list) == 0) {
        gait_buf_add_cstr(&line, "applies to every call");
    } else if (any != NULL) {
        gait_buf_add_cstr(&line, "would not apply if ");
        add_conditions(&line, list, ", or if ");
    } else {
        gait_buf_add_cstr(&line, "would apply, if it were so that ");
        add_conditions(&line, list, ", and ");
    }
    paragraph(cli, 4, gait_buf_text(&line));
}

static void explain_changes(cli_context *cli, const gait_json *ruling)
{
    const gait_json *changes = list_of(ruling, "changes");
    const gait_json *missing = list_of(ruling, "missing");
    bool by_default = gait_str_is(text_of(ruling, "decided_by"), "default");
    size_t count = count_of(changes);
    if (count_of(missing) > 0)
        cli_line(cli, "  what would change it: give %.*s",
                 GAIT_STR_ARG(join(cli, missing, " and ")));
    if (count == 0)
        return;
    cli_line(cli, "  what would change it%s:",
             count == 1   ? ""
             : by_default ? ", any of"
                          : ", all of");
    for (size_t i = 0; i < count && (!by_default || i < LISTED_CHANGES); i++)
        explain_change(cli, &changes->items[i]);
    if (by_default && count > LISTED_CHANGES)
        cli_line(cli, "    and %zu other rules; --json lists them", count - LISTED_CHANGES);
}

/* ---- a ruling ---- */

static void explain_decider(cli_context *cli, const gait_json *ruling)
{
    gait_str by = text_of(ruling, "decided_by");
    if (gait_str_is(by, "rule"))
        cli_line(cli, "  decided by rule %.*s",
                 GAIT_STR_ARG(join(cli, list_of(ruling, "rules"), ", ")));
    else if (gait_str_is(by, "require"))
        cli_line(cli, "  decided by what the policy requires, and is missing: %.*s",
                 GAIT_STR_ARG(join(cli, list_of(ruling, "missing"), ", ")));
    else if (gait_str_is(by, "default"))
        cli_line(cli, "  no rule applies: the policy's default, %.*s",
                 GAIT_STR_ARG(text_of(ruling, "default")));
    else
        cli_line(cli, "  the decision failed: %.*s", GAIT_STR_ARG(text_of(ruling, "failure")));
}

static void explain_ruling(cli_context *cli, const gait_json *ruling)
{
    explain_decider(cli, ruling);
    for (rule_class class = DECIDING; class < IDLE; class ++)
        (void)explain_class(cli, ruling, class, true);
    explain_idle(cli, ruling);
    explain_changes(cli, ruling);
}

void cli_explain(cli_context *cli, const gait_decision *d)
{
    if (d->explanation == NULL)
        return;
    cli_line(cli, "why %s:", gait_verdict_name(d->verdict));
    if (list_of(d->explanation, "unmet") != NULL)
        cli_line(cli, "  not met: %.*s",
                 GAIT_STR_ARG(join(cli, list_of(d->explanation, "unmet"), ", ")));
    explain_ruling(cli, d->explanation);
    const gait_json *steps = list_of(d->explanation, "steps");
    for (size_t i = 0; i < count_of(steps); i++) {
        const gait_json *step = &steps->items[i];
        cli_line(cli, "step %.*s: %.*s", GAIT_STR_ARG(text_of(step, "step")),
                 GAIT_STR_ARG(text_of(step, "verdict")));
        explain_ruling(cli, step);
    }
}

void cli_explain_deciding(cli_context *cli, const gait_decision *d)
{
    if (d->explanation == NULL)
        return;
    for (rule_class class = DECIDING; class <= APPLYING; class ++)
        (void)explain_class(cli, d->explanation, class, true);
    size_t others = explain_class(cli, d->explanation, DOUBTFUL, false) +
                    explain_class(cli, d->explanation, IDLE, false);
    if (others > 0)
        cli_line(cli, "  %zu other rule%s not apply", others, others == 1 ? " does" : "s do");
}
