/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* MAP_ANONYMOUS, MAP_NORESERVE */
#include "script/state.h"
#include "script/value.h"

#include <gait/digest.h>
#include <gait/limits.h>

#include <locale.h>
#include <string.h>
#include <sys/mman.h>

enum { PAGE = 4096, SLOTS = 8, COMPARED_STEP = 256, ALLOCATED_STEP = 256 /* bytes per unit */ };

/*
 * Where regions are put when the address is free. Tables and functions hash by address, so that a fixed place makes
 * even the layout of tables keyed by them the same in every process.
 */
#define REGION_PLACE UINT64_C(0x2a0000000000)
#define REGION_STRIDE (UINT64_C(1) << 33)

/* ---- what --wrap puts in the place of two functions that Lua calls ---- */

unsigned int __wrap_luaS_hash(const char *str, size_t len, unsigned int seed);
int __wrap_strcoll(const char *a, const char *b);

/* The state being created asks once, for its seed; only then is the answer ours. */
static _Thread_local struct {
    uint32_t value;
    bool asked;
    bool compared;
} seed;

unsigned int __wrap_luaS_hash(const char *str, size_t len, unsigned int given)
{
    (void)str;
    (void)len;
    (void)given;
    seed.asked = true;
    return seed.value;
}

/* The host whose script runs on this thread: comparing texts is an instruction for the VM, but work all the same. */
static _Thread_local gi_host *running;

int __wrap_strcoll(const char *a, const char *b)
{
    int order;
    seed.compared = true;
    while ((order = strncmp(a, b, COMPARED_STEP)) == 0 && memchr(a, '\0', COMPARED_STEP) == NULL) {
        a += COMPARED_STEP;
        b += COMPARED_STEP;
        if (running != NULL)
            running->fuel--;
    }
    return order;
}

/* ---- memory ---- */

static bool refused(gi_host *host, bool is_string, size_t old_bytes, size_t new_bytes)
{
#ifdef GAIT_TEST
    host->allocations++;
    if (host->fail_at > 0 && (host->allocations == host->fail_at ||
                              (host->fail_sticky && host->allocations > host->fail_at)))
        return true;
#endif
    if (is_string && new_bytes > host->budget.string_bytes + GI_STRING_HEADER)
        return true;
    return new_bytes > host->budget.block_bytes ||
           host->used - old_bytes + new_bytes > host->budget.total_bytes;
}

static void *allocate(void *ud, void *block, size_t old_bytes, size_t new_bytes)
{
    gi_host *host = ud;
    bool is_string =
        block == NULL && old_bytes == LUA_TSTRING; /* a new object comes with its type */
    if (block == NULL)
        old_bytes = 0;
    if (new_bytes == 0) {
        if (block != NULL && old_bytes > 0)
            gi_heap_put(&host->heap, block, old_bytes);
        host->used -= old_bytes;
        return NULL;
    }
    if (new_bytes > old_bytes && refused(host, is_string, old_bytes, new_bytes))
        return NULL;
    void *moved = block == NULL || old_bytes == 0
                      ? gi_heap_get(&host->heap, new_bytes)
                      : gi_heap_resize(&host->heap, block, old_bytes, new_bytes);
    if (moved == NULL)
        return NULL;
    host->used += new_bytes - old_bytes;
    if (new_bytes > old_bytes)
        host->fuel -=
            (int64_t)((new_bytes - old_bytes) / ALLOCATED_STEP); /* who looks next stops */
    if (host->used > host->peak)
        host->peak = host->used;
    return moved;
}

static size_t pages(size_t bytes)
{
    return (bytes + PAGE - 1) / PAGE * PAGE;
}

static void *map_region(size_t bytes)
{
    for (uint64_t slot = 0; slot <= SLOTS; slot++) {
        void *wanted =
            slot == SLOTS ? NULL : (void *)(uintptr_t)(REGION_PLACE + slot * REGION_STRIDE);
        void *got = mmap(wanted, bytes, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (got == MAP_FAILED)
            return NULL;
        if (wanted == NULL || got == wanted)
            return got;
        (void)munmap(got, bytes);
    }
    return NULL;
}

/* Blocks of other sizes than those that were freed need room too, hence a quarter more than the cap. */
static gi_host *host_new(const gi_host_config *config)
{
    size_t heap_bytes = pages(config->max_bytes + config->max_bytes / 4 + GAIT_LIMIT_IMAGE_BYTES);
    size_t mark_bytes = heap_bytes / GI_MARK_GRANULES;
    size_t front = pages(sizeof(gi_host) + mark_bytes);
    size_t image_bytes = GAIT_LIMIT_IMAGE_BYTES + GAIT_LIMIT_IMAGE_BYTES / GI_MARK_GRANULES + PAGE;
    size_t region_bytes = front + heap_bytes + pages(image_bytes);
    unsigned char *region = map_region(region_bytes);
    if (region == NULL)
        return NULL;
    gi_host *host = (gi_host *)(void *)region;
    gi_heap_init(&host->heap, region + front, region + sizeof(gi_host), heap_bytes);
    host->region_bytes = region_bytes;
    host->image = region + front + heap_bytes;
    host->budget = config->budget;
    host->profile = config->profile;
    host->expired = config->expired;
    host->room_bindings = config->room_bindings;
    host->room = config->room;
    return host;
}

/* ---- opening ---- */

static int on_panic(lua_State *L)
{
    (void)L;
    gait_bug(__FILE__, __LINE__, "a Lua error outside a protected call");
}

static int open_environment(lua_State *L)
{
    gi_host *host = lua_touserdata(L, 1);
    lua_settop(L, 0);
    gi_sandbox_open(L, host);
    lua_pushliteral(L, "a");
    lua_pushliteral(L, "b");
    (void)lua_compare(L, 1, 2, LUA_OPLT); /* shows whether comparison is ours */
    return 0;
}

static bool open_state(gi_host *host, uint32_t hash_seed, gait_error *err)
{
    seed.value = hash_seed;
    seed.asked = false;
    seed.compared = false;
    host->L = lua_newstate(allocate, host);
    if (host->L == NULL)
        return gait_fail(err, GAIT_E_out_of_memory, "a script state could not be opened");
    memcpy(lua_getextraspace(host->L), &host, sizeof host);
    (void)lua_atpanic(host->L, on_panic);
    lua_pushcfunction(host->L, open_environment);
    lua_pushlightuserdata(host->L, host);
    if (lua_pcall(host->L, 1, 0, 0) != LUA_OK)
        return gait_fail(err, GAIT_E_out_of_memory, "a script state could not be set up");
    if (!seed.asked || !seed.compared)
        return gait_fail(err, GAIT_E_lua_unsafe,
                         "linked without --wrap=luaS_hash and --wrap=strcoll: not deterministic");
    return true;
}

#ifdef GAIT_TEST
static long fail_opening_at;

void gi_host_fail_open(long nth)
{
    fail_opening_at = nth;
}
#endif

uint32_t gi_host_seed(gait_str source)
{
    gait_digest digest = gait_digest_of(source);
    return (uint32_t)digest.bytes[0] << 24 | (uint32_t)digest.bytes[1] << 16 |
           (uint32_t)digest.bytes[2] << 8 | digest.bytes[3];
}

bool gi_host_may_run(gait_error *err)
{
    const char *locale = setlocale(LC_ALL, NULL);
    return (locale != NULL && (strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0)) ||
           gait_fail(err, GAIT_E_lua_unsafe, "scripts run in the C locale only");
}

bool gi_host_open(const gi_host_config *config, gi_host **out, gait_error *err)
{
    if (!gi_host_may_run(err))
        return false;
    gi_host *host = host_new(config);
    if (host == NULL)
        return gait_fail(err, GAIT_E_out_of_memory, "no address space for a script state");
#ifdef GAIT_TEST
    host->fail_at = fail_opening_at;
    host->fail_sticky = true;
#endif
    if (!open_state(host, config->hash_seed, err)) {
        gi_host_close(host);
        return false;
    }
    *out = host;
    return true;
}

void gi_host_close(gi_host *host)
{
    /* Nothing in the state needs running down: it holds memory of this region and nothing else. */
    if (host != NULL)
        (void)munmap(host, host->region_bytes);
}

void gi_host_set_budget(gi_host *host, const gi_budget *budget)
{
    host->budget = *budget;
}

void gi_host_set_expired(gi_host *host, const volatile int *expired)
{
    host->expired = expired;
}

void gi_host_set_zones(gi_host *host, const gi_zone *const *zones, size_t count)
{
    host->zones = zones;
    host->zone_count = count;
}

/* ---- running ---- */

typedef struct job {
    gi_host *host;
    const gi_chunk *chunk; /* NULL: make the call */
    const gi_call *call;
    const gait_json *argument; /* of either */
    gait_json *result;         /* NULL: results are dropped */
    bool taking;               /* the script is done, its result is being copied out */
} job;

/* The function on top of the stack asks what time it is when it has a place for the answer. */
static void note_now(lua_State *L, gi_host *host)
{
    lua_Debug function;
    lua_pushvalue(L, -1);
    if (lua_getinfo(L, ">u", &function) != 0 && (function.nparams > 1 || function.isvararg != 0))
        gi_reads_mark(&host->reads, gi_reads_root(&host->reads, GAIT_STR("now"), NULL));
}

static int run_protected(lua_State *L)
{
    job *j = lua_touserdata(L, 1);
    lua_settop(L, 0);
    luaL_checkstack(L, LUA_MINSTACK, NULL);
    if (j->chunk != NULL) {
        gi_chunk_load(L, j->host, j->chunk, j->argument);
        lua_call(L, 0, j->result == NULL ? 0 : 1);
    } else {
        gi_value_push_reference(L, j->call->reference);
        note_now(L, j->host);
        gi_push_proxy(L, j->argument, "");
        lua_pushinteger(L, j->call->now_unix_ns);
        lua_call(L, 2, 1);
    }
    if (j->result != NULL) {
        j->taking = true;
        gi_value_take_data(L, 1, j->host->arena, j->result);
    }
    return 0;
}

static void run_job(gi_host *host, gait_arena *arena, gi_run *run, job *j)
{
    gi_guard_begin(host, arena, run);
    host->reads.blind = j->call != NULL && j->call->blind;
    host->has_argument = j->argument != NULL;
    running = host;
    lua_pushcfunction(host->L, run_protected);
    lua_pushlightuserdata(host->L, j);
    int status = lua_pcall(host->L, 1, 0, 0);
    running = NULL;
    gi_report(host, status, j->taking);
    gi_guard_end(host);
}

void gi_host_run_chunk(gi_host *host, gait_arena *arena, gait_str source, gait_str name,
                       gi_run *run)
{
    GAIT_BUG_IF(host->sealed);
    gi_chunk chunk = { source, name, false, true };
    job j = { .host = host, .chunk = &chunk };
    run_job(host, arena, run, &j);
}

gait_json *gi_host_run_body(gi_host *host, gait_arena *arena, gait_str source, gait_str name,
                            const gait_json *argument, gi_run *run)
{
    gi_chunk chunk = { source, name, true, true };
    return gi_host_run_plain(host, arena, &chunk, argument, run);
}

gait_json *gi_host_run_plain(gi_host *host, gait_arena *arena, const gi_chunk *chunk,
                             const gait_json *argument, gi_run *run)
{
    GAIT_BUG_IF(host->sealed);
    gait_json *taken = gait_arena_alloc(arena, sizeof *taken);
    job j = { .host = host, .chunk = chunk, .argument = argument, .result = taken };
    host->taken_bytes = 0;
    run_job(host, arena, run, &j);
    return run->stop == GI_RAN ? taken : NULL;
}

/* ---- the image ---- */

bool gi_host_seal(gi_host *host, gait_error *err)
{
    GAIT_BUG_IF(host->sealed);
    (void)lua_gc(host->L, LUA_GCCOLLECT);
    size_t bytes = gi_heap_prefix_bytes(&host->heap);
    if (bytes > GAIT_LIMIT_IMAGE_BYTES)
        return gait_fail(err, GAIT_E_policy_budget,
                         "the loaded scripts keep %zu bytes; the limit is %u", bytes,
                         GAIT_LIMIT_IMAGE_BYTES);
    host->sealed = true;
    host->sealed_heap = host->heap;
    host->sealed_used = host->used;
    return true;
}

size_t gi_host_image_bytes(const gi_host *host)
{
    return host->sealed ? gi_heap_prefix_bytes(&host->sealed_heap) : 0;
}

/* Nothing runs between sealing and the first call, so that the copy can wait until then. */
static void save_or_restore(gi_host *host)
{
    size_t bytes = gi_heap_prefix_bytes(&host->sealed_heap);
    size_t marks = gi_heap_mark_bytes(&host->sealed_heap);
    if (!host->saved) {
        memcpy(host->image, host->heap.base, bytes);
        memcpy(host->image + bytes, host->heap.marks, marks);
        host->saved = true;
        return;
    }
    memset(host->heap.marks, 0, gi_heap_mark_bytes(&host->heap)); /* beyond the end all are 0 */
    host->heap = host->sealed_heap;
    host->used = host->sealed_used;
    memcpy(host->heap.base, host->image, bytes);
    memcpy(host->heap.marks, host->image + bytes, marks);
}

void gi_host_call(gi_host *host, gait_arena *arena, const gi_call *call, gi_run *run,
                  gait_json **result)
{
    GAIT_BUG_IF(!host->sealed);
    save_or_restore(host);
    gait_json *taken = gait_arena_alloc(arena, sizeof *taken);
    job j = { .host = host, .call = call, .argument = call->argument, .result = taken };
    host->taken_bytes = 0;
    run_job(host, arena, run, &j);
    *result = run->stop == GI_RAN ? taken : NULL;
}

#ifdef GAIT_TEST
void gi_host_fail_allocation(gi_host *host, long nth, bool sticky)
{
    host->fail_at = nth > 0 ? host->allocations + nth : 0;
    host->fail_sticky = sticky;
}

long gi_host_allocations(const gi_host *host)
{
    return host->allocations;
}
#endif
