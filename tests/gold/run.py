#!/usr/bin/env python3
"""Holds the reader and the checker to the hand-annotated documents in ../shared, when they lie beside the project.

usage: run.py MINGZHANG SHARED

Prints score.py's tables and fails when a bar below is missed. Exit code 77 (skipped) when SHARED is not there.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

SEEDS = {"qhd-2024-budget": "000_", "pingxiang-2024-budget": "001_", "shuozhou-2024-final": "002_", "anci-2020-budget": "003_", "haigang-2023-budget": "004_"}
SHANGHAI = ("fuliyuan-2024-budget", "guizi-2024-final")

# (what, share of cells recalled, cells precise, facts recalled, must found, should found); no false alarm, no over-graded rounding anywhere
BARS = {"seeds": (0.995, 0.995, 0.95, 41, 18), "aligned": (0.99, 0.99, 0.90, 6, 12), "flow": (0.95, 0.95, 0.90, 6, 12)}


def check(program, document, output):
    done = subprocess.run([program, "check", "--format", "json", document], capture_output=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"{document.name}: exit {done.returncode}: {done.stderr.decode(errors='replace')}")
    output.write_bytes(done.stdout)


def score(shared, folder, arguments):
    command = [sys.executable, shared / "score" / "score.py", folder, *arguments]
    subprocess.run(command, check=True)
    return json.loads(subprocess.run([*command, "--json"], capture_output=True, check=True).stdout)


def judge(name, total):
    recall, precision, facts, must, should = BARS[name]
    misses = []
    if total["hit"] < recall * total["want"]:
        misses.append("cells recall")
    if total["hit"] < precision * total["got"]:
        misses.append("cells precision")
    if total["fhit"] < facts * total["fwant"]:
        misses.append("facts")
    if total.get("must", 0) < must:
        misses.append("must anomalies")
    if total.get("should", 0) < should:
        misses.append("should anomalies")
    if total.get("alarms", 0) > 0:
        misses.append("false alarms")
    if total.get("over", 0) > 0:
        misses.append("over-graded rounding")
    print(f"{name}: {'below the bar: ' + ', '.join(misses) if misses else 'all bars met'}")
    return not misses


def main():
    program, shared = sys.argv[1], pathlib.Path(sys.argv[2])
    if not (shared / "seeds").is_dir():
        print(f"{shared} is not there: skipped")
        sys.exit(77)
    good = True
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name in BARS:
            (root / name).mkdir()
        for name, prefix in SEEDS.items():
            check(program, next((shared / "seeds").glob(prefix + "*")), root / "seeds" / f"{name}.json")
        for name in SHANGHAI:
            check(program, shared / "shanghai" / f"{name}.layout.txt", root / "aligned" / f"{name}.json")
            check(program, shared / "shanghai" / f"{name}.txt", root / "flow" / f"{name}.json")
        for name in BARS:
            print(f"== {name}")
            gold = [] if name == "seeds" else [shared / "shanghai" / "gold", "--pages"]
            good = judge(name, score(shared, root / name, gold)) and good
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
