"""The checker finds what it is for: a history and tables that agree, each doctored in one place."""

import collections
import copy
import unittest

import here  # noqa: F401
import checker
from checker import Member, Message, Spent, Tables, check
from history import EVENTS, Act

CODE_TEXT = "MSA : votre code est 1234. Référence ABC-123."
PASSWORD_TEXT = "MSA : mot de passe temporaire : abcd efgh 2345 Référence DEF-456."


class CheckerTest(unittest.TestCase):
    def setUp(self):
        self.history = [Act(7, event, at, at + 1, "done") for at, event in enumerate(EVENTS.values())]
        self.tables = Tables(
            {7: Member(1, 1, 0, 1, 0, 0)},
            collections.Counter({(7, event): 1 for event in EVENTS.values()}),
            [Message(7, "code", "handed_over", "ABC-123", 1), Message(7, "temporary", "handed_over", "DEF-456", 1)],
            {7: [CODE_TEXT, PASSWORD_TEXT]},
            {7: 1},
            Spent(2, 2, 2),
        )

    def found(self):
        return sorted({finding.sort for finding in check(self.history, self.tables)})

    def member(self, **values):
        self.tables.members[7] = self.tables.members[7]._replace(**values)

    def test_nothing_is_found_where_all_agrees(self):
        self.assertEqual(check(self.history, self.tables), [])

    def test_each_event_that_was_answered_as_done_and_is_not_there_is_lost(self):
        for event in EVENTS.values():
            tables, self.tables = self.tables, copy.deepcopy(self.tables)
            del self.tables.events[7, event]
            self.assertIn("lost", self.found(), event)
            self.tables = tables

    def test_each_event_that_is_there_more_often_than_asked_for_is_doubled(self):
        for event in EVENTS.values():
            tables, self.tables = self.tables, copy.deepcopy(self.tables)
            self.tables.events[7, event] += 1
            self.assertIn("doubled", self.found(), event)
            self.tables = tables

    def test_what_nobody_knows_may_be_there_or_not(self):
        self.history[-1] = self.history[-1]._replace(outcome="unknown")
        self.assertEqual(self.found(), [])
        del self.tables.events[7, "sign_in_success"]
        self.assertEqual(self.found(), [])

    def test_what_was_refused_must_not_be_there(self):
        self.history[-1] = self.history[-1]._replace(outcome="refused")
        self.assertEqual(self.found(), ["doubled"])

    def test_a_message_that_is_not_in_the_outbox_is_lost(self):
        del self.tables.messages[0]
        self.assertIn("lost", self.found())

    def test_a_message_that_the_gateway_never_saw_is_lost(self):
        del self.tables.texts[7][0]
        self.assertEqual(self.found(), ["lost"])

    def test_a_text_that_came_twice_is_doubled_unless_a_crash_explains_it(self):
        self.tables.texts[7].append(CODE_TEXT)
        self.assertEqual(self.found(), ["doubled"])
        self.tables.messages[0] = self.tables.messages[0]._replace(tries=2)
        self.assertEqual(self.found(), [])
        self.assertEqual(checker.sent_again(self.history, self.tables), 1)

    def test_a_second_row_for_one_request_is_doubled(self):
        self.tables.messages.append(Message(7, "temporary", "queued", "", 0))
        self.assertEqual(self.found(), ["doubled"])

    def test_a_notice_that_came_twice_is_doubled_and_one_that_never_came_is_lost(self):
        self.tables.messages.append(Message(7, "first_access", "handed_over", "GHI-789", 1))
        self.assertEqual(self.found(), ["lost"])
        self.tables.texts[7] += ["MSA : un accès a été créé."]
        self.assertEqual(self.found(), [])
        self.tables.texts[7] += ["MSA : un accès a été créé."]
        self.assertEqual(self.found(), ["doubled"])

    def test_a_limit_that_counted_less_or_more_than_was_done_is_found(self):
        for used, sort in ((0, "lost"), (2, "doubled")):
            self.tables.starts[7] = used
            self.assertEqual(self.found(), [sort])
        self.tables.starts[7] = 1
        for used, sort in ((1, "lost"), (3, "doubled")):
            self.tables.sms = Spent(used, 2, 2)
            self.assertEqual(self.found(), [sort])

    def test_a_message_that_was_tried_again_may_have_used_nothing(self):
        self.tables.sms = Spent(1, 1, 2)
        self.assertEqual(self.found(), [])

    def test_a_password_or_session_that_is_gone_is_lost(self):
        self.member(has_password=0, sessions=0)
        self.assertEqual(self.found(), ["lost"])
        self.member(has_password=1)
        self.assertEqual(self.found(), ["lost"])

    def test_states_that_cannot_be_are_impossible(self):
        for doctored in ({"stale_sessions": 1}, {"has_temporary": 1}, {"code_wrong": 4}):
            before = self.tables.members[7]
            self.member(**doctored)
            self.assertEqual(self.found(), ["impossible"], doctored)
            self.tables.members[7] = before
        self.history = [act for act in self.history if act.event != "password_changed"]
        self.member(has_password=0)
        self.assertIn("impossible", self.found())


if __name__ == "__main__":
    unittest.main()
