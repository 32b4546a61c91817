"""What happens to the database, and what members see of it."""

import contextlib
import os
import signal
import subprocess
import time
import unittest

import here
import database
from processes import until
from slow_socket import SlowSocket
from suffering import Suffering

FROZEN = 25.0 if here.LONG else 2.0


class Database(Suffering):
    def test_stopped(self):
        self.still("PortillonBaseInjoignable", "PortillonErreursBase")
        self.caisse.hold("database")
        self.told()
        self.assertEqual(self.caisse.site.get("connexion").status, 200)  # what needs no row is shown
        status, found = self.caisse.ready()
        self.assertEqual((status, found["missing"]), (503, ["database"]))
        self.ring("PortillonBaseInjoignable", "PortillonErreursBase")
        self.assertTrue(self.caisse.says("channel", '"event":"storage_failed"'))
        until("the courier says so", lambda: self.caisse.says("courier", '"event":"database_away"'))
        self.caisse.free("database")
        until("the courier goes on", lambda: self.caisse.says("courier", '"event":"database_back"'))
        self.well("MariaDB stopped", time.monotonic())

    def test_frozen(self):
        """For a moment: who waits is served. For longer: the page says so, before the site gives up on it."""
        (pid,) = self.caisse.pids("database")
        os.kill(pid, signal.SIGSTOP)
        try:
            if here.LONG:
                self.told()
                self.assertEqual(self.caisse.ready()[1]["missing"], ["database"])
                self.ring("PortillonBaseInjoignable")
            time.sleep(max(0.0, self.began + FROZEN - time.monotonic()))
        finally:
            os.kill(pid, signal.SIGCONT)
        healed = time.monotonic()
        self.well(f"MariaDB frozen for {FROZEN:.0f} s", healed)

    @unittest.skipUnless(here.LONG, "in the long form")
    def test_slow(self):
        with SlowSocket(self.caisse.state / "run/database.sock", seconds=0.1):
            self.away_from_the_old_connections()
            done = self.caisse.load.done
            self.ring("PortillonLent", within=180)
            until("journeys are finished all the same", lambda: self.caisse.load.done > done, 180)
            self.assertEqual(self.visitor.look().status, 200)
        self.away_from_the_old_connections()
        self.well("MariaDB slow, each answer 100 ms later", time.monotonic())

    def connections(self):
        return [row[0] for row in self.caisse.sql("SELECT id FROM information_schema.processlist WHERE user LIKE 'portillon%'")]

    def away_from_the_old_connections(self):
        for number in self.connections():
            try:
                self.caisse.sql(f"KILL {number}")
            except AssertionError:
                pass  # it has ended meanwhile

    def test_read_only(self):
        """Pages are shown, forms are not taken; a load balancer sends nobody here any more."""
        self.still("PortillonReponses503")
        self.caisse.sql("SET GLOBAL read_only = 1")
        try:
            until("it is not ready", lambda: self.caisse.ready()[1].get("missing") == ["database"], 30)
            self.assertEqual(self.visitor.look().status, 200)
            for _ in range(3):
                self.assertEqual(self.visitor.attempt("reception", channel="sms").status, 503)
            self.assertTrue(self.caisse.says("channel", "--read-only"))
            self.ring("PortillonReponses503")
        finally:
            self.caisse.sql("SET GLOBAL read_only = 0")
        healed = time.monotonic()
        self.assertEqual(self.visitor.attempt("reception", channel="sms").status, 303)
        self.visitor = self.caisse.visitor()
        self.well("MariaDB read-only", healed)

    def test_no_connection_is_left(self):
        self.still("PortillonErreursBase")
        client = database.client(self.caisse.state / "run/database.sock", "--unbuffered", "--force")
        others = [subprocess.Popen(client, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, bufsize=1) for _ in range(12)]
        try:
            until("they are in", lambda: self.caisse.number("SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'root'") > 12)
            ends = "".join(f"KILL {number};\n" for number in self.connections())
            others[0].stdin.write("SET GLOBAL max_connections = 10;\n" + ends)
            self.told()
            self.ring("PortillonErreursBase")
            self.assertEqual(self.caisse.ready()[1]["missing"], ["database"])
            self.assertTrue(self.caisse.says("channel", "Too many connections"))
        finally:
            others[0].stdin.write("SET GLOBAL max_connections = 300;\n")
            for other in others:
                other.communicate()
        self.well("no connection of MariaDB left", time.monotonic())

    def fill_the_disk(self):
        filler = self.caisse.state / "disk/filler"
        subprocess.run(["dd", "if=/dev/zero", f"of={filler}", "bs=64k"], stderr=subprocess.DEVNULL, check=False)
        return filler

    def test_disk_full(self):
        filler = self.fill_the_disk()
        try:
            # What still fits is taken: pages of a table are there before they are full.
            until("something does not fit any more", lambda: len(self.caisse.load.failed(self.began)) > 3, 120)
            self.ring("PortillonReponses503")
            self.assertEqual(self.visitor.look().status, 200)
        finally:
            filler.unlink()
        self.well("the database's disk full", time.monotonic())

    @contextlib.contextmanager
    def binary_log(self):
        self.caisse.database_options("--log-bin=log --server-id=1 --sync-binlog=1")
        self.caisse.restart("database")
        until("it writes one", lambda: self.variable("log_bin") == "1", 60)
        try:
            yield
        finally:
            self.caisse.database_options("")
            self.caisse.restart("database")
            until("it is as before", lambda: self.variable("log_bin") == "0", 60)

    @unittest.skipUnless(here.LONG, "in the long form")
    def test_killed_and_the_end_of_its_binary_log_lost(self):
        """MariaDB asks that log what was committed. What it wrote last is not there any more; all else is, and it starts by itself."""
        with self.binary_log():
            time.sleep(5)
            self.caisse.hold("database", signal.SIGKILL)
            last = max((self.caisse.state / "database").glob("log.0*"))
            os.truncate(last, last.stat().st_size - self.caisse.random.randrange(1, 200))
            self.caisse.free("database")
            until("it has started", lambda: self.variable("log_bin") == "1", 120)
            self.well("MariaDB killed, its binary log cut off", time.monotonic())

    def variable(self, name):
        try:
            return self.caisse.sql(f"SELECT @@{name}")[0][0]
        except AssertionError:
            return None


if __name__ == "__main__":
    unittest.main()
