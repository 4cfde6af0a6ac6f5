/*
 * floor.c — the least a signed, durable decision could cost on this machine: start, sign 64 bytes, write a file of the
 * given size as gait writes a trace (temporary file, mode, fsync, rename, fsync of the directory), end.
 *
 * floor PATH BYTES
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_BYTES = 1 << 20 };

static int write_durably(int dir, const char *name, const unsigned char *bytes, size_t len)
{
    static const char temp[] = ".floor.tmp";
    int fd = openat(dir, temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return -1;
    if (write(fd, bytes, len) != (ssize_t)len || fchmod(fd, 0600) != 0 || fsync(fd) != 0 ||
        close(fd) != 0)
        return -1;
    return renameat(dir, temp, dir, name) == 0 && fsync(dir) == 0 ? 0 : -1;
}

int main(int argc, char **argv)
{
    static unsigned char bytes[MOST_BYTES];
    unsigned char key[crypto_sign_SECRETKEYBYTES], digest[64];
    char *slash = argc == 3 ? strrchr(argv[1], '/') : NULL;
    unsigned long len = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
    if (slash == NULL || len < crypto_sign_BYTES || len > MOST_BYTES || sodium_init() < 0)
        return 1;
    memset(key, 7, sizeof key);
    memset(digest, 9, sizeof digest);
    memset(bytes, ' ', len);
    if (crypto_sign_detached(bytes, NULL, digest, sizeof digest, key) != 0)
        return 1;
    *slash = '\0';
    int dir = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0 || write_durably(dir, slash + 1, bytes, len) != 0)
        return 1;
    return puts("done") < 0;
}
