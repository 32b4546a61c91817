"""What can be had once is had once, also by a hundred at the same moment, before two nodes, while their processes are killed."""

import collections
import os
import signal
import time
import unittest

import crowd
import facts
import members
from journeys import CODE, Post, another_code, settled, to_code, to_sent
from processes import until
from target import target
from visitor import JOURNEY, Visitor


def kill_nine(stem):
    """To be called in the middle of a crowd: kills every process of the page on both nodes, and at the next call those that
    their supervisors have started again."""
    known = target().processes_of(stem)  # looked for before, so that the first comes at once

    def kill():
        for pid in known or until("the page runs again", lambda: target().processes_of(stem)):
            os.kill(pid, signal.SIGKILL)
        known.clear()

    return kill


def counted(replies, status):
    return sum(reply.status == status for reply in replies)


class Once(unittest.TestCase):
    def test_a_hundred_right_codes_at_once_send_one_temporary_password(self):
        site = target()
        visitor, code = to_code(site.member())
        token = visitor.get("code").csrf
        before = site.number("SELECT COUNT(*) FROM outbox WHERE kind = 'temporary'")
        replies = crowd.at_once([crowd.Request(visitor, "code", {"csrf": token, "code": code})] * 100)
        settled()
        self.assertEqual(site.number("SELECT COUNT(*) FROM outbox WHERE kind = 'temporary'"), before + 1)
        self.assertEqual({reply.status for reply in replies} - {303, 503}, set())
        self.assertGreater(counted(replies, 303), 0)
        self.assertEqual({reply.location for reply in replies if reply.status == 303}, {"confirmation"})

    def test_a_hundred_sign_ins_at_once_with_one_temporary_password_open_one_limited_session(self):
        site = target()
        member = site.member()
        _, temporary = to_sent(member)
        requests = []
        for _ in range(100):
            visitor = Visitor()
            token = visitor.get("connexion").csrf
            requests.append(crowd.Request(visitor, "connexion", {"csrf": token, "identifier": member.identifier, "password": temporary}))
        before = site.number("SELECT COUNT(*) FROM journeys WHERE stage = 'new_password'")
        replies = crowd.at_once(requests)
        self.assertEqual(site.number("SELECT COUNT(*) FROM journeys WHERE stage = 'new_password'"), before + 1)
        self.assertEqual(counted(replies, 303), 1)
        self.assertEqual(sum(JOURNEY in reply.cookies for reply in replies), 1)
        self.assertEqual({reply.status for reply in replies} - {303, 422, 503}, set())


class LimitsOfTwoNodes(unittest.TestCase):
    """Fifty at once through both nodes; in their middle all processes of the page are killed twice. Whoever got 503 may have
    been counted or not; what counts is what is done in the end, when one after the other has been refused."""

    def storm(self, requests, stem, done, most, one_more):
        """`done()` grows by exactly `most`, not more in the storm, and not less when others come afterwards."""
        before = done()
        self.assertEqual(len(target().processes_of(stem)), 2)
        self.cut_off(crowd.at_once(requests, kill_nine(stem)))
        self.assertLessEqual(done() - before, most)
        for _ in range(60):
            if one_more().status in (429, 422) and done() - before >= most:
                break
            time.sleep(0.05)  # the supervisors start the page again
        for _ in range(3):
            one_more()
        self.assertEqual(done() - before, most)

    def cut_off(self, replies):
        statuses = collections.Counter(reply.status for reply in replies)
        print(f"\n  {self._testMethodName}: {dict(sorted(statuses.items()))}", end=" ", flush=True)
        self.assertLessEqual(set(statuses), {0, 303, 422, 429, 503})

    def test_twenty_journeys_start_from_one_address_through_two_nodes_that_are_killed(self):
        site = target()
        address = site.address()

        def form():
            visitor = Visitor(address, site.front)
            return visitor, {"csrf": visitor.get("identite").csrf, "identifier": members.stranger()}

        def one_more():
            visitor, fields = form()
            return visitor.send("identite", fields)

        requests = [crowd.Request(visitor, "identite", fields) for visitor, fields in (form() for _ in range(50))]
        self.storm(requests, "identify", lambda: site.number("SELECT COUNT(*) FROM journeys"), 20, one_more)

    def test_three_wrong_tries_kill_a_code_through_two_nodes_that_are_killed(self):
        site = target()
        visitor, code = to_code(site.member())
        visitor.port = site.front
        token = visitor.get("code").csrf
        requests = [crowd.Request(visitor, "code", {"csrf": token, "code": another_code(code, n + 1)}) for n in range(50)]
        before = facts.events()
        self.cut_off(crowd.at_once(requests, kill_nine("code")))
        # Tries at a dead code go on counting in a row up to ten; of those at the living one three are looked at.
        for n in range(12):
            time.sleep(0.05)
            self.assertNotEqual(visitor.send("code", {"csrf": token, "code": another_code(code, 60 + n)}).status, 303)
        self.assertNotEqual(visitor.send("code", {"csrf": token, "code": code}).status, 303)
        tries = site.sql("SELECT code_wrong, wrong_in_a_row FROM recoveries WHERE wrong_in_a_row > 0 ORDER BY code_expires_at DESC LIMIT 1")
        self.assertEqual(tries, [["3", "10"]])
        self.assertEqual(facts.new_events(before).get("code_exhausted"), 1)

    def test_five_failures_at_sign_in_are_looked_at_through_two_nodes_that_are_killed(self):
        site = target()
        member = site.member()

        def form():
            visitor = Visitor(port=site.front)
            return visitor, {"csrf": visitor.get("connexion").csrf, "identifier": member.identifier, "password": "Faux-faux-77!"}

        def one_more():
            visitor, fields = form()
            return visitor.send("connexion", fields)

        requests = [crowd.Request(visitor, "connexion", fields) for visitor, fields in (form() for _ in range(50))]
        self.storm(requests, "sign_in", lambda: facts.events()["sign_in_failure"], 5, one_more)
        right = Visitor(port=site.front).post("connexion", identifier=member.identifier, password=member.password)
        self.assertEqual(right.status, 422)  # nobody looks at it now

    def test_one_code_a_minute_leaves_for_one_member_through_two_nodes_that_are_killed(self):
        site = target()
        member = site.member()
        visitors = []
        for _ in range(50):
            visitor = Visitor(port=site.front)
            self.assertEqual(visitor.post("identite", identifier=member.identifier).status, 303)
            visitors.append((visitor, visitor.get("reception").csrf))
        post = Post(member)

        def one_more():
            visitor, token = visitors[-1]
            return visitor.send("reception", {"csrf": token, "channel": "sms"})

        requests = [crowd.Request(visitor, "reception", {"csrf": token, "channel": "sms"}) for visitor, token in visitors]
        self.storm(requests, "channel", lambda: site.number("SELECT COUNT(*) FROM outbox WHERE kind = 'code'"), 1, one_more)
        settled()
        self.assertEqual(len([m for m in post.new() if CODE.search(m["text"])]), 1)


if __name__ == "__main__":
    unittest.main()
