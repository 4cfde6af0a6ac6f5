/*
 * explain_secret.c — what looks like a credential, by its name or by its shape.
 *
 * Both err on the side of hiding: what is hidden without need costs a glance into the intent, what is shown is out.
 *
 * Source:  docs/explanation.md lists both tables; spec/explanation_spec.lua holds them to it.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/explain.h"

#include <gait/limits.h>

#include <string.h>

enum {
    NAME_BYTES = 256,   /* of a name are looked at; a longer one is a credential's */
    RUN_BYTES = 20,     /* the shortest run of mixed letters and digits that is taken for random */
    BLIND_BYTES = 24,   /* the same with letters of one case */
    HEX_BYTES = 32,     /* the shortest run of hexadecimal digits */
    SLASHED_BYTES = 40, /* the shortest base64 text with slashes */
    SCHEME_BYTES = 8    /* the shortest token after an authentication scheme */
};

/* ---- by name ---- */

/* Anywhere in a name, in lower case and without separators. */
static const char *const fragments[] = {
    "password",   "passwd",        "passphrase",       "passcode", "secret",    "token",
    "credential", "authorization", "bearer",           "cookie",   "apikey",    "accesskey",
    "privatekey", "signingkey",    "encryptionkey",    "sshkey",   "masterkey", "accountkey",
    "sessionid",  "sessionkey",    "connectionstring", "webhook",  "jwt",       "signature",
};

/* As a whole word of a name. */
static const char *const words[] = { "pass", "pwd", "auth", "otp",   "pin",
                                     "pat",  "sid", "dsn",  "creds", "sig" };

#define COUNT(table) (sizeof(table) / sizeof *(table))

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
    return is_lower(c) || is_upper(c) || is_digit(c);
}

static char to_lower(char c)
{
    return is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

static bool is_word(gait_str word)
{
    for (size_t i = 0; i < COUNT(words); i++)
        if (gait_str_is(word, words[i]))
            return true;
    return false;
}

bool gi_secret_name(gait_str name)
{
    char squeezed[NAME_BYTES];
    gait_str all = { squeezed, 0 };
    size_t word = 0; /* where the current word begins */
    if (name.len > NAME_BYTES)
        return true;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool begins =
            i > 0 && (!is_alnum(name.ptr[i - 1]) || (is_upper(c) && is_lower(name.ptr[i - 1])));
        if (begins && is_word(gait_str_from(all, word)))
            return true;
        word = begins ? all.len : word;
        if (is_alnum(c))
            squeezed[all.len++] = to_lower(c);
    }
    if (is_word(gait_str_from(all, word)))
        return true;
    for (size_t i = 0; i < COUNT(fragments); i++)
        if (gait_str_contains(all, gait_str_of(fragments[i])))
            return true;
    return false;
}

/* ---- by shape ---- */

/* How tokens of well-known issuers begin, and how much must follow. */
typedef struct issuer {
    const char *prefix;
    size_t least;
} issuer;

static const issuer issuers[] = {
    { "AKIA", 12 },
    { "ASIA", 12 },
    { "AIza", 16 },
    { "ya29.", 8 },
    { "ghp_", 8 },
    { "gho_", 8 },
    { "ghu_", 8 },
    { "ghs_", 8 },
    { "ghr_", 8 },
    { "github_pat_", 8 },
    { "glpat-", 8 },
    { "xoxa-", 6 },
    { "xoxb-", 6 },
    { "xoxp-", 6 },
    { "xoxr-", 6 },
    { "xoxs-", 6 },
    { "xapp-", 6 },
    { "sk-", 16 },
    { "sk_live_", 8 },
    { "sk_test_", 8 },
    { "rk_live_", 8 },
    { "rk_test_", 8 },
    { "whsec_", 8 },
    { "npm_", 16 },
    { "pypi-", 16 },
    { "hf_", 16 },
    { "hvs.", 8 },
    { "SG.", 16 },
    { "dop_v1_", 8 },
    { "shpat_", 8 },
    { "AGE-SECRET-KEY-", 8 },
};

static bool is_run_char(char c)
{
    return is_alnum(c) || c == '_' || c == '-' || c == '+' || c == '~';
}

static bool is_token_char(char c)
{
    return is_run_char(c) || c == '.';
}

static bool is_slashed_char(char c)
{
    return is_token_char(c) || c == '/';
}

/* Three parts of base64, the first of them a JSON object. */
static bool is_jwt(gait_str token)
{
    size_t dots = 0;
    for (size_t i = 0; i < token.len; i++)
        dots += token.ptr[i] == '.';
    return dots >= 2 && gait_str_starts(token, GAIT_STR("eyJ"));
}

static bool is_uuid(gait_str token)
{
    if (token.len != 36)
        return false;
    for (size_t i = 0; i < token.len; i++) {
        char c = to_lower(token.ptr[i]);
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? c != '-' : !is_digit(c) && !(c >= 'a' && c <= 'f'))
            return false;
    }
    return true;
}

/* What a run of letters and digits is made of. */
typedef struct mixture {
    size_t lower, upper, digits, hex, others;
    size_t changes; /* between lower case, upper case and digits, other characters left out */
} mixture;

static mixture mixture_of(gait_str run)
{
    mixture m = { 0 };
    int last = 0;
    for (size_t i = 0; i < run.len; i++) {
        char c = run.ptr[i];
        int kind = is_lower(c) ? 1 : is_upper(c) ? 2 : is_digit(c) ? 3 : 0;
        m.lower += kind == 1;
        m.upper += kind == 2;
        m.digits += kind == 3;
        m.others += kind == 0;
        m.hex += is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f');
        m.changes += kind != 0 && last != 0 && kind != last;
        last = kind != 0 ? kind : last;
    }
    return m;
}

/* Words, names and numbers change between letters and digits rarely, random texts at every other character. */
static bool is_random(gait_str run)
{
    mixture m = mixture_of(run);
    bool letters = m.lower > 0 || m.upper > 0;
    if (run.len >= HEX_BYTES && m.hex == run.len && letters && m.digits > 0)
        return true;
    if (m.lower > 0 && m.upper > 0 && m.digits > 0)
        return run.len >= RUN_BYTES && 3 * m.changes >= run.len;
    if (m.upper > 0 && m.lower == 0)
        return run.len >= BLIND_BYTES && m.digits > 1 && m.others == 0 && 5 * m.changes >= run.len;
    return run.len >= BLIND_BYTES && letters && m.digits > 1 && 3 * m.changes >= run.len;
}

typedef bool char_class(char c);

static size_t run_end(gait_str text, size_t at, char_class *belongs)
{
    while (at < text.len && belongs(text.ptr[at]))
        at++;
    return at;
}

/* base64 with its slashes; a path has more of them, or begins with one. */
static size_t slashed_end(gait_str text, size_t at)
{
    size_t end = run_end(text, at, is_slashed_char);
    size_t slashes = 0;
    for (size_t i = at; i < end; i++)
        slashes += text.ptr[i] == '/';
    gait_str run = { text.ptr + at, end - at };
    bool path = slashes * 16 > run.len;
    mixture m = mixture_of(run);
    bool mixed = m.lower > 0 && m.upper > 0 && m.digits > 0 && 4 * m.changes >= run.len;
    return slashes > 0 && run.len >= SLASHED_BYTES && !path && mixed ? end : at;
}

/* The token of a known issuer that begins at `at`: its end, or at. */
static size_t issued_end(gait_str text, size_t at)
{
    for (size_t i = 0; i < COUNT(issuers); i++) {
        if (at == text.len || issuers[i].prefix[0] != text.ptr[at])
            continue;
        gait_str prefix = gait_str_of(issuers[i].prefix);
        if (!gait_str_starts(gait_str_from(text, at), prefix))
            continue;
        size_t end = run_end(text, at, is_token_char);
        return end - at >= prefix.len + issuers[i].least ? end : at;
    }
    return at;
}

static bool has_word(gait_str text, size_t at, const char *word)
{
    size_t i = 0;
    while (word[i] != '\0' && at + i < text.len && to_lower(text.ptr[at + i]) == word[i])
        i++;
    return word[i] == '\0';
}

/* "Bearer x", "Basic x": the end of x, or at. */
static size_t scheme_end(gait_str text, size_t at, size_t *from)
{
    static const char *const schemes[] = { "bearer", "basic", "digest", "negotiate" };
    for (size_t i = 0; i < COUNT(schemes); i++) {
        if (!has_word(text, at, schemes[i]))
            continue;
        *from = at + strlen(schemes[i]);
        if (*from == text.len || (text.ptr[*from] != ' ' && text.ptr[*from] != '\t'))
            continue;
        ++*from;
        size_t end = run_end(text, *from, is_slashed_char);
        return end >= *from + SCHEME_BYTES ? end : at;
    }
    return at;
}

static bool is_name_char(char c)
{
    return is_alnum(c) || c == '_' || c == '-';
}

static bool ends_value(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '&' || c == ',' || c == ';' ||
           c == '"' || c == '\'';
}

/* "password=x", "token: x y", "--api-key x": the end of x, or at. After a colon and a space it is the whole line. */
static size_t assigned_end(gait_str text, size_t at, size_t *from)
{
    size_t end = run_end(text, at, is_name_char);
    if (end == at)
        return at;
    gait_str name = { text.ptr + at, end - at };
    bool flag = gait_str_starts(name, GAIT_STR("-"));
    while (end < text.len && (text.ptr[end] == '"' || text.ptr[end] == '\''))
        end++;
    if (end >= text.len ||
        !(text.ptr[end] == '=' || text.ptr[end] == ':' || (flag && text.ptr[end] == ' ')))
        return at;
    if (!gi_secret_name(name))
        return at;
    bool line = text.ptr[end] == ':' && end + 1 < text.len && text.ptr[end + 1] == ' ';
    end++;
    while (end < text.len &&
           (text.ptr[end] == ' ' || text.ptr[end] == '"' || text.ptr[end] == '\''))
        end++;
    *from = end;
    while (end < text.len && (line ? text.ptr[end] != '\n' : !ends_value(text.ptr[end])))
        end++;
    return end > *from ? end : at;
}

/* "://user:password@": the end of what stands before the "@", or at. */
static size_t userinfo_end(gait_str text, size_t at, size_t *from)
{
    bool colon = false;
    if (!gait_str_starts(gait_str_from(text, at), GAIT_STR("://")))
        return at;
    *from = at + 3;
    for (size_t i = *from; i < text.len && !ends_value(text.ptr[i]) && text.ptr[i] != '/'; i++) {
        if (text.ptr[i] == '@')
            return colon ? i : at;
        colon = colon || text.ptr[i] == ':';
    }
    return at;
}

/* What looks like a credential and begins, with its name or scheme, at `at`: [*from, the result), or at. */
static size_t secret_end(gait_str text, size_t at, size_t *from)
{
    char before = at == 0 ? ' ' : text.ptr[at - 1];
    size_t end = userinfo_end(text, at, from);
    if (end == at && !is_name_char(before))
        end = scheme_end(text, at, from);
    if (end == at && !is_name_char(before))
        end = assigned_end(text, at, from);
    if (end > at)
        return end;
    *from = at;
    if (gait_str_starts(gait_str_from(text, at), GAIT_STR("-----BEGIN ")))
        return text.len;
    if (!is_alnum(before) && (end = issued_end(text, at)) > at)
        return end;
    if (is_run_char(before))
        return at;
    if (!is_slashed_char(before) && (end = slashed_end(text, at)) > at)
        return end;
    end = is_token_char(before) ? at : run_end(text, at, is_token_char);
    if (is_jwt((gait_str){ text.ptr + at, end - at }))
        return end;
    end = run_end(text, at, is_run_char);
    gait_str run = { text.ptr + at, end - at };
    return is_random(run) && !is_uuid(run) ? end : at;
}

bool gi_secret_text(gait_str text)
{
    size_t from;
    for (size_t at = 0; at < text.len; at++)
        if (secret_end(text, at, &from) > at)
            return true;
    return false;
}

gait_str gi_without_secrets(gait_arena *arena, gait_str text)
{
    gait_buf out;
    size_t kept = 0;
    size_t from = 0;
    gait_buf_init(&out, arena, GAIT_LIMIT_OUTPUT_BYTES);
    for (size_t at = 0; at < text.len;) {
        size_t end = secret_end(text, at, &from);
        if (end > at) {
            gait_buf_add(&out, (gait_str){ text.ptr + kept, from - kept });
            gait_buf_add_cstr(&out, GI_REDACTED);
            kept = end;
        }
        at = end > at ? end : at + 1;
    }
    gait_buf_add(&out, gait_str_from(text, kept));
    return gait_buf_text(&out);
}

/* ---- whole values ---- */

static bool secret_scalar(gait_str name, const gait_json *value)
{
    if (value->kind == GAIT_JSON_STRING)
        return gi_secret_name(name) || gi_secret_text(value->text);
    /* "max_tokens" counts them */
    return value->kind == GAIT_JSON_NUMBER && gi_secret_name(name) &&
           !gait_str_ends(name, GAIT_STR("tokens"));
}

/* What is under a name that says so is secret at any depth. *left is how many bytes may still be looked at. */
static bool secret_within(gait_str name, const gait_json *value, size_t *left)
{
    size_t cost = 1 + name.len + value->text.len;
    if (cost > *left)
        return true;
    *left -= cost;
    if (value->kind == GAIT_JSON_ARRAY) {
        for (size_t i = 0; i < value->count; i++)
            if (secret_within(name, &value->items[i], left))
                return true;
        return false;
    }
    if (value->kind != GAIT_JSON_OBJECT)
        return secret_scalar(name, value);
    for (size_t i = 0; i < value->count; i++) {
        const gait_json_member *member = &value->members[i];
        gait_str under = gi_secret_name(name) ? name : member->name;
        if (gi_secret_text(member->name) || secret_within(under, &member->value, left))
            return true;
    }
    return false;
}

bool gi_secret_value(gait_str name, const gait_json *value)
{
    size_t left = GAIT_LIMIT_SECRET_SCAN_BYTES;
    return value != NULL && secret_within(name, value, &left);
}
