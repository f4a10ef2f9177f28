#!/usr/bin/env python3
"""Fails when a document is read or judged differently because it arrives in another serialisation.

usage: serialisations.py simulated MINGZHANG [--organisations N] [--seed N] [--flow PERCENT] [--detail]
       serialisations.py pairs MINGZHANG FOLDER [--detail]

simulated  composes correct documents and documents with one mistake each and writes every one of them as tabbed, cell per line, aligned and flow
           text. Cell per line and aligned text must give the cells and findings that tabbed text gives, all of them. Flow text does not always tell
           columns apart: --flow is the least percentage of documents whose findings are the same.
pairs      the same for NAME.txt (flow) and NAME.layout.txt (aligned) of FOLDER; skipped (exit 77) when there are none.

What the checker doubts in flow text by intent is allowed to be missing there, never to be more: a finding that is only a note, and the rules of DOUBTED,
which it does not ask of such text.

A cell is form, code or row label, column and amount; a finding is rule, form, row and column of each of its places. Lines differ by nature.
"""
import collections
import json
import pathlib
import subprocess
import sys
import tempfile

from run import alarms, amount, check, plain, simulate

DOUBTED = ("serial.skipped", "note.contradicted", "code.differs", "code.name", "subject.parent", "subject.unknown", "subject.unread")
SERIALISATIONS = ("cell-per-line", "aligned", "flow")


def cells(output):
    return collections.Counter(
        (plain(table["title"]), plain(row.get("code")) or plain(row.get("label")), plain(cell["column"]), amount(cell["amount"]))
        for table in output["tables"] for row in table["rows"] for cell in row["cells"]
        if cell.get("amount") not in (None, "") and cell.get("confidence", 100) >= 50)


def keys(found):
    return {(f["rule"], frozenset((plain(p["form"]), plain(p.get("code")) or plain(p["row"]), plain(p["column"])) for p in f["places"])) for f in found}


def differences(name, wanted, got, detail, with_cells):
    """Number of respects (cells, findings) in which two outputs of one document differ; without cells got is that of flow text."""
    count, notes = 0, keys(f for f in got["findings"] if f["severity"] == "info")
    missing = {f for f in keys(alarms(wanted)) - keys(alarms(got)) if with_cells or (f not in notes and f[0] not in DOUBTED)}
    pairs = [("findings", missing, keys(alarms(got)) - keys(alarms(wanted)))]
    if with_cells:
        pairs.append(("cells", cells(wanted) - cells(got), cells(got) - cells(wanted)))
    for kind, less, more in pairs:
        if not less and not more:
            continue
        count += 1
        print(f"{name}: {kind} differ: {len(less)} missing, {len(more)} more")
        for sign, items in (("-", less), ("+", more)):
            for item in list(items)[:6 if detail else 1]:
                print("   ", sign, item)
    return count


def outputs(program, folder, serialisation, options):
    folder.mkdir()
    truths = simulate(program, folder, ["--years", "2024", "--serialisations", serialisation, "--broken", "0", *options])
    return {(t["organisation"], t["year"], t["kind"]): output for t, output in check(program, truths)}


def simulated(program, organisations, seed, flow, detail):
    failures, same, documents = 0, 0, 0
    for planted in ([], ["--mistakes", "all"]):
        options = ["--organisations", str(organisations), "--seed", str(seed), *planted]
        with tempfile.TemporaryDirectory() as folder:
            tabbed = outputs(program, pathlib.Path(folder) / "tabbed", "tabbed", options)
            for serialisation in SERIALISATIONS:
                other = outputs(program, pathlib.Path(folder) / serialisation, serialisation, options)
                if other.keys() != tabbed.keys():
                    sys.exit(f"{serialisation}: other documents than tabbed")
                for key, wanted in tabbed.items():
                    name = f"{serialisation} {' '.join(str(k) for k in key)}{' planted' if planted else ''}"
                    if serialisation != "flow":
                        failures += differences(name, wanted, other[key], detail, True)
                        continue
                    documents += 1
                    same += differences(name, wanted, other[key], detail, False) == 0
    percent = 100 * same / documents
    print(f"{len(tabbed) * 2} documents: cell per line and aligned differ from tabbed in {failures} respects; findings of flow text are the same for {percent:.1f} %")
    return failures > 0 or percent < flow


def pairs(program, folder, detail):
    names = sorted(path.name.removesuffix(".layout.txt") for path in pathlib.Path(folder).glob("*.layout.txt")) if pathlib.Path(folder).is_dir() else []
    names = [name for name in names if (pathlib.Path(folder) / f"{name}.txt").exists()]
    if not names:
        print(f"no pairs in {folder}")
        return 77
    failures = 0
    for name in names:
        read = []
        for ending in (".layout.txt", ".txt"):
            run = subprocess.run([program, "check", "--format", "json", str(pathlib.Path(folder) / (name + ending))], capture_output=True)
            if run.returncode not in (0, 1):
                sys.exit(f"mingzhang check: exit {run.returncode}: {run.stderr.decode('utf-8', 'replace')[-3000:]}")
            read.append(json.loads(run.stdout))
        failures += differences(name, *read, detail, False)
    print(f"{len(names)} pairs, {failures} with other findings")
    return failures > 0


def main(arguments):
    if len(arguments) < 2 or arguments[0] not in ("simulated", "pairs"):
        sys.exit(__doc__)
    options, rest, detail = {"--organisations": 4, "--seed": 11, "--flow": 0}, arguments[2:], "--detail" in arguments
    rest = [argument for argument in rest if argument != "--detail"]
    if arguments[0] == "pairs":
        return pairs(arguments[1], *rest, detail) if len(rest) == 1 else sys.exit(__doc__)
    if len(rest) % 2 != 0 or any(flag not in options for flag in rest[::2]):
        sys.exit(__doc__)
    options.update((flag, float(value) if flag == "--flow" else int(value)) for flag, value in zip(rest[::2], rest[1::2]))
    return simulated(arguments[1], options["--organisations"], options["--seed"], options["--flow"], detail)


if __name__ == "__main__":
    sys.exit(int(main(sys.argv[1:])))
