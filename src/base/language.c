/*
 * language.c — two sets of texts are compared by walking their automata side by side.
 *
 * A walk keeps one row of states per automaton and visits every combination that some text leads to, once. Bytes that
 * no automaton tells apart are tried once as well.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/language.h"

#include "base/automaton.h"
#include "base/glob.h"

#include <gait/limits.h>

struct gi_language {
    bool exact; /* one text only */
    gait_str text;
    const gi_automaton
        *automaton; /* ends behind its last literal row; NULL: the text is too long for one */
    char separator;
};

enum { MOST_TOGETHER = 16, MOST_BYTES = 256 };

/* ---- making languages ---- */

static gi_language *keep(gait_arena *arena, const gi_automaton *a, char separator)
{
    size_t size = offsetof(gi_automaton, literal) + (a->class_count + 1) * sizeof a->literal[0];
    gi_automaton *copy = gait_arena_alloc(arena, size);
    gi_language *language = gait_arena_alloc(arena, sizeof *language);
    memcpy(copy, a, size);
    *language = (gi_language){ .automaton = copy, .separator = separator };
    return language;
}

static bool fits(gait_str text)
{
    return text.len > 0 && text.len < GAIT_LIMIT_GLOB_BYTES &&
           memchr(text.ptr, '\0', text.len) == NULL;
}

static void begin(gi_automaton *a)
{
    memset(a, 0, offsetof(gi_automaton, literal));
    memset(a->literal[0], 0, sizeof a->literal[0]);
}

static void add_text(gi_automaton *a, gait_str text)
{
    for (size_t i = 0; i < text.len; i++)
        gi_automaton_literal(a, text.ptr[i]);
}

static void end(gi_automaton *a)
{
    gi_automaton_mark(a->accept, a->count);
    a->words = a->count / GI_ROW_WORD + 1;
}

/* The text, with any bytes before or behind it. */
static gi_language *around(gait_arena *arena, gait_str text, bool before, bool behind)
{
    gi_automaton a;
    if (!fits(text))
        return NULL;
    begin(&a);
    if (before)
        gi_automaton_mark(a.stay, 0);
    add_text(&a, text);
    if (behind)
        gi_automaton_mark(a.stay, a.count);
    end(&a);
    return keep(arena, &a, '\0');
}

const gi_language *gi_language_text(gait_arena *arena, gait_str text)
{
    gi_language *language = around(arena, text, false, false);
    if (language == NULL)
        language = gait_arena_alloc(arena, sizeof *language);
    language->exact = true;
    language->text = text;
    return language;
}

const gi_language *gi_language_glob(gait_arena *arena, gait_str pattern, char separator)
{
    gait_error ignored = GAIT_ERROR_INIT;
    gi_automaton a;
    if (!gi_glob_has_wildcard(pattern))
        return gi_language_text(arena, pattern);
    if (!gi_glob_check(pattern, &ignored))
        return NULL;
    gi_automaton_glob(&a, pattern, separator);
    return keep(arena, &a, separator);
}

const gi_language *gi_language_prefix(gait_arena *arena, gait_str text)
{
    return around(arena, text, false, true);
}

const gi_language *gi_language_suffix(gait_arena *arena, gait_str text)
{
    return around(arena, text, true, false);
}

const gi_language *gi_language_contains(gait_arena *arena, gait_str text)
{
    return around(arena, text, true, true);
}

const gi_language *gi_language_below(gait_arena *arena, gait_str clean)
{
    gi_automaton a;
    if (gait_str_is(clean, "/"))
        return gi_language_prefix(arena, clean);
    /* Below "." is what does not begin with a slash: nobody asks for it often enough. */
    if (!fits(clean) || gait_str_is(clean, "."))
        return NULL;
    begin(&a);
    add_text(&a, clean);
    gi_automaton_mark(a.accept, a.count);
    gi_automaton_literal(&a, '/');
    gi_automaton_mark(a.stay, a.count);
    end(&a);
    return keep(arena, &a, '/');
}

/* ---- one text ---- */

static bool accepts(const gi_automaton *a, const uint64_t *states)
{
    for (size_t w = 0; w < a->words; w++)
        if (states[w] & a->accept[w])
            return true;
    return false;
}

static void start(const gi_automaton *a, gi_row_bits states)
{
    memset(states, 0, sizeof(gi_row_bits));
    states[0] = 1;
    gi_automaton_take_options(a, states);
}

static bool holds(const gi_language *language, gait_str text)
{
    const gi_automaton *a = language->automaton;
    gi_row_bits states;
    if (language->exact)
        return gait_str_equal(language->text, text);
    start(a, states);
    for (size_t i = 0; i < text.len; i++)
        if (!gi_automaton_step(a, states, (unsigned char)text.ptr[i],
                               text.ptr[i] == language->separator))
            return false;
    return accepts(a, states);
}

/* ---- walking side by side ---- */

/* Every combination of rows that was reached, in the order of discovery; also a table to find them by. */
typedef struct walk {
    gi_comparing *comparing;
    const gi_language *sides[1 + MOST_TOGETHER];
    size_t count;
    size_t width; /* words of one combination */
    uint64_t *seen;
    size_t seen_count, seen_capacity;
    size_t *table; /* index into seen, plus one */
    unsigned char bytes[MOST_BYTES];
    size_t byte_count;
} walk;

/* One byte of each kind that the automata tell apart. */
static void find_bytes(walk *w)
{
    bool other = false;
    for (int c = 0; c < MOST_BYTES; c++) {
        bool told = false;
        for (size_t i = 0; i < w->count; i++)
            told = told || w->sides[i]->automaton->class_of[c] != 0 ||
                   (char)c == w->sides[i]->separator;
        if (told || !other)
            w->bytes[w->byte_count++] = (unsigned char)c;
        other = other || !told;
    }
}

static size_t hash_of(const uint64_t *row, size_t width)
{
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a, by words */
    for (size_t i = 0; i < width; i++) {
        hash = (hash ^ row[i]) * UINT64_C(1099511628211);
        hash ^= hash >> 29;
    }
    return (size_t)(hash ^ (hash >> 32));
}

static void place(walk *w, size_t index)
{
    const uint64_t *row = &w->seen[index * w->width];
    size_t at = hash_of(row, w->width) & (w->seen_capacity * 2 - 1);
    while (w->table[at] != 0)
        at = (at + 1) & (w->seen_capacity * 2 - 1);
    w->table[at] = index + 1;
}

static void make_room(walk *w)
{
    if (w->seen_count < w->seen_capacity)
        return;
    gait_arena *arena = w->comparing->arena;
    size_t capacity = w->seen_capacity == 0 ? 64 : w->seen_capacity * 2;
    w->seen = gait_arena_grow(arena, w->seen, w->seen_capacity * w->width, capacity * w->width,
                              sizeof *w->seen);
    w->seen_capacity = capacity;
    w->table = gait_arena_array(arena, capacity * 2, sizeof *w->table);
    for (size_t i = 0; i < w->seen_count; i++)
        place(w, i);
}

/* False when the budget is used up. */
static bool reach(walk *w, const uint64_t *row)
{
    make_room(w);
    size_t at = hash_of(row, w->width) & (w->seen_capacity * 2 - 1);
    for (; w->table[at] != 0; at = (at + 1) & (w->seen_capacity * 2 - 1))
        if (memcmp(&w->seen[(w->table[at] - 1) * w->width], row, w->width * sizeof *row) == 0)
            return true;
    if (w->comparing->states == 0)
        return false;
    w->comparing->states--;
    memcpy(&w->seen[w->seen_count * w->width], row, w->width * sizeof *row);
    w->table[at] = ++w->seen_count;
    return true;
}

static void walk_begin(walk *w)
{
    gi_row_bits states;
    w->width = 0;
    for (size_t i = 0; i < w->count; i++)
        w->width += w->sides[i]->automaton->words;
    uint64_t *row = gait_arena_array(w->comparing->arena, w->width, sizeof *row);
    uint64_t *at = row;
    for (size_t i = 0; i < w->count; i++) {
        const gi_automaton *a = w->sides[i]->automaton;
        start(a, states);
        memcpy(at, states, a->words * sizeof *at);
        at += a->words;
    }
    find_bytes(w);
    (void)reach(w, row);
}

/* Moves a combination over one byte. False when the first automaton has no state left. */
static bool walk_step(const walk *w, size_t index, unsigned char byte, uint64_t *out)
{
    const uint64_t *from = &w->seen[index * w->width];
    bool alive = true;
    for (size_t i = 0; i < w->count && alive; i++) {
        const gi_automaton *a = w->sides[i]->automaton;
        gi_row_bits states = { 0 };
        memcpy(states, from, a->words * sizeof *from);
        bool left = gi_automaton_step(a, states, byte, (char)byte == w->sides[i]->separator);
        memcpy(out, states, a->words * sizeof *out);
        from += a->words;
        out += a->words;
        alive = i > 0 || left;
    }
    return alive;
}

/* Whether the text that leads here is in the first language, and in some of the others. */
static void judge(const walk *w, size_t index, bool *first, bool *others)
{
    const uint64_t *row = &w->seen[index * w->width];
    *first = accepts(w->sides[0]->automaton, row);
    *others = false;
    for (size_t i = 1; i < w->count; i++) {
        row += w->sides[i - 1]->automaton->words;
        *others = *others || accepts(w->sides[i]->automaton, row);
    }
}

/* GI_TRUE: some text is in the first language and, as asked, in one or in none of the others. */
static gi_tri find_text(walk *w, bool in_others)
{
    walk_begin(w);
    uint64_t *next = gait_arena_array(w->comparing->arena, w->width, sizeof *next);
    for (size_t i = 0; i < w->seen_count; i++) {
        bool first;
        bool others;
        judge(w, i, &first, &others);
        if (first && others == in_others)
            return GI_TRUE;
        for (size_t k = 0; k < w->byte_count; k++)
            if (walk_step(w, i, w->bytes[k], next) && !reach(w, next))
                return GI_UNKNOWN;
    }
    return w->seen_count == 0 ? GI_UNKNOWN : GI_FALSE;
}

/* ---- sets ---- */

static gi_tri meets(gi_comparing *comparing, const gi_language *a, const gi_language *b)
{
    if (a == NULL || b == NULL)
        return GI_UNKNOWN;
    if (a->exact)
        return gi_tri_of(holds(b, a->text));
    if (b->exact)
        return gi_tri_of(holds(a, b->text));
    walk *w = gait_arena_alloc(comparing->arena, sizeof *w);
    *w = (walk){ .comparing = comparing, .sides = { a, b }, .count = 2 };
    return find_text(w, true);
}

gi_tri gi_languages_meet(gi_comparing *comparing, const gi_languages *a, const gi_languages *b)
{
    gi_tri result = GI_FALSE;
    for (size_t i = 0; i < a->count && result != GI_TRUE; i++)
        for (size_t k = 0; k < b->count && result != GI_TRUE; k++)
            result = gi_tri_or(result, meets(comparing, a->items[i], b->items[k]));
    return result;
}

static gi_tri covers_text(const gi_languages *outer, gait_str text)
{
    gi_tri result = GI_FALSE;
    for (size_t i = 0; i < outer->count && result != GI_TRUE; i++) {
        const gi_language *one = outer->items[i];
        result = gi_tri_or(result, one == NULL ? GI_UNKNOWN : gi_tri_of(holds(one, text)));
    }
    return result;
}

/* As many of the others as can be walked together; whether that is all of them. */
static bool gather(walk *w, const gi_languages *outer)
{
    for (size_t i = 0; i < outer->count && w->count <= MOST_TOGETHER; i++)
        if (outer->items[i] != NULL && outer->items[i]->automaton != NULL)
            w->sides[w->count++] = outer->items[i];
    return w->count == outer->count + 1;
}

static gi_tri covers(gi_comparing *comparing, const gi_languages *outer, const gi_language *inner)
{
    walk *w = gait_arena_alloc(comparing->arena, sizeof *w);
    if (inner == NULL)
        return GI_UNKNOWN;
    if (inner->exact)
        return covers_text(outer, inner->text);
    for (size_t i = 0; i < outer->count; i++) { /* mostly one of them does, and that is cheap */
        const gi_language *one = outer->items[i];
        if (one == NULL || one->exact)
            continue;
        *w = (walk){ .comparing = comparing, .sides = { inner, one }, .count = 2 };
        if (find_text(w, false) == GI_FALSE)
            return GI_TRUE;
    }
    *w = (walk){ .comparing = comparing, .sides = { inner }, .count = 1 };
    bool whole = gather(w, outer);
    gi_tri missed = find_text(w, false);
    return missed == GI_TRUE && !whole ? GI_UNKNOWN : gi_tri_not(missed);
}

gi_tri gi_languages_cover(gi_comparing *comparing, const gi_languages *outer,
                          const gi_languages *inner)
{
    gi_tri result = GI_TRUE;
    for (size_t i = 0; i < inner->count && result != GI_FALSE; i++)
        result = gi_tri_and(result, covers(comparing, outer, inner->items[i]));
    return result;
}
