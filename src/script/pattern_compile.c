/* SPDX-License-Identifier: Apache-2.0 */
#include "script/pattern.h"

#include <string.h>

enum { LAST_BYTE = 255 };

typedef struct compiler {
    gi_pattern *out;
    gait_str text;
    size_t at;
    uint8_t open[GI_PATTERN_CAPTURES]; /* captures begun and not ended */
    size_t open_count;
    gait_error *err;
} compiler;

static bool refuse(compiler *c, const char *why)
{
    return gait_fail(c->err, GAIT_E_pattern_invalid, "malformed pattern: %s", why);
}

static bool at_end(const compiler *c)
{
    return c->at >= c->text.len;
}

static unsigned char peek(const compiler *c)
{
    return (unsigned char)c->text.ptr[c->at];
}

static void add_range(gi_byte_set *set, unsigned low, unsigned high)
{
    for (unsigned b = low; b <= high; b++)
        set->word[b / 64] |= (uint64_t)1 << (b % 64);
}

static void invert(gi_byte_set *set)
{
    for (size_t i = 0; i < 4; i++)
        set->word[i] = ~set->word[i];
}

/* The set of a class letter in lower case, in ASCII; false when it is none. */
static bool add_class(gi_byte_set *set, unsigned char letter)
{
    static const struct {
        unsigned char letter;
        const char *ranges; /* pairs of first and last byte */
    } classes[] = {
        { 'a', "AZaz" },   { 'c', "\x01\x1f\x7f\x7f" }, { 'd', "09" },     { 'g', "!~" },
        { 'l', "az" },     { 'p', "!/:@[`{~" },         { 's', "\t\r  " }, { 'u', "AZ" },
        { 'w', "09AZaz" }, { 'x', "09AFaf" },
    };
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        if (classes[i].letter != letter)
            continue;
        for (const char *r = classes[i].ranges; *r != '\0'; r += 2)
            add_range(set, (unsigned char)r[0], (unsigned char)r[1]);
        if (letter == 'c')
            add_range(set, 0, 0);
        return true;
    }
    return false;
}

/* What "%" and this byte stand for: a class, its complement in upper case, or the byte. */
static void add_escape(gi_byte_set *set, unsigned char byte)
{
    bool upper = byte >= 'A' && byte <= 'Z';
    gi_byte_set class = { { 0 } };
    if (!add_class(&class, upper ? (unsigned char)(byte - 'A' + 'a') : byte)) {
        add_range(set, byte, byte);
        return;
    }
    if (upper)
        invert(&class);
    for (size_t i = 0; i < 4; i++)
        set->word[i] |= class.word[i];
}

/* Finds the "]" of the set whose content starts here: the first one not escaped and not in first place. */
static bool find_set_end(compiler *c, size_t *end)
{
    size_t i = c->at;
    do {
        if (i >= c->text.len)
            return refuse(c, "a set without ']'");
        i += c->text.ptr[i] == '%' ? 2 : 1;
    } while (i >= c->text.len || c->text.ptr[i] != ']');
    *end = i;
    return true;
}

static bool new_set(compiler *c, uint8_t *index, gi_byte_set **set)
{
    if (c->out->set_count == GI_PATTERN_SETS)
        return refuse(c, "too many sets");
    *index = (uint8_t)c->out->set_count++;
    *set = &c->out->sets[*index];
    memset(*set, 0, sizeof **set);
    return true;
}

/* c->at is behind "["; leaves it behind "]". */
static bool parse_set(compiler *c, uint8_t *index)
{
    gi_byte_set *set = NULL;
    size_t end = 0;
    if (!new_set(c, index, &set))
        return false;
    bool negative = !at_end(c) && peek(c) == '^';
    if (negative)
        c->at++;
    if (!find_set_end(c, &end))
        return false;
    while (c->at < end) {
        unsigned char byte = peek(c);
        if (byte == '%') {
            add_escape(set, (unsigned char)c->text.ptr[c->at + 1]);
            c->at += 2;
        } else if (c->at + 2 < end && c->text.ptr[c->at + 1] == '-') {
            add_range(set, byte, (unsigned char)c->text.ptr[c->at + 2]);
            c->at += 3;
        } else {
            add_range(set, byte, byte);
            c->at++;
        }
    }
    c->at = end + 1;
    if (negative)
        invert(set);
    return true;
}

static bool parse_open(compiler *c, gi_pattern_item *item)
{
    if (c->out->capture_count == GI_PATTERN_CAPTURES)
        return refuse(c, "too many captures");
    item->a = (uint8_t)c->out->capture_count++;
    c->at++;
    if (!at_end(c) && peek(c) == ')') {
        item->kind = GI_ITEM_POSITION;
        c->at++;
        return true;
    }
    item->kind = GI_ITEM_OPEN;
    c->open[c->open_count++] = item->a;
    return true;
}

static bool parse_close(compiler *c, gi_pattern_item *item)
{
    if (c->open_count == 0)
        return refuse(c, "')' without '('");
    item->kind = GI_ITEM_CLOSE;
    item->a = c->open[--c->open_count];
    c->at++;
    return true;
}

static bool parse_reference(compiler *c, gi_pattern_item *item, unsigned char digit)
{
    size_t index = (size_t)digit - '1';
    bool usable = digit != '0' && index < c->out->capture_count;
    for (size_t i = 0; i < c->open_count; i++)
        usable = usable && c->open[i] != index;
    if (!usable)
        return refuse(c, "a reference to a capture that is not finished");
    item->kind = GI_ITEM_REFERENCE;
    item->a = (uint8_t)index;
    c->out->has_reference = true;
    c->at++;
    return true;
}

/* c->at is behind "%". */
static bool parse_escape(compiler *c, gi_pattern_item *item)
{
    if (at_end(c))
        return refuse(c, "it ends with '%'");
    unsigned char byte = peek(c);
    if (byte >= '0' && byte <= '9')
        return parse_reference(c, item, byte);
    c->at++;
    if (byte == 'b') {
        if (c->at + 2 > c->text.len)
            return refuse(c, "'%b' without its two bytes");
        item->kind = GI_ITEM_BALANCED;
        item->a = (uint8_t)c->text.ptr[c->at];
        item->b = (uint8_t)c->text.ptr[c->at + 1];
        c->at += 2;
        return true;
    }
    if (byte == 'f') {
        if (at_end(c) || peek(c) != '[')
            return refuse(c, "'%f' without a set");
        c->at++;
        item->kind = GI_ITEM_FRONTIER;
        return parse_set(c, &item->a);
    }
    gi_byte_set set = { { 0 } };
    unsigned char lower = byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte - 'A' + 'a') : byte;
    if (!add_class(&set, lower)) {
        item->kind = GI_ITEM_BYTE;
        item->a = byte;
        return true;
    }
    gi_byte_set *kept = NULL;
    item->kind = GI_ITEM_SET;
    if (!new_set(c, &item->a, &kept))
        return false;
    add_escape(kept, byte);
    return true;
}

/* One item, without what may repeat it. */
static bool parse_item(compiler *c, gi_pattern_item *item)
{
    unsigned char byte = peek(c);
    if (byte == '(')
        return parse_open(c, item);
    if (byte == ')')
        return parse_close(c, item);
    c->at++;
    if (byte == '%')
        return parse_escape(c, item);
    if (byte == '[') {
        item->kind = GI_ITEM_SET;
        return parse_set(c, &item->a);
    }
    if (byte == '$' && at_end(c)) {
        item->kind = GI_ITEM_FINISH;
        return true;
    }
    item->kind = byte == '.' ? GI_ITEM_ANY : GI_ITEM_BYTE;
    item->a = byte;
    return true;
}

static bool may_repeat(const gi_pattern_item *item)
{
    return item->kind == GI_ITEM_BYTE || item->kind == GI_ITEM_ANY || item->kind == GI_ITEM_SET;
}

static bool add_item(compiler *c, gi_pattern_item item)
{
    if (c->out->item_count == GI_PATTERN_ITEMS)
        return refuse(c, "too long");
    c->out->items[c->out->item_count++] = item;
    return true;
}

bool gi_pattern_compile(gi_pattern *out, gait_str text, bool caret, gait_error *err)
{
    compiler c = { .out = out, .text = text, .err = err };
    memset(out, 0, offsetof(gi_pattern, items));
    if (caret && gait_str_starts(text, GAIT_STR("^"))) {
        out->anchored = true;
        c.at++;
    }
    while (!at_end(&c)) {
        gi_pattern_item item = { 0 };
        if (!parse_item(&c, &item))
            return false;
        unsigned char sign = at_end(&c) ? 0 : peek(&c);
        if (may_repeat(&item) && (sign == '*' || sign == '+' || sign == '-' || sign == '?')) {
            c.at++;
            if (sign == '+' && !add_item(&c, item)) /* one, then any number more */
                return false;
            item.repeat = sign == '+' ? '*' : sign;
        }
        if (!add_item(&c, item))
            return false;
    }
    if (c.open_count > 0)
        return refuse(&c, "'(' without ')'");
    return add_item(&c, (gi_pattern_item){ .kind = GI_ITEM_END });
}
