/*
 * policy_words.h — random conditions and intents out of few words, so that they have much to do with each other.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_TESTS_UNIT_POLICY_WORDS_H
#define GAIT_TESTS_UNIT_POLICY_WORDS_H

#include "gate.h"

typedef struct seeded {
    uint64_t state;
} seeded;

static inline unsigned pick(seeded *random, unsigned below)
{
    random->state ^= random->state << 13;
    random->state ^= random->state >> 7;
    random->state ^= random->state << 17;
    return (unsigned)((random->state >> 33) % below);
}

#define PICK(random, list) (list)[pick(random, sizeof(list) / sizeof *(list))]

/* ---- conditions ---- */

static const char *const tools[] = { "'a'",  "'a.*'",          "'a.**'",         "{ 'a.b', 'b' }",
                                     "'**'", "{ 'b', 'a.b' }", "{ '*.b', 'a' }", "'a.?'",
                                     "'a.b'" };
static const char *const scalars[] = {
    "identity = 'alice'",
    "identity = { 'alice', 'bot-*' }",
    "identity = 'bot-*'",
    "env = 'prod'",
    "env = { 'prod', 'dev' }",
    "env = '*'",
    "risk = 'low'",
    "risk = { 'low', 'high' }",
    "phase = 'apply'",
    "workspace = '/repo'",
    "workspace = '/repo/sub'",
    "workspace = { '/repo', '/etc' }",
    "workspace = '/re'",
    "tainted_by = 'external'",
    "tainted_by = { 'external', 'user' }",
    "tainted_by = { source = 'external', arg = 'args.s' }",
};
static const char *const args[] = {
    "n = 5",
    "n = 5.0",
    "n = { 5, 'x' }",
    "n = { 5, 10 }",
    "n = { gt = 5 }",
    "n = { gte = 5 }",
    "n = { gt = 4.5 }",
    "n = { lt = 10 }",
    "n = { gt = 5, lt = 10 }",
    "n = { gt = 5, lt = 3 }",
    "n = { gte = 5, lte = 5 }",
    "n = { ne = 5 }",
    "n = { not_in = { 5, 10 } }",
    "n = { not_in = { 5, 'x' } }",
    "n = { type = 'number' }",
    "n = { type = { 'number', 'string', 'null' } }",
    "n = { exists = true }",
    "n = { exists = false }",
    "n = { exists = true, gt = 5 }",
    "n = true",
    "n = { ne = true }",
    "n = { gt = 5, prefix = 'x' }",
    "s = { prefix = '/tmp' }",
    "s = { prefix = { '/tmp/', '/etc' } }",
    "s = { glob = '/tmp/**' }",
    "s = { glob = '/tmp/*' }",
    "s = { glob = '/tmp/*', prefix = '/etc' }",
    "s = { suffix = '.sh' }",
    "s = { suffix = { 'x.sh', '..' } }",
    "s = { contains = 'tmp' }",
    "s = { contains = '/tmp/' }",
    "s = '/tmp/a.sh'",
    "s = { '/tmp/a.sh', '/tmp/a' }",
    "s = { eq = '/tmp/a.sh', glob = '/tmp/*' }",
    "s = { eq = '/tmp/a.sh', glob = '/etc/*' }",
    "s = { ne = '/tmp/a' }",
    "['l[any].p'] = { gte = 3 }",
    "['l[any].p'] = { gt = 3 }",
    "['l[all].p'] = { ne = 3 }",
    "['l[any].p'] = 5",
    "['l[any].p'] = 1",
    "['l[1].p'] = { exists = true }",
};
static const char *const targets[] = {
    "kind = 'path'",
    "kind = { 'path', 'url' }",
    "kind = 'path', path_under = '/repo'",
    "path_under = '/repo'",
    "path_under = '/repo/sub'",
    "kind = 'path', path_under = '/repo', glob = '/etc/**'",
    "kind = 'url', path_under = '/repo'",
    "glob = '/repo/**'",
    "glob = { '/repo/*', '/repo/' }",
    "kind = 'path', glob = '/repo/'",
    "kind = 'path', glob = '/repo/*'",
    "kind = 'url', glob = '/repo/**'",
    "kind = 'url', glob = 'https://**'",
    "value = '/repo/a'",
    "value = '/repo//a'",
    "kind = 'path', value = { '/repo/a', '/repo/sub/b' }",
    "kind = 'path', value = '/repo/a', glob = '/etc/*'",
    "value = 'https://api.corp.example/x'",
    "domain = 'api.corp.example'",
    "domain = '*.corp.example'",
    "domain = 'api.*'",
    "domain = '*a*'",
    "domain = 'fe80::a'",
    "cidr = '10.0.0.0/8'",
    "cidr = '10.1.0.0/16'",
    "kind = 'url', domain = '*.corp.example', cidr = '10.0.0.0/8'",
    "kind = 'bucket', domain = '*.corp.example'",
    "operation = 'write'",
    "operation = { 'write', 'read' }",
    "destructive = true",
    "destructive = true, operation = 'write'",
};

/* ---- intents ---- */

static const char *const tool_names[] = { "a", "a.b", "b", "a.b.c", "c.b" };
static const char *const numbers[] = { "3",  "5",     "5.0",   "4.5",  "7",    "10",
                                       "11", "\"5\"", "\"x\"", "null", "true", "[5]" };
static const char *const texts[] = {
    "/tmp",    "/tmp/", "/tmp/a",      "/tmp/a.sh", "/tmp/b/c",     "/etc/x", "/tmp/../etc/x",
    "x/tmp/y", "..",    "/tmp/./a.sh", "../x.sh",   "a\\\\..\\\\b", "x.sh",   ""
};
static const char *const lists[] = { "[]",   "[{\"p\":3}]", "[{\"p\":5},{\"p\":1}]",
                                     "[{}]", "7",           "[{\"p\":\"5\"}]" };
static const char *const values[] = {
    "path\",\"value\":\"/repo/a",
    "path\",\"value\":\"/repo/",
    "path\",\"value\":\"/repo/sub/b",
    "path\",\"value\":\"/repo/../etc/x",
    "path\",\"value\":\"/etc/x",
    "path\",\"value\":\"../x",
    "path\",\"value\":\"/repo\\\\a",
    "url\",\"value\":\"https://api.corp.example/x",
    "url\",\"value\":\"https://API.corp.example:443/x",
    "url\",\"value\":\"https://u@api.corp.example/x",
    "url\",\"value\":\"https://api.other.example/",
    "url\",\"value\":\"http://10.1.2.3/",
    "url\",\"value\":\"http://[fe80::a]/",
    "host\",\"value\":\"api.corp.example",
    "host\",\"value\":\"10.2.3.4",
    "bucket\",\"value\":\"/repo/a",
    "bucket\",\"value\":\"b\",\"endpoint_domain\":\"api.corp.example",
    "other\",\"value\":\"/repo/a",
    "other\",\"value\":\"/etc/x",
};
static const char *const target_extras[] = { "", "", ",\"operation\":\"write\"",
                                             ",\"operation\":\"read\",\"destructive\":true",
                                             ",\"destructive\":true,\"operation\":\"write\"" };
static const char *const workspaces[] = { "/repo", "/repo/sub/x", "/repo-evil",
                                          "/etc",  "/re/../x",    "../up" };
static const char *const contexts[] = { "", ",\"environment\":\"prod\"",
                                        ",\"environment\":\"dev\",\"phase\":\"apply\"",
                                        ",\"environment\":\"a/b\"", ",\"phase\":\"plan\"" };
static const char *const identities[] = { "alice", "bot-1", "bot-", "carol" };
static const char *const risks[] = { "low", "high", "medium", "odd" };
static const char *const sources[] = { "external", "user", "system" };

static inline void add_args(gait_buf *buf, seeded *random)
{
    const char *comma = "";
    if (pick(random, 3) > 0) {
        gait_buf_add_format(buf, "\"n\":%s", PICK(random, numbers));
        comma = ",";
    }
    if (pick(random, 3) > 0) {
        gait_buf_add_format(buf, "%s\"s\":\"%s\"", comma, PICK(random, texts));
        comma = ",";
    }
    if (pick(random, 3) > 0)
        gait_buf_add_format(buf, "%s\"l\":%s", comma, PICK(random, lists));
}

static inline const gait_intent *random_intent(gait_arena *arena, seeded *random)
{
    gait_buf buf;
    gait_buf_init(&buf, arena, 1u << 14);
    gait_buf_add_format(&buf, "{\"tool_name\":\"%s\",\"args\":{", PICK(random, tool_names));
    add_args(&buf, random);
    gait_buf_add_cstr(&buf, "},\"targets\":[");
    for (unsigned i = pick(random, 3); i > 0; i--)
        gait_buf_add_format(&buf, "{\"kind\":\"%s\"%s}%s", PICK(random, values),
                            PICK(random, target_extras), i > 1 ? "," : "");
    gait_buf_add_cstr(&buf, "],\"arg_provenance\":[");
    if (pick(random, 2) == 0)
        gait_buf_add_format(&buf, "{\"arg_path\":\"%s\",\"source\":\"%s\"}",
                            pick(random, 2) ? "args.s" : "args.n", PICK(random, sources));
    gait_buf_add_format(
        &buf,
        "],\"context\":{\"identity\":\"%s\",\"workspace\":\"%s\",\"risk_class\":\"%s\""
        "%s}}",
        PICK(random, identities), PICK(random, workspaces), PICK(random, risks),
        PICK(random, contexts));
    return intent_of(arena, buf.ptr);
}

#endif
