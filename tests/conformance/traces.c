/* SPDX-License-Identifier: Apache-2.0 */
/*
 * traces — for each line "TRACE<TAB>PUBLIC_KEY" on standard input, verifies the file and prints one line:
 * "ok SCHEMA_VERSION VERDICT TRACE_ID KEY_ID", or the code of the failure.
 */
#include <stdio.h>
#include <string.h>

#include <gait/file.h>
#include <gait/gate.h>
#include <gait/limits.h>

static bool verify(gait_arena *arena, const char *path, const char *key_path, gait_error *err)
{
    gait_str bytes;
    gait_key_ring *ring = NULL;
    gait_trace_report report;
    gait_key_source source = { .public_path = key_path };
    if (!gait_key_for_verifying(arena, &source, &ring, err))
        return false;
    bool ok = gait_file_read(arena, path, GAIT_LIMIT_RECORD_BYTES, &bytes, err) &&
              gait_trace_verify(arena, bytes, ring, &report, err);
    gait_key_ring_free(ring);
    if (ok)
        printf("ok %.*s %.*s %.*s %.*s\n", GAIT_STR_ARG(report.schema_version),
               GAIT_STR_ARG(report.verdict), GAIT_STR_ARG(report.trace_id),
               GAIT_STR_ARG(report.key_id));
    return ok;
}

int main(void)
{
    char line[8192];
    while (fgets(line, sizeof line, stdin) != NULL) {
        char *tab = strchr(line, '\t');
        char *end = strchr(line, '\n');
        gait_arena *arena = gait_arena_new(GAIT_LIMIT_ARENA_BYTES, NULL, NULL);
        if (tab == NULL || end == NULL || arena == NULL)
            return 1;
        *tab = *end = '\0';
        gait_error err = GAIT_ERROR_INIT;
        if (!verify(arena, line, tab + 1, &err))
            printf("%s\n", gait_code_name(err.code));
        gait_arena_free(arena);
    }
    return 0;
}
