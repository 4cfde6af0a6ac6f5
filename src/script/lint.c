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
    int bitwise_line;                   /* of the first bitwise operator, 0 when there is none */
    gait_str constants[CONSTANT_SLOTS]; /* distinct names and literals */
    int constant_count;
} linter;

static bool refuse(linter *l, int line, const char *message)
{
    if (l->finding.verdict == GI_LINT_FINE)
        l->finding = (gi_lint_finding){ GI_LINT_REFUSED, line, message };
    return false;
}

static bool is_word(const gi_token *token, const char *word)
{
    return token->kind == GI_TOKEN_KEYWORD && gait_str_is(token->text, word);
}

static bool is_sign(const gi_token *token, const char *sign)
{
    return token->kind == GI_TOKEN_SIGN && gait_str_is(token->text, sign);
}

static bool is_one_of(const gi_token *token, const char *const words[])
{
    for (int i = 0; words[i] != NULL; i++)
        if (gait_str_is(token->text, words[i]))
            return true;
    return false;
}

/* Whether what follows the token applies to it: a call, an index. */
static bool ends_operand(const gi_token *token)
{
    return token->kind == GI_TOKEN_NAME || token->kind == GI_TOKEN_STRING || is_sign(token, ")") ||
           is_sign(token, "]") || is_sign(token, "}");
}

/* ---- constants ---- */

static void count_constant(linter *l, gait_str text)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ (unsigned char)text.ptr[i]) * 16777619u;
    if (l->constant_count > CONSTANTS)
        return;
    for (uint32_t slot = hash % CONSTANT_SLOTS;; slot = (slot + 1) % CONSTANT_SLOTS) {
        if (l->constants[slot].ptr == NULL) {
            l->constants[slot] = text;
            l->constant_count++;
            return;
        }
        if (gait_str_equal(l->constants[slot], text))
            return;
    }
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

static bool see_bracket(linter *l, const gi_token *token)
{
    bool applies = ends_operand(&l->previous);
    switch (token->text.ptr[0]) {
    case '(':
        return open_bracket(l, token, applies ? CALL : GROUP);
    case '{':
        return open_bracket(l, token, TABLE);
    case '[':
        return open_bracket(l, token, applies ? INDEX : FIELD);
    default:
        return close_bracket(l, token);
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

static bool see_sign(linter *l, const gi_token *token)
{
    static const char *const comparisons[] = { "==", "~=", "<", "<=", ">", ">=", NULL };
    static const char *const bitwise[] = { "&", "|", "~", "<<", ">>", NULL };
    static const char *const separators[] = { ",", ";", "=", NULL };
    if (token->text.len == 1 && strchr("()[]{}", token->text.ptr[0]) != NULL)
        return see_bracket(l, token);
    if (is_sign(token, ".") || is_sign(token, ":"))
        return true; /* the name after it counts */
    l->chain = 0;
    if (is_one_of(token, comparisons))
        return see_comparison(l, token);
    if (is_one_of(token, bitwise) && l->bitwise_line == 0)
        l->bitwise_line = token->line;
    if (is_one_of(token, separators))
        l->open[l->depth].junctions = 0;
    return true;
}

static bool see_keyword(linter *l, const gi_token *token)
{
    static const char *const statements[] = { "local", "return", "if",     "elseif",
                                              "else",  "while",  "repeat", "until",
                                              "for",   "do",     "then",   "function",
                                              "end",   "goto",   "break",  NULL };
    l->chain = 0;
    if (is_word(token, "not"))
        return see_comparison(l, token);
    if (is_word(token, "and") || is_word(token, "or"))
        return see_junction(l, token);
    if (is_one_of(token, statements))
        l->open[l->depth].junctions = 0;
    if (is_word(token, "if"))
        l->branches = 0;
    if (is_word(token, "elseif") && ++l->branches > BRANCHES && l->strict)
        return refuse(l, token->line, "more than 500 'elseif' in a row: use a table");
    if (is_word(token, "true") || is_word(token, "false") || is_word(token, "nil"))
        count_constant(l, token->text);
    return true;
}

static bool see_name(linter *l, const gi_token *token)
{
    bool field = is_sign(&l->previous, ".") || is_sign(&l->previous, ":");
    count_constant(l, token->text);
    l->chain = field ? l->chain + 1 : 0;
    if (l->strict && gait_str_is(token->text, "_ENV"))
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
        count_constant(l, token->text);
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
    if (l.bitwise_line > 0 && l.constant_count > CONSTANTS)
        (void)refuse(&l, l.bitwise_line,
                     "a bitwise operator in a file with more than 250 names and literals");
    return l.finding;
}
