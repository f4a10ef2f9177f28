#!/usr/bin/env python3
"""Replays the cases beside this file through `mingzhang check --format json`.

usage: run.py MINGZHANG [CASE...]

A case is a folder with input.txt, input.bin or generate.json (an input too large to keep: before, repeat up to bytes, after) and
  expected.json   what must be equal. "document": members of the identity. "serialisation". "tables": title (title/subject, title#2 for the second one) -> {"form", "unit", "says_empty"
                  and "cells": every amount of the table as [label, code, column, amount], in any order; "texts": some of its texts as
                  [label, column, text]}. "facts": every fact as
                  [amount, unit, line]. "findings": every error and warning, each with the members given (severity, rule, kind, line);
                  "infos": the same of findings that only inform.
                  What is absent is not compared.
  planted.json    (beside them) mistakes planted one at a time in the input: [{"after": words before the place, "from", "to", "rule", "severity"}]. Each must
                  give this finding on its line ("elsewhere": true: on another one), and no other error or warning.
  catalogue-from  (beside one of the two) a page of the project; its JSON blocks below a line `NAME.json` are the --catalogue folder
  expected-error  the status name of the rejection ("bad-encoding"), or "any": read or rejected, but within its limits and without a crash.
"""
import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent


def plain(text):
    return "".join(unicodedata.normalize("NFKC", str(text or "")).split())


def generate(spec):
    size = spec["bytes"] - len((spec["before"] + spec["after"]).encode())
    unit = spec["repeat"].encode()
    return spec["before"].encode() + unit * (size // len(unit)) + spec["after"].encode()


def cells(table):
    return collections.Counter(
        (plain(row.get("label")), row.get("code", ""), plain(cell["column"]), cell["amount"])
        for row in table["rows"] for cell in row["cells"] if cell.get("amount") not in (None, ""))


def compare_table(title, want, output):
    name, _, number = title.partition("#")
    tables = [t for t in output["tables"] if plain(name) in (plain(t["title"]), plain(f"{t['title']}/{t.get('subject')}"))]
    if number:
        tables = tables[int(number) - 1 : int(number)]
    if len(tables) != 1:
        yield f"table {title}: found {len(tables)} times, among {[t['title'] for t in output['tables']]}"
        return
    for member in ("form", "unit", "says_empty"):
        if member in want and tables[0].get(member) != want[member]:
            yield f"table {title}: {member} is {tables[0].get(member)!r}, not {want[member]!r}"
    printed = {(plain(row.get("label")), plain(cell["column"]), plain(cell.get("text")))
               for row in tables[0]["rows"] for cell in row["cells"]}
    for text in want.get("texts", []):
        if tuple(map(plain, text)) not in printed:
            yield f"table {title}: text missing: {text}"
    if "cells" in want:
        expected = collections.Counter((plain(c[0]), c[1], plain(c[2]), c[3]) for c in want["cells"])
        got = cells(tables[0])
        for cell in (expected - got).elements():
            yield f"table {title}: cell missing: {cell}"
        for cell in (got - expected).elements():
            yield f"table {title}: cell too much: {cell}"


def compare_findings(want, output, infos=False):
    left = [f for f in output["findings"] if (f["severity"] == "info") == infos]
    for expected in want:
        def fits(finding):
            return all(expected[m] in finding.get("lines", []) if m == "line" else finding.get(m) == expected[m] for m in expected)
        match = next((f for f in left if fits(f)), None)
        if match is None:
            yield f"finding missing: {expected}"
        else:
            left.remove(match)
    for finding in left:
        yield f"finding too much: {finding['severity']} {finding['rule']} {finding.get('lines')} {finding.get('message')}"


def compare(want, output):
    for member, value in want.get("document", {}).items():
        if output["document"].get(member) != value:
            yield f"document.{member} is {output['document'].get(member)!r}, not {value!r}"
    if "serialisation" in want:
        got = output["document"].get("serialisation", output.get("serialisation"))
        if got != want["serialisation"]:
            yield f"serialisation is {got!r}, not {want['serialisation']!r}"
    for title, table in want.get("tables", {}).items():
        yield from compare_table(title, table, output)
    if "facts" in want:
        expected = collections.Counter((f[0], f[1], f[2]) for f in want["facts"])
        got = collections.Counter((f["amount"], f["unit"], f["line"]) for f in output["facts"])
        for fact in (expected - got).elements():
            yield f"fact missing: {fact}"
        for fact in (got - expected).elements():
            yield f"fact too much: {fact}"
    if "findings" in want:
        yield from compare_findings(want["findings"], output)
    if "infos" in want:
        yield from compare_findings(want["infos"], output, infos=True)


def plant(text, mistake):
    """The text with the mistake, and its line."""
    at = text.index(mistake["from"], text.index(mistake.get("after", "")))
    return text[:at] + mistake["to"] + text[at + len(mistake["from"]) :], text.count("\n", 0, at) + 1


def replay_planted(program, folder, scratch):
    text = (folder / "input.txt").read_text(encoding="utf-8")
    for number, mistake in enumerate(json.loads((folder / "planted.json").read_text(encoding="utf-8"))):
        edited, line = plant(text, mistake)
        path = pathlib.Path(scratch) / f"{folder.name}.{number}.txt"
        path.write_text(edited, encoding="utf-8")
        run = subprocess.run([program, "check", "--format", "json", str(path)], capture_output=True, timeout=300)
        if run.returncode not in (0, 1):
            yield f"planted {mistake['from']!r}: exit {run.returncode}: {run.stderr.decode('utf-8', 'replace')[-2000:]}"
            continue
        want = {m: mistake[m] for m in ("rule", "severity") if m in mistake}
        if not mistake.get("elsewhere"):
            want["line"] = line
        for problem in compare_findings([want], json.loads(run.stdout)):
            yield f"planted {mistake['from']!r}: {problem}"


def catalogue_options(folder, scratch):
    source = folder / "catalogue-from"
    if not source.exists():
        return []
    page = (HERE.parent.parent / source.read_text(encoding="utf-8").strip()).read_text(encoding="utf-8")
    target = pathlib.Path(scratch) / f"{folder.name}.catalogue"
    target.mkdir()
    for name, block in re.findall(r"^`([\w-]+\.json)`\n```json\n(.*?)```", page, re.M | re.S):
        (target / name).write_text(block, encoding="utf-8")
    return ["--catalogue", str(target)]


def replay(program, folder, scratch):
    inputs = [p for p in (folder / "input.txt", folder / "input.bin") if p.exists()]
    if not inputs:
        inputs = [pathlib.Path(scratch) / f"{folder.name}.txt"]
        inputs[0].write_bytes(generate(json.loads((folder / "generate.json").read_text(encoding="utf-8"))))
    run = subprocess.run([program, "check", "--format", "json", *catalogue_options(folder, scratch), str(inputs[0])], capture_output=True, timeout=300)
    errors = run.stderr.decode("utf-8", "replace")
    if run.returncode not in (0, 1, 2):
        yield f"exit {run.returncode}: {errors[-2000:]}"
        return
    error_file = folder / "expected-error"
    if error_file.exists():
        expected = error_file.read_text(encoding="utf-8").strip()
        if expected != "any" and (run.returncode != 2 or expected not in errors + run.stdout.decode("utf-8", "replace")):
            yield f"exit {run.returncode} with {errors.strip()!r}, not {expected}"
        return
    if run.returncode == 2:
        yield f"rejected: {errors.strip()}"
        return
    want = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    yield from compare(want, json.loads(run.stdout))
    if (folder / "planted.json").exists():
        yield from replay_planted(program, folder, scratch)


def main(program, names):
    folders = sorted(p for p in HERE.iterdir() if p.is_dir() and (not names or p.name in names))
    failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        for folder in folders:
            problems = list(replay(program, folder, scratch))
            failed += bool(problems)
            for problem in problems:
                print(f"{folder.name}: {problem}")
    print(f"cases: {len(folders)} replayed, {failed} failed")
    return 1 if failed or not folders else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2:]))
