/* SPDX-License-Identifier: Apache-2.0 */
#include <gait/file.h>
#include <gait/limits.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { SOFT, HARD, TIMERS };

static volatile int expired;
/* Which arming a signal belongs to: one that was still on its way when its timer was replaced must do nothing. */
static volatile sig_atomic_t generation;
static char words[GAIT_LIMIT_LAST_WORDS_BYTES];
static volatile size_t words_len;
static timer_t timers[TIMERS];
static bool armed;

static void stop_here(void)
{
    /*
     * A reader that does not read must not keep us: with room for PIPE_BUF bytes, and no more than that to say, the
     * write cannot block.
     */
    struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };
    if (words_len > 0 && poll(&out, 1, 0) == 1 && (out.revents & POLLOUT) != 0) {
        ssize_t written = write(STDOUT_FILENO, words, words_len);
        (void)written;
    }
    _exit(1);
}

static void on_alarm(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)context;
    /* Only our own timers count; the low bit says which. */
    if (info->si_code != SI_TIMER || info->si_value.sival_int >> 1 != generation)
        return;
    if ((info->si_value.sival_int & 1) == HARD)
        stop_here();
    expired = 1;
}

static bool cannot_arm(gait_error *err)
{
    int sys = errno;
    return gait_fail_sys(
        err, sys == EAGAIN || sys == ENOMEM ? GAIT_E_out_of_memory : GAIT_E_clock_unavailable, sys,
        "cannot set a deadline");
}

static bool start(int which, int64_t after_ms, gait_error *err)
{
    struct sigevent event;
    memset(&event, 0, sizeof event);
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = SIGALRM;
    event.sigev_value.sival_int = (int)(generation << 1) | which;
    if (timer_create(CLOCK_MONOTONIC, &event, &timers[which]) != 0)
        return cannot_arm(err);
    struct itimerspec when;
    memset(&when, 0, sizeof when);
    when.it_value.tv_sec = (time_t)(after_ms / 1000);
    when.it_value.tv_nsec = (long)(after_ms % 1000) * 1000000L;
    if (after_ms == 0)
        when.it_value.tv_nsec = 1; /* zero would mean never */
    if (timer_settime(timers[which], 0, &when, NULL) == 0)
        return true;
    int sys = errno;
    (void)timer_delete(timers[which]);
    errno = sys;
    return cannot_arm(err);
}

/* The handler stays once it is installed: a signal on its way after a disarm must find it, not the default action. */
static bool install(gait_error *err)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_alarm;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    sigset_t ours;
    /* Whoever started us may have left the signal blocked; that must not switch deadlines off. */
    if (sigemptyset(&action.sa_mask) != 0 || sigaction(SIGALRM, &action, NULL) != 0 ||
        sigemptyset(&ours) != 0 || sigaddset(&ours, SIGALRM) != 0 ||
        sigprocmask(SIG_UNBLOCK, &ours, NULL) != 0)
        return cannot_arm(err);
    return true;
}

bool gait_alarm_arm(int soft_ms, int hard_ms, gait_str last_words, gait_error *err)
{
    GAIT_BUG_IF(soft_ms < 0 || hard_ms < 0);
    gait_alarm_disarm();
    if (last_words.len > sizeof words)
        return gait_fail(err, GAIT_E_text_too_long, "last words are over the limit of %zu bytes",
                         sizeof words);
    if (last_words.len > 0)
        memcpy(words, last_words.ptr, last_words.len);
    words_len = last_words.len;
    expired = 0;
    if (!install(err) || !start(HARD, (int64_t)soft_ms + hard_ms, err))
        return false;
    if (!start(SOFT, soft_ms, err)) {
        (void)timer_delete(timers[HARD]);
        return false;
    }
    armed = true;
    return true;
}

void gait_alarm_disarm(void)
{
    generation = (generation + 1) & 0x3fffffff;
    expired = 0; /* a deadline that passed is no deadline of what comes next */
    if (!armed)
        return;
    armed = false;
    for (int which = 0; which < TIMERS; which++)
        (void)timer_delete(timers[which]);
}

const volatile int *gait_alarm_expired(void)
{
    return &expired;
}
