/* SPDX-License-Identifier: Apache-2.0 */
#include <gait/json.h>

#include <inttypes.h>

#include "codec/json_order.h"

enum { FIRST_ROOM = 4 };

static gait_json *new_value(gait_arena *arena, gait_json_kind kind)
{
    gait_json *value = gait_arena_alloc(arena, sizeof *value);
    value->kind = kind;
    return value;
}

gait_json *gait_json_new_object(gait_arena *arena)
{
    return new_value(arena, GAIT_JSON_OBJECT);
}

gait_json *gait_json_new_array(gait_arena *arena)
{
    return new_value(arena, GAIT_JSON_ARRAY);
}

gait_json gait_json_null(void)
{
    return (gait_json){ .kind = GAIT_JSON_NULL };
}

gait_json gait_json_bool(bool value)
{
    return (gait_json){ .kind = GAIT_JSON_BOOL, .boolean = value };
}

gait_json gait_json_string(gait_str text)
{
    return (gait_json){ .kind = GAIT_JSON_STRING, .text = text };
}

gait_json gait_json_integer(gait_arena *arena, int64_t value)
{
    const int64_t largest = INT64_C(1) << 53;
    GAIT_BUG_IF(value > largest || value < -largest);
    gait_str text = gait_arena_format(arena, "%" PRId64, value);
    return (gait_json){ .kind = GAIT_JSON_NUMBER, .text = text };
}

gait_json gait_json_double(gait_arena *arena, double value)
{
    char digits[32];
    gait_str text = { digits, gait_number_format(value, digits) };
    return (gait_json){ .kind = GAIT_JSON_NUMBER, .text = gait_arena_str(arena, text) };
}

static const gait_json_member *find(const gait_json *object, gait_str name)
{
    if (object->order != NULL)
        return gi_json_order_find(object, name);
    for (size_t i = 0; i < object->count; i++)
        if (gait_str_equal(object->members[i].name, name))
            return &object->members[i];
    return NULL;
}

const gait_json *gait_json_get(const gait_json *object, gait_str name)
{
    if (object == NULL || object->kind != GAIT_JSON_OBJECT)
        return NULL;
    const gait_json_member *member = find(object, name);
    return member == NULL ? NULL : &member->value;
}

gait_str gait_json_text(const gait_json *object, const char *name)
{
    const gait_json *value = gait_json_get(object, gait_str_of(name));
    return value != NULL && value->kind == GAIT_JSON_STRING ? value->text : (gait_str){ NULL, 0 };
}

/* The index moves into twice the room with the members: its second half is scratch and need not be kept. */
static void grow_object(gait_arena *arena, gait_json *object)
{
    size_t room = object->capacity < FIRST_ROOM ? FIRST_ROOM : object->capacity * 2;
    object->members =
        gait_arena_grow(arena, object->members, object->capacity, room, sizeof *object->members);
    if (object->order != NULL)
        object->order = gait_arena_grow(arena, object->order, 2 * object->capacity, 2 * room,
                                        sizeof *object->order);
    object->capacity = room;
}

gait_json *gait_json_set(gait_arena *arena, gait_json *object, gait_str name, gait_json value)
{
    GAIT_BUG_IF(object->kind != GAIT_JSON_OBJECT);
    const gait_json_member *found = find(object, name);
    if (found != NULL) {
        gait_json *slot = &object->members[found - object->members].value;
        *slot = value;
        return slot;
    }
    if (object->count == object->capacity)
        grow_object(arena, object);
    gait_json_member *member = &object->members[object->count];
    *member = (gait_json_member){ .name = name, .value = value };
    if (object->order != NULL)
        gi_json_order_add(object->order, object->capacity, object->members, object->count);
    object->count++;
    if (object->order == NULL && object->count > GI_JSON_SMALL)
        object->order =
            gi_json_sort(arena, object->members, object->count, object->capacity, gait_str_compare);
    return &member->value;
}

gait_json *gait_json_push(gait_arena *arena, gait_json *array, gait_json value)
{
    GAIT_BUG_IF(array->kind != GAIT_JSON_ARRAY);
    if (array->count == array->capacity) {
        size_t room = array->capacity < FIRST_ROOM ? FIRST_ROOM : array->capacity * 2;
        array->items =
            gait_arena_grow(arena, array->items, array->capacity, room, sizeof *array->items);
        array->capacity = room;
    }
    array->items[array->count] = value;
    return &array->items[array->count++];
}
