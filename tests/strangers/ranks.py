"""Whether two samples come from the same source. Standard library only; normal approximations, for samples of tens and more."""

import math
import statistics
from dataclasses import dataclass

LEAST_SHARE, LEAST_MICROSECONDS = 0.02, 50.0  # below either, medians count as equal
BY_CHANCE = 0.05  # a difference of medians that samples of one source show so often is of the machine's other work
CHANCE = 1e-3  # of calling equal things different, over all comparisons of a round together


def rank_test(one, other):
    """Mann and Whitney's: z > 0 when `one` tends to be greater, and how likely as much is by chance (two-sided)."""
    joined = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks, ties, at = 0.0, 0.0, 0
    while at < len(joined):
        end = at
        while end < len(joined) and joined[end][0] == joined[at][0]:
            end += 1
        tied = end - at
        ranks += (at + end + 1) / 2 * sum(1 for _, group in joined[at:end] if group == 0)
        ties += tied**3 - tied
        at = end
    n, m = len(one), len(other)
    total = n + m
    spread = n * m / 12 * (total + 1 - ties / (total * (total - 1)))
    if spread <= 0:  # all values are one and the same
        return 0.0, 1.0
    z = (ranks - n * (n + 1) / 2 - n * m / 2) / math.sqrt(spread)
    return z, math.erfc(abs(z) / math.sqrt(2))


def chi_square(counted, expected):
    """Pearson's: how likely counts as far from `expected` are by chance."""
    value = sum((count - wanted) ** 2 / wanted for count, wanted in zip(counted, expected))
    return _chi_square_tail(value, len(counted) - 1)


def _chi_square_tail(value, freedom):
    """Of the chi-square distribution: by the recurrence of the incomplete gamma function from 1/2 or 1 on."""
    half = value / 2
    tail, a = (math.erfc(math.sqrt(half)), 0.5) if freedom % 2 else (math.exp(-half), 1.0)
    while a < freedom / 2:
        tail += math.exp(a * math.log(half) - half - math.lgamma(a + 1)) if half > 0 else 0.0
        a += 1
    return tail


@dataclass
class Comparison:
    """Microseconds of members against strangers, at one step."""

    step: str
    members: list
    strangers: list

    def __post_init__(self):
        self.member, self.stranger = statistics.median(self.members), statistics.median(self.strangers)
        self.z, self.p = rank_test(self.members, self.strangers)

    @property
    def difference(self):
        return self.member - self.stranger

    @property
    def share(self):
        return self.difference / self.stranger

    def told_apart(self, comparisons):
        """1: members take longer; -1: strangers do; 0: nobody could say. `comparisons`: made in this round."""
        far = abs(self.difference) >= LEAST_MICROSECONDS and abs(self.share) >= LEAST_SHARE
        if far and self.p < BY_CHANCE:
            return 1 if self.difference > 0 else -1
        if self.p < CHANCE / comparisons:
            return 1 if self.z > 0 else -1
        return 0

    def row(self):
        return (
            f"{self.step:46} {len(self.members):4}+{len(self.strangers):<4} {self.member:9.0f} {self.stranger:9.0f} "
            f"{self.difference:+8.1f} {100 * self.share:+7.2f} {self.z:+6.2f} {self.p:9.2g}"
        )


HEADING = f"{'step':46} {'n':>9} {'member':>9} {'stranger':>9} {'diff us':>8} {'diff %':>7} {'z':>6} {'p':>9}"
