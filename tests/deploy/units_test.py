"""The units under a real systemd come back whatever ends them, and lose no request."""

import json
import threading
import time
import unittest

from machine import Machine
from site_client import Site
from users_test import PROGRAMS, unit_of


class UnitsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.machine = Machine.get()
        cls.site = Site(cls.machine)

    def status_of(self, url):
        return self.site.ask("GET", f"/acces/{url}").status

    def await_active(self, unit, but_not=None):
        def back():
            pid = self.machine.property(unit, "MainPID")
            return pid not in ("0", but_not) and self.machine.property(unit, "ActiveState") == "active"

        self.machine.wait_until(back, f"{unit} does not come back")
        return self.machine.property(unit, "MainPID")

    def test_a_page_that_is_restarted_keeps_its_socket_and_loses_no_request(self):
        unit, path = unit_of("sign_in"), "/run/portillon/sign_in.sock"
        socket_before = self.machine.run("stat", "--format=%i", path)
        statuses, done = [], threading.Event()

        def visit():
            while not done.is_set():
                statuses.append(self.status_of("connexion"))

        visitors = [threading.Thread(target=visit) for _ in range(3)]
        for visitor in visitors:
            visitor.start()
        try:
            for _ in range(3):
                before = self.machine.property(unit, "MainPID")
                self.machine.run("systemctl", "restart", unit)
                self.await_active(unit, before)
        finally:
            done.set()
            for visitor in visitors:
                visitor.join()
        self.assertEqual(set(statuses), {200})
        self.assertGreater(len(statuses), 20)
        self.assertEqual(self.machine.run("stat", "--format=%i", path), socket_before)

    def test_a_page_that_was_stopped_is_started_by_its_next_visitor(self):
        self.machine.run("systemctl", "stop", unit_of("identify"))
        self.assertEqual(self.machine.property(unit_of("identify"), "ActiveState"), "inactive")
        self.assertEqual(self.status_of("identite"), 200)
        self.await_active(unit_of("identify"))

    def test_the_daily_trial_leaves_by_the_courier_with_its_provider_s_secret(self):
        self.machine.run("systemctl", "start", "portillon-canary.service", within=60)
        self.assertEqual(self.machine.property("portillon-canary.service", "Result"), "success")
        told = self.machine.run("journalctl", "--no-pager", "--output=cat", "--unit=portillon-courier.service").splitlines()
        ends = [json.loads(line) for line in told if '"message_' in line]
        self.assertEqual([(end["event"], end["kind"], end["provider"]) for end in ends], [("message_handed_over", "canary", "essai")])
        self.assertIn("essai", self.machine.run("journalctl", "--no-pager", "--output=cat", "--unit=portillon-canary.service"))

    def test_a_page_that_is_killed_is_back_at_once(self):
        unit = unit_of("code")
        for _ in range(7):  # more often than systemd's own limit on starts
            before = self.machine.property(unit, "MainPID")
            self.machine.run("kill", "-KILL", before)
            self.await_active(unit, before)
            self.assertEqual(self.status_of("code"), 303)
        self.assertGreaterEqual(int(self.machine.property(unit, "NRestarts")), 7)

    def test_a_page_that_hangs_is_ended_by_the_watchdog_and_started_again(self):
        unit = unit_of("sent")
        drop_in = f"/run/systemd/system/{unit}.d/quick.conf"
        self.machine.write(drop_in, "[Service]\nWatchdogSec=1\nTimeoutAbortSec=1\n")
        self.machine.run("systemctl", "daemon-reload")
        self.machine.run("systemctl", "restart", unit)
        alive = self.await_active(unit)
        time.sleep(3)
        self.assertEqual(self.machine.property(unit, "MainPID"), alive)  # it tells that it lives
        self.machine.run("kill", "-STOP", alive)
        self.await_active(unit, alive)
        self.assertIn("Watchdog timeout", self.machine.run("journalctl", "--no-pager", f"--unit={unit}"))
        self.assertEqual(self.status_of("confirmation"), 303)
        self.machine.run("rm", drop_in)
        self.machine.run("systemctl", "daemon-reload")

    def test_z_the_target_stops_and_starts_them_all(self):
        self.machine.run("systemctl", "stop", "portillon.target")
        for stem in PROGRAMS:
            self.assertEqual(self.machine.property(unit_of(stem), "ActiveState"), "inactive", stem)
        self.assertEqual(self.status_of("connexion"), 503)
        self.machine.run("systemctl", "start", "portillon.target")
        for stem in PROGRAMS:
            self.await_active(unit_of(stem))
        self.assertEqual(self.status_of("connexion"), 200)


if __name__ == "__main__":
    unittest.main()
