/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/secret.h"

#include <sodium.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <string.h>

enum { PAGE_BYTES = 4096, PAGES = 4, ALIGNMENT = 16 };

typedef struct secret_page {
    alignas(PAGE_BYTES) unsigned char bytes[PAGE_BYTES];
} secret_page;

static secret_page pages[PAGES];
static atomic_bool taken[PAGES];

/*
 * Randomness is a parameter in gait, so keys never come from the library's own. At its start the library wants a few
 * bytes for the marks around its memory, which serve to notice overruns; where things happen to lie in memory is good
 * enough for that, while its own source would abort or wait for ever where the system gives none. Afterwards the
 * library has its usual source again: a program that embeds gait may use it for itself.
 */
static atomic_bool started;

static const char *source_name(void)
{
    return "gait";
}

static void start_bytes(void *const bytes, const size_t len)
{
    uint64_t mix = (uint64_t)(uintptr_t)&mix ^ (uint64_t)(uintptr_t)&started << 20;
    for (size_t i = 0; i < len; i++) {
        mix = mix * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        ((unsigned char *)bytes)[i] = (unsigned char)(mix >> 56);
    }
}

static uint32_t start_number(void)
{
    uint32_t number;
    start_bytes(&number, sizeof number);
    return number;
}

static bool start_library(void)
{
    static randombytes_implementation start_source = { .implementation_name = source_name,
                                                       .random = start_number,
                                                       .buf = start_bytes };
    if (atomic_load(&started))
        return true;
    bool ok = randombytes_set_implementation(&start_source) == 0 && sodium_init() >= 0 &&
              randombytes_set_implementation(&randombytes_sysrandom_implementation) == 0;
    atomic_store(&started, ok);
    return ok;
}

bool gi_secret_new(size_t bytes, void **out, gait_error *err)
{
    *out = NULL;
    if (!start_library())
        return gait_fail(err, GAIT_E_internal, "the cryptographic library did not start");
    for (size_t i = 0; bytes <= PAGE_BYTES && i < PAGES; i++) {
        if (atomic_exchange(&taken[i], true))
            continue;
        /* Best effort, as in sodium_malloc: a system without lockable memory still gets to sign. */
        (void)sodium_mlock(&pages[i], PAGE_BYTES);
        *out = &pages[i];
        return true;
    }
    if (bytes > SIZE_MAX - ALIGNMENT)
        return gait_fail(err, GAIT_E_out_of_memory, "no memory for a secret");
    /* sodium_malloc puts the end of the block at a page's end: only a rounded size gives an aligned start. */
    bytes = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    *out = sodium_malloc(bytes);
    if (*out == NULL)
        return gait_fail(err, GAIT_E_out_of_memory, "no memory for a secret");
    memset(*out, 0, bytes);
    return true;
}

void gi_secret_free(void *secret)
{
    for (size_t i = 0; i < PAGES; i++) {
        if (secret != &pages[i])
            continue;
        (void)sodium_munlock(&pages[i], PAGE_BYTES);
        sodium_memzero(&pages[i], PAGE_BYTES); /* also where locking, and so unlocking, failed */
        atomic_store(&taken[i], false);
        return;
    }
    sodium_free(secret);
}
