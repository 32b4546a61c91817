"""What the verdicts are made of, against values that others have published or that can be counted by hand."""

import itertools
import math
import random
import unittest

import here  # noqa: F401  (makes the modules of this folder importable)
from ranks import Comparison, chi_square, rank_test


class RankTest(unittest.TestCase):
    def test_the_tortoise_and_hare_of_mann_and_whitney(self):
        # U = 11 of 36 for tortoises at places 1 7 8 9 10 11 against hares at 2 3 4 5 6 12; variance 6·6·13/12 = 39.
        z, p = rank_test([1, 7, 8, 9, 10, 11], [2, 3, 4, 5, 6, 12])
        self.assertAlmostEqual(z, (25 - 18) / math.sqrt(39))
        self.assertAlmostEqual(p, 0.2623, places=4)

    def test_ties_make_the_variance_smaller(self):
        # By hand: joined 1 2 2 3 | ranks 1 2.5 2.5 4; U of {2, 3} is 3.5; variance 4/12·(5 − 6/12) = 1.5.
        z, _ = rank_test([2, 3], [1, 2])
        self.assertAlmostEqual(z, (3.5 - 2) / math.sqrt(1.5))

    def test_the_sign_says_who_is_greater(self):
        self.assertGreater(rank_test([5, 6, 7], [1, 2, 3])[0], 0)
        self.assertLess(rank_test([1, 2, 3], [5, 6, 7])[0], 0)

    def test_one_and_the_same_value_says_nothing(self):
        self.assertEqual(rank_test([4, 4], [4, 4, 4]), (0.0, 1.0))

    def test_its_variance_is_that_of_all_orders(self):
        values = [1, 2, 2, 3, 5, 5]
        found = []
        for chosen in itertools.combinations(range(6), 3):
            one = [values[i] for i in chosen]
            found.append(rank_test(one, [values[i] for i in range(6) if i not in chosen])[0])
        self.assertAlmostEqual(sum(found), 0)
        self.assertAlmostEqual(sum(z * z for z in found) / len(found), 1)


class ChiSquare(unittest.TestCase):
    def test_the_tables_values_at_five_percent(self):
        for freedom, value in ((1, 3.8415), (2, 5.9915), (3, 7.8147), (5, 11.0705)):
            counted = [100 + math.sqrt(value * 50), 100 - math.sqrt(value * 50)] + [100] * (freedom - 1)
            self.assertAlmostEqual(chi_square(counted, [100] * (freedom + 1)), 0.05, places=4)


class Verdict(unittest.TestCase):
    def comparison(self, shift, spread=30.0, many=200, middle=1000.0):
        source = random.Random(7)
        strangers = [source.gauss(middle, spread) for _ in range(many)]
        return Comparison("", [source.gauss(middle + shift, spread) for _ in range(many)], strangers)

    def test_nothing_is_found_where_nothing_is(self):
        self.assertEqual(self.comparison(0).told_apart(40), 0)

    def test_a_shift_of_the_median_is_found_with_its_sign(self):
        self.assertEqual(self.comparison(80).told_apart(40), 1)
        self.assertEqual(self.comparison(-80).told_apart(40), -1)

    def test_ranks_find_what_is_below_the_medians_bound(self):
        self.assertEqual(self.comparison(20).told_apart(40), 1)

    def test_a_shift_below_two_percent_of_a_long_request_is_no_shift_of_the_median(self):
        self.assertEqual(self.comparison(100, spread=2000, middle=20000.0).told_apart(40), 0)

    def test_medians_that_are_far_apart_by_chance_alone_are_no_finding(self):
        # Answers of two speeds, half and half: one more of either moves the median all the way.
        self.assertEqual(Comparison("step", [1000, 5000] * 50 + [5000], [1000, 5000] * 50 + [1000]).told_apart(1), 0)


if __name__ == "__main__":
    unittest.main()
