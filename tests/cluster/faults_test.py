"""Nodes and the whole cluster fail under members on their way: what was answered as done is there afterwards, once, and every node is whole
again. In ./check two faults; PORTILLON_CLUSTER=long has all of them, for longer. Figures: docs/measurements.md."""

import math
import os
import shutil
import statistics
import time
import unittest

import here  # noqa: F401
import network
from checker import check, read, sent_again
from cluster import LONG, Cluster
from distance import Distance
from history import History
from load import Load

CALM = 5 if LONG else 1  # seconds of load before a fault
FAULT = 15 if LONG else 4  # from the fault to its mending
AFTER = 10 if LONG else 3  # of load after all is whole
MEMBERS_AT_ONCE = 3  # more than a node computes passwords for are told to come again


def back(asked, began):
    """Seconds from the fault until what is asked within two seconds takes twice the median of before at most."""
    before = [one.took for one in asked if one.at < began] or [math.inf]
    after = sorted((one.at - began, one.took if one.status and one.status < 500 else math.inf) for one in asked if one.at >= began)
    for at, _ in after:
        some = [took for begun, took in after if at <= begun < at + 2]
        if len(some) >= 3 and statistics.median(some) <= 2 * statistics.median(before):
            return at
    return math.inf


class FaultsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = Cluster.get()

    def setUp(self):
        self.nodes = self.cluster.nodes

    def under_load(self, what, harm, mend, clocks_apart=0):
        """Members go on from before the fault until after its end."""
        history = History()
        with Load(self.cluster.people, self.cluster.site, self.cluster.post, MEMBERS_AT_ONCE, history.member) as load:
            time.sleep(CALM)
            began = time.monotonic()
            harm()
            time.sleep(FAULT)
            mended = time.monotonic()
            mend()
            self.cluster.until_whole()
            whole, done = time.monotonic(), load.done
            time.sleep(AFTER)
        tables = read(self.cluster, history, clocks_apart)
        findings, again = check(history.acts, tables), sent_again(history.acts, tables)
        self.tell(what, load, history, began, mended, whole, again, findings)
        self.assertEqual(findings, [])
        if clocks_apart:  # nobody died
            self.assertEqual(again, 0)
        self.assertGreater(load.done, done)
        self.assertEqual(self.nodes["a"].command("audit", "anchor").returncode, 0)
        self.assertEqual(self.nodes["b"].command("audit", "verify").returncode, 0)
        return load

    def tell(self, what, load, history, began, mended, whole, again, findings):
        failed = [one for one in load.failed(began)]
        last = max((one.at + one.took for one in failed), default=began) - began
        done = sorted(act.ended for act in history.acts if act.outcome == "done")
        pauses = [later - earlier for earlier, later in zip(done, done[1:]) if later > began]
        unknown = sum(act.outcome == "unknown" for act in history.acts)
        following = min((act.ended for act in history.acts if act.outcome == "done" and act.began > began), default=math.inf)
        print(f"\nseen: {what}: mended {mended - began:.1f} s after the fault; the next form was taken after {following - began:.1f} s, the median of "
              f"requests was back after {back(load.asked, began):.1f} s; {len(failed)} of {len(load.asked)} requests failed, the last {last:.1f} s "
              f"after the fault; nothing was taken for {max(pauses, default=0):.1f} s at most; whole again {whole - mended:.1f} s after it was mended; "
              f"{load.done} journeys, {len(load.lost)} had to begin again{load.lost or ''}; of {len(history.acts)} forms {unknown} without an answer; {again} texts "
              f"came twice; {len(findings)} findings; load average {os.getloadavg()[0]:.0f}")  # fmt: skip

    def test_a_node_that_is_killed(self):
        node = self.nodes["c"]
        self.under_load("a node killed, application and database", node.kill, node.start)

    def test_a_node_that_is_cut_off(self):
        self.under_load("a node cut off, packets dropped both ways", lambda: network.cut_off("b"), lambda: network.join_again("b"))

    @unittest.skipUnless(LONG, "some minutes: PORTILLON_CLUSTER=long")
    def test_the_whole_cluster_that_is_stopped_and_started_again(self):
        for how, stop in (("killed at once", self.cluster.kill_databases), ("stopped in order", self.cluster.stop_databases)):
            with self.subTest(how):
                self.under_load(f"all databases {how}, then bootstrapped", stop, self.cluster.bootstrap)

    @unittest.skipUnless(LONG, "some minutes: PORTILLON_CLUSTER=long")
    def test_a_node_on_a_slow_line(self):
        for rate in ("1mbit", "200kbit"):
            with self.subTest(rate):
                self.under_load(f"a node on a line of {rate}/s each way", lambda: network.slow_down("c", rate), lambda: network.speed_up("c"))  # noqa: B023

    @unittest.skipUnless(LONG, "some minutes: PORTILLON_CLUSTER=long")
    def test_a_node_that_is_far_away(self):
        for delay, lost in ((0.05, 0), (0.2, 3)):
            with self.subTest(delay):
                far = []
                self.addCleanup(lambda far=far: [one.end() for one in far])
                self.under_load(f"a node {1000 * delay:.0f} ms away each way, {lost} of 100 packets lost",
                                lambda: far.append(Distance("c", delay, lost)), lambda: far.pop().end())  # noqa: B023  # fmt: skip

    @unittest.skipUnless(LONG, "some minutes: PORTILLON_CLUSTER=long")
    def test_a_node_whose_disk_is_full(self):
        node = self.nodes["b"]
        ballast = node.database.data / "ballast"
        self.nodes["a"].database.sql("CREATE DATABASE IF NOT EXISTS filler; CREATE OR REPLACE TABLE filler.much (text LONGTEXT)")

        def fill():
            """To the last page, however much the database takes meanwhile; then the others write what this one has no room for."""
            piece = shutil.disk_usage(node.database.data).free
            with open(ballast, "wb") as file:
                while piece >= 4096:
                    try:
                        os.posix_fallocate(file.fileno(), file.seek(0, os.SEEK_END), piece)
                    except OSError:
                        piece //= 2
            for _ in range(40):
                self.nodes["a"].database.sql("INSERT INTO filler.much VALUES (REPEAT('x', 250000))")

        def mend():
            """It has left rather than be another one than the others, and is started again until it has taken all from them."""
            state = "had ended itself" if node.database.process.poll() is not None else f"said {node.database.status('wsrep_local_state_comment')}"
            ballast.unlink()
            for starts in range(1, 4):
                node.database.kill()
                node.database.start()
                try:
                    node.database.until_synced(3, 400)
                    break
                except AssertionError:
                    if starts == 3 or node.database.process.poll() is None:
                        raise
            print(f"\nseen: the database whose disk was full {state}; it was whole again at start {starts}")

        self.under_load("a node's disk full", fill, mend)

    @unittest.skipUnless(LONG, "some minutes: PORTILLON_CLUSTER=long")
    def test_a_database_whose_clock_is_off(self):
        node = self.nodes["c"]
        for ahead in (600, -600):
            with self.subTest(ahead):

                def harm():
                    node.database.clock.set(ahead)  # noqa: B023
                    deadline = time.monotonic() + 30
                    while "clock" not in str(node.ready()[1]) and time.monotonic() < deadline:
                        time.sleep(0.2)
                    self.assertIn("clock", node.ready()[1]["missing"])

                self.under_load(f"a database's clock {ahead:+d} s off", harm, lambda: node.database.clock.set(0), 630)

    @unittest.skipUnless(LONG, "some minutes: PORTILLON_CLUSTER=long")
    def test_a_machine_whose_clock_is_off(self):
        """Its programs and its database agree, so nobody there can tell."""
        node = self.nodes["c"]
        self.cluster.sql("UPDATE contacts SET current_since = current_since - INTERVAL 1 DAY")  # not put in since that machine's now
        for ahead in (600, -600):
            with self.subTest(ahead):

                def put(seconds):
                    for clock in (node.clock, node.database.clock):
                        clock.set(seconds)

                self.under_load(f"a machine's clock {ahead:+d} s off", lambda: put(ahead), lambda: put(0), 630)  # noqa: B023


if __name__ == "__main__":
    unittest.main()
