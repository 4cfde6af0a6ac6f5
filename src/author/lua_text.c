/* SPDX-License-Identifier: Apache-2.0 */
#include "author/lua_text.h"

#include "base/enc.h"
#include "base/text.h"

/* The character that a text begins with, as it is or, where it is not seen or turns its neighbours, escaped. */
static size_t add_beyond_ascii(gait_buf *buf, gait_str text)
{
    enum { ESCAPED = 4 * 4 };
    uint32_t code;
    size_t len = gi_utf8_next(text, &code);
    len = len > 0 ? len : 1;
    gait_buf_add(buf, gi_text_shown(buf->arena, gait_str_first(text, len), ESCAPED));
    return len;
}

void gi_lua_text(gait_buf *buf, gait_str text)
{
    gait_buf_add_char(buf, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == '"' || c == '\\')
            gait_buf_add_format(buf, "\\%c", c);
        else if (c < ' ' || c == 0x7F)
            gait_buf_add_format(buf, "\\%03d", c);
        else if (c < 0x80)
            gait_buf_add_char(buf, (char)c);
        else
            i += add_beyond_ascii(buf, gait_str_from(text, i)) - 1;
    }
    gait_buf_add_char(buf, '"');
}

static bool is_name(gait_str text)
{
    static const char *const words[] = { "and",   "break", "do",       "else",  "elseif", "end",
                                         "false", "for",   "function", "goto",  "if",     "in",
                                         "local", "nil",   "not",      "or",    "repeat", "return",
                                         "then",  "true",  "until",    "while", NULL };
    for (size_t i = 0; words[i] != NULL; i++)
        if (gait_str_is(text, words[i]))
            return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (!letter && (i == 0 || c < '0' || c > '9'))
            return false;
    }
    return text.len > 0;
}

static void add_key(gait_buf *buf, gait_str name)
{
    if (is_name(name)) {
        gait_buf_add(buf, name);
    } else {
        gait_buf_add_char(buf, '[');
        gi_lua_text(buf, name);
        gait_buf_add_char(buf, ']');
    }
    gait_buf_add_cstr(buf, " = ");
}

static void add_inline(gait_buf *buf, const gait_json *value)
{
    size_t count = value->count;
    bool object = value->kind == GAIT_JSON_OBJECT;
    switch (value->kind) {
    case GAIT_JSON_NULL:
    case GAIT_JSON_OPAQUE:
        gait_buf_add_cstr(buf, "nil");
        return;
    case GAIT_JSON_BOOL:
        gait_buf_add_cstr(buf, value->boolean ? "true" : "false");
        return;
    case GAIT_JSON_NUMBER:
        gait_buf_add(buf, value->text);
        return;
    case GAIT_JSON_STRING:
        gi_lua_text(buf, value->text);
        return;
    case GAIT_JSON_ARRAY:
    case GAIT_JSON_OBJECT:
        break;
    }
    gait_buf_add_cstr(buf, count == 0 ? "{" : "{ ");
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            gait_buf_add_cstr(buf, ", ");
        if (object)
            add_key(buf, value->members[i].name);
        add_inline(buf, object ? &value->members[i].value : &value->items[i]);
    }
    gait_buf_add_cstr(buf, count == 0 ? "}" : " }");
}

static void add_indent(gait_buf *buf, size_t indent)
{
    for (size_t i = 0; i < indent; i++)
        gait_buf_add_char(buf, ' ');
}

void gi_lua_value(gait_buf *buf, const gait_json *value, size_t indent, size_t used)
{
    gait_buf line;
    gait_buf_init(&line, buf->arena, buf->max);
    add_inline(&line, value);
    bool container = value->kind == GAIT_JSON_ARRAY || value->kind == GAIT_JSON_OBJECT;
    if (!container || value->count == 0 || used + line.len < GI_LUA_COLUMNS) {
        gait_buf_add(buf, gait_buf_text(&line));
        return;
    }
    gait_buf_add_cstr(buf, "{\n");
    for (size_t i = 0; i < value->count; i++) {
        if (value->kind == GAIT_JSON_OBJECT) {
            gi_lua_member(buf, &value->members[i], indent + GI_LUA_INDENT);
            continue;
        }
        add_indent(buf, indent + GI_LUA_INDENT);
        gi_lua_value(buf, &value->items[i], indent + GI_LUA_INDENT, indent + GI_LUA_INDENT);
        gait_buf_add_cstr(buf, ",\n");
    }
    add_indent(buf, indent);
    gait_buf_add_char(buf, '}');
}

void gi_lua_member(gait_buf *buf, const gait_json_member *member, size_t indent)
{
    add_indent(buf, indent);
    size_t start = buf->len - indent;
    add_key(buf, member->name);
    gi_lua_value(buf, &member->value, indent, buf->len - start);
    gait_buf_add_cstr(buf, ",\n");
}
