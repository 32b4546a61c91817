"""An upgrade at noon: node after node leaves, gets the newer version and comes back, while members are on their way. And the way back."""

import time
import unittest

import here  # noqa: F401
import root
from caisse import LONG, Caisse
from load import Load

NEWER = "99.0"  # the same programs under a higher number


class RollingTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.caisse = Caisse.get()
        cls.newer = root.renumbered(root.package(), NEWER)

    def move_schema(self):
        """What the newer version's migration would do: add a column, and say that this build's programs serve on."""
        version = int(self.caisse.database.sql("SELECT MAX(version) FROM portillon.schema_version")[0][0])
        self.caisse.database.sql(f"ALTER TABLE portillon.members ADD COLUMN of_the_newer_version INT NULL; INSERT INTO portillon.schema_version "
                                 f"(version, applied_at, oldest_served) VALUES ({version + 1}, UTC_TIMESTAMP(6), {version})")  # fmt: skip

    def change(self, name, package):
        """As docs/fr/mettre-a-jour.md says."""
        node = self.caisse.nodes[name]
        told = node.run("portillon", "drain", "--stop", "--wait", "4")
        self.assertIn("drain: done", told)
        self.assertEqual(self.caisse.ready(name)[0], 503)
        node.run("apt-get", "install", "--yes", "--allow-downgrades", self.caisse.seen_inside(package), within=180)
        self.assertIn("every page answers", node.run("portillon", "undrain"))
        self.caisse.until_ready(name)
        time.sleep(3)  # HAProxy has seen it too before the other one leaves

    def test_each_node_is_upgraded_and_set_back_and_no_request_fails(self):
        before = self.caisse.nodes["a"].version()
        # No more at once than one node computes passwords for: more are told to come again, by design.
        with Load(self.caisse.people, self.caisse.site, self.caisse.post, at_once=2) as load:
            began = time.monotonic()
            time.sleep(3)
            self.move_schema()
            time.sleep(2)
            for name in self.caisse.nodes:
                self.change(name, self.newer)
            self.assertEqual([node.version() for node in self.caisse.nodes.values()], [NEWER, NEWER])
            there = time.monotonic()
            back = list(self.caisse.nodes) if LONG else ["b"]
            for name in back:
                self.change(name, self.caisse.package)
            self.assertEqual([self.caisse.nodes[name].version() for name in back], [before] * len(back))
            time.sleep(2)
        failed = load.failed()
        print(f"\nseen: two nodes upgraded in {there - began:.0f} s and {len(back)} of them set back in {time.monotonic() - there:.0f} s under load: "
              f"{len(load.asked)} requests, {len(failed)} failed; {load.done} journeys, {len(load.lost)} lost; "
              f"the slowest request {max(one.took for one in load.asked):.1f} s")  # fmt: skip
        self.assertEqual(failed, [])
        self.assertEqual(load.lost, [])
        self.assertGreater(load.done, 20)

    def test_what_a_page_has_in_hand_is_answered_when_the_target_is_stopped_without_a_drain(self):
        node = self.caisse.nodes["b"]
        node.run("portillon", "drain", "--wait", "4")  # the load balancer sends it nobody: the answers below are all its own
        page = node.property("portillon@sign_in.service", "MainPID")
        node.run("kill", "-STOP", page)
        visitors = [self.caisse.asked_directly("b", "/acces/connexion") for _ in range(20)]
        time.sleep(1)
        node.run("systemctl", "stop", "--no-block", "portillon.target")
        time.sleep(1)
        node.ask("kill", "-CONT", page)  # systemd has done so with its SIGTERM
        self.assertEqual([visitor() for visitor in visitors], [200] * 20)
        node.run("portillon", "undrain")
        self.caisse.until_ready("b")

    def test_ready_tells_what_is_missing_and_outside_nobody(self):
        node = self.caisse.nodes["a"]
        page = node.property("portillon@prove.service", "MainPID")
        node.run("kill", "-STOP", page)
        time.sleep(0.6)  # what was seen within the last half second is told once more
        try:
            began = time.monotonic()
            status, told = self.caisse.ready("a")
            self.assertLess(time.monotonic() - began, 2.0)
        finally:
            node.run("kill", "-CONT", page)
        self.assertEqual((status, told["missing"]), (503, ["page:prove"]))
        self.caisse.until_ready("a")
        node.run("portillon", "drain", "--wait", "0")
        self.assertEqual(self.caisse.ready("a")[1]["missing"], ["drain"])
        answer = self.caisse.site.ask("GET", "/acces/sante/pret")  # by way of the other node
        self.assertEqual((answer.status, answer.body), (200, b"ok\n"))
        node.run("portillon", "undrain")
        self.caisse.until_ready("a")
        acts = self.caisse.database.sql("SELECT detail FROM portillon.audit WHERE event = 'node_by_operator' ORDER BY 1")
        self.assertLessEqual({("drain",), ("undrain",)}, {tuple(row) for row in acts})


if __name__ == "__main__":
    unittest.main()
