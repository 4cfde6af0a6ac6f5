/*
 * gait.h — all of libgait's public headers; declares nothing itself.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_GAIT_H
#define GAIT_GAIT_H

#include <gait/arena.h>
#include <gait/buf.h>
#include <gait/check.h>
#include <gait/clock.h>
#include <gait/diff.h>
#include <gait/digest.h>
#include <gait/error.h>
#include <gait/file.h>
#include <gait/gate.h>
#include <gait/import.h>
#include <gait/json.h>
#include <gait/key.h>
#include <gait/keyring.h>
#include <gait/limits.h>
#include <gait/pack.h>
#include <gait/record.h>
#include <gait/report.h>
#include <gait/str.h>
#include <gait/suite.h>
#include <gait/time.h>
#include <gait/version.h>
#include <gait/yaml.h>

#endif
