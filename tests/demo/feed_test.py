import csv
import datetime
import re
import tempfile
import unittest
from pathlib import Path

import feed
import here

SOURCE = here.ROOT / "demo/members.toml"


def right_nir(text):
    number = int(text[:13].replace("2A", "19").replace("2B", "18"))
    return len(text) == 15 and int(text[13:]) == 97 - number % 97


def right_siret(text):
    digits = [int(c) * (2 if place % 2 else 1) for place, c in enumerate(reversed(text))]
    return len(text) == 14 and sum(d - 9 if d > 9 else d for d in digits) % 10 == 0


class FeedTest(unittest.TestCase):
    def setUp(self):
        self.members = feed.read_members(SOURCE)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.files = feed.write(SOURCE, Path(folder.name))

    def rows(self, path):
        with open(path, encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, delimiter=";"))

    def test_every_identifier_is_right_and_there_once(self):
        identifiers = [m["identifier"] for m in self.members]
        self.assertEqual(len(identifiers), len(set(identifiers)))
        for member in self.members:
            check = right_siret if member["kind"] == "entreprise" else right_nir
            self.assertTrue(check(member["identifier"]), member)

    def test_every_kind_is_there_with_and_without_a_password(self):
        self.assertGreaterEqual(len(self.members), 14)
        seen = {(m["kind"], m["first_access"]) for m in self.members}
        self.assertEqual(len(seen), 6)
        for member in self.members:
            self.assertEqual(member["first_access"], member["password"] is None)

    def test_each_contact_is_there_and_missing_and_somebody_has_only_letters(self):
        for contact in feed.CONTACTS:
            self.assertEqual({bool(m[contact]) for m in self.members}, {True, False}, contact)
        self.assertTrue([m for m in self.members if not m["mobile"] and not m["email"]])

    def test_a_couple_shares_a_mobile(self):
        mobiles = [m["mobile"] for m in self.members if m["mobile"]]
        self.assertEqual(len(mobiles) - len(set(mobiles)), 1)

    def test_numbers_and_addresses_reach_nobody(self):
        for member in self.members:
            for name in ("mobile", "landline", "fax"):
                self.assertRegex(member[name] or "06 39 98 00 00", r"^(06 39 98|05 36 49) \d\d \d\d$")
            self.assertRegex(member["email"] or "a@exemple.fr", r"[@.]exemple\.fr$")

    def test_passwords_keep_the_rule(self):
        for password in filter(None, (m["password"] for m in self.members)):
            for part in ("[a-z]", "[A-Z]|^3", "[0-9]", "[^A-Za-z0-9]", "^.{8,}$"):
                self.assertTrue(re.search(part, password), password)

    def test_amounts_are_split_by_their_window(self):
        jeanne = next(m for m in self.members if m["name"] == "Jeanne Lartigue")
        self.assertEqual(jeanne["amounts"], ["142.18", "876.40"])
        self.assertEqual(jeanne["old_amounts"], ["1034.75"])

    def test_the_feed_has_the_columns_of_the_import(self):
        rows = self.rows(self.files.members)
        self.assertEqual(tuple(rows[0]), feed.MEMBER_COLUMNS)
        self.assertEqual(len(rows), len(self.members))
        for fact in self.rows(self.files.facts):
            self.assertRegex(fact["amount"], r"^\d+,\d\d$")
            self.assertLess(datetime.date.fromisoformat(fact["date"]), datetime.date.today())
            self.assertIn(fact["kind"], feed.WINDOW_DAYS)

    def test_the_seed_gets_one_line_for_each_password(self):
        lines = self.files.passwords.read_text("utf-8").splitlines()
        expected = [f"{m['identifier']}\t{m['password']}" for m in self.members if m["password"]]
        self.assertEqual(lines, expected)


if __name__ == "__main__":
    unittest.main()
