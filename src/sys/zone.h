/*
 * zone.h — the system's time zones: a directory of TZif files, each read once, and the version of the data.
 *
 * A zone that is absent, unreadable or malformed is one without rules: whoever asks it what time it is gets no answer.
 * Environment variables (TZ, TZDIR) and the zone of the machine are never looked at.
 *
 * Owner:   zones live in the arena given to gi_zones_open.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_SYS_ZONE_H
#define GAIT_SYS_ZONE_H

#include "base/tzif.h"

typedef struct gi_zone {
    gait_str name;
    const gi_tzif *rules; /* NULL: not available on this machine */
} gi_zone;

typedef struct gi_zones {
    gait_arena *arena;
    const char *directory;
    const gi_zone **items;
    size_t count, capacity;
    gait_str version; /* of the data, like "2025b", or "unknown"; empty until a file was wanted */
} gi_zones;

/* "Europe/Berlin": segments of letters, digits, '_', '-' and '+', each beginning with a capital, as all names do. */
bool gi_zone_name_ok(gait_str name);

/* Reads nothing yet. */
void gi_zones_open(gi_zones *zones, gait_arena *arena, const char *directory);
/* The zone of this name, read if it was not asked for before. "UTC" needs no file. The name is borrowed. */
const gi_zone *gi_zones_take(gi_zones *zones, gait_str name);

#endif
