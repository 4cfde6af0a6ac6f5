/*
 * many.c — runs a fuzz target on inputs drawn from a seed, without a fuzzer: many RUNS [SEED]. For properties that want
 * volume rather than search.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t mixed(uint64_t z) /* splitmix64 */
{
    z += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

int main(int argc, char **argv)
{
    uint64_t runs = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    uint64_t input[4];
    if (runs == 0) {
        fprintf(stderr, "usage: %s RUNS [SEED]\n", argv[0]);
        return 1;
    }
    for (uint64_t i = 0; i < runs; i++) {
        for (size_t k = 0; k < sizeof input / sizeof input[0]; k++)
            input[k] = mixed(seed ^ mixed(i * 4 + k));
        LLVMFuzzerTestOneInput((const uint8_t *)input, sizeof input);
    }
    printf("%" PRIu64 " runs of seed %" PRIu64 ", no difference\n", runs, seed);
    return 0;
}
