/* SPDX-License-Identifier: Apache-2.0 */
/*
 * file.h — reads for secrets, the permission checks that go with them, and durable removal.
 *
 * Errors:  path_invalid file_not_regular file_too_large file_permissions key_permissions file_read.
 */
#ifndef GAIT_SYS_FILE_H
#define GAIT_SYS_FILE_H

#include <gait/file.h>

/*
 * Reads a whole key file into the caller's (secret) memory. Refused with key_permissions: a file that group or others
 * may read or write, or that belongs to neither us nor root; decided on the very descriptor that is then read.
 * More than size bytes is file_too_large.
 * Owner:   what is in bytes after a failure is the caller's to wipe too.
 */
GAIT_NODISCARD bool gi_file_read_private(const char *path, void *bytes, size_t size, size_t *len,
                                         gait_error *err);
/* The same judgement on a directory: file_permissions unless it is ours (or root's) and nobody else's to read or write. */
GAIT_NODISCARD bool gi_dir_check_private(const char *path, gait_error *err);
/*
 * Removes dir/name for good and syncs the directory; a name that is not there is removed already.
 * Errors:  file_write file_sync path_invalid.
 */
GAIT_NODISCARD bool gi_file_remove(const char *dir, const char *name, gait_error *err);

#endif
