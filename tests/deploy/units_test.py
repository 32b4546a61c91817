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
        ends = [end for end in (json.loads(line) for line in told if '"message_' in line) if end["kind"] == "canary"]
        self.assertEqual(sorted((end["event"], end["provider"]) for end in ends), [("message_handed_over", "essai"), ("message_handed_over", "local")])
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

    def test_a_page_that_keeps_ending_is_shown_refuses_at_once_and_comes_back_by_itself(self):
        unit, socket_unit = unit_of("sent"), "portillon@sent.socket"
        drop_in = f"/run/systemd/system/{unit}.d/wrong.conf"
        self.addCleanup(self.machine.run, "rm", "-f", drop_in)
        self.machine.write(drop_in, "[Service]\nEnvironment=PORTILLON_CONFIG=/etc/portillon/absent.toml\n")
        self.machine.run("systemctl", "daemon-reload")
        begun = time.monotonic()
        self.machine.ask("systemctl", "restart", unit)
        self.machine.wait_until(lambda: self.machine.property(socket_unit, "ActiveState") == "failed", "the page tries on", 30)
        given_up = time.monotonic() - begun
        self.assertEqual(self.machine.property(unit, "ActiveState"), "failed")
        shown = self.machine.run("systemctl", "--failed", "--no-legend", "--plain")
        self.assertEqual({line.split()[0] for line in shown.splitlines()}, {unit, socket_unit, "portillon-alive@sent.socket"})
        asked = time.monotonic()
        self.assertEqual(self.status_of("confirmation"), 503)
        self.assertLess(time.monotonic() - asked, 1)  # no visitor waits for what does not come
        said = lambda: self.machine.run("journalctl", "--no-pager", "--output=cat", "--identifier=portillon", "--priority=err").splitlines()  # noqa: E731
        self.machine.wait_until(said, "nothing is said of it")
        self.assertEqual(said(), ["portillon@sent keeps ending and is left alone for 10 s; visitors get the error page. Why: journalctl -u portillon@sent"])
        why = self.machine.run("journalctl", "--no-pager", "--output=cat", f"--unit={unit}", "_COMM=portillon-sent")
        self.assertIn("/etc/portillon/absent.toml: cannot be read", why)
        self.machine.run("rm", drop_in)
        self.machine.run("systemctl", "daemon-reload")
        self.machine.wait_until(lambda: self.machine.property(unit, "ActiveState") == "active", "it does not come back by itself", 30)
        self.assertEqual(self.status_of("confirmation"), 303)
        self.assertEqual(self.machine.run("systemctl", "--failed", "--no-legend", "--plain"), "")
        print(f"\nseen: a page that keeps ending has failed after {given_up:.1f} s and serves again {time.monotonic() - asked:.1f} s later")

    def test_keys_can_lie_encrypted_on_the_disk(self):
        unit = unit_of("code")
        names = [name for name in self.machine.run("ls", f"/run/credentials/{unit}").split() if name != "database"]
        drop_in = f"/run/systemd/system/{unit}.d/encrypted.conf"
        self.machine.run("mkdir", "-p", "-m", "0700", "/etc/portillon/encrypted")
        for name in names:
            self.machine.run("systemd-creds", "encrypt", "--with-key=host", f"--name={name}", f"/etc/portillon/keys/{name}", f"/etc/portillon/encrypted/{name}")
            self.machine.run("mv", f"/etc/portillon/keys/{name}", f"/etc/portillon/keys/{name}.away")
        try:
            self.machine.write(drop_in, "[Service]\n" + "".join(f"LoadCredentialEncrypted={name}:/etc/portillon/encrypted/{name}\n" for name in names))
            self.machine.run("systemctl", "daemon-reload")
            self.machine.run("systemctl", "restart", unit)
            self.assertEqual(self.status_of("code"), 303)
            for name in names:
                self.machine.run("cmp", f"/run/credentials/{unit}/{name}", f"/etc/portillon/keys/{name}.away")
        finally:
            for name in names:
                self.machine.run("mv", f"/etc/portillon/keys/{name}.away", f"/etc/portillon/keys/{name}")
            self.machine.run("rm", "-r", drop_in, "/etc/portillon/encrypted")
            self.machine.run("systemctl", "daemon-reload")
            self.machine.run("systemctl", "restart", unit)

    def test_what_has_expired_is_deleted_each_hour_and_the_trail_anchored(self):
        self.assertEqual(self.machine.property("portillon-purge.timer", "ActiveState"), "active")
        self.assertIn("OnCalendar=*-*-* *:00:00", self.machine.property("portillon-purge.timer", "TimersCalendar"))
        self.machine.run("systemctl", "start", "portillon-purge.service")
        self.assertEqual(self.machine.property("portillon-purge.service", "Result"), "success")
        told = self.machine.run("journalctl", "--no-pager", "--output=cat", "--unit=portillon-purge.service")
        self.assertIn("outbox: 0 rows deleted", told)
        self.assertRegex(told, r"(?m)^.*anchor.*$")

    def test_z_the_target_stops_and_starts_them_all(self):
        self.machine.run("systemctl", "stop", "portillon.target")
        for stem in PROGRAMS:
            self.assertEqual(self.machine.property(unit_of(stem), "ActiveState"), "inactive", stem)
        answer = self.site.ask("GET", "/acces/connexion")
        self.assertEqual((answer.status, answer.headers["Retry-After"]), (503, ["30"]))
        self.assertIn("momentanément indisponible", answer.body.decode())
        self.machine.run("systemctl", "start", "portillon.target")
        for stem in PROGRAMS:
            self.await_active(unit_of(stem))
        self.assertEqual(self.status_of("connexion"), 200)


if __name__ == "__main__":
    unittest.main()
