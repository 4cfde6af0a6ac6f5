/*
 * host.h — one sandboxed Lua state: budgets, isolation, and a classified outcome for every run.
 *
 * A host is opened for a profile, runs chunks (which declare things and leave functions behind), is sealed, and from
 * then on calls those functions, each from the state as it was sealed: what one call does, no other sees. Work is
 * metered in fuel (VM instructions plus what library functions charge); memory is capped as a whole, per block and
 * per string. A run that exceeds a budget is stopped for good: nothing a script does can swallow it.
 *
 * This header does not show Lua: only src/script and the bind_*.c files include lua.h (see bind.h).
 *
 * Units:   fuel in units; bytes.
 * Owner:   a host owns its memory; gi_host_close drops it whole. Texts in gi_run live in the arena given to the run.
 * Errors:  lua_unsafe, out_of_memory from gi_host_open; policy_budget from gi_host_seal.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_SCRIPT_HOST_H
#define GAIT_SCRIPT_HOST_H

#include "script/reads.h"

#include "sys/zone.h"

typedef struct gi_host gi_host;

/* Who may see a binding; bindings.def rows are or-ed from these. */
typedef enum gi_profile {
    GI_PROFILE_GATE = 1,
    GI_PROFILE_DOCTOR = 2,
    GI_PROFILE_REGRESS = 4,
    GI_PROFILE_ALL = 7
} gi_profile;

typedef struct gi_budget {
    int64_t fuel;        /* units, for one run */
    size_t total_bytes;  /* Lua memory as a whole */
    size_t block_bytes;  /* one allocation that is not a string */
    size_t string_bytes; /* one string */
} gi_budget;

typedef struct gi_binding gi_binding; /* see bind.h */

typedef struct gi_host_config {
    gi_profile profile;
    gi_budget budget;                /* in force until gi_host_set_budget */
    uint32_t hash_seed;              /* pins the order-dependent internals of the VM */
    const volatile int *expired;     /* deadline flag, or NULL */
    const gi_binding *room_bindings; /* NULL, or an array ended by a row without a name */
    void *room;                      /* what those bindings get from gi_host_room */
    size_t max_bytes;                /* address space reserved: the largest total_bytes ever set */
} gi_host_config;

typedef enum gi_stop {
    GI_RAN,          /* to its end */
    GI_STOP_REFUSED, /* the load-time lint refused the source */
    GI_STOP_SYNTAX,  /* it does not compile */
    GI_STOP_ERROR,   /* it raised */
    GI_STOP_FUEL,
    GI_STOP_MEMORY,
    GI_STOP_DEADLINE,
    GI_STOP_RESULT, /* it returned something that cannot leave the sandbox */
    GI_STOP_INTERNAL
} gi_stop;

typedef struct gi_run {
    gi_stop stop;
    int64_t fuel;      /* units spent by this run */
    size_t peak_bytes; /* of Lua memory, so far */
    gait_str message;  /* one clean line without the position; empty when GI_RAN */
    gait_str file;     /* chunk name where it stopped, or empty */
    int line;          /* 0 when unknown */
    bool authored;     /* message is what the script gave to error or assert */
    gi_read *reads;    /* fields of the argument that were read, sorted by path */
    size_t read_count;
    bool reads_cut;     /* there were more */
    gait_str last_read; /* the field looked at last before it raised */
    gait_str *notes;    /* what note() recorded, in order */
    size_t note_count;
} gi_run;

const char *
gi_stop_name(gi_stop stop); /* ran load_refused load_error runtime_error instruction_budget … */

/* The hash seed that belongs to a script: the same text has the same order of everything inside. */
uint32_t gi_host_seed(gait_str source);

/* Numbers would be written, and letters told, as another locale has it: the process must be in the C locale. */
GAIT_NODISCARD bool gi_host_may_run(gait_error *err);
GAIT_NODISCARD bool gi_host_open(const gi_host_config *config, gi_host **out, gait_error *err);
void gi_host_close(gi_host *host); /* NULL is fine */
void gi_host_set_budget(gi_host *host, const gi_budget *budget);
void gi_host_set_expired(gi_host *host, const volatile int *expired);

/* What time.zone knows beside UTC; borrowed. */
void gi_host_set_zones(gi_host *host, const gi_zone *const *zones, size_t count);

/* Compiles and runs one text chunk in the host's environment. name is what positions show, e.g. "policy.lua". */
void gi_host_run_chunk(gi_host *host, gait_arena *arena, gait_str source, gait_str name,
                       gi_run *run);

/*
 * The same, with `intent` bound to the argument and the chunk's first result taken out: the shape of the hostile
 * corpus and of one-off expressions, each in a fresh environment of its own. NULL unless GI_RAN.
 */
gait_json *gi_host_run_body(gi_host *host, gait_arena *arena, gait_str source, gait_str name,
                            const gait_json *argument, gi_run *run);

/*
 * Ends loading: collects garbage and keeps the image that every later call starts from. Too large an image
 * (GAIT_LIMIT_IMAGE_BYTES) is policy_budget. No chunk runs after this.
 */
GAIT_NODISCARD bool gi_host_seal(gi_host *host, gait_error *err);
size_t gi_host_image_bytes(const gi_host *host);

typedef struct gi_call {
    size_t reference;          /* of the function, as handed out by gi_value_take, see value.h */
    const gait_json *argument; /* its first, read-only */
    int64_t now_unix_ns;       /* its second */
    bool blind;                /* nobody asks what it reads: gi_run has no reads */
} gi_call;

/*
 * Restores the image and calls the function. A function that declares a second parameter reads "now". *result is NULL
 * unless GI_RAN; nil gives a JSON null.
 */
void gi_host_call(gi_host *host, gait_arena *arena, const gi_call *call, gi_run *run,
                  gait_json **result);

/* True when the linked Lua miscompiles what the lint refuses (for doctor and the canary test). */
bool gi_host_lua_miscompiles(void);

#ifdef GAIT_TEST
void gi_host_fail_allocation(gi_host *host, long nth, bool sticky); /* nth from now; 0 = never */
long gi_host_allocations(const gi_host *host);
void gi_host_fail_open(
    long nth); /* hosts opened from now on fail their nth allocation and all after; 0 = never */
#endif

#endif
