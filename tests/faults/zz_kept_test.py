"""After all of it: what members were told is done is there, and nothing is that must not be."""

import collections
import unittest

import here  # noqa: F401
from place import place


class Kept(unittest.TestCase):
    def test_what_was_answered_as_done_is_there_and_nothing_is_there_twice(self):
        """The last file of a run: by the tables, after all that the files before have done."""
        caisse = place()
        load, (missing, wrong) = caisse.end_load()
        steps = sum(len(steps) for steps in load.told.values())
        begun = load.done + len(load.lost)
        print(f"\nseen: {begun} journeys, {len(load.asked)} requests, {steps} steps answered as done: {len(missing)} lost, {len(wrong)} "
              f"impossible; {len(load.lost)} had to begin again {dict(collections.Counter(load.lost))}")
        self.assertEqual(missing, [])
        self.assertEqual(wrong, [])
        self.assertGreater(steps, begun)
        caisse.command("audit", "verify")


if __name__ == "__main__":
    unittest.main()
