/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "order.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>

enum { FDS = 256, FILES = 64, FULL_PATH = 2 * CALL_PATH_BYTES };

/* A file or directory of interest, under the name it has now. */
typedef struct file {
    char path[FULL_PATH];
    bool used;
    bool made;        /* by this run */
    bool dirty;       /* content or mode not synced */
    bool sync_failed; /* for good */
    bool entry_dirty; /* a directory whose entries changed since its last sync */
} file;

typedef struct world {
    file files[FILES];
    int fds[FDS]; /* index into files, or -1 */
    const char *wrong;
} world;

static int find(world *w, const char *path)
{
    int unused = -1;
    for (int i = 0; i < FILES; i++) {
        if (w->files[i].used && strcmp(w->files[i].path, path) == 0)
            return i;
        if (!w->files[i].used && unused < 0)
            unused = i;
    }
    if (unused < 0) {
        w->wrong = "more files than the check can follow";
        return 0;
    }
    memset(&w->files[unused], 0, sizeof w->files[unused]);
    w->files[unused].used = true;
    (void)snprintf(w->files[unused].path, FULL_PATH, "%s", path);
    return unused;
}

static file *file_of(world *w, uint64_t fd)
{
    return fd < FDS && w->fds[fd] >= 0 ? &w->files[w->fds[fd]] : NULL;
}

static void resolve(world *w, uint64_t dir, const char *path, char out[FULL_PATH])
{
    const file *base = (int)dir == AT_FDCWD ? NULL : file_of(w, dir);
    if (path[0] == '/' || base == NULL)
        (void)snprintf(out, FULL_PATH, "%.*s", CALL_PATH_BYTES - 1, path);
    else
        (void)snprintf(out, FULL_PATH, "%.*s/%.*s", CALL_PATH_BYTES - 2, base->path,
                       CALL_PATH_BYTES - 1, path);
    size_t len = strlen(out);
    while (len > 1 && out[len - 1] == '/')
        out[--len] = '\0';
}

static void touch_parent(world *w, const char *path)
{
    char parent[FULL_PATH];
    (void)snprintf(parent, sizeof parent, "%s", path);
    char *slash = strrchr(parent, '/');
    if (slash != NULL && slash != parent)
        *slash = '\0';
    w->files[find(w, parent)].entry_dirty = true;
}

static void on_open(world *w, uint64_t dir, const char *path, uint64_t flags, int64_t fd)
{
    char full[FULL_PATH];
    if (fd < 0 || fd >= FDS)
        return;
    resolve(w, dir, path, full);
    w->fds[fd] = find(w, full);
    if ((flags & O_CREAT) != 0) {
        w->files[w->fds[fd]].made = true;
        w->files[w->fds[fd]].dirty = true;
        touch_parent(w, full);
    }
}

static void on_sync(file *f, int64_t ret)
{
    if (f == NULL)
        return;
    if (ret < 0 && ret != -EINTR)
        f->sync_failed = true;
    if (ret == 0)
        f->dirty = f->entry_dirty = false;
}

static void on_move(world *w, const char *from, const char *to, bool keep)
{
    file *f = &w->files[find(w, from)];
    if (!f->made)
        w->wrong = "something it had not made was put into place";
    if (f->dirty)
        w->wrong = "put into place before it was synced";
    if (f->entry_dirty)
        w->wrong = "put into place before what is in it was synced";
    if (f->sync_failed)
        w->wrong = "put into place after its sync failed";
    file moved = *f;
    f->used = keep;
    int at = find(w, to);
    (void)snprintf(moved.path, sizeof moved.path, "%s", to);
    w->files[at] = moved;
    touch_parent(w, to);
}

static void on_name_call(world *w, const call *c)
{
    char a[FULL_PATH];
    char b[FULL_PATH];
    const uint64_t here = (uint64_t)AT_FDCWD;
    bool two = c->nr == SYS_renameat || c->nr == SYS_renameat2 || c->nr == SYS_linkat;
    bool keep = c->nr == SYS_linkat;
#ifdef SYS_open
    if (c->nr == SYS_open)
        on_open(w, here, c->paths[0], c->args[1], c->ret);
    keep = keep || c->nr == SYS_link;
    bool old = c->nr == SYS_rename || c->nr == SYS_link;
    bool gone = c->nr == SYS_unlink;
    bool new_dir = c->nr == SYS_mkdir;
#else
    bool old = false;
    bool gone = false;
    bool new_dir = false;
#endif
    if (c->ret != 0)
        return;
    if (two || old) {
        resolve(w, two ? c->args[0] : here, c->paths[0], a);
        resolve(w, two ? c->args[2] : here, c->paths[1], b);
        on_move(w, a, b, keep);
    }
    if (gone || c->nr == SYS_unlinkat) {
        resolve(w, gone ? here : c->args[0], c->paths[0], a);
        w->files[find(w, a)].used = false;
    }
    if (new_dir || c->nr == SYS_mkdirat) {
        resolve(w, new_dir ? here : c->args[0], c->paths[0], a);
        w->files[find(w, a)].made = true;
        touch_parent(w, a);
    }
}

static void step(world *w, const call *c)
{
    file *f = file_of(w, c->args[0]);
    if (c->nr == SYS_openat)
        on_open(w, c->args[0], c->paths[0], c->args[2], c->ret);
    else if ((c->nr == SYS_write || c->nr == SYS_pwrite64 || c->nr == SYS_writev) && f != NULL)
        f->dirty = f->dirty || c->ret > 0;
    else if ((c->nr == SYS_fchmod || c->nr == SYS_ftruncate) && f != NULL)
        f->dirty = f->dirty || c->ret == 0;
    else if (c->nr == SYS_fsync || c->nr == SYS_fdatasync)
        on_sync(f, c->ret);
    else if (c->nr == SYS_close && c->args[0] < FDS)
        w->fds[c->args[0]] = -1;
    else
        on_name_call(w, c);
}

const char *order_fault(const run *r, const char *dir)
{
    static world w;
    memset(&w, 0, sizeof w);
    memset(w.fds, -1, sizeof w.fds);
    for (size_t i = 0; i < r->count && i < CALLS_MAX; i++)
        if (r->calls[i].returned)
            step(&w, &r->calls[i]);
    for (int i = 0; i < FILES && w.wrong == NULL; i++) {
        const file *f = &w.files[i];
        bool counts = f->used && strncmp(f->path, dir, strlen(dir)) == 0;
        if (counts && f->made && f->dirty)
            w.wrong = "a file was left unsynced";
        if (counts && f->sync_failed)
            w.wrong = "a sync failed and success was claimed";
        if (counts && f->entry_dirty)
            w.wrong = "a directory was left unsynced";
    }
    return w.wrong;
}
