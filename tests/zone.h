/*
 * zone.h — TZif files for tests, made here from transitions, types and a footer.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_TESTS_ZONE_H
#define GAIT_TESTS_ZONE_H

#include <gait/buf.h>

typedef struct zone_type {
    int32_t offset;
    int is_dst;
    const char *name;
} zone_type;

typedef struct zone_change {
    int64_t at;
    uint8_t type;
} zone_change;

typedef struct zone_file {
    char version; /* 0, '2', '3', '4' */
    const zone_type *types;
    uint32_t type_count;
    const zone_change *changes;
    uint32_t change_count;
    const char *footer;
} zone_file;

enum { ZONE_HEADER_BYTES = 44 };

static inline void zone_put(gait_buf *out, uint64_t value, int bytes)
{
    while (bytes-- > 0)
        gait_buf_add_char(out, (char)(value >> (8 * bytes) & 0xFF));
}

static inline void zone_put_header(gait_buf *out, char version, const uint32_t counts[6])
{
    gait_buf_add_cstr(out, "TZif");
    zone_put(out, (uint64_t)version, 1);
    zone_put(out, 0, 8);
    zone_put(out, 0, 7);
    for (int i = 0; i < 6; i++)
        zone_put(out, counts[i], 4);
}

static inline void zone_put_block(gait_buf *out, const zone_file *zone, int time_bytes)
{
    uint32_t characters = 0;
    for (uint32_t i = 0; i < zone->type_count; i++)
        characters += (uint32_t)gait_str_of(zone->types[i].name).len + 1;
    zone_put_header(
        out, zone->version,
        (const uint32_t[]){ 0, 0, 0, zone->change_count, zone->type_count, characters });
    for (uint32_t i = 0; i < zone->change_count; i++)
        zone_put(out, (uint64_t)zone->changes[i].at, time_bytes);
    for (uint32_t i = 0; i < zone->change_count; i++)
        zone_put(out, zone->changes[i].type, 1);
    characters = 0;
    for (uint32_t i = 0; i < zone->type_count; i++) {
        zone_put(out, (uint32_t)zone->types[i].offset, 4);
        zone_put(out, (uint64_t)zone->types[i].is_dst, 1);
        zone_put(out, characters, 1);
        characters += (uint32_t)gait_str_of(zone->types[i].name).len + 1;
    }
    for (uint32_t i = 0; i < zone->type_count; i++) {
        gait_buf_add_cstr(out, zone->types[i].name);
        gait_buf_add_char(out, '\0');
    }
}

/* From version 2 on the first block is the smallest there can be, as zic writes it today. */
static inline gait_str zone_bytes(gait_arena *arena, const zone_file *zone)
{
    gait_buf out;
    gait_buf_init(&out, arena, 1 << 20);
    if (zone->version == '\0') {
        zone_put_block(&out, zone, 4);
        return gait_buf_text(&out);
    }
    zone_put_header(&out, zone->version, (const uint32_t[]){ 0, 0, 0, 0, 1, 1 });
    zone_put(&out, 0, 7);
    zone_put_block(&out, zone, 8);
    gait_buf_add_format(&out, "\n%s\n", zone->footer);
    return gait_buf_text(&out);
}

/* A zone without transitions, by its footer alone. */
static inline gait_str zone_of_rule(gait_arena *arena, const char *footer)
{
    static const zone_type type = { 0, 0, "LMT" };
    const zone_file zone = { '3', &type, 1, NULL, 0, footer };
    return zone_bytes(arena, &zone);
}

#endif
