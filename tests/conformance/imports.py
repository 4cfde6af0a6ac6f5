#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Import every recorded YAML policy, and decide every recorded intent by both: verdict, reasons and violations agree.

What cannot be imported cannot be decided by either. The pack is written twice and must be the same bytes.
"""
import concurrent.futures, hashlib, json, os, subprocess, sys, tarfile, tempfile

SAME = ("verdict", "reason_codes", "violations", "required_approvals", "intent_digest", "ok", "error_code")


def distinct(folder, match, out):
    """Recorded input files that differ, copied by their digest."""
    for base, _, names in os.walk(folder):
        if os.path.basename(base) != "in":
            continue
        for name in names:
            if match(name):
                with open(os.path.join(base, name), "rb") as f:
                    data = f.read()
                path = os.path.join(out, "%s-%s" % (hashlib.sha256(data).hexdigest()[:12], name))
                if not os.path.exists(path):
                    with open(path, "wb") as f:
                        f.write(data)
    return sorted(os.path.join(out, name) for name in os.listdir(out))


def gait(binary, *words):
    run = subprocess.run((binary,) + words + ("--json",), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return run.returncode, json.loads(run.stdout)


def decision(binary, policy, intent):
    code, document = gait(binary, "policy", "test", policy, intent)
    return [code] + [document.get(member) for member in SAME]


def tree(root):
    return {os.path.relpath(os.path.join(base, name), root): open(os.path.join(base, name), "rb").read()
            for base, _, names in os.walk(root) for name in names}


def compare(binary, policy, intents):
    """Failures of one policy, and how much was compared."""
    packs = [policy + ".pack", policy + ".again"]
    code, _ = gait(binary, "policy", "import", policy, "--out", packs[0])
    if code != 0:
        refused, _ = gait(binary, "policy", "test", policy, intents[0])
        return ([] if refused == 6 else ["%s decides and is not imported" % policy]), 1
    gait(binary, "policy", "import", policy, "--out", packs[1])
    wrong = [] if tree(packs[0]) == tree(packs[1]) else ["%s is imported differently again" % policy]
    if gait(binary, "policy", "test", packs[0])[0] != 0:
        wrong.append("%s: the pack fails its own tests" % policy)
    for intent in intents:
        before, after = (decision(binary, one, intent) for one in (policy, packs[0]))
        if before != after:
            wrong.append("%s on %s: %r, imported %r" % (policy, intent, before, after))
    return wrong, len(intents) + 2


def main():
    binary, conformance = os.path.abspath(sys.argv[1]), sys.argv[2]
    failed = compared = 0
    with tempfile.TemporaryDirectory(prefix="gait-imports-") as work:
        with tarfile.open(os.path.join(conformance, "golden", "cases.tar.xz")) as archive:
            archive.extractall(work)
        for name in ("policies", "intents"):
            os.mkdir(os.path.join(work, name))
        cases = os.path.join(work, "cases")
        intents = distinct(cases, lambda name: name == "intent.json", os.path.join(work, "intents"))
        policies = distinct(cases, lambda name: name == "policy.yaml", os.path.join(work, "policies"))
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for wrong, count in pool.map(lambda policy: compare(binary, policy, intents), policies):
                failed, compared = failed + len(wrong), compared + count
                for line in wrong:
                    print("FAIL " + line)
    if not policies or not intents:
        print("FAIL nothing was recorded")
        failed += 1
    print("%d passed, %d failed, 0 skipped" % (compared - failed, failed))
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
