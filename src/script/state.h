/*
 * state.h — a host from the inside; for the files of this folder that make up the host, not for bindings.
 *
 * One mapped region holds, in this order: this structure, the heap's marks, the heap, and room for the sealed image.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_SCRIPT_STATE_H
#define GAIT_SCRIPT_STATE_H

#include "script/alloc.h"
#include "script/bind.h"
#include "script/reads.h"

enum {
    GI_HOOK_STEP = 1000,   /* VM instructions between two looks at the budget */
    GI_STRING_HEADER = 32, /* bytes Lua adds to a string, at most */
    GI_SHORT_NAME = 60     /* bytes of a chunk name in Lua's positions, with the NUL */
};

struct gi_host {
    gi_heap heap;
    lua_State *L;
    size_t used; /* bytes Lua holds; belongs to the image, like the heap */
    size_t peak;
    gi_budget budget;
    gi_profile profile;
    const volatile int *expired;
    const gi_binding *room_bindings;
    void *room;
    const gi_zone *const *zones; /* declared: what time.zone knows */
    size_t zone_count;
    size_t region_bytes; /* of the mapping this structure begins */

    /* the run under way */
    gait_arena *arena;
    gi_run *run;
    bool has_argument; /* whose content must not enter messages */
    int64_t fuel;      /* units left */
    gi_stop poison;    /* sticky: once set, nothing of this run goes on */
    char stop_file[GI_SHORT_NAME];
    int stop_line;
    size_t taken_bytes; /* copied out by gi_value_take since the host or the call began */
    size_t note_capacity;
    gi_reads reads;

    /* the sealed image */
    bool sealed;
    bool
        saved; /* the copy below was made: at the first call, since packs without conditions never need it */
    gi_heap sealed_heap;
    size_t sealed_used;
    unsigned char *image;

    long allocations; /* counted for tests */
    long fail_at;
    bool fail_sticky;
};

/* guard.c */
void gi_guard_begin(gi_host *host, gait_arena *arena, gi_run *run);
void gi_guard_end(gi_host *host);
/* Stops the run for good: notes why and where, then raises. */
GAIT_NORETURN void gi_guard_stop(lua_State *L, gi_stop why);
/* The same with the message on top of the stack. */
GAIT_NORETURN void gi_guard_stop_with(lua_State *L, gi_stop why);
/* The innermost Lua function under way from level on; false when there is none. Fills source, line. */
bool gi_guard_where(lua_State *L, int level, lua_Debug *at);
int gi_guard_pcall(lua_State *L); /* pcall(f, ...) that cannot swallow a stop */
int gi_guard_error(lua_State *L); /* error(message [, level]): texts only */

/* sandbox.c */
enum { GI_ENV_STRICT, GI_ENV_PLAIN };
void gi_sandbox_open(lua_State *L, gi_host *host); /* [] -> [] */
void gi_sandbox_push_strict(lua_State *L);         /* [] -> [environment] */
void gi_sandbox_push_plain(lua_State *L);          /* [] -> [a fresh environment] */

/* chunk.c */
typedef struct gi_chunk {
    gait_str source;
    gait_str name;
    bool plain; /* a one-off body with an environment of its own */
    bool lint;
} gi_chunk;
/* Lints and compiles; pushes the function. Problems stop the run for good. [] -> [function] */
void gi_chunk_load(lua_State *L, gi_host *host, const gi_chunk *chunk, const gait_json *argument);
void gi_chunk_push_names(lua_State *L); /* [] -> [table: shown name -> name] */
gait_json *gi_host_run_plain(gi_host *host, gait_arena *arena, const gi_chunk *chunk,
                             const gait_json *argument, gi_run *run);

/* outcome.c */
void gi_report(gi_host *host, int status, bool taking);

/* value.c */
void gi_value_push_reference(lua_State *L, size_t reference); /* [] -> [function] */

/* proxy.c */
void gi_proxy_open(lua_State *L); /* [] -> []: registers the metatables */
/* For pairs: replaces the proxy at index by iteration triple. */
int gi_proxy_pairs(lua_State *L);
const char *gi_proxy_type(lua_State *L,
                          int index); /* "table", "string", or NULL when it is no proxy */
bool gi_proxy_same(lua_State *L, int a, int b);

/* the library */
void gi_open_base(lua_State *L);   /* functions into the table on top */
void gi_open_string(lua_State *L); /* [] -> [table] */
void gi_open_table(lua_State *L);  /* [] -> [table] */
void gi_open_math(lua_State *L);   /* [] -> [table] */
void gi_open_utf8(lua_State *L);   /* [] -> [table] */
int gi_sorted_pairs(lua_State *L); /* pairs(t) */

#endif
