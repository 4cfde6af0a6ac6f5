/*
 * file.h — bounded reads, atomic durable writes, private directories, lexical paths.
 *
 * A write is a temporary file with a random name in the destination's directory, written, given its mode, synced,
 * closed, renamed (or linked, when the destination must not exist) into place, and the directory synced. A failed
 * fsync is final. Until the rename the old file is untouched and on failure nothing is left behind; after it, a
 * failure is file_committed_unknown: the new file is whole and visible, its durability is not confirmed.
 *
 * Errors:  path_invalid path_escapes file_too_large file_exists file_not_regular file_read file_write file_sync
 *          file_committed_unknown output_undeliverable randomness_unavailable
 *          clock_unavailable out_of_memory.
 * Source:  docs/adr/0002.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_FILE_H
#define GAIT_FILE_H

#include <gait/time.h>

GAIT_BEGIN

/* The whole of a regular file (symlinks are followed on read), at most max_bytes; "-" is not special here. */
GAIT_API GAIT_NODISCARD bool gait_file_read(gait_arena *arena, const char *path, size_t max_bytes,
                                            gait_str *out, gait_error *err);
/* Everything an open descriptor gives, at most max_bytes. `name` is for messages. */
GAIT_API GAIT_NODISCARD bool gait_file_read_fd(gait_arena *arena, int fd, const char *name,
                                               size_t max_bytes, gait_str *out, gait_error *err);

typedef enum gait_write_mode {
    GAIT_WRITE_CREATE, /* the destination must not exist: file_exists */
    GAIT_WRITE_REPLACE /* an existing regular file is replaced; a symlink or anything else is file_not_regular */
} gait_write_mode;

/* Mode 0600. The parent directory must exist. */
GAIT_API GAIT_NODISCARD bool gait_file_write(const char *path, gait_str bytes, gait_write_mode mode,
                                             const gait_rng *rng, gait_error *err);
/* Fails with `code` (file_exists, trace_exists, …) when something is there, symlinks included. */
GAIT_API GAIT_NODISCARD bool gait_file_must_not_exist(const char *path, gait_code code,
                                                      gait_error *err);
/* Makes the directory and its missing parents, 0700, each synced into its parent. Existing ones stay as they are. */
GAIT_API GAIT_NODISCARD bool gait_dir_make(const char *path, gait_error *err);
GAIT_API GAIT_NODISCARD bool gait_path_is_dir(const char *path, bool *out,
                                              gait_error *err); /* path_invalid if absent */
/* Names in a directory, bytewise sorted, without "." and ".."; at most max_names. */
GAIT_API GAIT_NODISCARD bool gait_dir_list(gait_arena *arena, const char *path, size_t max_names,
                                           gait_str **names, size_t *count, gait_error *err);

/*
 * Lexical cleaning: "." and empty segments go, ".." takes its parent; of "" it is ".". *climbed is set when ".." went
 * above the start (relative) or the root (absolute).
 */
GAIT_API gait_str gait_path_clean(gait_arena *arena, gait_str path, bool *climbed);
/* root/relative, cleaned; path_escapes when it would leave root or is absolute or has a NUL. */
GAIT_API GAIT_NODISCARD bool gait_path_inside(gait_arena *arena, const char *root,
                                              gait_str relative, char **out, gait_error *err);

/* The value of an environment variable, or NULL when unset or empty. */
GAIT_API const char *gait_env_get(const char *name);

/*
 * Opens /dev/null on those of descriptors 0 to 2 that are closed, so that no state file ever becomes one of them: 0 for
 * writing, 1 and 2 for reading, so that using them fails as it would have before.
 */
GAIT_API GAIT_NODISCARD bool gait_fds_reserve(gait_error *err);
/* Writes all of it to a descriptor, retrying EINTR a bounded number of times; output_undeliverable otherwise. */
GAIT_API GAIT_NODISCARD bool gait_fd_write(int fd, gait_str bytes, gait_error *err);
GAIT_API bool gait_fd_is_terminal(int fd);
/*
 * Makes a closed pipe (SIGPIPE) and the file size limit (SIGXFSZ) errors of the write that met them. For main: without
 * it such a write ends the process with a signal instead of a classified failure.
 */
GAIT_API GAIT_NODISCARD bool gait_signals_as_errors(gait_error *err);

/*
 * The only timers and signal handlers of a gait process; a library user who never calls this gets none.
 * soft_ms after the call *expired (see gait_alarm_expired) becomes true; soft_ms + hard_ms after it, `last_words` is
 * written to stdout with one write(2) (unless stdout has no room) and the process exits 1. A second call replaces the
 * first. The words are copied; at most GAIT_LIMIT_LAST_WORDS_BYTES (text_too_long).
 */
GAIT_API GAIT_NODISCARD bool gait_alarm_arm(int soft_ms, int hard_ms, gait_str last_words,
                                            gait_error *err);
GAIT_API void gait_alarm_disarm(void);
/* 0 or 1; set from the signal handler, cleared when a deadline is armed or disarmed */
GAIT_API const volatile int *gait_alarm_expired(void);

GAIT_END
#endif
