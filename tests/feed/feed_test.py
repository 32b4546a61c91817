"""`portillon import` as a caisse runs it: killed in the middle, again, in Latin-9, twice at once, with members missing.

    python3 -B -m unittest discover -s tests/feed -p '*_test.py'        # on the release build
"""

import datetime
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

from caisse import Caisse
from make_feed import Feed

MEMBERS = 20_000
REFUSED, MUST_BE_CONFIRMED, FAILED = 3, 4, 1


class FeedTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.caisse = cls.enterClassContext(Caisse("feed"))
        folder = cls.caisse.folder
        feed = Feed(MEMBERS, bad=1)
        cls.members, cls.latin9, cls.facts = folder / "members.csv", folder / "latin9.csv", folder / "facts.csv"
        feed.write_members(cls.latin9, "iso8859-15")
        feed.told.update(bad=0, unreadable=0)
        feed.write_members(cls.members)
        today = cls.caisse.sql("SELECT CURRENT_DATE")[0][0]
        feed.write_facts(cls.facts, datetime.date.fromisoformat(today))
        cls.told = feed.told
        cls.good = MEMBERS - feed.told["bad"]
        cls.report = folder / "report.csv"
        cls.order = ("--members", cls.members, "--facts", cls.facts, "--report", cls.report)

    def setUp(self):
        """Each test finds the whole feed taken."""
        if self.caisse.number("SELECT COUNT(*) FROM members") != self.good:
            self.caisse.feed(*self.order, status=REFUSED)

    def begin(self, *arguments):
        return subprocess.Popen(self.caisse.command("import", *arguments), env=self.caisse.environment,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip

    def until(self, done, within=60):
        deadline = time.monotonic() + within
        while not done():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.01)

    def empty(self):
        for table in ("members", "contacts", "facts", "feed", "audit"):
            self.caisse.sql(f"DELETE FROM {table}")

    def test_killed_three_times_it_ends_as_if_it_had_not_been_and_a_further_run_writes_nothing(self):
        whole = [self.caisse.sql(f"SELECT COUNT(*) FROM {table}") for table in ("members", "contacts", "facts", "feed")]
        self.empty()
        for part in (1, 2, 3):
            run = self.begin(*self.order)
            self.until(lambda part=part: self.caisse.number("SELECT COUNT(*) FROM members") >= part * self.good // 5)
            run.send_signal(signal.SIGKILL)
            run.wait()
        left = self.caisse.number("SELECT COUNT(*) FROM members")
        self.assertLess(left, self.good, "it was over before it was killed")
        done = self.caisse.feed(*self.order, status=REFUSED)
        # A last transaction may have been on its way when the count was taken.
        self.assertGreaterEqual(done["members"]["unchanged"], left)
        self.assertEqual(done["members"]["added"] + done["members"]["unchanged"], self.good)
        self.assertEqual(done["members"]["refused"], self.told["bad"])
        self.assertEqual(done["facts"]["refused"], self.told["facts_refused"])
        self.assertEqual([self.caisse.sql(f"SELECT COUNT(*) FROM {table}") for table in ("members", "contacts", "facts", "feed")], whole)

        before, written = self.caisse.content(), self.caisse.rows_written()
        again = self.caisse.feed("--full", *self.order, status=REFUSED)
        self.assertEqual(self.caisse.rows_written() - written, 1, "the run itself, in the audit trail")
        self.assertEqual(self.caisse.content(), before)
        self.assertEqual(again["members"]["unchanged"], self.good)
        self.assertEqual(again["facts"]["known"], self.told["facts"] - self.told["facts_refused"])

    def test_each_bad_row_is_in_the_report_once_with_line_field_and_reason(self):
        self.caisse.feed(*self.order, status=REFUSED)
        rows = [line.split(";") for line in self.report.read_text("utf-8").splitlines()[1:]]
        lines = [int(row[1]) for row in rows if row[0] == "members.csv"]
        self.assertEqual(lines, sorted(lines))
        self.assertEqual(len(set(lines)), self.told["bad"])
        self.assertTrue(all(len(row) == 4 and row[3] for row in rows), rows[:3])
        self.assertEqual({row[2] for row in rows if row[0] == "members.csv"},
                         {"identifier", "email", "postcode", "name", "kind", "mobile", "vitale", ""})  # fmt: skip
        self.assertEqual(self.report.stat().st_mode & 0o777, 0o600)

    def test_the_same_members_in_latin_9_are_the_same_members(self):
        before = self.caisse.content()
        done = self.caisse.feed("--members", self.latin9, status=REFUSED)
        self.assertEqual(done["members"]["unchanged"], self.good)
        self.assertEqual(self.caisse.content(), before)

    def test_a_second_import_at_the_same_time_is_refused(self):
        self.empty()
        first = self.begin(*self.order)
        self.until(lambda: self.caisse.number("SELECT COUNT(*) FROM members") > 0)
        first.send_signal(signal.SIGSTOP)  # on a quick machine it would be over before the second one looks
        try:
            _, told = self.caisse.portillon("import", *self.order, status=FAILED)
        finally:
            first.send_signal(signal.SIGCONT)
        self.assertEqual(told, "portillon: another import, or portillon keys reseal, is running\n")
        self.assertEqual(first.wait(), REFUSED)

    def test_a_file_that_was_cut_off_removes_nobody_and_asks(self):
        cut = self.caisse.folder / "cut.csv"
        lines = self.members.read_bytes().splitlines(keepends=True)
        cut.write_bytes(b"".join(lines[: len(lines) * 9 // 10]))
        before = self.caisse.content()
        _, told = self.caisse.portillon("import", "--full", "--members", cut, status=MUST_BE_CONFIRMED)
        self.assertRegex(told, r"would remove 1\d{3} of 19800 members, more than the 2 % .* nothing was written.*--confirm-removals 1\d{3}\n")
        self.assertEqual(self.caisse.content(), before)
        count = told.rsplit(" ", 1)[1].strip()
        dry = self.caisse.feed("--full", "--dry-run", "--confirm-removals", count, "--members", cut, status=REFUSED)
        self.assertEqual(str(dry["members"]["removed"]), count)
        self.assertEqual(self.caisse.content(), before)
        done = self.caisse.feed("--full", "--confirm-removals", count, "--members", cut, status=REFUSED)
        self.assertEqual(done["members"]["removed"], dry["members"]["removed"])
        self.assertEqual(self.caisse.number("SELECT COUNT(*) FROM members"), self.good - int(count))
        for table in ("contacts", "facts", "feed"):
            orphans = f"SELECT COUNT(*) FROM {table} WHERE member NOT IN (SELECT member FROM members)"
            self.assertEqual(self.caisse.number(orphans), 0, table)
        self.assertEqual(self.caisse.number("SELECT COUNT(*) FROM audit WHERE event = 'member_removed'"), int(count))

    def test_a_dry_run_counts_the_same_and_writes_no_row(self):
        self.empty()
        before = self.caisse.content()
        dry = self.caisse.feed("--dry-run", *self.order, status=REFUSED)
        self.assertEqual(self.caisse.content(), before)
        done = self.caisse.feed(*self.order, status=REFUSED)
        self.assertEqual({**dry, "dry_run": False}, done)


if __name__ == "__main__":
    unittest.main()
