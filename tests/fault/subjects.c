/* SPDX-License-Identifier: Apache-2.0 */
#include "subject.h"

#include <stdio.h>
#include <string.h>

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

const char *subject_scratch, *subject_dir, *subject_gait, *subject_writer, *subject_broken_writer;

#define OLD_TEXT "{\"state\":\"old\"}\n"
#define WRITER(mode) WORDS("@W", mode, "@D/state.json", "@S/new")
#define BROKEN(bug) WORDS("@B", bug, "@D/state.json", "@S/new")

static const subject writers[] = {
    { .name = "writer replace",
      .command = WRITER("replace"),
      .target = "state.json",
      .old = OLD_TEXT,
      .strict = true },
    { .name = "writer create",
      .command = WRITER("create"),
      .target = "state.json",
      .again = "file_exists",
      .strict = true },
    { .name = "writer create over a file",
      .command = WRITER("create"),
      .target = "state.json",
      .old = OLD_TEXT,
      .refuses = "file_exists",
      .strict = true },
};

#define PLANT(bug, how)                                                                            \
    {                                                                                              \
        .name = "planted: " bug, .command = BROKEN(bug), .target = "state.json", .old = OLD_TEXT,  \
        .strict = true, .planted = (how)                                                           \
    }

static const subject broken[] = {
    PLANT("none", WRONG_NOTHING),
    PLANT("in-place", WRONG_TORN),
    PLANT("short", WRONG_TORN),
    PLANT("unlink-first", WRONG_TORN),
    PLANT("ignored-sync", WRONG_SUCCESS),
    PLANT("sync-again", WRONG_SUCCESS),
    PLANT("no-sync", WRONG_SUCCESS),
    PLANT("no-dirsync", WRONG_SUCCESS),
    PLANT("late-mode", WRONG_SUCCESS),
    PLANT("rename-ignored", WRONG_SUCCESS),
    PLANT("eintr", WRONG_HANG),
    PLANT("fixed-name", WRONG_RECOVERY),
    PLANT("leftover", WRONG_LEFTOVER),
    PLANT("silent", WRONG_REPORT),
    PLANT("mode", WRONG_MODE),
    { .name = "planted: clobber",
      .command = BROKEN("clobber"),
      .target = "state.json",
      .old = OLD_TEXT,
      .refuses = "file_exists",
      .strict = true,
      .planted = WRONG_CLOBBER },
};

const subject *subject_writers(size_t *count)
{
    *count = sizeof writers / sizeof writers[0];
    return writers;
}

const subject *subject_broken(size_t *count)
{
    *count = sizeof broken / sizeof broken[0];
    return broken;
}

static const char *meaning(char letter)
{
    switch (letter) {
    case 'D':
        return subject_dir;
    case 'S':
        return subject_scratch;
    case 'G':
        return subject_gait;
    case 'W':
        return subject_writer;
    case 'B':
        return subject_broken_writer;
    default:
        return "";
    }
}

char *const *subject_argv(const char *const *words, int slot)
{
    static char texts[2][ARGS_MAX][512];
    static char *argv[2][ARGS_MAX + 1];
    size_t i = 0;
    for (; words[i] != NULL && i < ARGS_MAX; i++) {
        char *text = texts[slot][i];
        if (words[i][0] == '@')
            (void)snprintf(text, sizeof texts[slot][i], "%s%s", meaning(words[i][1]), words[i] + 2);
        else
            (void)snprintf(text, sizeof texts[slot][i], "%s", words[i]);
        argv[slot][i] = text;
    }
    argv[slot][i] = NULL;
    return argv[slot];
}

/* Where @S/intent.json is kept: under its digest. */
#define KEPT "intent_edd2026dba6b3f66a90e001faa8c964a0dafecea291d1bec1fbbb0e66cdc8880.json"

/* A subject's name begins with the command that "gait help" must list. */
static const subject commands[] = {
    { .name = "keys init",
      .command = WORDS("@G", "keys", "init", "@D/keys", "--json"),
      .check = WORDS("@G", "keys", "verify", "@D/keys", "--json"),
      .target = "keys/keys.json",
      .again = "key_set_exists",
      .several = true },
    { .name = "keys rotate",
      .prepare = WORDS("@G", "keys", "init", "@D/keys"),
      .command = WORDS("@G", "keys", "rotate", "@D/keys", "--json"),
      .check = WORDS("@G", "keys", "verify", "@D/keys", "--json"),
      .target = "keys/keys.json",
      .several = true },
    { .name = "policy import",
      .command = WORDS("@G", "policy", "import", "@S/policy.yaml", "--out", "@D/pack", "--json"),
      .check = WORDS("@G", "policy", "test", "@D/pack", "--json"),
      .target = "pack/policy.lua",
      .again = "file_exists",
      .strict = true },
    { .name = "gate eval",
      .prepare = WORDS("@G", "keys", "init", "@D/keys"),
      .command = WORDS("@G", "gate", "eval", "--policy", "builtin:baseline-medium", "--intent",
                       "@S/intent.json", "--trace-out", "@D/trace.json", "--key-set", "@D/keys",
                       "--json", "--deadline-ms", "30000"),
      .check = WORDS("@G", "trace", "verify", "@D/trace.json", "--key-set", "@D/keys", "--json"),
      .target = "trace.json",
      .again = "trace_exists",
      .strict = true },
    { .name = "gate eval --keep-intent",
      .prepare = WORDS("/bin/mkdir", "-m", "700", "@D/kept"),
      .command = WORDS("@G", "gate", "eval", "--policy", "builtin:baseline-medium", "--intent",
                       "@S/intent.json", "--keep-intent", "@D/kept", "--simulate", "--json",
                       "--deadline-ms", "30000"),
      .check = WORDS("@G", "policy", "test", "builtin:baseline-medium", "@D/kept/" KEPT, "--json"),
      .target = "kept/" KEPT },
};

const subject *subject_commands(size_t *count)
{
    *count = sizeof commands / sizeof commands[0];
    return commands;
}
