/*
 * decide_rules.h — a random policy, as text.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FUZZ_DECIDE_RULES_H
#define FUZZ_DECIDE_RULES_H

#include "decide_draw.h"

#define FIELD(m, name, list)                                                                       \
    do {                                                                                           \
        say(m, name " = ");                                                                        \
        say_texts(m, list, COUNT(list));                                                           \
        say(m, ", ");                                                                              \
    } while (0)

static void say_operator(maker *m)
{
    static const char *const comparing[] = { "lt", "lte", "gt", "gte" };
    static const char *const texting[] = { "prefix", "suffix", "contains", "glob" };
    switch (draw(m, 7)) {
    case 0:
        gait_buf_add_format(m->out, "exists = %s, ", chance(m, 2) ? "true" : "false");
        break;
    case 1:
        FIELD(m, "type", types);
        break;
    case 2:
        gait_buf_add_format(m->out, "eq = %s, ", PICK(m, numbers));
        break;
    case 3:
        gait_buf_add_format(m->out, "%s = { %s, '%s', true }, ", chance(m, 2) ? "['in']" : "not_in",
                            PICK(m, numbers), PICK(m, arg_texts));
        break;
    case 4:
        gait_buf_add_format(m->out, "ne = '%s', ", PICK(m, arg_texts));
        break;
    case 5:
        gait_buf_add_format(m->out, "%s = %s, ", PICK(m, comparing), PICK(m, numbers));
        break;
    default:
        gait_buf_add_format(m->out, "%s = ", PICK(m, texting));
        say_texts(m, arg_texts, COUNT(arg_texts));
        say(m, ", ");
    }
}

static void say_args(maker *m)
{
    say(m, "args = { ");
    gait_buf_add_format(m->out, "['%s'] = ", PICK(m, arg_paths));
    if (chance(m, 4)) {
        gait_buf_add_format(m->out, "'%s' } ,", PICK(m, arg_texts));
        return;
    }
    say(m, "{ ");
    say_operator(m);
    say(m, "} }, ");
}

static void say_members(maker *m)
{
    say(m, "{ ");
    size_t first = draw(m, 9);
    if (first == 0)
        FIELD(m, "kind", kinds);
    if (first == 1)
        FIELD(m, "value", literals);
    if (first == 2)
        FIELD(m, "glob", value_globs);
    if (first == 3)
        FIELD(m, "domain", domains);
    if (first == 4)
        say(m, "cidr = '10.0.0.0/8', ");
    if (first == 5)
        FIELD(m, "path_under", roots);
    if (first == 6)
        FIELD(m, "sensitivity", classes);
    if (first == 7)
        gait_buf_add_format(m->out, "destructive = %s, ", chance(m, 2) ? "true" : "false");
    if (first == 8 || chance(m, 2))
        FIELD(m, "operation", operations);
    say(m, "}, ");
}

static void say_target(maker *m)
{
    say(m, "target = ");
    if (!chance(m, 5)) {
        say_members(m);
        return;
    }
    say(m, "{ ");
    say_members(m);
    say_members(m);
    say(m, "}, ");
}

static void say_windows(maker *m)
{
    const char *key = chance(m, 2) ? "during" : "outside";
    if (chance(m, 2))
        gait_buf_add_format(m->out, "%s = %s, ", key, PICK(m, windows));
    else
        gait_buf_add_format(m->out, "%s = { %s, %s }, ", key, PICK(m, windows), PICK(m, windows));
}

static void say_match(maker *m)
{
    say(m, "match = { ");
    if (!chance(m, 3))
        FIELD(m, "tool", tool_patterns);
    if (chance(m, 6))
        FIELD(m, "identity", identity_patterns);
    if (chance(m, 8))
        FIELD(m, "workspace", workspace_roots);
    if (chance(m, 6))
        FIELD(m, "env", env_patterns);
    if (chance(m, 8))
        FIELD(m, "risk", risks);
    if (chance(m, 12))
        FIELD(m, "phase", phases);
    if (chance(m, 12))
        FIELD(m, "credential_source", credentials);
    if (chance(m, 8))
        FIELD(m, "discovery", methods);
    if (chance(m, 8))
        FIELD(m, "target_kind", kinds);
    else if (chance(m, 3))
        say_target(m);
    if (chance(m, 6) && chance(m, 2))
        FIELD(m, "tainted_by", sources);
    else if (chance(m, 8))
        gait_buf_add_format(m->out, "tainted_by = { source = '%s', arg = 'n' }, ",
                            PICK(m, sources));
    if (chance(m, 2))
        say_args(m);
    if (chance(m, 8))
        say_windows(m);
    say(m, "}, ");
}

static void say_functions(maker *m, const char *key)
{
    if (chance(m, 2))
        gait_buf_add_format(m->out, "%s = %s, ", key, PICK(m, functions));
    else
        gait_buf_add_format(m->out, "%s = { one = %s, two = %s }, ", key, PICK(m, functions),
                            PICK(m, functions));
}

static void say_rule(maker *m, size_t number, size_t count)
{
    static const char *const effects[] = { "allow", "dry_run", "require_approval", "block" };
    size_t effect = draw(m, COUNT(effects));
    size_t other = draw(m, count);
    gait_buf_add_format(m->out, "rule { id = 'r%zu', effect = '%s', ", number, effects[effect]);
    if (!chance(m, 8))
        say_match(m);
    if (chance(m, 4))
        say_functions(m, "when");
    if (chance(m, 6))
        say_functions(m, "unless");
    if (effect != 0 && chance(m, 6))
        say(m, "on_unknown = 'skip', ");
    if (m->tiers && chance(m, 2))
        gait_buf_add_format(m->out, "priority = %d, ", (int)draw(m, 5) - 2);
    if (!m->tiers && other != number && chance(m, 4))
        gait_buf_add_format(m->out, "overrides = 'r%zu', ", other);
    say(m, "}\n");
}

static void say_policy(maker *m)
{
    static const char *const defaults[] = { "allow", "dry_run", "require_approval", "block" };
    static const char *const fields[] = { "targets", "arg_provenance", "env", "phase", "session" };
    size_t count = 1 + draw(m, 7);
    gait_buf_add_format(m->out, "policy { id = 'p', default = '%s', ", PICK(m, defaults));
    m->tiers = chance(m, 4);
    if (m->tiers)
        say(m, "combine = 'tiers', ");
    if (chance(m, 6)) {
        say(m, "require = { ");
        FIELD(m, "fields", fields);
        if (chance(m, 2))
            FIELD(m, "risk", risks);
        say(m, "} ");
    }
    say(m, "}\nlocal seen = {}\n");
    for (size_t i = 0; i < count; i++)
        say_rule(m, i, count);
}

#endif
