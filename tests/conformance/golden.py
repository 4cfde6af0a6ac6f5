#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Replay recorded command lines of the existing Go implementation for the commands that exist here.

Cases with --json are compared by exit code and error class, cases in text by exit code alone: the words differ. What is
meant to differ stands in deliberate.tsv, one row each with its reason, and a row that matches nothing is a failure.
Uses the replay program that lies beside the recorded cases.
"""
import json, os, re, subprocess, sys, tarfile, tempfile

GROUPS = ("0_usage", "i_errors", "c6_generated_keys", "c5_trace_verify")
COMMANDS = {"gate", "policy", "trace", "demo", "version", "keys", "help"}
IGNORED = ("/correlation_id", "/error", "/error_code", "/hint", "/retryable", "/signature_status")
HERE = os.path.dirname(os.path.abspath(__file__))


def exists_here(argv):
    words = [a for a in argv[1:] if not a.startswith("-")]
    return not words or words[0] in COMMANDS or "frobnicate" in words


def cases_of(golden):
    for group in GROUPS:
        for name in sorted(os.listdir(os.path.join(golden, group))):
            path = os.path.join(golden, group, name, "meta.json")
            with open(path) as f:
                meta = json.load(f)
            if exists_here(meta["argv"]):
                yield group, name, "--json" in meta["argv"]


def replay(binary, tools, golden, cases, compare, rows):
    if not cases:
        return 0, 0
    command = [sys.executable, os.path.join(tools, "replay.py"), "--bin", binary, "--golden", golden, "-v",
               "--compare", compare, "--subset", "--deliberate", rows]
    for pattern in IGNORED:
        command += ["--ignore", pattern]
    for group in sorted({g for g, _ in cases}):
        command += ["--group", group]
    for _, name in cases:
        command += ["--case", name]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
    sys.stdout.write(run.stdout)
    total = re.search(r"^TOTAL pass (\d+) fail (\d+)", run.stdout, re.M)
    if total is None:
        return 0, 1
    unused = len(re.findall(r"^UNUSED", run.stdout, re.M))
    return int(total.group(1)), int(total.group(2)) + unused


def rows_for(cases, path, out):
    """The rows of deliberate.tsv that name one of the cases."""
    names = {"%s/%s" % c for c in cases}
    with open(path) as source, open(out, "w") as target:
        for line in source:
            if line.strip() and not line.startswith("#") and line.split("\t")[0] in names:
                target.write(line)
    return out


def main():
    binary, conformance = os.path.abspath(sys.argv[1]), sys.argv[2]
    tools = os.path.join(conformance, "golden")
    deliberate = os.path.join(HERE, "deliberate.tsv")
    with tempfile.TemporaryDirectory(prefix="gait-golden-") as work:
        with tarfile.open(os.path.join(tools, "cases.tar.xz")) as archive:
            archive.extractall(work)
        golden = os.path.join(work, "cases")
        cases = list(cases_of(golden))
        passed = failed = 0
        for as_json, compare in ((True, "exit,stdout"), (False, "exit")):
            some = [(g, n) for g, n, j in cases if j == as_json]
            rows = rows_for(some, deliberate, os.path.join(work, "rows.tsv"))
            p, f = replay(binary, tools, golden, some, compare, rows)
            passed, failed = passed + p, failed + f
        known = {"%s/%s" % (g, n) for g, n, _ in cases}
        for line in open(deliberate):
            if line.strip() and not line.startswith("#") and line.split("\t")[0] not in known:
                print("FAIL deliberate.tsv names no such case: %s" % line.split("\t")[0])
                failed += 1
    print("%d passed, %d failed, 0 skipped" % (passed, failed))
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
