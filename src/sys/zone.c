/* SPDX-License-Identifier: Apache-2.0 */
#include "sys/zone.h"

#include "sys/inside.h"

#include <gait/limits.h>

enum { LONGEST_VERSION = 32 };

/* ---- names ---- */

static bool is_inner(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '+';
}

bool gi_zone_name_ok(gait_str name)
{
    bool first = true;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (first ? c < 'A' || c > 'Z' : c != '/' && !is_inner(c))
            return false;
        first = c == '/';
    }
    return !first && name.len <= GAIT_LIMIT_ZONE_NAME_BYTES;
}

/* ---- the version ---- */

static bool is_version(gait_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' && c != '-')
            return false;
    }
    return text.len > 0 && text.len <= LONGEST_VERSION;
}

/* The first line of tzdata.zi is "# version 2025b". */
static gait_str read_version(const gi_zones *zones)
{
    const gi_inside_request request = { zones->directory, "tzdata.zi",
                                        GAIT_LIMIT_ZONE_INDEX_BYTES };
    const gait_str head = GAIT_STR("# version ");
    gait_error ignored = GAIT_ERROR_INIT;
    gait_str text;
    if (gi_file_read_inside(zones->arena, &request, &text, &ignored) &&
        gait_str_starts(text, head)) {
        text = gait_str_from(text, head.len);
        size_t end = gait_str_find(text, GAIT_STR("\n"));
        if (end != GAIT_STR_NONE && is_version(gait_str_first(text, end)))
            return gait_str_first(text, end);
    }
    return GAIT_STR("unknown");
}

/* ---- zones ---- */

void gi_zones_open(gi_zones *zones, gait_arena *arena, const char *directory)
{
    *zones = (gi_zones){ .arena = arena, .directory = directory };
}

static const gi_tzif *read_rules(gi_zones *zones, gait_str name)
{
    gait_error ignored = GAIT_ERROR_INIT;
    gait_str bytes;
    const gi_tzif *rules = NULL;
    if (gait_str_is(name, "UTC"))
        return gi_tzif_utc();
    if (zones->version.len == 0)
        zones->version = read_version(zones);
    const gi_inside_request request = { zones->directory, gait_arena_cstr(zones->arena, name),
                                        GAIT_LIMIT_ZONE_BYTES };
    if (!gi_zone_name_ok(name) || !gi_file_read_inside(zones->arena, &request, &bytes, &ignored) ||
        !gi_tzif_parse(zones->arena, bytes, &rules, &ignored))
        return NULL;
    return rules;
}

const gi_zone *gi_zones_take(gi_zones *zones, gait_str name)
{
    for (size_t i = 0; i < zones->count; i++)
        if (gait_str_equal(zones->items[i]->name, name))
            return zones->items[i];
    if (zones->count == zones->capacity) {
        size_t capacity = zones->capacity == 0 ? 4 : zones->capacity * 2;
        zones->items = gait_arena_grow(zones->arena, zones->items, zones->capacity, capacity,
                                       sizeof *zones->items);
        zones->capacity = capacity;
    }
    gi_zone *zone = gait_arena_alloc(zones->arena, sizeof *zone);
    zone->name = name;
    zone->rules = read_rules(zones, name);
    zones->items[zones->count++] = zone;
    return zone;
}
