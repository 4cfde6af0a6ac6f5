/*
 * yaml.c — from libyaml's events to a tree.
 *
 * libyaml knows the syntax and nothing else: what a scalar stands for, what is given twice, and how much there may be
 * is decided here. Depth costs arena, not stack. An alias shares the arrays of its anchor's value, so that a document
 * takes memory for what is written in it, and is counted for what is meant by it.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include <gait/yaml.h>

#include <gait/limits.h>

#include "base/enc.h"
#include "codec/json_lex.h"

#include <string.h>
#include <yaml.h>

/* A value with what it costs wherever an alias repeats it. */
typedef struct counted {
    gait_json value;
    size_t values; /* in it, itself included */
    size_t height; /* containers in it, one inside the other */
} counted;

typedef struct frame {
    counted node; /* an open container */
    gait_str anchor;
    gait_json_member next; /* of a mapping: the key whose value comes */
    bool named, merges;    /* there is such a key; it is "<<" */
} frame;

typedef struct reader {
    gait_arena *arena;
    gait_json_limits limits;
    gait_error *err;
    gait_json *out;
    frame *frames;
    size_t depth, room;
    size_t values;
    counted *anchors;
    size_t anchor_count, anchor_room;
    gait_json *anchor_names; /* name to number in anchors */
    size_t documents;
    bool ended;
} reader;

gait_json_limits gait_yaml_limits_for(size_t max_bytes)
{
    return (gait_json_limits){ max_bytes, GAIT_LIMIT_JSON_DEPTH, GAIT_LIMIT_YAML_VALUES };
}

static bool fail(reader *rd, yaml_mark_t at, gait_code code, const char *what)
{
    return gait_fail(rd->err, code, "%zu:%zu: %s", at.line + 1, at.column + 1, what);
}

/* ---- bytes ---- */

/* What every version of YAML reads alike: no control characters, no line ends but LF and CR LF. */
static const char *refused_character(gait_str rest, uint32_t code)
{
    if (code == '\r')
        return rest.len > 1 && rest.ptr[1] == '\n' ? NULL : "a carriage return alone ends no line";
    if (code == '\t' || code == '\n' || (code >= ' ' && code < 0x7F))
        return NULL;
    if (code < ' ' || (code >= 0x7F && code < 0xA0))
        return "a control character";
    if (code == 0x2028 || code == 0x2029)
        return "a line separator that not every reader takes for one";
    if (code == 0xFEFF)
        return "a byte order mark";
    return code == 0xFFFE || code == 0xFFFF ? "a code point that is no character" : NULL;
}

static bool check_bytes(reader *rd, gait_str text)
{
    yaml_mark_t at = { 0, 0, 0 };
    if (text.len > rd->limits.max_bytes)
        return fail(rd, at, GAIT_E_yaml_size, "the document is larger than the limit");
    for (gait_str rest = text; rest.len > 0;) {
        uint32_t code;
        size_t len = gi_utf8_next(rest, &code);
        const char *what = len == 0 ? "invalid UTF-8" : refused_character(rest, code);
        if (what != NULL)
            return fail(rd, at, GAIT_E_yaml_encoding, what);
        at.column++;
        if (code == '\n')
            at = (yaml_mark_t){ 0, at.line + 1, 0 };
        rest = gait_str_from(rest, len);
    }
    return true;
}

/* ---- scalars ---- */

static bool is_word(gait_str text, const char *const *words)
{
    for (size_t i = 0; words[i] != NULL; i++)
        if (gait_str_is(text, words[i]))
            return true;
    return false;
}

static bool is_json_number(gait_arena *arena, gait_str text)
{
    gait_error ignored = GAIT_ERROR_INIT;
    gi_json_lexer lex = { arena, text, text.ptr, text.ptr + text.len, &ignored };
    gait_str number;
    if (text.len == 0 || (text.ptr[0] != '-' && (text.ptr[0] < '0' || text.ptr[0] > '9')))
        return false;
    return gi_json_lex_number(&lex, &number) && lex.at == lex.end;
}

static void resolve(gait_arena *arena, gait_json *value)
{
    static const char *const nulls[] = { "", "~", "null", "Null", "NULL", NULL };
    static const char *const trues[] = { "true", "True", "TRUE", NULL };
    static const char *const falses[] = { "false", "False", "FALSE", NULL };
    value->plain = true;
    if (is_word(value->text, nulls)) {
        value->kind = GAIT_JSON_NULL;
    } else if (is_word(value->text, trues) || is_word(value->text, falses)) {
        value->kind = GAIT_JSON_BOOL;
        value->boolean = is_word(value->text, trues);
    } else if (is_json_number(arena, value->text)) {
        value->kind = GAIT_JSON_NUMBER;
    }
}

/* A tag says what stands there anyway, or makes a text of it. */
static bool check_tag(const char *tag, gait_json *value)
{
    static const struct {
        const char *tag;
        gait_json_kind kind;
    } core[] = {
        { YAML_STR_TAG, GAIT_JSON_STRING },   { YAML_INT_TAG, GAIT_JSON_NUMBER },
        { YAML_FLOAT_TAG, GAIT_JSON_NUMBER }, { YAML_BOOL_TAG, GAIT_JSON_BOOL },
        { YAML_NULL_TAG, GAIT_JSON_NULL },    { YAML_MAP_TAG, GAIT_JSON_OBJECT },
        { YAML_SEQ_TAG, GAIT_JSON_ARRAY },
    };
    if (tag == NULL)
        return true;
    for (size_t i = 0; i < sizeof core / sizeof core[0]; i++)
        if (strcmp(tag, core[i].tag) == 0)
            return value->kind == core[i].kind;
    return false;
}

/* ---- the tree ---- */

static uint32_t place(size_t from_zero)
{
    return from_zero < UINT32_MAX ? (uint32_t)from_zero + 1 : UINT32_MAX;
}

static gait_str text_of(reader *rd, const yaml_char_t *text, size_t len)
{
    return gait_arena_str(rd->arena, (gait_str){ (const char *)text, len });
}

static gait_str anchor_of(reader *rd, const yaml_char_t *name)
{
    return name == NULL ? GAIT_STR("") : text_of(rd, name, strlen((const char *)name));
}

static bool keep_anchor(reader *rd, gait_str name, const counted *node, yaml_mark_t at)
{
    if (name.len == 0)
        return true;
    if (gait_json_get(rd->anchor_names, name) != NULL)
        return fail(rd, at, GAIT_E_yaml_alias, "the anchor is there already");
    if (rd->anchor_count == rd->anchor_room) {
        size_t room = rd->anchor_room == 0 ? 8 : rd->anchor_room * 2;
        rd->anchors =
            gait_arena_grow(rd->arena, rd->anchors, rd->anchor_room, room, sizeof *rd->anchors);
        rd->anchor_room = room;
    }
    rd->anchors[rd->anchor_count] = *node;
    gait_json number = { .kind = GAIT_JSON_OPAQUE, .count = rd->anchor_count++ };
    gait_json_set(rd->arena, rd->anchor_names, name, number);
    return true;
}

static void append(reader *rd, gait_json *object, const gait_json_member *member)
{
    gait_json_set(rd->arena, object, member->name, member->value);
    object->members[object->count - 1].line = member->line;
    object->members[object->count - 1].column = member->column;
}

/* "<<": the members of one mapping, or of each in a list. Which of two values should win differs between readers. */
static bool merge_one(reader *rd, frame *into, const gait_json *from)
{
    yaml_mark_t at = { 0, from->line - 1, from->column - 1 };
    if (from->kind != GAIT_JSON_OBJECT)
        return fail(rd, at, GAIT_E_yaml_alias, "a merge key takes mappings");
    for (size_t i = 0; i < from->count; i++) {
        if (gait_json_get(&into->node.value, from->members[i].name) != NULL)
            return fail(rd, at, GAIT_E_yaml_alias, "the merged mapping gives a key a second time");
        append(rd, &into->node.value, &from->members[i]);
    }
    return true;
}

static bool merge(reader *rd, frame *into, const gait_json *from)
{
    if (from->kind != GAIT_JSON_ARRAY)
        return merge_one(rd, into, from);
    for (size_t i = 0; i < from->count; i++)
        if (!merge_one(rd, into, &from->items[i]))
            return false;
    return true;
}

/* Puts a finished value where it belongs. */
static bool add(reader *rd, const counted *node)
{
    if (rd->depth == 0) {
        *rd->out = node->value;
        return true;
    }
    frame *f = &rd->frames[rd->depth - 1];
    gait_json *container = &f->node.value;
    f->node.values += node->values;
    if (f->node.height <= node->height)
        f->node.height = node->height + 1;
    if (container->kind == GAIT_JSON_ARRAY) {
        gait_json_push(rd->arena, container, node->value);
        return true;
    }
    f->named = false;
    if (f->merges)
        return merge(rd, f, &node->value);
    f->next.value = node->value;
    append(rd, container, &f->next);
    return true;
}

static bool count(reader *rd, size_t values, yaml_mark_t at)
{
    if (values > rd->limits.max_values - rd->values)
        return fail(rd, at, GAIT_E_yaml_size, "more values than the limit");
    rd->values += values;
    return true;
}

/* ---- events ---- */

static bool on_key(reader *rd, frame *f, const yaml_event_t *event)
{
    yaml_mark_t at = event->start_mark;
    bool quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    if (event->data.scalar.tag != NULL || event->data.scalar.anchor != NULL)
        return fail(rd, at, GAIT_E_yaml_unsupported, "a key has neither tag nor anchor");
    f->next.name = text_of(rd, event->data.scalar.value, event->data.scalar.length);
    f->next.line = place(at.line);
    f->next.column = place(at.column);
    f->merges = !quoted && gait_str_is(f->next.name, "<<");
    f->named = true;
    if (!f->merges && gait_json_get(&f->node.value, f->next.name) != NULL)
        return fail(rd, at, GAIT_E_yaml_duplicate_key, "the mapping has this key already");
    return true;
}

static bool expects_key(const reader *rd)
{
    return rd->depth > 0 && rd->frames[rd->depth - 1].node.value.kind == GAIT_JSON_OBJECT &&
           !rd->frames[rd->depth - 1].named;
}

static bool on_scalar(reader *rd, const yaml_event_t *event)
{
    yaml_mark_t at = event->start_mark;
    counted node = { .values = 1 };
    if (expects_key(rd))
        return on_key(rd, &rd->frames[rd->depth - 1], event);
    const char *tag = (const char *)event->data.scalar.tag;
    node.value = gait_json_string(text_of(rd, event->data.scalar.value, event->data.scalar.length));
    node.value.line = place(at.line);
    node.value.column = place(at.column);
    if (event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
        (tag == NULL || strcmp(tag, YAML_STR_TAG) != 0))
        resolve(rd->arena, &node.value);
    if (!check_tag(tag, &node.value))
        return fail(rd, at, GAIT_E_yaml_unsupported,
                    "only tags of core scalars are read, on what they say");
    return count(rd, 1, at) &&
           keep_anchor(rd, anchor_of(rd, event->data.scalar.anchor), &node, at) && add(rd, &node);
}

static bool on_alias(reader *rd, const yaml_event_t *event)
{
    yaml_mark_t at = event->start_mark;
    if (expects_key(rd))
        return fail(rd, at, GAIT_E_yaml_unsupported, "a key is no alias");
    const gait_json *number =
        gait_json_get(rd->anchor_names, gait_str_of((const char *)event->data.alias.anchor));
    if (number == NULL)
        return fail(rd, at, GAIT_E_yaml_alias, "the alias has no anchor whose value ended before");
    counted node = rd->anchors[number->count];
    node.value.line = place(at.line);
    node.value.column = place(at.column);
    if (node.height > rd->limits.max_depth - rd->depth)
        return fail(rd, at, GAIT_E_yaml_depth, "nested deeper than the limit");
    return count(rd, node.values, at) && add(rd, &node);
}

static bool on_open(reader *rd, const yaml_event_t *event, gait_json_kind kind)
{
    yaml_mark_t at = event->start_mark;
    bool list = kind == GAIT_JSON_ARRAY;
    const yaml_char_t *tag = list ? event->data.sequence_start.tag : event->data.mapping_start.tag;
    const yaml_char_t *anchor =
        list ? event->data.sequence_start.anchor : event->data.mapping_start.anchor;
    frame opened = { .node = { .values = 1, .height = 1 }, .anchor = anchor_of(rd, anchor) };
    opened.node.value =
        (gait_json){ .kind = kind, .line = place(at.line), .column = place(at.column) };
    if (expects_key(rd))
        return fail(rd, at, GAIT_E_yaml_unsupported, "a key is a scalar");
    if (!check_tag((const char *)tag, &opened.node.value))
        return fail(rd, at, GAIT_E_yaml_unsupported,
                    "only tags of core scalars are read, on what they say");
    if (rd->depth == rd->limits.max_depth)
        return fail(rd, at, GAIT_E_yaml_depth, "nested deeper than the limit");
    if (rd->depth == rd->room) {
        size_t room = rd->room == 0 ? 16 : rd->room * 2;
        rd->frames = gait_arena_grow(rd->arena, rd->frames, rd->room, room, sizeof *rd->frames);
        rd->room = room;
    }
    rd->frames[rd->depth++] = opened;
    return count(rd, 1, at);
}

static bool on_close(reader *rd, const yaml_event_t *event)
{
    const frame closed = rd->frames[--rd->depth];
    return keep_anchor(rd, closed.anchor, &closed.node, event->start_mark) && add(rd, &closed.node);
}

static bool on_document(reader *rd, const yaml_event_t *event)
{
    if (rd->documents++ > 0)
        return fail(rd, event->start_mark, GAIT_E_yaml_unsupported,
                    "a second document begins here; give one");
    if (event->data.document_start.tag_directives.start !=
        event->data.document_start.tag_directives.end)
        return fail(rd, event->start_mark, GAIT_E_yaml_unsupported, "tag directives are not read");
    return true;
}

static bool on_event(reader *rd, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        return on_document(rd, event);
    case YAML_SCALAR_EVENT:
        return on_scalar(rd, event);
    case YAML_ALIAS_EVENT:
        return on_alias(rd, event);
    case YAML_SEQUENCE_START_EVENT:
        return on_open(rd, event, GAIT_JSON_ARRAY);
    case YAML_MAPPING_START_EVENT:
        return on_open(rd, event, GAIT_JSON_OBJECT);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return on_close(rd, event);
    case YAML_STREAM_END_EVENT:
    case YAML_NO_EVENT:
        rd->ended = true;
        return true;
    case YAML_STREAM_START_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        break;
    }
    return true;
}

/* libyaml's words are fixed texts; none holds a byte of the input. */
static bool parser_failed(reader *rd, const yaml_parser_t *parser)
{
    if (parser->error == YAML_MEMORY_ERROR)
        return gait_fail(rd->err, GAIT_E_out_of_memory, "1:1: no memory to read the document");
    return fail(rd, parser->problem_mark, GAIT_E_yaml_syntax,
                parser->problem != NULL ? parser->problem : "this is not YAML");
}

static bool read_events(reader *rd, yaml_parser_t *parser)
{
    while (!rd->ended) {
        yaml_event_t event;
        if (!yaml_parser_parse(parser, &event))
            return parser_failed(rd, parser);
        bool ok = on_event(rd, &event);
        yaml_event_delete(&event);
        if (!ok)
            return false;
    }
    return true;
}

bool gait_yaml_parse(gait_arena *arena, gait_str text, const gait_json_limits *limits,
                     gait_json **out, gait_error *err)
{
    gait_json *root = gait_arena_alloc(arena, sizeof *root);
    reader rd = { .arena = arena, .limits = *limits, .err = err, .out = root };
    yaml_parser_t parser;
    *root = (gait_json){ .kind = GAIT_JSON_NULL, .line = 1, .column = 1 };
    rd.anchor_names = gait_json_new_object(arena);
    if (!check_bytes(&rd, text))
        return false;
    if (!yaml_parser_initialize(&parser))
        return gait_fail(err, GAIT_E_out_of_memory, "1:1: no memory to read the document");
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const yaml_char_t *)(text.ptr ? text.ptr : ""),
                                 text.len);
    bool ok = read_events(&rd, &parser);
    yaml_parser_delete(&parser);
    if (ok)
        *out = root;
    return ok;
}
