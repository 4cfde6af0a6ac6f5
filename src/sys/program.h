/*
 * program.h — where other programs are: beside this one, or at places that are known beforehand. PATH is not looked at.
 *
 * Owner:   paths live in the arena.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_SYS_PROGRAM_H
#define GAIT_SYS_PROGRAM_H

#include <gait/arena.h>

/* The name in the directory of the running program; NULL when that cannot be told. */
const char *gi_program_beside(gait_arena *arena, const char *name);
/* The first that may be executed, of paths that end with NULL; NULL when none may. */
const char *gi_program_find(const char *const *paths);

#endif
