/* SPDX-License-Identifier: Apache-2.0 */
/*
 * private.h — what directories that are ours alone need: reads of secrets, permission checks, removal, a lock.
 *
 * Errors:  path_invalid file_not_regular file_too_large file_permissions key_permissions file_read lock_timeout.
 */
#ifndef GAIT_SYS_PRIVATE_H
#define GAIT_SYS_PRIVATE_H

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

/*
 * Takes the directory for this process alone, or fails at once with lock_timeout. The kernel owns the lock: it ends with
 * gi_dir_unlock or with the process, however that ends.
 */
GAIT_NODISCARD bool gi_dir_lock(const char *dir, int *lock, gait_error *err);
void gi_dir_unlock(int *lock);
/*
 * Whether a name is one that a write gives its temporary file. A kill leaves such a file behind; who owns a directory
 * alone may remove them there.
 */
bool gi_file_is_temp(gait_str name);

#endif
