"""docs/asvs.md says what is true: each line once, its counts, the tests and files that it names.

    python3 -m unittest discover -s tests/docs -p '*_test.py'
    python3 tests/docs/asvs_test.py counts      # prints the table of counts, to be copied
"""
import collections
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
STATES = ("met", "met, no test", "documented", "operator", "deviation", "not met", "not applicable")
LINES = {"1": 56, "2": 123, "3": 65}  # ASVS 5.0.0's own count of what binds here, by level

Row = collections.namedtuple("Row", "id level asks state where tests")


def text_of(name):
    return (ROOT / name).read_text(encoding="utf-8")


def rows_of(text):
    rows = []
    for line in text.splitlines():
        if re.match(r"\| \d+\.\d+\.\d+ \|", line):
            cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
            assert len(cells) == 6, line
            rows.append(Row(*cells))
    return rows


def references(tests):
    """(file under tests/, name of the test) of a cell; the name is '' for a whole file."""
    if tests == "–":
        return
    for part in re.findall(r'(?:"[^"]*"|[^;"])+', tests):
        path, _, names = part.strip().partition(": ")
        found = re.findall(r'"([^"]*)"|([^\s,]+)', names)
        for quoted, bare in found or [("", "")]:
            yield path, quoted or bare


def is_there(path, name):
    file = ROOT / "tests" / path
    if not file.is_file():
        return False
    text = file.read_text(encoding="utf-8")
    if not name:
        return file.suffix == ".cmake"
    if file.suffix == ".cc":
        return re.search(r"TEST_CASE(_\w+)?\(\s*" + re.escape(name) + r"\b", text) is not None
    if file.suffix == ".py":
        return f"def {name}(" in text
    return any(f"test({quote}{name}" in text.replace("\\'", "'") for quote in "'\"`")


def anchors(name):
    headings = re.findall(r"^#+ (.+)$", text_of(name), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def counts(rows):
    table = ["| state | L1 | L2 | L3 | all |", "|---|---|---|---|---|"]
    for state in STATES:
        of_level = [sum(row.state == state and row.level == level for row in rows) for level in "123"]
        table.append(f"| {state} | {of_level[0]} | {of_level[1]} | {of_level[2]} | {sum(of_level)} |")
    of_level = [sum(row.level == level for row in rows) for level in "123"]
    table.append(f"| **all** | {of_level[0]} | {of_level[1]} | {of_level[2]} | {len(rows)} |")
    return "\n".join(table)


class Asvs(unittest.TestCase):
    def setUp(self):
        self.text = text_of("docs/asvs.md")
        self.rows = rows_of(self.text)

    def test_each_line_that_binds_stands_once(self):
        ids = [row.id for row in self.rows]
        self.assertEqual([one for one, times in collections.Counter(ids).items() if times > 1], [])
        self.assertEqual(collections.Counter(row.level for row in self.rows), LINES)
        self.assertEqual(ids, sorted(ids, key=lambda one: [int(part) for part in one.split(".")]))

    def test_the_counts_are_those_of_the_table(self):
        self.assertIn(counts(self.rows), self.text)

    def test_each_state_is_one_of_seven_and_met_means_tested(self):
        for row in self.rows:
            self.assertIn(row.state, STATES, row.id)
            self.assertEqual(row.state == "met", row.tests != "–", f"{row.id}: met goes with a test, and nothing else does")
            self.assertTrue(row.where, row.id)

    def test_each_test_that_is_named_is_there(self):
        missing = [f"{row.id}: {path}: {name}" for row in self.rows for path, name in references(row.tests) if not is_there(path, name)]
        self.assertEqual(missing, [])

    def test_each_file_and_section_that_is_named_is_there(self):
        missing = []
        for name in ("docs/asvs.md", "docs/security.md", "docs/standards.md"):
            text = text_of(name)
            for path in re.findall(r"`((?:fcgi|courier|admin|pages|nginx|systemd|sql|tests|packages|cmake|docs)/[\w@./*-]*)`", text):
                if "*" not in path and not (ROOT / path).exists():
                    missing.append(f"{name}: {path}")
            for target, anchor in re.findall(r"\]\(([\w./]*)#([\w-]+)\)", text):
                target = "docs/" + target if target else name
                if anchor not in anchors(target):
                    missing.append(f"{name}: {target}#{anchor}")
        self.assertEqual(missing, [])

    def test_each_deviation_has_its_section_and_a_documented_line_its_place(self):
        deviations = set(re.findall(r"^### ([CD]\d+)\b", text_of("docs/security.md"), re.M))
        for row in self.rows:
            if row.state == "deviation":
                self.assertIn(row.where, deviations, row.id)
            if row.state == "documented":
                self.assertIn("](", row.where, row.id)

    def test_each_test_that_the_other_documents_name_is_there(self):
        named = 0
        for name in ("docs/security.md", "docs/standards.md"):
            for path, test in re.findall(r"`([\w/]+(?:_test\.cc|_test\.py|_attack\.py|\.spec\.mjs|\.mjs)): ([^`]+)`", " ".join(text_of(name).split())):
                named += 1
                self.assertTrue(is_there(path, test), f"{name}: {path}: {test}")
        self.assertGreater(named, 80)


if __name__ == "__main__":
    if sys.argv[1:] == ["counts"]:
        print(counts(rows_of(text_of("docs/asvs.md"))))
    else:
        unittest.main()
