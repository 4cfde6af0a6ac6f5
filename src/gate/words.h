/*
 * words.h — the enumerations of intents and of the conditions over them, each ended by NULL.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_GATE_WORDS_H
#define GAIT_GATE_WORDS_H

extern const char *const gi_verdicts[]; /* by gait_verdict: least restrictive first */
extern const char *const gi_risks[];
extern const char *const gi_phases[];
extern const char *const gi_target_kinds[];
extern const char *const gi_discovery_methods[];
extern const char *const gi_provenance_sources[];
extern const char *const gi_credential_sources[];

#endif
