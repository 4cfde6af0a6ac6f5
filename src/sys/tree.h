/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tree.h — a new directory with files in it, there as a whole or not at all.
 *
 * Everything is written and synced in a directory with a random name beside the destination, which is then renamed. A
 * failure leaves nothing behind; a kill may leave the directory with the random name.
 *
 * Errors:  those of file.h; file_exists when something has the destination's name, whatever it is.
 */
#ifndef GAIT_SYS_TREE_H
#define GAIT_SYS_TREE_H

#include <gait/file.h>

typedef struct gi_tree_file {
    const char *path; /* inside the directory, clean: "policy.lua", "spec/policy_cases.lua" */
    gait_str bytes;
} gi_tree_file;

/* Directories 0700, files 0600. The parent of path must exist. */
GAIT_NODISCARD bool gi_tree_write(const char *path, const gi_tree_file *files, size_t count,
                                  const gait_rng *rng, gait_error *err);

#endif
