"""What members notice when something is killed under load: which requests fail, and for how long. Figures: docs/measurements.md."""

import time
import unittest

import here  # noqa: F401
from caisse import LONG, Caisse
from load import Load

TIMES = 10 if LONG else 3


class OutageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.caisse = Caisse.get()

    def tearDown(self):
        for name in self.caisse.nodes:
            self.caisse.until_ready(name, 120)

    def under_load(self, what, harm, most, lasts):
        """At most so many failed requests, within so many seconds; afterwards members go on."""
        with Load(self.caisse.people, self.caisse.site, self.caisse.post, at_once=2) as load:
            time.sleep(3)
            self.assertEqual(load.failed(), [])
            began = time.monotonic()
            harm()
            time.sleep(3)
            healed, done = time.monotonic(), load.done
            time.sleep(5)
        print(f"\nseen: {what}: {load.figures(began)}; "
              f"{len(load.lost)} of {load.done + len(load.lost)} journeys had to begin again {sorted(set(load.lost)) or ''}")
        failed = load.failed()
        self.assertLessEqual(len(failed), most, load.lost)
        if failed:
            self.assertLess(max(one.at + one.took for one in failed) - began, lasts)
        self.assertEqual(load.failed(healed), [])
        self.assertGreater(load.done, done)

    def kill(self, node, *patterns):
        for _ in range(TIMES):
            for pattern in patterns:
                node.ask("sh", "-c", f"kill -9 $(pgrep -f '{pattern}' | head -1)")
            time.sleep(0.5)

    def test_pages_that_are_killed(self):
        node = self.caisse.nodes["a"]
        pages = ("portillon-sign_in", "portillon-code", "portillon-identify", "portillon-prove")
        self.under_load(f"four pages of one node killed {TIMES} times", lambda: self.kill(node, *pages), 8 * TIMES, 5 + TIMES)

    def test_a_worker_of_nginx_that_is_killed(self):
        node = self.caisse.nodes["a"]
        self.under_load(f"nginx's workers of one node killed {TIMES} times", lambda: self.kill(node, "nginx: worker", "nginx: worker"), 8 * TIMES, 5 + TIMES)

    def test_the_database_that_is_killed(self):
        def harm():
            self.caisse.database.kill()
            time.sleep(1)
            self.caisse.database.start()

        self.under_load("the database killed, and started again after a second", harm, 200, 20)

    def test_a_node_that_is_switched_off(self):
        node = self.caisse.nodes["b"]
        self.under_load("a whole node switched off", node.switch_off, 20, 30)
        node.boot()
        node.booted()
        self.caisse.until_ready("b", 120)


if __name__ == "__main__":
    unittest.main()
