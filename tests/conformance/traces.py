#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Verify every recorded trace of the existing Go implementation, by the rules of their own form.

Each trace is verified with the recorded public key whose id it names; one whose key was thrown away when it was recorded
must fail at that, and not before. What was changed by hand before it was recorded has its own expected answer below.
"""
import base64, hashlib, json, os, subprocess, sys, tarfile, tempfile

# GROUP/CASE/FILE: (answer, why). "ok" where the record is still the one that was signed, in that form's own reading.
CHANGED = {
    "c2_gate_modes/key_mismatched_halves/trace_80ea3798464ebf92c6fd3db2.json": ("signature_invalid", "signed with a public half of another seed"),
    "c5_trace_verify/bad_alg/trace.json": ("signature_invalid", "only ed25519 is an algorithm"),
    "c5_trace_verify/case_changed_keys/trace.json": ("trace_invalid", "TOOL_NAME is not tool_name: other readers miss it"),
    "c5_trace_verify/no_signature/trace.json": ("signature_missing", "an unsigned trace proves nothing"),
    "c5_trace_verify/reordered_whitespace/trace.json": ("ok", "order and white space are not part of the record"),
    "c5_trace_verify/tampered_signed_digest/trace.json": ("digest_mismatch", "the digest is not that of the record"),
    "c5_trace_verify/unknown_field_added/trace.json": ("trace_invalid", "what no signature covers has no place in a trace"),
    "c5_trace_verify/violations_empty_array_added/trace.json": ("ok", "the form drops an empty list before it signs"),
    "e_guard/incident_pack_bad_window/trace_far.json": ("digest_mismatch", "its time was changed to lie outside the window"),
    "e_guard/incident_pack_window/trace_far.json": ("digest_mismatch", "its time was changed to lie outside the window"),
    "n_extra/key_mismatched_halves_sign/trace.json": ("signature_invalid", "signed with a public half of another seed"),
}


def collect(golden):
    """[(case, path of a trace, its document)], {key id: path of a public key}"""
    traces, keys = [], {}
    for folder, _, files in sorted(os.walk(golden)):
        for name in sorted(files):
            path = os.path.join(folder, name)
            with open(path, "rb") as f:
                data = f.read(1 << 21)
            if name.endswith("public.key") or name.endswith(".pub"):
                try:
                    raw = base64.b64decode(data.strip(), validate=True)
                except ValueError:
                    continue
                if len(raw) == 32:
                    keys.setdefault(hashlib.sha256(raw).hexdigest(), path)
                continue
            if name in ("meta.json", "argv.json", "stdout", "stderr"):
                continue
            try:
                doc = json.loads(data)
            except (ValueError, RecursionError):
                continue
            if isinstance(doc, dict) and "gait.gate.trace" in (doc.get("schema_id"), doc.get("SCHEMA_ID")):
                case = "/".join(os.path.relpath(path, golden).split(os.sep)[:2] + [name])
                traces.append((case, path, doc))
    return traces, keys


def expected(case, doc, keys):
    if case in CHANGED:
        return CHANGED[case][0]
    return "ok" if doc["signature"]["key_id"] in keys else "signature_key_mismatch"


def main():
    program, conformance = os.path.abspath(sys.argv[1]), sys.argv[2]
    passed = failed = unknown = 0
    with tempfile.TemporaryDirectory(prefix="gait-traces-") as work:
        with tarfile.open(os.path.join(conformance, "golden", "cases.tar.xz")) as archive:
            archive.extractall(work)
        traces, keys = collect(os.path.join(work, "cases"))
        some_key = sorted(keys.values())[0]
        lines = ["%s\t%s\n" % (path, keys.get((doc.get("signature") or {}).get("key_id"), some_key))
                 for _, path, doc in traces]
        run = subprocess.run([program], input="".join(lines), stdout=subprocess.PIPE, universal_newlines=True)
        answers = run.stdout.split("\n")[:-1]
        if run.returncode != 0 or len(answers) != len(traces) or not traces:
            print("FAIL %d answers to %d traces, status %d" % (len(answers), len(traces), run.returncode))
            failed += 1
        for (case, path, doc), answer in zip(traces, answers):
            want = expected(case, doc, keys)
            unknown += want == "signature_key_mismatch"
            if want == "ok" and answer.split(" ")[0] == "ok":
                want = "ok 1.0.0 %s %s %s" % (doc["verdict"], doc["trace_id"], doc["signature"]["key_id"])
            if answer == want:
                passed += 1
            else:
                failed += 1
                print("FAIL %s: %s, expected %s" % (case, answer, want))
        for case in sorted(set(CHANGED) - {t[0] for t in traces}):
            failed += 1
            print("FAIL no trace is recorded for %s" % case)
    print("traces: %d recorded, %d of them by a key that was thrown away" % (len(traces), unknown))
    print("%d passed, %d failed, 0 skipped" % (passed, failed))
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
