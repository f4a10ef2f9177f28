"""docs/output.md explains every member that `mingzhang check --format json` prints, in the section of its part."""

import json
import os
import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("MZ_BIN", ROOT / "build/dev/bin"))
PAGE = (ROOT / "docs/output.md").read_text()
SAMPLES = ROOT / "samples"


def check(*arguments):
    done = subprocess.run([BIN / "mingzhang", "check", "--format", "json", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


def members(value):
    if isinstance(value, dict):
        return set(value).union(*map(members, value.values()))
    return set().union(*map(members, value)) if isinstance(value, list) else set()


class Output(unittest.TestCase):
    def test_every_member_is_explained_in_its_section(self):
        documents = [check(SAMPLES / name) for name in ("justice-2024-budget.txt", "environment-2024-final-accounts.txt", "health-2024-budget.txt")]
        documents.append(check("--prior", SAMPLES / "education-2023-budget.txt", SAMPLES / "education-2024-budget.txt"))
        sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S))
        self.assertEqual(set().union(*documents), set(sections) - {"SARIF"})
        for document in documents:
            for part, value in document.items():
                missing = {name for name in members(value) if f"`{name}`" not in sections[part]}
                self.assertEqual(missing, set(), part)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
