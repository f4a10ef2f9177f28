#!/usr/bin/env python3
"""Holds the reader and the checker against documents whose figures and mistakes are known.

usage: run.py clean MINGZHANG [--organisations N] [--seed N] [--require NAME.MEASURE=PERCENT]... [--detail]
       run.py planted MINGZHANG (the same options)
       run.py pairs MINGZHANG (the same options)

clean    composes documents without mistakes in every serialisation and checks them. Measures per serialisation: clean (documents without
         error or warning), recall and precision of the figures of tables (form, code or label, column and amount), figures (the same without
         the column), text (figures of the text by line).
planted  composes documents with one mistake each. Measures per kind of mistake: found (an error or warning at a place of the mistake), alone (no other
         error or warning).
pairs    composes three years of each organisation, some of whose documents do not say why a figure changed, and checks each document with the one of
         the year before, and final accounts with their budget. Measures per kind of mistake: found (an unexplained change at its place); under `changes`: precision (unexplained changes
         reported that were planted), silent (pairs without a planted mistake and without any finding on the change).
The name `all` stands for the sum.
"""
import collections
import json
import pathlib
import subprocess
import sys
import tempfile
import unicodedata

SERIALISATIONS = ("tabbed", "cell-per-line", "aligned", "flow")
BATCH = 50


def plain(text):
    text = unicodedata.normalize("NFKC", str(text or ""))
    return "".join(c for c in text if not c.isspace() and c not in "\"'“”‘’「」")


def amount(text):
    return plain(text).replace(",", "")


def simulate(program, folder, options):
    truth = folder / "truth.jsonl"
    subprocess.run([program, "simulate", "--output", str(folder / "documents"), "--truth", str(truth), *options], check=True, stdout=subprocess.DEVNULL)
    with open(truth, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def check(program, truths):
    """Yields (truth, output) for each document."""
    decoder = json.JSONDecoder()
    for start in range(0, len(truths), BATCH):
        batch = truths[start:start + BATCH]
        run = subprocess.run([program, "check", "--format", "json", *(t["document"] for t in batch)], capture_output=True)
        if run.returncode not in (0, 1):
            sys.exit(f"mingzhang check: exit {run.returncode}: {run.stderr.decode('utf-8', 'replace')[-3000:]}")
        text, at = run.stdout.decode("utf-8"), 0
        for truth in batch:
            while at < len(text) and text[at].isspace():
                at += 1
            output, at = decoder.raw_decode(text, at)
            yield truth, output


def alarms(output):
    return [f for f in output["findings"] if f["severity"] != "info"]


def figures_wanted(truth):
    for form, row, code, column, value, line in truth["figures"]:
        if form:
            yield plain(form), plain(code) or plain(row), plain(column), amount(value)


def figures_read(output):
    for table in output["tables"]:
        for row in table["rows"]:
            for cell in row["cells"]:
                if cell.get("amount") not in (None, "") and cell.get("unit") in ("元", "万元", "亿元"):
                    yield plain(table["title"]), plain(row.get("code")) or plain(row.get("label")), plain(cell["column"]), amount(cell["amount"])


class Measures:
    def __init__(self):
        self.part, self.whole = collections.Counter(), collections.Counter()

    def add(self, name, measure, part, whole):
        for key in ((name, measure), ("all", measure)):
            self.part[key] += part
            self.whole[key] += whole

    def percent(self, name, measure):
        whole = self.whole[(name, measure)]
        return 100.0 * self.part[(name, measure)] / whole if whole else 100.0

    def report(self):
        for name, measure in sorted(self.whole, key=lambda k: (k[0] == "all", k)):
            print(f"{name:26} {measure:10} {self.part[(name, measure)]:8} of {self.whole[(name, measure)]:8} {self.percent(name, measure):7.2f} %")

    def failures(self, requirements):
        for requirement in requirements:
            key, _, bar = requirement.partition("=")
            name, _, measure = key.rpartition(".")
            if (name, measure) not in self.whole:
                yield f"no measure {key}"
            elif self.percent(name, measure) < float(bar):
                yield f"{key} is {self.percent(name, measure):.2f}, required {bar}"


def say(detail, *words):
    if detail:
        print(*words)


def clean(program, organisations, seed, detail):
    measures = Measures()
    for serialisation in SERIALISATIONS:
        with tempfile.TemporaryDirectory() as folder:
            truths = simulate(program, pathlib.Path(folder), ["--organisations", str(organisations), "--years", "2024", "--seed", str(seed), "--serialisations", serialisation, "--figures"])
            for truth, output in check(program, truths):
                bad = alarms(output)
                name = f"{truth['organisation']} {truth['kind']} {serialisation}"
                measures.add(serialisation, "clean", not bad, 1)
                for f in bad:
                    say(detail, f"{name}: false alarm {f['severity']} {f['rule']} {f.get('lines')} {f.get('message')}")
                want, got = collections.Counter(figures_wanted(truth)), collections.Counter(figures_read(output))
                hit = sum((want & got).values())
                measures.add(serialisation, "recall", hit, sum(want.values()))
                measures.add(serialisation, "precision", hit, sum(got.values()))
                for figure in (want - got).elements():
                    say(detail, f"{name}: not read {figure}")
                for figure in (got - want).elements():
                    say(detail, f"{name}: misread {figure}")
                loose = sum((collections.Counter((f, r, a) for f, r, _, a in want.elements()) & collections.Counter((f, r, a) for f, r, _, a in got.elements())).values())
                measures.add(serialisation, "figures", loose, sum(want.values()))
                text = collections.Counter((amount(f[4]), f[5]) for f in truth["figures"] if not f[0])
                read = collections.Counter((amount(f["amount"]).lstrip("-"), f["line"]) for f in output["facts"])
                measures.add(serialisation, "text", sum((text & read).values()), sum(text.values()))
                for figure in (text - read).elements():
                    say(detail, f"{name}: not read in the text: {figure}")
    return measures


def planted(program, organisations, seed, detail):
    measures = Measures()
    with tempfile.TemporaryDirectory() as folder:
        truths = simulate(program, pathlib.Path(folder), ["--organisations", str(organisations), "--years", "2024", "--seed", str(seed), "--serialisations", "tabbed,cell-per-line", "--mistakes", "all"])
        for truth, output in check(program, truths):
            for mistake in truth["mistakes"]:
                lines = {cell["line"] for cell in mistake["cells"]}
                bad = alarms(output)
                hit = [f for f in bad if lines & set(f.get("lines", []))]
                measures.add(mistake["kind"], "found", bool(hit), 1)
                measures.add(mistake["kind"], "alone", len(bad) <= 1, 1)
                if not hit or len(bad) > 1:
                    say(detail, f"{truth['organisation']} {truth['kind']} {truth['serialisation']}: {mistake['kind']}: {[(c['form'], c['row'], c['line'], c['from'], c['to']) for c in mistake['cells']]}")
                    for f in bad:
                        say(detail, f"    {f['severity']} {f['rule']} {f.get('lines')} {f.get('message')}")
    return measures


UNEXPLAINED = ("unexplained-change", "missing-reason", "circular-reason")


def with_prior(program, truths):
    """Yields (truth, output) for each document that has one of the year before."""
    documents = {(t["organisation"], t["kind"], t["year"]): t["document"] for t in truths}
    for truth in truths:
        prior = documents.get((truth["organisation"], truth["kind"], truth["year"] - 1))
        if prior is None:
            continue
        with_budget = ["--budget", documents[truth["organisation"], "budget", truth["year"]]] if truth["kind"] == "final_accounts" else []
        run = subprocess.run([program, "check", "--format", "json", "--prior", prior, *with_budget, truth["document"]], capture_output=True)
        if run.returncode not in (0, 1):
            sys.exit(f"mingzhang check --prior: exit {run.returncode}: {run.stderr.decode('utf-8', 'replace')[-3000:]}")
        yield truth, json.loads(run.stdout)


def pairs(program, organisations, seed, detail):
    measures = Measures()
    with tempfile.TemporaryDirectory() as folder:
        truths = simulate(program, pathlib.Path(folder), ["--organisations", str(organisations), "--years", "2022-2024", "--seed", str(seed), "--serialisations", "tabbed,cell-per-line", "--mistakes", ",".join(UNEXPLAINED), "--mistake-rate", "60"])
        for truth, output in with_prior(program, truths):
            name = f"{truth['organisation']} {truth['year']} {truth['kind']} {truth['serialisation']}"
            said = [f for f in output["findings"] if f["rule"].startswith("change.")]
            planted_lines = set()
            for mistake in truth["mistakes"]:
                lines = {cell["line"] for cell in mistake["cells"]}
                planted_lines |= lines
                hit = any(lines & set(f["lines"]) for f in said if f["rule"] == "change.unexplained")
                measures.add(mistake["kind"], "found", hit, 1)
                if not hit:
                    say(detail, f"{name}: not found: {mistake['kind']} {[(c['figure'], c['line'], c['from'], c['to']) for c in mistake['cells']]}")
            for f in said:
                right = f["rule"] == "change.unexplained" and bool(planted_lines & set(f["lines"]))
                measures.add("changes", "precision", right, 1)
                if not right:
                    say(detail, f"{name}: false alarm {f['rule']} {f['lines']} {f['message']}")
            if not truth["mistakes"]:
                measures.add("changes", "silent", not said, 1)
    return measures


MODES = {"clean": clean, "planted": planted, "pairs": pairs}


def main(arguments):
    if len(arguments) < 2 or arguments[0] not in MODES:
        sys.exit(__doc__)
    organisations, seed, requirements, detail = 4, 1, [], False
    rest = arguments[2:]
    while rest:
        flag = rest.pop(0)
        if flag == "--detail":
            detail = True
        elif flag == "--organisations":
            organisations = int(rest.pop(0))
        elif flag == "--seed":
            seed = int(rest.pop(0))
        elif flag == "--require":
            requirements.append(rest.pop(0))
        else:
            sys.exit(f"run.py: {flag}?\n{__doc__}")
    measures = MODES[arguments[0]](arguments[1], organisations, seed, detail)
    measures.report()
    failures = list(measures.failures(requirements))
    for failure in failures:
        print(f"below the bar: {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
