/*
 * canonical.h — the canonical text of a document together with that of a part of it, written once.
 *
 * Owner:   the texts live in the arena; the part's lies in the whole.
 * Source:  RFC 8785.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_CODEC_CANONICAL_H
#define GAIT_CODEC_CANONICAL_H

#include <gait/json.h>

typedef struct gi_canonical {
    gait_str whole;
    gait_str part;
} gi_canonical;

/* part is an object or list inside value, exact numbers as in gait_json_canonical. Errors: as there. */
GAIT_NODISCARD bool gi_json_canonical_with(gait_arena *arena, const gait_json *value,
                                           const gait_json *part, size_t max_bytes,
                                           gi_canonical *out, gait_error *err);

#endif
