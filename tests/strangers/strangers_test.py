"""A number that nobody has and a member's are told apart by nothing: answers, statements, times, how long a message takes.

    STRANGERS_EACH=1000 python3 -m unittest discover -s tests/strangers -p 'strangers_test.py'

Needs the release build. STRANGERS_EACH: visitors of each sort at every step (210). Prints a table of times for each round.
"""

import contextlib
import difflib
import gc
import os
import signal
import sys
import unittest

import here  # noqa: F401  (makes the modules of this folder and of the demo importable)
import walks
from crowd import STRANGER, Crowd
from people import Member, Members, nir
from ranks import HEADING, Comparison, chi_square
from surroundings import Surroundings

EACH = int(os.environ.get("STRANGERS_EACH", "210"))
ROUNDS = 3
COMPARISONS = 50  # of one round of all walks: the chance of a false alarm is shared among them
PLANTED = int(os.environ.get("STRANGERS_PLANTED", "500"))  # microseconds
crowd = None


def setUpModule():
    global crowd
    with contextlib.suppress(PermissionError):  # before other programs of the machine: they are not what is measured
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    gc.disable()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the demo ends with us
    place = unittest.enterModuleContext(Surroundings(Members(EACH)))
    crowd = Crowd(place)
    unittest.addModuleCleanup(crowd.close)


def say(text):
    print(text, file=sys.stderr, flush=True)


def first_difference(members, strangers):
    """Of two lists of texts, in a few lines."""
    one, other = ("\n=====\n".join(map(str, texts)).splitlines() for texts in (members, strangers))
    return "\n".join(list(difflib.unified_diff(other, one, "stranger", "member", lineterm="", n=1))[:20])


class Answers(unittest.TestCase):
    def same(self, gathered, least):
        """Every sort of member got what the strangers of the same looks got, at `least` so many steps."""
        compared = set()
        for (step, looks), sorts in gathered.items():
            for sort in set(sorts) - {STRANGER}:
                with self.subTest(step=step, looks=looks, sort=sort):
                    if sorts[sort] != sorts[STRANGER]:
                        self.fail(first_difference(sorted(sorts[sort]), sorted(sorts[STRANGER])))
                compared.add(step)
        self.assertGreaterEqual(len(compared), least)

    def test_every_answer_is_the_same_to_the_byte_through_nginx(self):
        for walk, visitors, steps in crowd.all_walks(8, crowd.web):
            course = walks.Course(visitors)
            walk(course, crowd.place)
            self.same(course.seen, steps)

    def test_the_database_is_asked_the_same(self):
        crowd.place.log_statements(True)
        self.addCleanup(crowd.place.log_statements, False)
        for walk, visitors, steps in crowd.all_walks(4, crowd.sockets):
            course = walks.Course(visitors, crowd.place.statements_of)
            walk(course, crowd.place)
            self.same(course.statements, steps)


class Times(unittest.TestCase):
    """What is told apart in each of up to three rounds, with other strangers, and each time the same way."""

    def compare(self, walk, prepare, least=2 * EACH):
        doubted = None
        for number in range(1, ROUNDS + 1):
            course = walks.Course(prepare(EACH, crowd.sockets))
            walk(course, crowd.place)
            found = self.comparisons(course, least)
            say("\n".join([f"\n{walk.__name__}, round {number}", HEADING, *(one.row() for one in found)]))
            verdicts = {one.step: one.told_apart(COMPARISONS) for one in found}
            doubted = {step: verdict for step, verdict in (doubted or verdicts).items() if verdict and verdicts[step] == verdict}
            if not doubted:
                return
        self.fail(f"told apart in {ROUNDS} rounds (1: members take longer, -1: strangers): {doubted}")

    def comparisons(self, course, least):
        found = []
        for step, sorts in course.times.items():
            for sort in sorted(set(sorts) - {STRANGER}):
                name = step if sort == "member" else f"{step}: {sort}"
                found.append(Comparison(name, sorts[sort], sorts[STRANGER]))
                self.assertGreater(len(sorts[sort]) + len(sorts[STRANGER]), 0.95 * least)
        return found

    def test_a_planted_difference_is_told_apart_in_every_round(self):
        with crowd.place.planted(PLANTED):
            for number in range(1, ROUNDS + 1):
                course = walks.Course(crowd.returning(EACH, crowd.sockets))
                walks.begin_only(course, crowd.place)
                (found,) = self.comparisons(course, 2 * EACH)
                say("\n".join([f"\nplanted {PLANTED} us, round {number}", HEADING, found.row()]))
                self.assertEqual(found.told_apart(COMPARISONS), 1)

    def test_who_forgot_the_password(self):
        self.compare(walks.forgot, crowd.returning)

    def test_first_access(self):
        self.compare(walks.first_access, crowd.first)

    def test_first_access_without_any_information(self):
        self.compare(walks.no_information, crowd.first)

    def test_it_was_not_me(self):
        self.compare(walks.not_me, crowd.returning)

    def test_sign_in_unknown_wrong_frozen_and_never_used(self):
        self.compare(walks.sign_in, crowd.at_the_door)

    def test_sign_in_with_what_looks_like_a_temporary_password(self):
        self.compare(walks.sign_in, crowd.with_temporaries)

    def test_the_courier_takes_as_long(self):
        """From one message handed over to the next, while many wait."""
        for walk in (walks.orders, walks.letters):
            with self.subTest(walk=walk.__name__):
                self.compare(walk, crowd.reachable, EACH)


class Decoys(unittest.TestCase):
    """Drawn from the members' own mix, and the same for years."""

    def setUp(self):
        self.place = crowd.place

    def test_strangers_are_mixed_as_the_database_says(self):
        exploitant, entreprise, *fresh = (int(one) for one in self.place.sql("SELECT * FROM mix")[0][1:])
        shares = {"exploitant": exploitant, "entreprise": entreprise, "particulier": 1000 - exploitant - entreprise}
        fresh_of = dict(zip(("particulier", "exploitant", "entreprise"), fresh))
        numbers = [drawn for identifier, drawn in crowd.drawn.items() if len(identifier) == 15]
        sirets = [drawn for identifier, drawn in crowd.drawn.items() if len(identifier) == 14]
        self.assertGreaterEqual(len(numbers), 2000)
        cells = [(kind, first) for kind in shares for first in (True, False)]
        expected = [len(numbers) * shares[kind] * (fresh_of[kind] if first else 1000 - fresh_of[kind]) / 1e6 for kind, first in cells]
        self.assertGreater(chi_square([numbers.count(cell) for cell in cells], expected), 1e-4)
        self.assertEqual({kind for kind, _ in sirets}, {"entreprise"})
        counted = sum(first for _, first in sirets)
        of_sirets = [len(sirets) * fresh[3] / 1000, len(sirets) * (1 - fresh[3] / 1000)]
        self.assertGreater(chi_square([counted, len(sirets) - counted], of_sirets), 1e-4)

    def test_the_database_says_what_the_members_are(self):
        mix = [int(one) for one in self.place.sql("SELECT * FROM mix")[0][1:]]
        with_nir = [member for member in self.place.members.all() if len(member.identifier) == 15]
        for stored, kind in zip(mix, ("exploitant", "entreprise")):
            counted = 1000 * sum(member.kind == kind for member in with_nir) / len(with_nir)
            # A hundred members of an assumed mix stand beside them.
            self.assertLess(abs(stored - counted), 1000 * 100 / len(with_nir))

    def test_a_restart_and_an_import_that_changes_little_leave_everybody_as_he_was(self):
        some = list(crowd.drawn)[::7]
        before = {identifier: crowd.drawn[identifier] for identifier in some}
        crowd.sockets.close()
        self.place.restart("identify")
        self.assertEqual(crowd.taken_for(some), before)
        newcomer = Member(nir(999999, 40), "exploitant", True, "both", 9999)
        self.place.import_members([*self.place.members.all(), newcomer])
        self.assertEqual(crowd.taken_for(some), before)
        self.assertGreater(len(some), 200)


if __name__ == "__main__":
    unittest.main()
