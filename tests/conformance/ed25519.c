/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ed25519 FILE — every case of a Wycheproof EddsaVerify file through gait_key_verify; each must get the expected answer.
 */
#include <stdio.h>
#include <string.h>

#include <gait/file.h>
#include <gait/json.h>
#include <gait/key.h>

#include "base/base64.h"
#include "base/enc.h"

enum { FILE_MAX = 4 << 20, KEY_MAX = 64 };

typedef struct tally {
    gait_arena *arena;
    int passed, failed, valid;
} tally;

static gait_str text_of(const gait_json *object, const char *name)
{
    const gait_json *value = gait_json_get(object, gait_str_of(name));
    return value != NULL && value->kind == GAIT_JSON_STRING ? value->text : (gait_str){ NULL, 0 };
}

/* Bytes of a hex member in the arena; an odd or malformed one ends the run. */
static bool bytes_of(gait_arena *arena, gait_str hex, gait_str *out)
{
    uint8_t *bytes = gait_arena_alloc(arena, hex.len / 2);
    *out = (gait_str){ (const char *)bytes, hex.len / 2 };
    return hex.len % 2 == 0 && gi_hex_decode(hex, bytes, hex.len / 2);
}

static bool accepts(gait_str public, gait_str message, gait_str signature)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_key *key = NULL;
    char text[GI_BASE64_CHARS(KEY_MAX) + 1];
    if (public.len > KEY_MAX || signature.len != GAIT_SIGNATURE_BYTES)
        return false;
    gi_base64_encode((const uint8_t *)public.ptr, public.len, text);
    if (!gait_key_parse_public(gait_str_of(text), &key, &err))
        return false;
    bool ok = gait_key_verify(key, message, (const uint8_t *)signature.ptr);
    gait_key_free(key);
    return ok;
}

static void run_case(tally *t, gait_str public, const gait_json *test)
{
    gait_str message, signature, result = text_of(test, "result");
    const gait_json *id = gait_json_get(test, GAIT_STR("tcId"));
    gait_str name = id == NULL ? GAIT_STR("?") : id->text;
    bool known = gait_str_is(result, "valid") || gait_str_is(result, "invalid");
    if (!known || !bytes_of(t->arena, text_of(test, "msg"), &message) ||
        !bytes_of(t->arena, text_of(test, "sig"), &signature)) {
        printf("FAIL case %.*s: not understood\n", GAIT_STR_ARG(name));
        t->failed++;
        return;
    }
    bool want = gait_str_is(result, "valid");
    bool got = accepts(public, message, signature);
    t->valid += want;
    t->passed += got == want;
    t->failed += got != want;
    if (got != want)
        printf("FAIL case %.*s: %s although %.*s\n", GAIT_STR_ARG(name),
               got ? "accepted" : "refused", GAIT_STR_ARG(result));
}

static void run_group(tally *t, const gait_json *group)
{
    gait_str public;
    const gait_json *tests = gait_json_get(group, GAIT_STR("tests"));
    const gait_json *key = gait_json_get(group, GAIT_STR("publicKey"));
    if (tests == NULL || !bytes_of(t->arena, text_of(key, "pk"), &public)) {
        printf("FAIL a group was not understood\n");
        t->failed++;
        return;
    }
    for (size_t i = 0; i < tests->count; i++)
        run_case(t, public, &tests->items[i]);
}

static bool run_file(tally *t, const char *path, gait_error *err)
{
    gait_str bytes;
    gait_json *doc = NULL;
    gait_json_limits limits = gait_json_limits_for(FILE_MAX);
    if (!gait_file_read(t->arena, path, FILE_MAX, &bytes, err) ||
        !gait_json_parse(t->arena, bytes, &limits, &doc, err))
        return false;
    const gait_json *groups = gait_json_get(doc, GAIT_STR("testGroups"));
    const gait_json *count = gait_json_get(doc, GAIT_STR("numberOfTests"));
    for (size_t i = 0; groups != NULL && i < groups->count; i++)
        run_group(t, &groups->items[i]);
    gait_str ran = gait_arena_format(t->arena, "%d", t->passed + t->failed);
    if (count == NULL || !gait_str_equal(ran, count->text)) {
        printf("FAIL %.*s cases ran, the file says otherwise\n", GAIT_STR_ARG(ran));
        t->failed++;
    }
    return true;
}

int main(int argc, char **argv)
{
    gait_error err = GAIT_ERROR_INIT;
    tally t = { gait_arena_new(64u << 20, NULL, NULL), 0, 0, 0 };
    if (t.arena == NULL || argc != 2 || !run_file(&t, argv[1], &err)) {
        printf("FAIL %s\n", argc == 2 ? err.message : "usage: ed25519 FILE");
        t.failed++;
    }
    printf("ed25519: %d cases, %d of them valid\n", t.passed + t.failed, t.valid);
    printf("%d passed, %d failed, 0 skipped\n", t.passed, t.failed);
    gait_arena_free(t.arena);
    return t.failed != 0;
}
