/* SPDX-License-Identifier: Apache-2.0 */
#include "script.h"

#include <stdio.h>
#include <stdlib.h>

enum { PROCESSES = 100, OUTPUT_MAX = 8192 };

static const char *program;

/*
 * What differs between processes when nothing is done about it: order of keys, the length of lists with holes, the
 * layout of tables keyed by tables and functions.
 */
static const char source[] =
    "local o = {}\n"
    "for k, v in pairs(intent.tags) do o[#o + 1] = k .. '=' .. v end\n"
    "local mixed = { b = 1, a = 2, [3] = 3, [-1] = 4, [2.5] = 5, [true] = 6 }\n"
    "for k, v in pairs(mixed) do o[#o + 1] = tostring(k) .. '=' .. v end\n"
    "local sum = 0\n"
    "for round = 1, 60 do\n"
    "  local t = {}\n"
    "  for i = 1, 40 do\n"
    "    t['key' .. i * round] = i\n"
    "    if (i * round) % 7 ~= 0 then t[i] = i end\n"
    "    if i % 3 == 0 then t[{}] = i t[function() return i end] = i end\n"
    "    if i % 5 == 0 then t[i - 2] = nil end\n"
    "    sum = (sum * 31 + #t) % 1000000007\n"
    "  end\n"
    "end\n"
    "o[#o + 1] = tostring(sum)\n"
    "o[#o + 1] = tostring({}) .. tostring(pairs) .. tostring(0.1 + 0.2)\n"
    "local ok, message = pcall(function() return intent.tags + 1 end)\n"
    "o[#o + 1] = message\n"
    "return o\n";

static const char intent[] = "{\"tags\":{\"zeta\":1,\"alpha\":2,\"mid\":3,\"beta\":4,\"omega\":5}}";

/* In a process of its own: the result, the fuel, the memory and the size of the image. */
static int print_result(void)
{
    gait_arena *arena = gait_arena_new(8 << 20, NULL, NULL);
    gi_run run;
    gait_str result = body_of(arena, source, test_json(arena, intent), &run);
    printf("%.*s %lld %zu\n", GAIT_STR_ARG(result), (long long)run.fuel, run.peak_bytes);
    gait_arena_free(arena);
    return run.stop == GI_RAN && fflush(stdout) == 0 ? 0 : 1;
}

static size_t output_of_child(char out[OUTPUT_MAX])
{
    int ends[2];
    size_t len = 0;
    int status = -1;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        char *const arguments[] = { (char *)program, (char *)"--print", NULL };
        (void)dup2(ends[1], STDOUT_FILENO);
        (void)close(ends[0]);
        (void)close(ends[1]);
        (void)execv(program, arguments);
        _exit(127);
    }
    (void)close(ends[1]);
    for (ssize_t got; (got = read(ends[0], out + len, OUTPUT_MAX - len)) > 0;)
        len += (size_t)got;
    (void)close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    return len;
}

static void a_hundred_processes_say_the_same(void **state)
{
    (void)state;
    static char first[OUTPUT_MAX];
    static char other[OUTPUT_MAX];
    size_t len = output_of_child(first);
    assert_in_range(len, 100, OUTPUT_MAX - 1);
    for (int i = 1; i < PROCESSES; i++) {
        assert_int_equal(output_of_child(other), len);
        assert_memory_equal(other, first, len);
    }
}

int main(int argc, char **argv)
{
    program = argv[0];
    if (argc == 2 && strcmp(argv[1], "--print") == 0)
        return print_result();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hundred_processes_say_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
