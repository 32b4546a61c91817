"""docs/accessibility.md says what is true: each criterion once, its counts, the tests that it names, and what the pages say of it.

    python3 -m unittest discover -s tests/docs -p '*_test.py'
    python3 tests/docs/accessibility_test.py counts      # prints the table of counts, to be copied
"""
import collections
import pathlib
import re
import sys
import unittest

from asvs_test import is_there, references, text_of

ROOT = pathlib.Path(__file__).resolve().parents[2]
CRITERIA = (9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12)  # RGAA 4.1.2's own, theme by theme
RESULTS = ("conform", "not conform", "not applicable")

Row = collections.namedtuple("Row", "id asks result how")


def rows_of(text):
    rows = []
    for line in text.splitlines():
        if re.match(r"\| \d+\.\d+(\.\d+)? \|", line):
            cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
            assert len(cells) == 4, line
            rows.append(Row(*cells))
    return rows


def rgaa(rows):
    return [row for row in rows if row.id.count(".") == 1]


def counts(rows):
    table = ["| result | criteria |", "|---|---|"]
    table += [f"| {result} | {sum(row.result == result for row in rows)} |" for result in RESULTS]
    return "\n".join(table + [f"| **all** | {len(rows)} |"])


def rate(rows):
    """Percent of the criteria that apply, rounded down: never more than is true."""
    applying = [row for row in rows if row.result != "not applicable"]
    return sum(row.result == "conform" for row in applying) * 100 // len(applying)


def state(percent):
    return "full" if percent == 100 else "partial" if percent >= 50 else "none"


def tested(how):
    """What a cell names beside « by hand » and reasons."""
    return [part.strip() for part in re.findall(r'(?:"[^"]*"|[^;"])+', how) if re.match(r"\s*\w+/[\w.]+: ", part)]


def templates():
    for path in sorted((ROOT / "pages").glob("*.html")) + sorted((ROOT / "pages/static").glob("*.html")):
        yield path.name, path.read_text(encoding="utf-8")


def fields(text):
    """Every field that a person fills in: {name: its tag}."""
    tags = re.findall(r"<input [^>]*>", text)
    return {re.search(r' name="(\w+)"', tag)[1]: tag for tag in tags if 'type="hidden"' not in tag}


class Accessibility(unittest.TestCase):
    def setUp(self):
        self.text = text_of("docs/accessibility.md")
        self.rows = rows_of(self.text)

    def test_each_criterion_stands_once(self):
        wanted = [f"{theme}.{one}" for theme, number in enumerate(CRITERIA, 1) for one in range(1, number + 1)]
        self.assertEqual(len(wanted), 106)
        self.assertEqual([row.id for row in rgaa(self.rows)], wanted)
        added = [row.id for row in self.rows if row.id.count(".") == 2]
        self.assertEqual(len(added), len(set(added)))
        self.assertLessEqual({"2.4.11", "2.5.7", "2.5.8", "3.2.6", "3.3.7", "3.3.8"}, set(added))

    def test_the_counts_are_those_of_the_table(self):
        rows = rgaa(self.rows)
        self.assertIn(counts(rows), self.text)
        met = sum(row.result == "conform" for row in rows)
        applying = sum(row.result != "not applicable" for row in rows)
        self.assertIn(f"{met} of the {applying} criteria that apply are met: {rate(rows)} %.", self.text)

    def test_each_result_says_how_it_was_found(self):
        for row in self.rows:
            self.assertIn(row.result, RESULTS, row.id)
            self.assertTrue(row.how, row.id)
            if row.result == "conform":
                self.assertTrue(tested(row.how) or "by hand: " in row.how or row.how.startswith("as "), f"{row.id}: neither a test nor by hand")

    def test_what_is_not_met_is_explained(self):
        for row in rgaa(self.rows):
            self.assertEqual(row.result == "not conform", f"- **{row.id}** " in self.text, row.id)

    def test_each_test_that_is_named_is_there(self):
        named = [(row.id, path, name) for row in self.rows for part in tested(row.how) for path, name in references(part)]
        self.assertGreater(len(named), 60)
        self.assertEqual([one for one in named if not is_there(*one[1:])], [])

    def test_the_pages_say_this_result(self):
        settings = text_of("fcgi/page/settings.h")
        body = re.search(r"struct Accessibility \{(.*?)\n\};", settings, re.S)[1]
        percent = rate(rgaa(self.rows))
        self.assertEqual(int(re.search(r"rate = (\d+)", body)[1]), percent)
        self.assertEqual(re.search(r"state = State::(\w+)", body)[1], state(percent))
        statement = text_of("pages/static/accessibilite.html")
        for row in rgaa(self.rows):
            self.assertEqual(row.result == "not conform", f"({row.id})" in statement, f"{row.id} in the statement")

    def test_each_form_says_what_must_be_filled_in(self):
        # A form of one field needs no word; of the contacts none has to be filled in.
        for name, text in templates():
            form = fields(text)
            if len(form) < 2 or name == "contacts.html":
                continue
            with self.subTest(name):
                self.assertIn('class="p-must"', text)
                for field, tag in form.items():
                    if 'type="radio"' not in tag:
                        self.assertIn(' aria-required="true"', tag, field)

    def test_each_field_about_the_person_lets_the_browser_fill_it_in(self):
        wanted = {
            "identifier": "username", "password": "current-password", "current_password": "current-password",
            "new_password": "new-password", "confirm_password": "new-password", "code": "one-time-code",
            "code_email": "one-time-code", "code_mobile": "one-time-code", "email": "email", "mobile": "tel",
            "landline": "home tel", "fax": "fax tel",
        }
        seen = set()
        for name, text in templates():
            for field, tag in fields(text).items():
                if field in wanted:
                    seen.add(field)
                    self.assertIn(f' autocomplete="{wanted[field]}"', tag, f"{name}: {field}")
        self.assertEqual(seen, set(wanted))

    def test_no_link_opens_a_window(self):
        for name, text in templates():
            self.assertNotIn("target=", text, name)

    def test_each_page_where_trouble_occurs_leads_to_its_help(self):
        wanted = {
            "layout.html": ["identifiant", "accompagnement"], "sign_in.html": ["identifiant"], "identify.html": ["identifiant"], "prove.html": ["justificatif"],
            "channel.html": ["telephone"], "code.html": ["reception"], "sent.html": ["reception"],
            "not_me.html": ["identifiant"],
        }
        pages = dict(templates())
        served = text_of("nginx/portillon.conf.in")
        for name, helps in wanted.items():
            for one in helps:
                self.assertIn(f'href="{{{{PREFIX}}}}aide/{one}', pages[name], name)
        for name, text in pages.items():
            for one in re.findall(r"\{\{PREFIX\}\}aide/([\w-]+)", text):
                self.assertIn(f"aide_{one}.html", pages, f"{name}: aide/{one}")
                self.assertIn(f"@prefix@aide/{one} {{", served, f"{name}: aide/{one}")


if __name__ == "__main__":
    if sys.argv[1:] == ["counts"]:
        found = rgaa(rows_of(text_of("docs/accessibility.md")))
        print(counts(found), f"\n{rate(found)} %: {state(rate(found))}")
    else:
        unittest.main()
