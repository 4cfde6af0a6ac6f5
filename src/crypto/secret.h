/*
 * secret.h — memory for secrets: locked, kept out of core dumps, zeroed when released.
 *
 * Small blocks come from a few static pages that are locked while in use; larger ones, or when all pages are taken,
 * from sodium_malloc. The pages cost about 7 µs a use against about 70 µs for sodium_malloc's guard pages, which
 * every start of gait would pay.
 *
 * Owner:   the caller frees; nothing here is ever copied elsewhere.
 * Errors:  out_of_memory.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_CRYPTO_SECRET_H
#define GAIT_CRYPTO_SECRET_H

#include <gait/error.h>

/* Zeroed, aligned to 16 bytes. */
GAIT_NODISCARD bool gi_secret_new(size_t bytes, void **out, gait_error *err);
void gi_secret_free(void *secret); /* zeroes it; NULL is fine */

#endif
