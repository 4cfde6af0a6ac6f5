/* SPDX-License-Identifier: Apache-2.0 */
#include "script/lint.h"
#include "script/lex.h"

#include <gait/limits.h>

#include <string.h>

enum {
    NESTING = 220,   /* brackets; the compiler itself stops at 200 levels */
    CHAIN = 64,      /* fields in one chain */
    JUNCTIONS = 200, /* and/or in one expression */
    BRANCHES = 500,  /* elseif in one if */
    CONSTANTS =
        250, /* names and literals that bitwise operators may stand among; trouble begins at 256 */
    CONSTANT_SLOTS = 1024 /* a power of two */
};

typedef enum bracket_kind { GROUP, CALL, INDEX, FIELD, TABLE } bracket_kind;

typedef struct bracket {
    bracket_kind kind;
    int chain;     /* fields of the chain that was going on before it opened */
    int junctions; /* and/or so far in the expression inside it */
} bracket;

typedef struct linter {
    gi_lexer lexer;
    bool strict;
    gi_lint_finding finding;
    bracket open[NESTING]; /* [0] is the chunk itself */
    int depth;
    int chain;    /* fields in the chain that ended with the last token */
    int branches; /* elseif since the last if */
    gi_token previous;
    int bitwise_line; /* of the first bitwise operator, 0 when there is none */
} linter;

static bool refuse(linter *l, int line, const char *message)
{
    if (l->finding.verdict == GI_LINT_FINE)
        l->finding = (gi_lint_finding){ GI_LINT_REFUSED, line, message };
    return false;
}

/* Whether what follows the token applies to it: a call, an index. */
static bool ends_operand(const gi_token *token)
{
    return token->kind == GI_TOKEN_NAME || token->kind == GI_TOKEN_STRING || token->id == ')' ||
           token->id == ']' || token->id == '}';
}

/* ---- constants: how many names and literals a function of this source can have at most ---- */

static bool is_constant(const gi_token *token)
{
    return token->kind == GI_TOKEN_NAME || token->kind == GI_TOKEN_STRING ||
           token->kind == GI_TOKEN_NUMBER || token->id == GI_WORD_TRUE ||
           token->id == GI_WORD_FALSE || token->id == GI_WORD_NIL;
}

/* Whether the text is new to the set. */
static bool add_text(gait_str set[], gait_str text)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ (unsigned char)text.ptr[i]) * 16777619u;
    uint32_t slot = hash % CONSTANT_SLOTS;
    while (set[slot].ptr != NULL) {
        if (gait_str_equal(set[slot], text))
            return false;
        slot = (slot + 1) % CONSTANT_SLOTS;
    }
    set[slot] = text;
    return true;
}

static bool has_many_constants(gait_str source)
{
    gait_str set[CONSTANT_SLOTS] = { { NULL, 0 } };
    int count = 0;
    gi_lexer lexer;
    gi_token token;
    gi_lex_begin(&lexer, source);
    while (count <= CONSTANTS && gi_lex_next(&lexer, &token))
        if (is_constant(&token) && add_text(set, token.text))
            count++;
    return count > CONSTANTS;
}

/* ---- brackets ---- */

static bool open_bracket(linter *l, const gi_token *token, bracket_kind kind)
{
    if (l->depth + 1 == NESTING)
        return refuse(l, token->line, "brackets are nested too deeply");
    l->open[++l->depth] = (bracket){ kind, l->chain, 0 };
    l->chain = 0;
    return true;
}

static bool close_bracket(linter *l, const gi_token *token)
{
    if (l->depth == 0) {
        l->finding = (gi_lint_finding){ GI_LINT_UNREADABLE, token->line, "a bracket too many" };
        return false;
    }
    const bracket *closed = &l->open[l->depth--];
    int inside = l->chain;
    switch (closed->kind) {
    case GROUP: /* (a.b).c goes on with what is inside */
        return true;
    case INDEX: /* Lua names both the table and the key of a failing index, one inside the other */
        l->chain = (closed->chain > inside ? closed->chain : inside) + 1;
        return true;
    default: /* a call or a constructor begins anew */
        l->chain = 0;
        return true;
    }
}

/* ---- operators ---- */

static bool see_comparison(linter *l, const gi_token *token)
{
    int at = l->depth;
    while (at > 0 && l->open[at].kind == GROUP)
        at--;
    if (at > 0 && l->open[at].kind == INDEX)
        return refuse(l, token->line,
                      "a comparison or 'not' inside an index: put its result into a local first");
    return true;
}

static bool see_junction(linter *l, const gi_token *token)
{
    if (++l->open[l->depth].junctions > JUNCTIONS && l->strict)
        return refuse(l, token->line, "more than 200 'and' and 'or' in one expression: split it");
    return true;
}

static bool see_operator(linter *l, const gi_token *token)
{
    l->chain = 0;
    switch (token->id) {
    case GI_SIGN_EQUAL:
    case GI_SIGN_UNEQUAL:
    case GI_SIGN_AT_MOST:
    case GI_SIGN_AT_LEAST:
    case '<':
    case '>':
        return see_comparison(l, token);
    case '&':
    case '|':
    case '~':
    case GI_SIGN_LEFT:
    case GI_SIGN_RIGHT:
        if (l->bitwise_line == 0)
            l->bitwise_line = token->line;
        return true;
    case ',':
    case ';':
    case '=':
        l->open[l->depth].junctions = 0;
        return true;
    default:
        return true;
    }
}

static bool see_sign(linter *l, const gi_token *token)
{
    bool applies = ends_operand(&l->previous);
    switch (token->id) {
    case '(':
        return open_bracket(l, token, applies ? CALL : GROUP);
    case '{':
        return open_bracket(l, token, TABLE);
    case '[':
        return open_bracket(l, token, applies ? INDEX : FIELD);
    case ')':
    case ']':
    case '}':
        return close_bracket(l, token);
    case '.':
    case ':':
        return true; /* the name after it counts */
    default:
        return see_operator(l, token);
    }
}

static bool see_keyword(linter *l, const gi_token *token)
{
    l->chain = 0;
    switch (token->id) {
    case GI_WORD_NOT:
        return see_comparison(l, token);
    case GI_WORD_AND:
    case GI_WORD_OR:
        return see_junction(l, token);
    case GI_WORD_TRUE:
    case GI_WORD_FALSE:
    case GI_WORD_NIL:
    case GI_WORD_IN:
        return true;
    default: /* the rest begins or divides statements */
        l->open[l->depth].junctions = 0;
        break;
    }
    if (token->id == GI_WORD_IF)
        l->branches = 0;
    if (token->id == GI_WORD_ELSEIF && ++l->branches > BRANCHES && l->strict)
        return refuse(l, token->line, "more than 500 'elseif' in a row: use a table");
    return true;
}

static bool see_name(linter *l, const gi_token *token)
{
    bool field = l->previous.id == '.' || l->previous.id == ':';
    l->chain = field ? l->chain + 1 : 0;
    if (l->strict && gait_str_equal(token->text, GAIT_STR("_ENV")))
        return refuse(l, token->line, "the name '_ENV': scripts have one fixed environment");
    return true;
}

static bool see(linter *l, const gi_token *token)
{
    bool fine = true;
    switch (token->kind) {
    case GI_TOKEN_NAME:
        fine = see_name(l, token);
        break;
    case GI_TOKEN_KEYWORD:
        fine = see_keyword(l, token);
        break;
    case GI_TOKEN_SIGN:
        fine = see_sign(l, token);
        break;
    default:
        l->chain = 0;
        break;
    }
    if (l->chain > CHAIN)
        fine = refuse(l, token->line, "more than 64 fields in one chain: put a part into a local");
    l->previous = *token;
    return fine;
}

/* ---- the whole ---- */

static bool check_bytes(linter *l, gait_str source)
{
    if (source.len > GAIT_LIMIT_POLICY_FILE_BYTES)
        return refuse(l, 1, "the source is over 64 KiB");
    if (source.len == 0)
        return true;
    if (source.ptr[0] == '\x1B')
        return refuse(l, 1, "compiled Lua: give the source");
    if (gait_str_starts(source, GAIT_STR("\xEF\xBB\xBF")))
        return refuse(l, 1, "a byte order mark at the start");
    if (source.ptr[0] == '#')
        return refuse(l, 1, "a '#' line at the start");
    const char *nul = memchr(source.ptr, '\0', source.len);
    if (nul == NULL)
        return true;
    int line = 1;
    for (const char *p = source.ptr; p < nul; p++)
        line += *p == '\n';
    return refuse(l, line, "a NUL byte");
}

gi_lint_finding gi_lint(gait_str source, bool strict)
{
    linter l = { .strict = strict };
    gi_token token;
    if (!check_bytes(&l, source))
        return l.finding;
    gi_lex_begin(&l.lexer, source);
    while (gi_lex_next(&l.lexer, &token))
        if (!see(&l, &token))
            return l.finding;
    if (token.kind == GI_TOKEN_BROKEN)
        return (gi_lint_finding){ GI_LINT_UNREADABLE, token.line, "this cannot be read as Lua" };
    if (l.bitwise_line > 0 && has_many_constants(source))
        (void)refuse(&l, l.bitwise_line,
                     "a bitwise operator in a file with more than 250 names and literals");
    return l.finding;
}
