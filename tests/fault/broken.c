/* SPDX-License-Identifier: Apache-2.0 */
/*
 * broken BUG PATH CONTENT-FILE: a careful writer with one bug planted. The sweep must catch each of them every time,
 * or it proves nothing about the real one. BUG "none" is the writer without a bug: it must not be caught.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TRIES = 32, CONTENT_BYTES = 1 << 20 };

static const char *bug;
static char temp[PATH_MAX];
static bool have_temp;
static char content[CONTENT_BYTES];

static bool has(const char *name)
{
    return strcmp(bug, name) == 0;
}

static bool say(const char *line)
{
    size_t len = strlen(line);
    for (int tries = 0; len > 0 && tries < TRIES; tries++) {
        ssize_t n = write(1, line, len);
        if (n == 0 || (n < 0 && errno != EINTR))
            return false;
        line += n > 0 ? n : 0;
        len -= n > 0 ? (size_t)n : 0;
    }
    return len == 0;
}

static int fail(const char *category, const char *code)
{
    char line[200];
    if (have_temp && !has("leftover"))
        (void)unlink(temp);
    (void)snprintf(line, sizeof line, "{\"error_category\":\"%s\",\"error_code\":\"%s\"}\n",
                   category, code);
    if (!has("silent"))
        (void)say(line);
    return 1;
}

static int io_failure(void)
{
    return fail("io_failure", "file_write");
}

static int after_commit(void)
{
    return fail("io_failure", "file_committed_unknown");
}

static int open_file(const char *path, int flags, mode_t mode)
{
    int fd = -1;
    for (int tries = 0; tries < TRIES; tries++) {
        fd = open(path, flags | O_CLOEXEC, mode);
        if (fd >= 0 || errno != EINTR)
            break;
    }
    return fd;
}

static bool sync_file(int fd)
{
    bool for_ever = has("sync-again");
    for (int tries = 0; tries < TRIES; tries++) {
        if (fsync(fd) == 0)
            return true;
        if (errno != EINTR && !for_ever)
            return false;
    }
    return false;
}

static ssize_t read_all(const char *path)
{
    int fd = open_file(path, O_RDONLY, 0);
    ssize_t len = 0;
    int tries = 0;
    while (fd >= 0) {
        ssize_t n = pread(fd, content + len, sizeof content - (size_t)len, len);
        if (n == 0)
            break;
        if (n > 0)
            len += n;
        else if (errno != EINTR || (++tries > TRIES && !has("eintr")))
            return -1;
    }
    if (fd >= 0)
        (void)close(fd);
    return fd < 0 ? -1 : len;
}

static bool write_all(int fd, size_t len)
{
    size_t done = 0;
    for (int tries = 0; done < len && tries < TRIES;) {
        ssize_t n = pwrite(fd, content + done, len - done, (off_t)done);
        if (n > 0)
            done += (size_t)n;
        if (n > 0 && has("short"))
            return true;
        if (n == 0 || (n < 0 && errno != EINTR))
            return false;
        if (n < 0)
            tries++;
    }
    return done == len;
}

static int write_in_place(const char *path, size_t len)
{
    int fd = open_file(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd < 0 || !write_all(fd, len) || !sync_file(fd) || close(fd) != 0)
        return io_failure();
    return 0;
}

static bool random_number(uint64_t *number)
{
    size_t done = 0;
    for (int tries = 0; done < sizeof *number && tries < TRIES; tries++) {
        ssize_t n = getrandom((char *)number + done, sizeof *number - done, 0);
        if (n < 0 && errno != EINTR)
            return false;
        done += n > 0 ? (size_t)n : 0;
    }
    return done == sizeof *number;
}

static int open_temp(const char *dir)
{
    uint64_t number = 1;
    int sys = EEXIST;
    for (int tries = 0; tries < TRIES && (sys == EEXIST || sys == EINTR); tries++) {
        if (!has("fixed-name") && !random_number(&number))
            return -1;
        (void)snprintf(temp, sizeof temp, "%s/.%016llx.tmp", dir, (unsigned long long)number);
        int fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, has("mode") ? 0644 : 0600);
        have_temp = fd >= 0;
        if (fd >= 0)
            return fd;
        sys = errno;
        if (sys != EEXIST)
            (void)unlink(temp);
    }
    return -1;
}

static bool finish_temp(int fd, size_t len)
{
    if (!write_all(fd, len))
        return false;
    for (int tries = 0; !has("late-mode") && !has("mode") && fchmod(fd, 0600) != 0; tries++)
        if (errno != EINTR || tries == TRIES)
            return false;
    if (has("ignored-sync"))
        (void)!fsync(fd);
    else if (!has("no-sync") && !sync_file(fd))
        return false;
    if (has("late-mode") && fchmod(fd, 0600) != 0)
        return false;
    return close(fd) == 0 || errno == EINTR;
}

static bool is_there(const char *path, const struct stat *mine)
{
    struct stat st;
    return lstat(path, &st) == 0 && st.st_ino == mine->st_ino;
}

static int commit(const char *path, const char *dir, const struct stat *mine)
{
    if (has("unlink-first"))
        (void)unlink(path);
    int moved = -1;
    for (int tries = 0; tries < TRIES; tries++) {
        moved = rename(temp, path);
        if (moved == 0 || errno != EINTR || is_there(path, mine))
            break;
    }
    if (moved != 0 && is_there(path, mine))
        return after_commit();
    if (moved != 0 && !has("rename-ignored"))
        return io_failure();
    if (moved != 0)
        (void)unlink(temp);
    have_temp = false;
    if (has("no-dirsync"))
        return 0;
    int fd = open_file(dir, O_RDONLY | O_DIRECTORY, 0);
    if (fd < 0 || !sync_file(fd))
        return after_commit();
    (void)close(fd);
    return 0;
}

int main(int argc, char **argv)
{
    (void)fcntl(0, F_GETFD);
    (void)signal(SIGXFSZ, SIG_IGN);
    sigset_t set;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGTERM);
    if (argc != 4 || sigprocmask(SIG_BLOCK, &set, NULL) != 0)
        return 64;
    bug = argv[1];
    const char *path = argv[2];
    ssize_t len = read_all(argv[3]);
    if (len < 0)
        return io_failure();
    int result = 0;
    if (has("in-place")) {
        result = write_in_place(path, (size_t)len);
    } else {
        char copy[PATH_MAX];
        struct stat mine;
        (void)snprintf(copy, sizeof copy, "%s", path);
        const char *dir = dirname(copy);
        int fd = open_temp(dir);
        if (fd < 0 || fstat(fd, &mine) != 0 || !finish_temp(fd, (size_t)len))
            return io_failure();
        result = commit(path, dir, &mine);
    }
    if (sigprocmask(SIG_UNBLOCK, &set, NULL) != 0)
        return 64;
    if (result != 0)
        return result;
    return say("{\"ok\":true}\n") ? 0 : 1;
}
