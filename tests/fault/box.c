/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "box.h"

#include "subject.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void die(const char *what, const char *path)
{
    (void)fprintf(stderr, "fault: cannot %s %s\n", what, path);
    exit(2);
}

static void remove_at(int parent, const char *name)
{
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
        (void)unlinkat(parent, name, 0);
        return;
    }
    DIR *dir = fdopendir(fd);
    const struct dirent *entry;
    while (dir != NULL && (entry = readdir(dir)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            remove_at(fd, entry->d_name);
    (void)closedir(dir);
    (void)unlinkat(parent, name, AT_REMOVEDIR);
}

void box_remove(const char *path)
{
    remove_at(AT_FDCWD, path);
}

void box_make(const char *path)
{
    box_remove(path);
    if (mkdir(path, 0700) != 0)
        die("make", path);
}

void box_put(const char *path, const char *content)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    size_t len = strlen(content);
    if (fd < 0 || write(fd, content, len) != (ssize_t)len || close(fd) != 0)
        die("write", path);
}

void box_get(const char *path, text *out)
{
    out->len = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    out->there = fd >= 0;
    ssize_t n;
    while (fd >= 0 && out->len < TEXT_MAX &&
           (n = read(fd, out->bytes + out->len, TEXT_MAX - out->len)) > 0)
        out->len += (size_t)n;
    if (fd >= 0)
        (void)close(fd);
}

bool box_same(const text *a, const text *b)
{
    return a->there == b->there && a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
}

static void list_below(const char *root, const char *below, text *out)
{
    char path[1024];
    (void)snprintf(path, sizeof path, "%s%s", root, below);
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        bool real = strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
        char next[512];
        if (real && (size_t)snprintf(next, sizeof next, "%s/%s", below, name) < sizeof next) {
            if (entries[i]->d_type == DT_DIR)
                list_below(root, next, out);
            else
                out->len +=
                    (size_t)snprintf(out->bytes + out->len, TEXT_MAX - out->len, "%s\n", next);
        }
        free(entries[i]);
    }
    free(entries);
}

void box_list(const char *path, text *out)
{
    out->there = true;
    out->len = 0;
    out->bytes[0] = '\0';
    list_below(path, "", out);
}

const char *box_exposed(const char *path)
{
    static char bytes[TEXT_MAX];
    static char found[1024];
    text list = { bytes, 0, false };
    box_list(path, &list);
    char *rest = NULL;
    for (char *line = strtok_r(list.bytes, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        struct stat st;
        (void)snprintf(found, sizeof found, "%s%s", path, line);
        if (lstat(found, &st) == 0 && (st.st_mode & 077) != 0)
            return found;
    }
    return NULL;
}

int box_run(char *const argv[], const char *out_path, const char *err_path)
{
    pid_t pid = fork();
    if (pid == 0) {
        static char *const environment[] = { "PATH=/usr/bin:/bin", "HOME=/nonexistent", "LC_ALL=C",
                                             "TZ=UTC", NULL };
        const int flags = O_WRONLY | O_CREAT | O_TRUNC;
        if (dup2(open("/dev/null", O_RDONLY), 0) != 0 ||
            dup2(open(out_path, flags, 0600), 1) != 1 || dup2(open(err_path, flags, 0600), 2) != 2)
            _exit(125);
        (void)execve(argv[0], argv, environment);
        _exit(127);
    }
    int status = 0;
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        die("run", argv[0]);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
