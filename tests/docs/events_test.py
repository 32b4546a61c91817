"""docs/security.md lists every event of the code, and where it is told."""
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def text_of(name):
    return (ROOT / name).read_text(encoding="utf-8")


def listed():
    """{id: (where, ASVS lines)} of the table under "Events"."""
    text = text_of("docs/security.md")
    table = text[text.index("\n### Events\n"):]
    return {name: (where, asvs) for name, where, asvs in re.findall(r"^\| `(\w+)` \| [^|]+ \| (\w+) \| ([^|]+) \|$", table[: table.index("\n## ")], re.M)}


def events():
    header = text_of("fcgi/page/events.h")
    body = re.search(r"enum class Event[^{]*\{(.*?)\n\};", header, re.S)[1]
    return re.findall(r"^  (\w+),", body, re.M)


def sources():
    for folder in ("fcgi", "courier", "admin"):
        yield from sorted((ROOT / folder).rglob("*.cc"))


def journal_ids():
    """Every literal that a program of the product gives to its log as an event."""
    found = set()
    for path in sources():
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r'log_?\.write\(\s*"(\w+)"', text))
        found |= set(re.findall(r'failed\(program, raw, "(\w+)"', text))
        found |= set(re.findall(r'tell\(k\w+, "(\w+)"', text))
        for body in re.findall(r"string_view event_of\(Ending.*?\n\}", text, re.S):
            found |= set(re.findall(r'"(\w+)"', body))
    return found


class Events(unittest.TestCase):
    def test_every_event_of_the_code_is_documented(self):
        self.assertEqual(set(listed()), set(events()) | journal_ids())
        self.assertGreater(len(events()), 35)
        self.assertGreater(len(journal_ids()), 15)

    def test_an_event_is_a_row_or_a_line_as_the_table_says(self):
        table, journal = set(), set(journal_ids())
        for path in sources():
            text = " ".join(path.read_text(encoding="utf-8").split())
            journal |= set(re.findall(r"Note\{Event::(\w+)", text))
            text = re.sub(r"Note\{Event::\w+", "", text)
            if path.name not in ("event_text.cc", "types.cc"):
                table |= set(re.findall(r"\bEvent::(\w+)", text))
        journal |= set(re.findall(r"event == Event::(\w+)", text_of("fcgi/page/types.cc")))  # alarms
        for name, (where, _) in listed().items():
            told = {"table": (True, False), "journal": (False, True), "both": (True, True)}[where]
            self.assertEqual((name in table, name in journal), told, name)

    def test_the_lines_of_asvs_that_an_event_names_are_met(self):
        asvs = text_of("docs/asvs.md")
        for name, (_, lines) in listed().items():
            for line in lines.replace("–", "").split(", "):
                if line.strip():
                    self.assertRegex(asvs, rf"(?m)^\| {re.escape(line.strip())} \| \d \| [^|]+ \| met \|", name)


if __name__ == "__main__":
    unittest.main()
