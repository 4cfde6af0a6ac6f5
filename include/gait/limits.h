/*
 * limits.h — every named maximum, with its unit. docs/limits.md is generated from here.
 *
 * A limit that a flag can raise has a _MAX beside it: the flag goes no further.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_LIMITS_H
#define GAIT_LIMITS_H

#define GAIT_LIMIT_ARENA_BYTES (512u << 20) /* memory of one command, scripts apart */
#define GAIT_LIMIT_JSON_DEPTH 64            /* nested arrays and objects */
#define GAIT_LIMIT_JSON_VALUES 2000000      /* values in one document */
#define GAIT_LIMIT_YAML_BYTES (4u << 20)    /* one YAML document */
#define GAIT_LIMIT_YAML_VALUES 500000 /* values in one YAML document, behind each alias again */
#define GAIT_LIMIT_INTENT_BYTES (8u << 20) /* one intent; --max-intent-bytes */
#define GAIT_LIMIT_INTENT_BYTES_MAX (64u << 20)
#define GAIT_LIMIT_INTENT_STEPS 64            /* script.steps of one intent */
#define GAIT_LIMIT_INTENT_NAME_BYTES 4096     /* tool name and context texts, each */
#define GAIT_LIMIT_RECORD_BYTES (1u << 20)    /* one signed record: trace, token */
#define GAIT_LIMIT_KEY_FILE_BYTES 4096        /* one key file */
#define GAIT_LIMIT_KEY_SET_BYTES (256u << 10) /* one key set */
#define GAIT_LIMIT_KEY_SET_KEYS 256           /* keys in one key set, retired ones too */
#define GAIT_LIMIT_RECORD_MEMBERS 256         /* members of one signed record, at its top */
#define GAIT_LIMIT_IDENTITY_BYTES 256         /* who a key belongs to */
#define GAIT_LIMIT_LAST_WORDS_BYTES 4096      /* what a hard stop may say: one pipe write */
#define GAIT_LIMIT_OUTPUT_BYTES (64u << 20)   /* what one command may print */

#define GAIT_LIMIT_POLICY_FILE_BYTES (64u << 10) /* one Lua source file */
#define GAIT_LIMIT_PACK_BYTES (8u << 20)         /* all files of one pack */
#define GAIT_LIMIT_PACK_FILES 1000               /* files of one pack */
#define GAIT_LIMIT_POLICY_PACKS 16               /* packs that decide together */
#define GAIT_LIMIT_PACK_RULES 10000              /* rules of one pack */
#define GAIT_LIMIT_RULE_VALUES 4096              /* elements of one list in a rule */
#define GAIT_LIMIT_RULE_WINDOWS 64               /* windows in one during or outside */
#define GAIT_LIMIT_PACK_CASES 10000              /* test cases of one pack */
#define GAIT_LIMIT_EXPLAINED_TESTS 100           /* failed tests of one report with explanation */
#define GAIT_LIMIT_RULE_LIMITS 16                /* limits of one rule */
#define GAIT_LIMIT_WINDOW_CALLS 100000           /* calls a limit may count */
#define GAIT_LIMIT_WINDOW_SECONDS 2678400        /* 31 days, the longest window of a limit */
#define GAIT_LIMIT_CREDENTIAL_SECONDS 31622400   /* 366 days, the longest lifetime to ask for */
#define GAIT_LIMIT_INCLUDE_DEPTH 16              /* files including files */
#define GAIT_LIMIT_LOAD_FUEL 50000000            /* units, loading one pack */
#define GAIT_LIMIT_TIERS_TEXT_BYTES 4096         /* names and codes of a pack of tiers */
#define GAIT_LIMIT_LOAD_MEMORY_BYTES (64u << 20) /* Lua memory while loading */
#define GAIT_LIMIT_LOAD_DEADLINE_MS 5000         /* wall clock: loading a pack; parsing an intent */
#define GAIT_LIMIT_IMAGE_BYTES (1u << 20)        /* Lua state kept between conditions */

#define GAIT_LIMIT_POLICY_ZONES 64             /* time zones that one policy names */
#define GAIT_LIMIT_ZONE_NAME_BYTES 64          /* name of a time zone */
#define GAIT_LIMIT_ZONE_BYTES (64u << 10)      /* one time zone file */
#define GAIT_LIMIT_ZONE_INDEX_BYTES (1u << 20) /* tzdata.zi, for the version in its first line */

#define GAIT_LIMIT_SPECS_DEADLINE_MS 300000       /* wall clock: the *_spec.lua files of one pack */
#define GAIT_LIMIT_SPECS_OUTPUT_BYTES (64u << 20) /* what they may print, on each stream */

#define GAIT_LIMIT_CONDITION_FUEL 100000             /* units, one condition */
#define GAIT_LIMIT_DECISION_FUEL 1000000             /* units, one decision */
#define GAIT_LIMIT_DECISION_MEMORY_BYTES (8u << 20)  /* Lua memory of one decision */
#define GAIT_LIMIT_DECISION_BLOCK_BYTES (256u << 10) /* one allocation by a script */
#define GAIT_LIMIT_SCRIPT_STRING_BYTES (32u << 10)   /* one string made by a script */
#define GAIT_LIMIT_SCRIPT_VALUE_BYTES                                                              \
    (64u << 20)                             /* what the scripts of one load or call hand over */
#define GAIT_LIMIT_DECISION_DEADLINE_MS 250 /* wall clock; --deadline-ms */
#define GAIT_LIMIT_DECISION_DEADLINE_MS_MAX 30000
#define GAIT_LIMIT_HARD_STOP_MS 750      /* after a deadline, until the process is stopped */
#define GAIT_LIMIT_GLOB_BYTES 1024       /* one glob or domain pattern */
#define GAIT_LIMIT_DIFF_FILES 200000     /* intents and traces that one comparison reads */
#define GAIT_LIMIT_DIFF_DEPTH 16         /* directories in directories that hold them */
#define GAIT_LIMIT_DIFF_EXAMPLES 5       /* calls that stand for a group of changes */
#define GAIT_LIMIT_NOTES 64              /* note() texts kept per decision */
#define GAIT_LIMIT_NOTE_BYTES 256        /* one note() text */
#define GAIT_LIMIT_SHOWN_VALUE_BYTES 120 /* one field's value in an explanation */
#define GAIT_LIMIT_SECRET_SCAN_BYTES                                                               \
    (64u << 10)                    /* looked through for credentials, of what one condition read */
#define GAIT_LIMIT_SHOWN_FIELDS 16 /* fields of one condition in an explanation */

#define GAIT_LIMIT_CHECK_PAIRS 4000000 /* pairs of rules that are compared, of one pack */
#define GAIT_LIMIT_CHECK_STATES 20000  /* of automata, comparing one rule with all others */
#define GAIT_LIMIT_CHECK_MEMORY_BYTES (256u << 20) /* what comparing the rules of one pack takes */

#endif
