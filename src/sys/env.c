/* SPDX-License-Identifier: Apache-2.0 */
#include <gait/file.h>

#include <stdlib.h>

const char *gait_env_get(const char *name)
{
    const char *value = getenv(name);
    return value == NULL || value[0] == '\0' ? NULL : value;
}
