/*
 * The parser, in two passes. The first counts the children of every container, so that the second fills arrays of the
 * right size: no copying, and memory proportional to the text. Both are loops: depth costs arena, not stack.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include <gait/json.h>
#include <gait/limits.h>

#include <string.h>

#include "base/enc.h"
#include "codec/json_lex.h"
#include "codec/json_order.h"

typedef struct frame {
    gait_json *container;
    const char **names; /* where each name of a large object stands, for messages */
} frame;

typedef struct parser {
    gi_json_lexer lex;
    gait_json_limits limits;
    const char *line_start;
    uint32_t line;
    size_t values;
    frame *frames; /* open containers */
    size_t depth;
    size_t frame_room;
    uint32_t *counts; /* children of each container, in the order of their openings */
    size_t next_count;
} parser;

gait_json_limits gait_json_limits_for(size_t max_bytes)
{
    return (gait_json_limits){ max_bytes, GAIT_LIMIT_JSON_DEPTH, GAIT_LIMIT_JSON_VALUES };
}

typedef struct counter {
    gait_arena *arena;
    uint32_t *counts; /* slot 0 stands for what is outside any container */
    size_t used;
    size_t room;
    size_t *open; /* slots of the open containers */
    size_t depth;
    size_t open_room;
} counter;

static void open_container(counter *c)
{
    if (c->used == c->room) {
        c->counts = gait_arena_grow(c->arena, c->counts, c->room, c->room * 2, sizeof *c->counts);
        c->room *= 2;
    }
    if (c->depth + 1 == c->open_room) {
        c->open =
            gait_arena_grow(c->arena, c->open, c->open_room, c->open_room * 2, sizeof *c->open);
        c->open_room *= 2;
    }
    c->open[++c->depth] = c->used++;
}

/*
 * Counts without checking: right for the valid start of the text, and the second pass goes no further. Stops where
 * the second pass will refuse depth or number of values, so that what it allocates stays bounded.
 */
static uint32_t *count_children(gait_arena *arena, gait_str text, const gait_json_limits *limits)
{
    enum { ROOM = 32 };
    counter c = { arena, gait_arena_array(arena, ROOM, sizeof(uint32_t)), 1,
                  ROOM,  gait_arena_array(arena, ROOM, sizeof(size_t)),   0,
                  ROOM };
    const char *end = text.ptr + text.len;
    size_t commas = 0;
    for (const char *p = text.ptr; p < end;) {
        char byte = *p++;
        uint32_t *count = &c.counts[c.open[c.depth]];
        if (byte == ',') {
            if (++commas > limits->max_values)
                break;
            *count += 1;
        } else if (byte == ']' || byte == '}') {
            c.depth -= c.depth > 0;
        } else if ((unsigned char)byte > ' ' && byte != ':') {
            *count += *count == 0;
            if (byte == '"') {
                const char *quote = gi_json_string_end(p, end);
                p = quote == NULL ? end : quote + 1;
            }
            if (byte != '[' && byte != '{')
                continue;
            if (c.depth == limits->max_depth || c.used > limits->max_values)
                break;
            open_container(&c);
        }
    }
    return c.counts;
}

static void skip_space(parser *ps)
{
    const char *p = ps->lex.at;
    for (; p < ps->lex.end && (*p == ' ' || *p == '\n' || *p == '\t' || *p == '\r'); p++) {
        if (*p == '\n') {
            ps->line += ps->line < UINT32_MAX;
            ps->line_start = p + 1;
        }
    }
    ps->lex.at = p;
}

static uint32_t column_of(const parser *ps, const char *at)
{
    size_t offset = (size_t)(at - ps->line_start);
    return offset < UINT32_MAX ? (uint32_t)offset + 1 : UINT32_MAX;
}

static bool starts(const parser *ps, const char *word)
{
    size_t len = strlen(word);
    return (size_t)(ps->lex.end - ps->lex.at) >= len && memcmp(ps->lex.at, word, len) == 0;
}

/* What stands here cannot: `what` says what could, unless it is one of the usual mistakes. */
static bool unexpected(parser *ps, const char *what)
{
    const char *at = ps->lex.at;
    uint32_t code;
    if (at == ps->lex.end)
        return gi_json_fail(&ps->lex, at, GAIT_E_json_syntax, "the document ends too early");
    if (gi_utf8_next((gait_str){ at, (size_t)(ps->lex.end - at) }, &code) == 0)
        return gi_json_fail(&ps->lex, at, GAIT_E_json_encoding, "invalid UTF-8");
    if (*at == '/' || *at == '#')
        return gi_json_fail(&ps->lex, at, GAIT_E_json_syntax, "JSON has no comments");
    if (*at == '\'')
        return gi_json_fail(&ps->lex, at, GAIT_E_json_syntax, "strings take double quotes");
    return gi_json_fail(&ps->lex, at, GAIT_E_json_syntax, what);
}

static bool push_frame(parser *ps, gait_json *container)
{
    if (ps->depth == ps->limits.max_depth)
        return gi_json_fail(&ps->lex, ps->lex.at, GAIT_E_json_depth,
                            "nested deeper than the limit");
    if (ps->depth == ps->frame_room) {
        size_t room = ps->frame_room == 0 ? 16 : ps->frame_room * 2;
        ps->frames =
            gait_arena_grow(ps->lex.arena, ps->frames, ps->frame_room, room, sizeof *ps->frames);
        ps->frame_room = room;
    }
    ps->frames[ps->depth++] = (frame){ container, NULL };
    return true;
}

static bool open_value(parser *ps, gait_json *value, gait_json_kind kind)
{
    gait_arena *arena = ps->lex.arena;
    if (!push_frame(ps, value))
        return false;
    ps->lex.at++;
    value->kind = kind;
    value->capacity = ps->counts[ps->next_count++];
    if (kind == GAIT_JSON_ARRAY) {
        value->items = gait_arena_array(arena, value->capacity, sizeof *value->items);
        return true;
    }
    value->members = gait_arena_array(arena, value->capacity, sizeof *value->members);
    if (value->capacity > GI_JSON_SMALL)
        ps->frames[ps->depth - 1].names =
            gait_arena_array(arena, value->capacity, sizeof(const char *));
    return true;
}

static bool parse_word(parser *ps, gait_json *value, const char *word, gait_json_kind kind)
{
    if (!starts(ps, word))
        return unexpected(ps, "expected a value");
    ps->lex.at += strlen(word);
    value->kind = kind;
    value->boolean = *word == 't';
    return true;
}

/* A whole scalar, or the opening of a container. */
static bool parse_value(parser *ps, gait_json *value)
{
    const char *at = ps->lex.at;
    if (at == ps->lex.end)
        return unexpected(ps, "expected a value");
    if (ps->values++ == ps->limits.max_values)
        return gi_json_fail(&ps->lex, at, GAIT_E_json_size, "more values than the limit");
    value->line = ps->line;
    value->column = column_of(ps, at);
    switch (*at) {
    case '"':
        value->kind = GAIT_JSON_STRING;
        return gi_json_lex_string(&ps->lex, &value->text);
    case '{':
        return open_value(ps, value, GAIT_JSON_OBJECT);
    case '[':
        return open_value(ps, value, GAIT_JSON_ARRAY);
    case 't':
        return parse_word(ps, value, "true", GAIT_JSON_BOOL);
    case 'f':
        return parse_word(ps, value, "false", GAIT_JSON_BOOL);
    case 'n':
        return parse_word(ps, value, "null", GAIT_JSON_NULL);
    default:
        break;
    }
    if ((*at >= '0' && *at <= '9') || *at == '-' || *at == '+' || *at == '.' || starts(ps, "NaN") ||
        starts(ps, "Infinity")) {
        value->kind = GAIT_JSON_NUMBER;
        return gi_json_lex_number(&ps->lex, &value->text);
    }
    return unexpected(ps, "expected a value");
}

static bool duplicate(parser *ps, const char *at)
{
    return gi_json_fail(&ps->lex, at, GAIT_E_json_duplicate_key,
                        "the object has a member of this name already");
}

/* Name and colon of the next member; *value is where its value goes. */
static bool parse_name(parser *ps, const frame *f, gait_json **value)
{
    gait_json *object = f->container;
    gait_json_member *member = &object->members[object->count];
    const char *at = ps->lex.at;
    if (at == ps->lex.end || *at != '"')
        return unexpected(ps, "expected a member name");
    member->line = ps->line;
    member->column = column_of(ps, at);
    if (!gi_json_lex_string(&ps->lex, &member->name))
        return false;
    if (f->names != NULL)
        f->names[object->count] = at;
    for (size_t i = 0; f->names == NULL && i < object->count; i++)
        if (gait_str_equal(object->members[i].name, member->name))
            return duplicate(ps, at);
    skip_space(ps);
    if (ps->lex.at == ps->lex.end || *ps->lex.at != ':')
        return unexpected(ps, "expected ':'");
    ps->lex.at++;
    skip_space(ps);
    *value = &member->value;
    return true;
}

/* Sorts the names of a large object: equal ones become neighbours, the earlier first. */
static bool close_large(parser *ps, const frame *f)
{
    gait_json *object = f->container;
    object->order = gi_json_sort(ps->lex.arena, object->members, object->count, object->capacity,
                                 gait_str_compare);
    const char *first = NULL;
    for (size_t i = 1; i < object->count; i++) {
        uint32_t a = object->order[i - 1];
        uint32_t b = object->order[i];
        if (gait_str_equal(object->members[a].name, object->members[b].name) &&
            (first == NULL || f->names[b] < first))
            first = f->names[b];
    }
    return first == NULL || duplicate(ps, first);
}

/* Begins the next child of the innermost container, at its comma or first byte. */
static bool begin_child(parser *ps, const frame *f, gait_json **value)
{
    gait_json *container = f->container;
    bool object = container->kind == GAIT_JSON_OBJECT;
    if (container->count > 0) {
        if (ps->lex.at == ps->lex.end || *ps->lex.at != ',')
            return unexpected(ps, object ? "expected ',' or '}'" : "expected ',' or ']'");
        ps->lex.at++;
        skip_space(ps);
    }
    if (container->count == container->capacity) /* the first pass saw no child here */
        return unexpected(ps, object ? "expected a member name" : "expected a value");
    if (object && !parse_name(ps, f, value))
        return false;
    if (!object)
        *value = &container->items[container->count];
    container->count++;
    return true;
}

/* Goes from behind a value to where the next one begins; *value is NULL when the document is complete. */
static bool next_value(parser *ps, gait_json **value)
{
    *value = NULL;
    while (ps->depth > 0) {
        const frame *f = &ps->frames[ps->depth - 1];
        char closing = f->container->kind == GAIT_JSON_OBJECT ? '}' : ']';
        skip_space(ps);
        if (ps->lex.at == ps->lex.end || *ps->lex.at != closing)
            return begin_child(ps, f, value);
        ps->lex.at++;
        if (f->names != NULL && !close_large(ps, f))
            return false;
        ps->depth--;
    }
    return true;
}

static bool parse_document(parser *ps, gait_json *root)
{
    gait_json *value = root;
    if (ps->lex.text.len > ps->limits.max_bytes)
        return gi_json_fail(&ps->lex, ps->lex.at, GAIT_E_json_size,
                            "the document is larger than the limit");
    if (starts(ps, "\xEF\xBB\xBF"))
        return gi_json_fail(&ps->lex, ps->lex.at, GAIT_E_json_encoding,
                            "the document starts with a byte order mark");
    skip_space(ps);
    if (ps->lex.at == ps->lex.end)
        return gi_json_fail(&ps->lex, ps->lex.at, GAIT_E_json_syntax, "the document is empty");
    ps->counts = count_children(ps->lex.arena, ps->lex.text, &ps->limits);
    ps->next_count = 1;
    while (value != NULL)
        if (!parse_value(ps, value) || !next_value(ps, &value))
            return false;
    skip_space(ps);
    if (ps->lex.at < ps->lex.end)
        return unexpected(ps, "something follows the document");
    return true;
}

bool gait_json_parse(gait_arena *arena, gait_str text, const gait_json_limits *limits,
                     gait_json **out, gait_error *err)
{
    if (text.ptr == NULL)
        text.ptr = "";
    parser ps = { .lex = { arena, text, text.ptr, text.ptr + text.len, err },
                  .limits = *limits,
                  .line_start = text.ptr,
                  .line = 1 };
    if (ps.limits.max_values > UINT32_MAX)
        ps.limits.max_values = UINT32_MAX;
    gait_json *root = gait_arena_alloc(arena, sizeof *root);
    if (!parse_document(&ps, root))
        return false;
    *out = root;
    return true;
}
