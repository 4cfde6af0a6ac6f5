/* SPDX-License-Identifier: Apache-2.0 */
/*
 * writer replace|create PATH CONTENT-FILE: the atomic write alone, with the outcome as one JSON object on stdout.
 */
#include <gait/clock.h>
#include <gait/file.h>

#include <stdio.h>
#include <string.h>

static int report(const gait_error *err)
{
    char line[512];
    gait_error lost = GAIT_ERROR_INIT;
    bool ok = err->code == GAIT_OK;
    int len =
        ok ? snprintf(line, sizeof line, "{\"ok\":true}\n")
           : snprintf(line, sizeof line,
                      "{\"ok\":false,\"error_code\":\"%s\",\"error_category\":\"%s\"}\n",
                      gait_code_name(err->code), gait_category_name(gait_error_category(err)));
    if (!gait_fd_write(1, (gait_str){ line, (size_t)len }, &lost))
        return gait_error_exit(&lost);
    return ok ? 0 : gait_error_exit(err);
}

int main(int argc, char **argv)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_rng rng = gait_rng_system();
    gait_str content;
    if (!gait_fds_reserve(&err) || !gait_signals_as_errors(&err) || argc != 4)
        return 64;
    gait_arena *arena = gait_arena_new(8u << 20, NULL, NULL);
    gait_write_mode mode = strcmp(argv[1], "create") == 0 ? GAIT_WRITE_CREATE : GAIT_WRITE_REPLACE;
    if (arena != NULL && gait_file_read(arena, argv[3], 1u << 20, &content, &err) &&
        gait_file_write(argv[2], content, mode, &rng, &err))
        err.code = GAIT_OK;
    gait_arena_free(arena);
    return report(&err);
}
