/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "judge.h"

#include "order.h"

#include <gait/json.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>

typedef enum state { STATE_OLD, STATE_NEW, STATE_TORN } state;

static const char *scratch_path(const char *name, int slot)
{
    static char paths[2][1024];
    (void)snprintf(paths[slot], sizeof paths[slot], "%s/%s", subject_scratch, name);
    return paths[slot];
}

void judge_report(char code[64])
{
    static char bytes[TEXT_MAX];
    text out = { bytes, 0, false };
    box_get(scratch_path("out", 0), &out);
    code[0] = '\0';
    gait_arena *arena = gait_arena_new(8u << 20, NULL, NULL);
    gait_json_limits limits = gait_json_limits_for(TEXT_MAX);
    gait_error err = GAIT_ERROR_INIT;
    gait_json *doc = NULL;
    if (arena != NULL &&
        gait_json_parse(arena, (gait_str){ out.bytes, out.len }, &limits, &doc, &err) &&
        doc->kind == GAIT_JSON_OBJECT) {
        const gait_json *category = gait_json_get(doc, GAIT_STR("error_category"));
        const gait_json *name = gait_json_get(doc, GAIT_STR("error_code"));
        if (category != NULL && category->kind == GAIT_JSON_STRING && category->text.len > 0 &&
            name != NULL && name->kind == GAIT_JSON_STRING)
            (void)snprintf(code, 64, "%.*s", GAIT_STR_ARG(name->text));
    }
    gait_arena_free(arena);
}

static state state_of(const subject *s, const before *b)
{
    static char bytes[TEXT_MAX];
    char path[1024];
    text now = { bytes, 0, false };
    (void)snprintf(path, sizeof path, "%s/%s", subject_dir, s->target);
    box_get(path, &now);
    if (box_same(&now, &b->target))
        return STATE_OLD;
    if (s->check == NULL)
        return box_same(&now, &b->fresh) ? STATE_NEW : STATE_TORN;
    bool whole = now.there && box_run(subject_argv(s->check, 1), scratch_path("check.out", 0),
                                      scratch_path("check.err", 1)) == 0;
    return whole ? STATE_NEW : STATE_TORN;
}

/* Whether the fault took away the way to say anything. */
static bool output_was_hit(const run *r)
{
    for (size_t i = 0; i < r->count && i < CALLS_MAX; i++)
        if (r->calls[i].faulted && r->calls[i].nr == SYS_write && r->calls[i].args[0] == 1)
            return true;
    return false;
}

static bool unlink_was_hit(const run *r)
{
    for (size_t i = 0; i < r->count && i < CALLS_MAX; i++)
        if (r->calls[i].faulted && strstr(call_name(r->calls[i].nr), "unlink") != NULL)
            return true;
    return false;
}

static verdict found(wrong what, const char *why)
{
    return (verdict){ what, why, "" };
}

static bool has_leftover(const subject *s, const before *b, state now)
{
    static char bytes[TEXT_MAX];
    text list = { bytes, 0, false };
    box_list(subject_dir, &list);
    (void)s;
    return now == STATE_OLD ? !box_same(&list, &b->listing) : strstr(list.bytes, ".tmp") != NULL;
}

static verdict judge_success(const subject *s, const run *r, state now, const before *b)
{
    if (s->refuses != NULL)
        return found(WRONG_CLOBBER, "it did what it must refuse");
    if (now != STATE_NEW)
        return found(WRONG_SUCCESS, "success without the new file");
    const char *why = order_fault(r, subject_dir);
    if (why != NULL)
        return found(WRONG_SUCCESS, why);
    if (has_leftover(s, b, now))
        return found(WRONG_LEFTOVER, "something was left behind");
    return found(WRONG_NOTHING, "");
}

static verdict judge_failure(const subject *s, const run *r, state now, const before *b)
{
    verdict v = found(WRONG_NOTHING, "");
    judge_report(v.code);
    bool said = v.code[0] != '\0';
    if (!said && !output_was_hit(r))
        return found(WRONG_REPORT, "a failure without a classified report");
    bool unknown = strcmp(v.code, "file_committed_unknown") == 0 || output_was_hit(r);
    if (now == STATE_NEW && s->strict && !unknown)
        v.what = WRONG_CHANGED, v.why = "the file changed although it failed";
    else if (has_leftover(s, b, now) && !unlink_was_hit(r))
        v.what = WRONG_LEFTOVER, v.why = "something was left behind";
    else if (s->refuses != NULL && now != STATE_OLD)
        v.what = WRONG_CLOBBER, v.why = "the existing file was replaced";
    return v;
}

/* The same command again, without a fault, after a kill. */
static verdict judge_again(const subject *s, const before *b, state now)
{
    verdict v = found(WRONG_NOTHING, "");
    int status =
        box_run(subject_argv(s->command, 0), scratch_path("out", 0), scratch_path("err", 1));
    if (status != 0)
        judge_report(v.code);
    const char *may = now == STATE_NEW ? s->again : s->refuses;
    bool fine = s->refuses == NULL && status == 0;
    if (!fine && may != NULL)
        fine = status != 0 && strcmp(v.code, may) == 0;
    if (!fine)
        v.what = WRONG_RECOVERY, v.why = "the same command fails after a kill";
    else if (state_of(s, b) != (s->refuses != NULL ? STATE_OLD : STATE_NEW))
        v.what = WRONG_RECOVERY, v.why = "the new state is not whole after the rerun";
    return v;
}

/* A failure that lasts may well keep the cleaning up from working too. */
static bool lasts(const fault *f, const run *r)
{
    size_t hits = 0;
    for (size_t i = 0; i < r->count && i < CALLS_MAX; i++)
        hits += r->calls[i].faulted;
    return f->kind == FAULT_STICKY && hits > 1;
}

static verdict judge_ended(const subject *s, const fault *f, const run *r, const before *b)
{
    state now = state_of(s, b);
    int sig = WIFSIGNALED(r->status) ? WTERMSIG(r->status) : 0;
    bool ok = sig == 0 && WEXITSTATUS(r->status) == 0;
    /*
     * Several files are not one: between a failure in the middle and the next run a set may hold more than it should.
     * It must still serve, and the next run must put it right.
     */
    bool several = s->several && !ok;
    if (now == STATE_TORN && several)
        now = STATE_NEW;
    if (now == STATE_TORN)
        return found(WRONG_TORN, "neither whole old nor whole new");
    if (sig == SIGKILL)
        return judge_again(s, b, now);
    verdict v = found(WRONG_NOTHING, "");
    if (ok)
        v = judge_success(s, r, now, b);
    else if (sig == 0)
        v = judge_failure(s, r, now, b);
    else if (has_leftover(s, b, now))
        v = found(WRONG_LEFTOVER, "left behind by a polite kill");
    if (v.what == WRONG_LEFTOVER && several &&
        (lasts(f, r) || strcmp(v.code, "file_committed_unknown") == 0))
        v.what = WRONG_NOTHING;
    return v.what == WRONG_NOTHING && several ? judge_again(s, b, now) : v;
}

verdict judge(const subject *s, const fault *f, const run *r, const before *b)
{
    if (r->hung)
        return found(WRONG_HANG, "it did not end");
    bool kill = f->kind == FAULT_KILL_BEFORE || f->kind == FAULT_KILL_AFTER;
    int sig = WIFSIGNALED(r->status) ? WTERMSIG(r->status) : 0;
    if (sig != 0 && !(kill && sig == SIGKILL) && !(f->kind == FAULT_TERM && sig == SIGTERM))
        return found(WRONG_CRASH, strsignal(sig));
    const char *exposed = box_exposed(subject_dir);
    if (exposed != NULL)
        return found(WRONG_MODE, "others may read or write it");
    return judge_ended(s, f, r, b);
}
