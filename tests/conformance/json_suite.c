/*
 * Runs the JSON parser and emitters over data from elsewhere. Each mode prints what fails and a closing count.
 *
 *     json_suite parsing FILE...                   y_ files are accepted, n_ refused, i_ survived
 *     json_suite jansson EXPECTED.tsv FILE...      the same files and mutants of them, against jansson
 *     json_suite canonical INPUT HEX [INPUT HEX]...
 *     json_suite numbers <CSV                      bits of a double, its text
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

#include <gait/json.h>

enum { FILE_BYTES = 1 << 20, ROWS = 100, MUTANTS = 2000, MUTANT_BYTES = 4096 };

static size_t passed;
static size_t failed;

static bool check(bool ok, const char *name, const char *what)
{
    passed += ok;
    failed += !ok;
    if (!ok)
        printf("FAILED %s: %s\n", name, what);
    return ok;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static gait_str read_all(gait_arena *arena, const char *path)
{
    char *bytes = gait_arena_array(arena, FILE_BYTES, 1);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        printf("cannot read %s\n", path);
        exit(1);
    }
    size_t len = fread(bytes, 1, FILE_BYTES, file);
    (void)fclose(file);
    return (gait_str){ bytes, len };
}

static gait_arena *new_arena(void)
{
    gait_arena *arena = gait_arena_new((size_t)64 << 20, NULL, NULL);
    if (arena == NULL)
        exit(1);
    return arena;
}

/* "accepted" or the name of the error code. */
static const char *parse(gait_arena *arena, gait_str text, gait_json **value)
{
    gait_json_limits limits = gait_json_limits_for(FILE_BYTES);
    gait_error err = GAIT_ERROR_INIT;
    if (gait_json_parse(arena, text, &limits, value, &err))
        return "accepted";
    return gait_code_name(err.code);
}

static bool is(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

/* The two documents of the suite with duplicate member names: valid grammar, refused here. */
static bool has_duplicates(const char *name)
{
    return is(name, "y_object_duplicated_key.json") ||
           is(name, "y_object_duplicated_key_and_value.json");
}

static void run_parsing(char **files)
{
    for (; *files != NULL; files++) {
        gait_arena *arena = new_arena();
        gait_json *value = NULL;
        const char *name = base_name(*files);
        const char *outcome = parse(arena, read_all(arena, *files), &value);
        if (has_duplicates(name))
            check(is(outcome, "json_duplicate_key"), name, outcome);
        else if (name[0] == 'y')
            check(is(outcome, "accepted"), name, outcome);
        else if (name[0] == 'n')
            check(!is(outcome, "accepted"), name, outcome);
        else
            check(name[0] == 'i', name, "neither y_, n_ nor i_");
        gait_arena_free(arena);
    }
}

typedef struct row {
    char *file; /* "*": mutants, "*nul": mutants with a NUL byte */
    char *ours;
    char *theirs;
    bool used;
} row;

static row rows[ROWS];
static size_t row_count;

static void read_rows(gait_arena *arena, const char *path)
{
    char *save = NULL;
    char *text = gait_arena_cstr(arena, read_all(arena, path));
    for (char *line = strtok_r(text, "\n", &save); line != NULL;
         line = strtok_r(NULL, "\n", &save)) {
        char *fields = NULL;
        if (*line == '#')
            continue;
        row r = { .file = strtok_r(line, "\t", &fields) };
        r.ours = strtok_r(NULL, "\t", &fields);
        r.theirs = strtok_r(NULL, "\t", &fields);
        const char *why = strtok_r(NULL, "\t", &fields);
        if (check(why != NULL && row_count < ROWS, path, "a row lacks a field, or too many rows"))
            rows[row_count++] = r;
    }
}

static bool is_listed(const char *file, const char *ours, const char *theirs)
{
    for (size_t i = 0; i < row_count; i++) {
        if (is(rows[i].file, file) && is(rows[i].ours, ours) && is(rows[i].theirs, theirs)) {
            rows[i].used = true;
            return true;
        }
    }
    return false;
}

static const char *reason_of(const json_error_t *error)
{
    switch (json_error_code(error)) {
    case json_error_numeric_overflow:
        return "numeric_overflow";
    case json_error_null_byte_in_key:
        return "null_byte_in_key";
    case json_error_stack_overflow:
        return "stack_overflow";
    case json_error_duplicate_key:
        return "duplicate_key";
    case json_error_invalid_utf8:
        return "invalid_utf8";
    default:
        return "invalid_syntax";
    }
}

/* Both values in canonical form, theirs by way of its own output. */
static bool same_value(gait_arena *arena, const gait_json *ours, const json_t *theirs)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_str a;
    gait_str b;
    gait_json *back = NULL;
    char *text = json_dumps(theirs, JSON_ENCODE_ANY);
    if (text == NULL)
        return false;
    bool same = is(parse(arena, gait_str_of(text), &back), "accepted") &&
                gait_json_canonical(arena, ours, GAIT_NUMBERS_DOUBLE, FILE_BYTES, &a, &err) &&
                gait_json_canonical(arena, back, GAIT_NUMBERS_DOUBLE, FILE_BYTES, &b, &err) &&
                gait_str_equal(a, b);
    free(text);
    return same;
}

/* True when both agree, on the value too, or their difference is listed. */
static bool agree(const char *row_name, gait_str text)
{
    gait_arena *arena = new_arena();
    gait_json *ours = NULL;
    json_error_t error;
    json_t *theirs = json_loadb(text.ptr, text.len,
                                JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    const char *their_outcome = theirs != NULL ? "accepted" : reason_of(&error);
    const char *our_outcome = parse(arena, text, &ours);
    bool ok = true;
    if (ours != NULL && theirs != NULL)
        ok = same_value(arena, ours, theirs);
    else if (ours != NULL || theirs != NULL)
        ok = is_listed(row_name, our_outcome, their_outcome);
    if (!ok)
        printf("  ours %s, jansson %s: %.*s\n", our_outcome, their_outcome,
               GAIT_STR_ARG(gait_str_first(text, 200)));
    json_decref(theirs);
    gait_arena_free(arena);
    return ok;
}

/* Removes, replaces or inserts a little, a few times over. */
static gait_str mutate(gait_str text, uint64_t *seed, char out[MUTANT_BYTES])
{
    static const char *const pieces[] = { "\"",
                                          "\\",
                                          "{",
                                          "}",
                                          "[",
                                          "]",
                                          ":",
                                          ",",
                                          "0",
                                          "-",
                                          "1",
                                          ".",
                                          "e",
                                          "E+",
                                          "\\u",
                                          "\\ud83d",
                                          "\\ude02",
                                          "\\u0000",
                                          "null",
                                          "true",
                                          " ",
                                          "\n",
                                          "\xC3",
                                          "\xA9",
                                          "\xED\xA0\x80",
                                          "\xEF\xBB\xBF",
                                          "\xF0\x9F\x98\x82",
                                          "9999999999",
                                          "\x7F",
                                          "\x1F",
                                          "a",
                                          "\"a\":",
                                          ",\"a\":1",
                                          "[[",
                                          "]]",
                                          "//",
                                          "'" };
    size_t len = text.len;
    memcpy(out, text.ptr, len);
    for (uint64_t n = next_random(seed) % 3 + 1; n > 0; n--) {
        const char *piece = pieces[next_random(seed) % (sizeof pieces / sizeof *pieces)];
        size_t piece_len = strlen(piece);
        size_t at = next_random(seed) % (len + 1);
        size_t cut = next_random(seed) % 3;
        if (cut > len - at)
            cut = len - at;
        if (next_random(seed) % 3 == 0)
            piece_len = 0;
        memmove(out + at + piece_len, out + at + cut, len - at - cut);
        memcpy(out + at, piece, piece_len);
        len = len - cut + piece_len;
    }
    return (gait_str){ out, len };
}

static bool mutants_agree(gait_str text, uint64_t *seed)
{
    static char bytes[MUTANT_BYTES];
    if (text.len >= MUTANT_BYTES / 2)
        return true;
    for (int i = 0; i < MUTANTS; i++) {
        gait_str mutant = mutate(text, seed, bytes);
        bool has_nul = memchr(mutant.ptr, '\0', mutant.len) != NULL;
        if (!agree(has_nul ? "*nul" : "*", mutant))
            return false;
    }
    return true;
}

static void run_jansson(const char *expected, char **files)
{
    gait_arena *arena = new_arena();
    uint64_t seed = 11;
    read_rows(arena, expected);
    for (; *files != NULL; files++) {
        gait_arena *scratch = new_arena();
        gait_str text = read_all(scratch, *files);
        const char *name = base_name(*files);
        check(agree(name, text), name, "jansson differs, and it is not listed");
        check(mutants_agree(text, &seed), name,
              "jansson differs on a mutant, and it is not listed");
        gait_arena_free(scratch);
    }
    for (size_t i = 0; i < row_count; i++)
        check(rows[i].used, rows[i].file, "is listed but no longer differs");
    gait_arena_free(arena);
}

static gait_str from_hex(gait_arena *arena, gait_str hex)
{
    char *bytes = gait_arena_array(arena, hex.len, 1);
    size_t len = 0;
    for (size_t i = 0; i + 1 < hex.len;) {
        char pair[3] = { hex.ptr[i], hex.ptr[i + 1], '\0' };
        if (pair[0] == ' ' || pair[0] == '\n' || pair[0] == '\r') {
            i++;
            continue;
        }
        bytes[len++] = (char)strtoul(pair, NULL, 16);
        i += 2;
    }
    return (gait_str){ bytes, len };
}

static void run_canonical(char **files)
{
    for (; files[0] != NULL && files[1] != NULL; files += 2) {
        gait_arena *arena = new_arena();
        gait_error err = GAIT_ERROR_INIT;
        gait_json *value = NULL;
        gait_str out;
        gait_str expected = from_hex(arena, read_all(arena, files[1]));
        bool ok = is(parse(arena, read_all(arena, files[0]), &value), "accepted") &&
                  gait_json_canonical(arena, value, GAIT_NUMBERS_DOUBLE, FILE_BYTES, &out, &err);
        check(ok && gait_str_equal(out, expected), base_name(files[0]), "other canonical bytes");
        gait_arena_free(arena);
    }
}

static void run_numbers(void)
{
    char line[128];
    size_t count = 0;
    size_t equal = 0;
    while (fgets(line, sizeof line, stdin) != NULL) {
        char *text = NULL;
        char out[32];
        uint64_t bits = strtoull(line, &text, 16);
        double value;
        memcpy(&value, &bits, sizeof value);
        gait_str expected = gait_str_of(text + 1);
        while (expected.len > 0 && (unsigned char)expected.ptr[expected.len - 1] <= ' ')
            expected.len--;
        gait_str written = { out, gait_number_format(value, out) };
        bool same = gait_str_equal(written, expected) && gait_number_to_double(expected) == value;
        if (!same)
            printf("FAILED number %016" PRIx64 ": %s\n", bits, out);
        count++;
        equal += same;
    }
    printf("%zu of %zu numbers equal\n", equal, count);
    check(equal == count && count >= 20000, "numbers", "not all equal, or fewer than 20000");
}

int main(int argc, char **argv)
{
    const char *mode = argc > 1 ? argv[1] : "";
    if (is(mode, "parsing"))
        run_parsing(argv + 2);
    else if (is(mode, "jansson") && argc > 2)
        run_jansson(argv[2], argv + 3);
    else if (is(mode, "canonical"))
        run_canonical(argv + 2);
    else if (is(mode, "numbers"))
        run_numbers();
    else
        check(false, "json_suite", "no such mode");
    printf("%zu passed, %zu failed, 0 skipped\n", passed, failed);
    return failed > 0;
}
