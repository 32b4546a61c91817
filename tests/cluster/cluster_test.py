"""What three nodes on a Galera cluster promise when nothing is broken: what one wrote the next one reads, limits hold over all of them, no
message leaves twice, and what only a lock protects on one server is protected here too."""

import concurrent.futures
import html
import re
import threading
import time
import unittest
import urllib.parse

import here  # noqa: F401
from checker import check, read, sent_again
from cluster import Cluster
from history import History
from load import OWN, Load, Member

AT_ONCE = 24
STARTS, SMS_A_DAY = 20, 5000  # [limits] starts_an_hour and sms_a_day, as shipped
OTHER = "Vendange-58 au cellier"


def until(condition, what, within=30.0):
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(what)
        time.sleep(0.05)


class Visitor(Member):
    """One who can send a form without looking at where it leads, also through another door than the last time."""

    def __init__(self, person, cluster, site=None):
        super().__init__(person, site or cluster.site, cluster.post, [])

    def through(self, site):
        self._site = site
        return self

    def token(self, url):
        shown = self._ask("GET", url)
        return html.unescape(re.search(r'name="csrf" value="([^"]*)"', shown.body.decode())[1])

    def post(self, url, token, **fields):
        return self._ask("POST", url, urllib.parse.urlencode({**fields, "csrf": token}).encode())

    def page(self, url):
        return self._ask("GET", url)


def at_once(works):
    with concurrent.futures.ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(lambda work: work(), works))


class ClusterTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = Cluster.get()

    def visitor(self, person=None):
        return Visitor(person or next(self.cluster.people), self.cluster)

    def of_member(self, person, value):
        return self.cluster.sql(f"SELECT {value} FROM members AS m ORDER BY member LIMIT 1 OFFSET {self.cluster.everybody.index(person)}")[0][0]

    def events(self, person, event):
        return int(self.of_member(person, f"(SELECT COUNT(*) FROM audit AS t WHERE t.event = '{event}' AND t.subject = m.subject)"))

    def test_what_one_node_wrote_the_next_one_reads_and_nothing_is_lost_or_doubled(self):
        history = History()
        with Load(self.cluster.people, self.cluster.site, self.cluster.post, 3, history.member) as load:
            time.sleep(4)
        self.assertEqual(load.lost, [])
        self.assertGreater(load.done, 2)
        tables = read(self.cluster, history)
        self.assertEqual(check(history.acts, tables), [])
        self.assertEqual(sent_again(history.acts, tables), 0)
        print(f"\nseen: {load.done} journeys through three nodes, {len(history.acts)} forms, nothing lost or doubled")

    def test_wrong_codes_at_once_through_all_nodes_are_no_more_than_three(self):
        person = next(self.cluster.people)
        member = History().member(person, self.cluster.site, self.cluster.post, [])
        right = member.up_to_code()
        visitor = self.visitor(person)
        visitor._cookies = member._cookies
        token = visitor.token("code")
        doors = [self.cluster.door(name) for name in self.cluster.nodes]
        wrong = [f"{number:04d}" for number in range(1000, 1000 + AT_ONCE + 1) if f"{number:04d}" != right][:AT_ONCE]
        tries = []
        for number, code in enumerate(wrong):
            one = Visitor(person, self.cluster, doors[number % len(doors)])
            one._cookies = dict(visitor._cookies)
            tries.append(lambda one=one, code=code: one.post("code", token, code=code))
        at_once(tries)
        # The third ends the code; further ones count in the row, of which ten end them all.
        self.assertEqual(self.events(person, "code_exhausted"), 1)
        self.assertEqual(self.events(person, "code_wrong"), 9)
        self.assertEqual(self.of_member(person, "(SELECT CONCAT(code_wrong, ' ', wrong_in_a_row) FROM recoveries AS r WHERE r.subject = m.subject)"), "3 10")

    def test_wrong_passwords_at_once_through_all_nodes_are_no_more_than_one_after_the_other(self):
        person = next(self.cluster.people)
        doors = [self.cluster.door(name) for name in self.cluster.nodes]
        visitors = [Visitor(person, self.cluster, doors[number % len(doors)]) for number in range(AT_ONCE)]
        tokens = [visitor.token("connexion") for visitor in visitors]
        for _ in range(3):  # more than a node computes at once are told to come again
            at_once([lambda v=v, t=t: v.post("connexion", t, identifier=person.identifier, password="Faux-mot 12 passe")
                     for v, t in zip(visitors, tokens, strict=True)])  # fmt: skip
        self.assertEqual(self.events(person, "sign_in_failure"), 5)  # sign_in_free
        self.assertGreater(self.events(person, "sign_in_throttled"), 0)

    def test_no_session_of_the_old_password_outlives_a_change_of_password_on_another_node(self):
        person = next(self.cluster.people)
        History().member(person, self.cluster.site, self.cluster.post, []).journey()
        a, b = self.cluster.door("a"), self.cluster.door("b")
        changer, thief = Visitor(person, self.cluster, a), Visitor(person, self.cluster, b)
        changer.send("connexion", "coordonnees", identifier=person.identifier, password=OWN)
        form, door = changer.token("mon-compte/mot-de-passe"), thief.token("connexion")
        # On node a the change has ended all sessions and stands before its last statement while somebody signs in on node b.
        held = HeldTable(self.cluster.nodes["a"].database, "audit")
        with held, concurrent.futures.ThreadPoolExecutor(1) as pool:
            changed = pool.submit(changer.post, "mon-compte/mot-de-passe", form, current_password=OWN, new_password=OTHER, confirm_password=OTHER)
            until(held.is_waited_for, "the change of password does not come to its last statement")
            signed_in = thief.post("connexion", door, identifier=person.identifier, password=OWN)
            held.let_go()
            answer = changed.result()
        self.assertEqual(answer.status, 303, answer.body[-600:])
        self.assertEqual(answer.headers["Location"], ["/acces/mon-compte?fait=mot-de-passe"])
        self.assertEqual(signed_in.status, 303)
        self.assertEqual(thief.page("coordonnees").headers.get("Location"), ["/acces/connexion?suite=%2Facces%2Fcoordonnees"])
        self.assertEqual(changer.page("coordonnees").status, 200)

    def test_couriers_of_three_nodes_send_each_message_once(self):
        people = [next(self.cluster.people) for _ in range(60)]
        keys = self.queue(people)
        until(lambda: self.cluster.sql(f"SELECT COUNT(*) FROM outbox WHERE message IN ({keys}) AND state <> 'handed_over'") == [["0"]],
              "some message is not sent", 60)  # fmt: skip
        self.assertEqual([len(self.cluster.post.texts(person)) for person in people], [1] * len(people))
        # One whose courier lost against another node while it was in hand is taken up again a minute later.
        twice = int(self.cluster.sql(f"SELECT COUNT(*) FROM outbox WHERE message IN ({keys}) AND lease > 1")[0][0])
        self.assertLessEqual(twice, 5)
        print(f"\nseen: {len(people)} messages claimed by the couriers of three nodes at once: each sent once, {twice} taken up again later")

    def queue(self, people):
        """A notice by SMS to each, all due at the same moment; their keys."""
        numbers = [row[0] for row in self.cluster.sql("SELECT member FROM members ORDER BY member")]
        values = ", ".join(
            f"({1000 + person.number}, 'password_changed', 'sms', (SELECT subject FROM members WHERE member = {number}), {number}, "
            f"REPEAT('j', 32), {contact}, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), 'queued', 2, UTC_TIMESTAMP(6) + INTERVAL 2 SECOND, "
            "UTC_TIMESTAMP(6) + INTERVAL 1 DAY)"
            for person in people for number in [numbers[self.cluster.everybody.index(person)]]
            for contact in [f"(SELECT contact FROM contacts WHERE member = {number} AND type = 'mobile')"])  # fmt: skip
        self.cluster.sql("INSERT INTO outbox (message, kind, channel, subject, member, journey, contact, on_file_before, queued_at, state, "
                         f"priority, due_at, purge_at) VALUES {values}")  # fmt: skip
        return ",".join(str(1000 + person.number) for person in people)

    def test_journeys_that_start_at_once_from_one_address_through_all_nodes_are_as_many_as_it_may_start(self):
        source = self.cluster.site.another_address()
        doors = [self.cluster.door(name) for name in self.cluster.nodes]
        people, done = [], 0
        for _ in range(2):  # of who is told that the node is busy others come again
            visitors = [self.visitor().through(door) for _ in range(AT_ONCE // len(doors)) for door in doors]
            for visitor in visitors:
                visitor._source = source
            people += [visitor.person for visitor in visitors]
            answers = at_once([lambda v=v: v.post("identite", v.token("identite"), identifier=v.person.identifier) for v in visitors])
            done += sum(answer is not None and answer.status == 303 for answer in answers)
        used = self.cluster.sql(f"SELECT used FROM allowances WHERE bucket = UNHEX(SHA2('start:{source}', 256))")
        self.assertEqual(used, [[str(STARTS)]])
        self.assertEqual(sum(self.events(person, "journey_started") for person in people), STARTS)
        self.assertLessEqual(done, STARTS)

    def test_the_sms_of_the_day_are_as_many_as_it_has_for_the_couriers_of_three_nodes(self):
        until(lambda: self.cluster.sql("SELECT COUNT(*) FROM outbox WHERE channel = 'sms' AND due_at IS NOT NULL") == [["0"]], "some SMS waits", 120)
        people = [next(self.cluster.people) for _ in range(30)]
        today = "bucket = UNHEX(SHA2('sms:day', 256))"
        self.cluster.sql(f"INSERT INTO allowances (bucket, used, ends_at) VALUES (UNHEX(SHA2('sms:day', 256)), {SMS_A_DAY - 20}, UTC_TIMESTAMP(6) + INTERVAL 1 DAY) "
                         "ON DUPLICATE KEY UPDATE used = VALUES(used)")  # fmt: skip
        keys = self.queue(people)
        until(lambda: self.cluster.sql(f"SELECT COUNT(*) FROM outbox WHERE message IN ({keys}) AND due_at IS NOT NULL") == [["0"]],
              "some message has no end", 120)  # fmt: skip
        self.assertEqual(self.cluster.sql(f"SELECT used FROM allowances WHERE {today}"), [[str(SMS_A_DAY)]])
        self.assertEqual(sorted(len(self.cluster.post.texts(person)) for person in people), [0] * 10 + [1] * 20)
        self.cluster.sql(f"UPDATE allowances SET used = (SELECT COUNT(*) FROM outbox WHERE channel = 'sms' AND member <> 0 AND state = 'handed_over') WHERE {today}")

    def test_two_imports_at_once_on_two_nodes_leave_every_member_once(self):
        before = self.cluster.sql("SELECT COUNT(*), COUNT(DISTINCT subject) FROM members")
        ran = at_once([lambda node=node: node.command("import", "--members", self.cluster.folder / "members.csv", check=False)
                       for node in self.cluster.nodes.values()])  # fmt: skip
        self.assertIn(0, [one.returncode for one in ran])
        self.assertEqual(self.cluster.sql("SELECT COUNT(*), COUNT(DISTINCT subject) FROM members"), before)

    def test_the_audit_trail_of_three_nodes_is_one_that_verifies(self):
        for node in self.cluster.nodes.values():
            node.command("audit", "anchor")
        told = self.cluster.nodes["b"].command("audit", "verify")
        self.assertEqual(told.returncode, 0, told.stdout)

    def test_every_node_holds_the_same(self):
        tables = [row[0] for row in self.cluster.sql("SHOW TABLES") if row[0] != "providers"]  # which is written every few seconds

        def differing():
            # Not CHECKSUM TABLE: of columns that are computed it sums what happens to stand in memory.
            held = {name: {table: sorted(self.cluster.sql(f"SELECT * FROM {table}", name)) for table in tables} for name in self.cluster.nodes}
            return [table for table in tables if any(held[name][table] != held["a"][table] for name in held)]

        until(lambda: differing() == [], f"the nodes differ: {differing()}", 60)


class HeldTable:
    """On one database node alone: what writes to the table waits until it is let go."""

    def __init__(self, database, table):
        self._database, self._table = database, table
        self._over, self._held = threading.Event(), threading.Event()

    def __enter__(self):
        self._thread = threading.Thread(target=self._hold, daemon=True)
        self._thread.start()
        until(lambda: "SLEEP(60), 'held'" in self._states(), "the table is not held")
        return self

    def __exit__(self, *_):
        self.let_go()

    def _hold(self):
        # The sleeping statement is what keeps this client's lock; it is killed to let go.
        try:
            self._database.sql(f"LOCK TABLES portillon.{self._table} READ; SELECT SLEEP(60), 'held'", within=90)
        except AssertionError:
            pass

    def _states(self):
        return str(self._database.sql("SHOW FULL PROCESSLIST"))

    def is_waited_for(self):
        return "Waiting for table metadata lock" in self._states() and "INSERT INTO audit" in self._states()

    def let_go(self):
        for row in self._database.sql("SELECT id FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP(60), %'"):
            self._database.sql(f"KILL {row[0]}")
        self._thread.join()


if __name__ == "__main__":
    unittest.main()
