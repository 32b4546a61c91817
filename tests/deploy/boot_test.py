"""The machine as it is right after the installation: everything runs and nobody complains. First in the order of names."""

import json
import re
import unittest

import root
from machine import Machine
from site_client import Site
from users_test import PAGES, PROGRAMS, unit_of

# What `systemd-analyze security` may find at most, 0 (safe) to 10. The courier reaches out, pages do not.
# What says that a program keeps ending speaks to systemd, which only root may (User=, PrivateUsers=).
EXPOSURE = {"page": 0.2, "courier": 0.9, "portillon-purge.service": 0.2, "portillon-canary.service": 0.2, "portillon-failed@any.service": 0.8}


class BootTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.machine = Machine.get()
        cls.site = Site(cls.machine)

    def test_every_unit_is_active_and_nothing_has_failed(self):
        for stem in PROGRAMS:
            self.assertEqual(self.machine.property(unit_of(stem), "ActiveState"), "active", stem)
            self.assertEqual(self.machine.property(unit_of(stem), "NRestarts"), "0", stem)
        for stem in PAGES:
            for socket in (f"portillon@{stem}.socket", f"portillon-alive@{stem}.socket"):
                self.assertEqual(self.machine.property(socket, "SubState"), "running", socket)
        self.assertEqual(self.machine.run("systemctl", "--failed", "--no-legend", "--plain"), "")
        self.assertEqual(self.machine.ask("systemctl", "status", "portillon.target", *map(unit_of, PROGRAMS)).returncode, 0)

    def test_the_journal_holds_no_warning_of_ours(self):
        told = self.machine.run("journalctl", "--boot", "--no-pager", "--priority=warning", "--output=json")
        lines = [json.loads(line) for line in told.splitlines()]
        ours = [line["MESSAGE"] for line in lines if "portillon" in json.dumps(line)]
        self.assertEqual(ours, [])
        self.assertEqual(self.machine.run("systemd-analyze", "verify", "--man=no", "portillon.target", *map(unit_of, PROGRAMS)), "")

    def test_every_url_answers_through_nginx_over_tls(self):
        expected = {"session": 404, "abandon": 405, "deconnexion": 405, "prolongation": 405, "accuse": 403}
        expected |= dict.fromkeys(("sante/vivant", "sante/pret", "connexion", "identite", "ce-n-est-pas-moi"), 200)
        seen = {url: self.site.ask("GET", f"/acces/{url}").status for _, url, _, _ in root.page_rows()}
        # Each other page wants a session first, and leads to where one is got.
        self.assertEqual(seen, {url: expected.get(url, 303) for url in seen})

    def test_the_exposure_of_each_unit_is_as_small_as_it_is_said_to_be(self):
        units = {unit_of(stem): EXPOSURE.get(stem, EXPOSURE["page"]) for stem in PROGRAMS}
        units |= {unit: most for unit, most in EXPOSURE.items() if unit.endswith(".service")}
        for unit, most in units.items():
            told = self.machine.run("systemd-analyze", "security", "--no-pager", unit).splitlines()[-1]
            exposure = float(re.search(r": ([\d.]+) ", told)[1])
            print(f"seen: systemd-analyze security {unit}: {exposure}")
            self.assertLessEqual(exposure, most, unit)
            for limit in ("MemoryMax", "TasksMax"):
                self.assertNotIn(self.machine.property(unit, limit), ("infinity", "0"), f"{unit} {limit}")


if __name__ == "__main__":
    unittest.main()
