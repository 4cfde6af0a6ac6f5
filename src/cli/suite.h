/*
 * suite.h — `gait policy test PACK…`: the specs of packs, as text, as a document, as a form for CI.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_SUITE_H
#define CLI_SUITE_H

#include "cli.h"

/* filter min-coverage format output */
extern const cli_option cli_suite_options[];

/* Runs the specs of every pack that is given. False, with err set, also when a test failed or too little is covered. */
GAIT_NODISCARD bool cli_suite_run(cli_context *cli, gait_error *err);

#endif
