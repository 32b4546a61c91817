"""kill -9 of everything that runs, at random moments, while members are on their way."""

import time
import unittest

import here
from place import PAGES
from suffering import Suffering

ROUNDS = 10 if here.LONG else 1


class Killed(Suffering):
    def test_each_program_is_killed_at_random_moments_and_comes_back_by_itself(self):
        """A form in work at that moment is a connection cut, or the page that says try again."""
        killed = 0
        for _ in range(ROUNDS):
            names = [*PAGES, "courier", "nginx", "nginx", "database"]
            self.caisse.random.shuffle(names)
            for name in names:
                killed += self.caisse.kill_one(name)
                time.sleep(self.caisse.random.random() * 0.4)
        self.assertGreaterEqual(killed, ROUNDS * len(PAGES))
        self.well(f"{killed} programs killed", time.monotonic(), most_cut=2 * ROUNDS * self.caisse.at_once)

    @unittest.skipUnless(here.LONG, "in the long form")
    def test_a_page_that_is_killed_again_and_again_rings(self):
        self.still("PortillonPageRedemarre")
        for _ in range(8):
            self.caisse.kill_one("code")
            time.sleep(1.2)  # Prometheus looks once a second
        self.ring("PortillonPageRedemarre")
        self.well("a page killed eight times", time.monotonic())


if __name__ == "__main__":
    unittest.main()
