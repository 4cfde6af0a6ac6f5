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

bool gi_secret_new(size_t bytes, void **out, gait_error *err)
{
    *out = NULL;
    if (sodium_init() < 0)
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
