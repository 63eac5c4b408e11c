#!/usr/bin/env python3
"""Counts the single tests inside every CTest entry of a JUnit file and closes with one line "N passed, N failed, N skipped"."""
import re
import sys
import xml.etree.ElementTree as ElementTree

passed = failed = skipped = 0
reasons = []
for case in ElementTree.parse(sys.argv[1]).getroot().iter("testcase"):
    output = case.findtext("system-out") or ""
    ok = len(re.findall(r"^\[       OK \]", output, re.M))
    bad = len(set(re.findall(r"^\[  FAILED  \] (\S+?)(?:, where.*)? \(\d+ ms\)", output, re.M)))
    left_out = re.findall(r"^\[  SKIPPED \] (\S+) \(\d+ ms\)", output, re.M)
    crashed = case.get("status") == "fail" and bad == 0
    if ok + bad + len(left_out) == 0:  # a test that is no GoogleTest program counts as one
        ok, bad = (0, 1) if case.get("status") == "fail" else (1, 0)
        crashed = False
    passed += ok
    failed += bad + (1 if crashed else 0)
    skipped += len(left_out)
    reasons += [f"skipped: {case.get('name')}: {name}" for name in left_out]
print("\n".join(reasons))
print(f"{passed} passed, {failed} failed, {skipped} skipped")
sys.exit(1 if failed or passed == 0 else 0)
