#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Put every distinct recorded intent and hook payload through the main job.

Each intent of the recorded gate cases is evaluated against a shipped pack with a signed trace; its digest must be the
recorded one, the decision must be explained, the trace must verify. What is refused must be listed in
refused_intents.tsv (digest of the file, reason). Hook payloads go through examples/hooks first, and are decided by the
pack for coding agents, too.
"""
import hashlib, json, os, subprocess, sys, tarfile, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PACKS = os.path.join(ROOT, "lua", "policies")
# What an operator wants of coding-agent for the captured payloads: looking and touching inside the workspace is free,
# a tool of a server that nobody named is not.
HOOKS = {"posttooluse_bash.json": "allow", "pretooluse_bash.json": "allow", "pretooluse_mcp_tool.json": "require_approval"}
GROUPS = ("c_gate", "c2_gate_modes", "c3_credentials", "c4_rate_limit", "c6_generated_keys", "j_policy_test")
EXITS = {"allow": 0, "dry_run": 0, "block": 3, "require_approval": 4}


def recorded(golden):
    """{intent bytes: recorded intent digest or None}"""
    found = {}
    for group in GROUPS:
        for name in sorted(os.listdir(os.path.join(golden, group))):
            case = os.path.join(golden, group, name)
            try:
                with open(os.path.join(case, "stdout"), "rb") as f:
                    out = json.loads(f.read())
            except ValueError:
                out = {}
            folder = os.path.join(case, "in")
            for file in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
                path = os.path.join(folder, file)
                if not file.endswith(".json") or not os.path.isfile(path):
                    continue
                with open(path, "rb") as f:
                    data = f.read()
                try:
                    doc = json.loads(data)
                except ValueError:
                    continue
                if isinstance(doc, dict) and "tool_name" in doc and "context" in doc:
                    digest = out.get("intent_digest") if isinstance(out, dict) else None
                    found[data] = digest or found.get(data)
    return found


class Runner:
    def __init__(self, gait, work):
        self.gait, self.work, self.count = gait, work, 0
        made = self.run("keys", "init", os.path.join(work, "keys"), "--json")
        self.keys = os.path.join(work, "keys")
        self.ready = made.returncode == 0

    def run(self, *args, stdin=None):
        return subprocess.run([self.gait] + list(args), input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def check(self, data, digest, pack="baseline-medium", verdict=None):
        """None when all is well, else what is not."""
        self.count += 1
        trace = os.path.join(self.work, "trace%d.json" % self.count)
        run = self.run("gate", "eval", "--policy", os.path.join(PACKS, pack), "--intent", "-", "--key-set", self.keys, "--trace-out",
                       trace, "--explain-decision", "--json", stdin=data)
        try:
            out = json.loads(run.stdout)
        except ValueError:
            return "no JSON: %r" % run.stderr[:200]
        if not out.get("ok"):
            return "refused: %s: %s" % (out.get("error_code"), out.get("error"))
        if EXITS.get(out.get("verdict")) != run.returncode:
            return "verdict %s with exit %d" % (out.get("verdict"), run.returncode)
        if verdict and out["verdict"] != verdict:
            return "verdict %s, wanted %s" % (out["verdict"], verdict)
        if digest and out.get("intent_digest") != digest:
            return "intent digest %s, recorded %s" % (out.get("intent_digest"), digest)
        if not isinstance(out.get("explanation"), dict) or not out["explanation"].get("considered"):
            return "no explanation"
        verify = self.run("trace", "verify", trace, "--key-set", self.keys, "--json")
        if verify.returncode != 0 or json.loads(verify.stdout).get("verdict") != out["verdict"]:
            return "trace does not verify: %s" % verify.stdout[:200]
        return None


def refusals():
    rows = {}
    with open(os.path.join(HERE, "refused_intents.tsv")) as f:
        for line in f:
            if line.strip() and not line.startswith("#"):
                key, reason = line.rstrip("\n").split("\t", 1)
                rows[key] = reason
    return rows


def main():
    gait, conformance = os.path.abspath(sys.argv[1]), sys.argv[2]
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="gait-intents-") as work:
        with tarfile.open(os.path.join(conformance, "golden", "cases.tar.xz")) as archive:
            archive.extractall(work)
        jobs = [(d, g, hashlib.sha256(d).hexdigest()[:16]) for d, g in recorded(os.path.join(work, "cases")).items()]
        hooks = os.path.join(conformance, "hooks")
        for name in sorted(os.listdir(hooks)):
            with open(os.path.join(hooks, name), "rb") as f:
                mapped = subprocess.run(["lua5.4", os.path.join(ROOT, "examples", "hooks", "to_intent.lua")],
                                        input=f.read(), stdout=subprocess.PIPE)
            jobs.append((mapped.stdout, None, name))
        expected, runner = refusals(), Runner(gait, work)
        if not runner.ready:
            print("FAIL keys init")
            failed += 1
        for data, digest, label in sorted(jobs, key=lambda j: j[2]):
            why = runner.check(data, digest)
            if label in HOOKS and why is None:
                why = runner.check(data, digest, "coding-agent", HOOKS[label])
            refused = label in expected and why is not None and why.startswith("refused: " + expected[label].split("\t")[0])
            if (why is None and label not in expected) or refused:
                passed += 1
            else:
                failed += 1
                print("FAIL %s: %s" % (label, why or "was expected to be refused"))
        for label in set(expected) - {j[2] for j in jobs}:
            failed += 1
            print("FAIL refused_intents.tsv names no such intent: %s" % label)
    print("%d passed, %d failed, 0 skipped" % (passed, failed))
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
