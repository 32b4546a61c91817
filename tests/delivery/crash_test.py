"""Hundreds of messages, in the long form two thousand, through a real mail server and Kannel while everything goes wrong: couriers are killed, the database is
restarted, the gateway fails. Every message ends, none is lost, and one that came twice came for a reason."""

import random
import signal
import threading
import time
import unittest
from collections import Counter, defaultdict
from pathlib import Path

import here
import processes
from flaky_proxy import FlakyProxy
from kannel import Kannel
from mail_server import PASSWORD, USER, MailServer
from office import REFERENCE, Office, shared_folder

MESSAGES = 2000 if here.LONG else 600
KINDS = (("code", 8), ("temporary", 5), ("password_changed", 7))  # of twenty
REFUSED = 40  # mailboxes that are not there


def orders(people, seed=4):
    """A mix of kinds and channels, a message a member, in no order; the numbers are unguessable, as the pages' are."""
    draw = random.Random(seed)
    kinds = [kind for kind, times in KINDS for _ in range(times)]
    return [
        (draw.getrandbits(63) | 1, kinds[i % len(kinds)], "sms" if i // len(kinds) % 2 else "email", person)
        for i, person in enumerate(people)
    ]


def settings(mail, first_port, gateway, kannel):
    sms = kannel.description("kannel", "@receipts@").replace(f":{first_port + 3}/", f":{gateway}/")
    return f"""
[courier]
sms_at_once = 4
email_at_once = 4
[mail]
from = "ne-pas-repondre@exemple.fr"
from_name = "MSA Sud Aquitaine"
bounces = "retours@exemple.fr"
[[smtp]]
name = "relais"
host = "127.0.0.1"
port = {mail.starttls}
tls = "starttls"
user = "{USER}"
ca = "{mail.ca}"
{sms}"""


class Chaos(threading.Thread):
    """kill -9 of the courier every second, and of the database twice, until told to end."""

    def __init__(self, office):
        super().__init__(daemon=True)
        self._office = office
        self._over = threading.Event()
        self.kills = 0
        self.restarts = 0

    def run(self):
        began = time.monotonic()
        for at in (5.0, 15.0):
            while time.monotonic() < began + at and not self._over.is_set():
                self._kill_courier()
            if not self._over.is_set():
                self._office.kill("mariadbd", signal.SIGKILL if at > 10 else signal.SIGTERM)
                self.restarts += 1
        while not self._over.is_set():
            self._kill_courier()

    def _kill_courier(self):
        if not self._over.wait(1.0):
            self._office.kill("portillon-courier")
            self.kills += 1

    def end(self):
        self._over.set()
        self.join()


class Received:
    """What the members got: the references of each one's messages, in order."""

    def __init__(self, mail, kannel):
        self.by_address = defaultdict(list)
        for message in sorted(mail.messages(), key=lambda one: one["Date"].datetime):
            self.by_address[message["To"].addresses[0].addr_spec].append(self._reference(message.get_body(("plain",)).get_content()))
        for message in kannel.messages():
            self.by_address[message.to].append(self._reference(message.text))

    @staticmethod
    def _reference(text):
        return REFERENCE.search(text)[0]


class Crashes(unittest.TestCase):
    def test_every_message_ends_none_is_lost_and_what_came_twice_came_for_a_reason(self):
        first = here.free_ports()
        with shared_folder() as folder:
            mail = MailServer(Path(folder) / "mail", (first, first + 1, first + 2),
                              refused=[f"membre{number}" for number in range(REFUSED)])  # fmt: skip
            kannel = Kannel(Path(folder) / "kannel", first + 3)
            proxy = FlakyProxy(first + 8, first + 6, failing=0.2)
            with mail, kannel, proxy:
                secrets = {"relais": PASSWORD, "kannel": Kannel.PASSWORD}
                with Office("crash", settings(mail, first + 3, first + 8, kannel), secrets, MESSAGES) as office:
                    self.through_chaos(office, mail, kannel, proxy)

    def through_chaos(self, office, mail, kannel, proxy):
        asked = orders(office.people)
        chaos = Chaos(office)
        office.queue(asked)
        chaos.start()
        took = 0.0
        try:
            took = office.until_all_ended(within=420)
        finally:
            chaos.end()
        time.sleep(2)  # what was on its way arrives
        rows, received = office.rows(), Received(mail, kannel)
        notes = self.notes_of(office)
        states = Counter(row.state for row in rows.values())
        doubles, unexplained, wrong = [], [], []
        for key, kind, channel, person in asked:
            row = rows[key]
            got = received.by_address[person.email if channel == "email" else person.mobile]
            if row.state in ("handed_over", "delivered"):
                if row.reference not in got:
                    wrong.append((row, got))
            elif not (row.state == "failed" and row.reason == "bad_mailbox" and not got):
                wrong.append((row, got))
            extra = [reference for reference in got if reference != row.reference]
            if len(got) > 1:
                doubles.append(key)
                self.assertEqual(len(set(got)), len(got), "each try has a reference of its own")
            unexplained += [(row, one) for one in extra if notes.get((key, one)) not in (None, "unknown")]
        unanswered = sum(1 for key in doubles if "unknown" in self.answers(notes, key))
        print(f"\nseen: {MESSAGES} messages in {took:.0f} s, {chaos.kills} kills, {chaos.restarts} restarts of MariaDB, gateway "
              f"{dict(proxy.counts)}: {dict(states)}; {len(doubles)} came more than once: {unanswered} whose answer was lost, "
              f"{len(doubles) - unanswered} whose courier was killed before it was noted")  # fmt: skip
        self.assertEqual(wrong, [], "a message was lost, or ended otherwise than it went")
        self.assertEqual(unexplained, [], "a message came twice though its first try was noted")
        self.assertEqual(states["failed"], REFUSED // 2)  # every other block of twenty goes by e-mail
        self.assertGreater(chaos.kills, 5)
        self.assertEqual(chaos.restarts, 2)
        self.assertLess(len(doubles), MESSAGES // 5)

    @staticmethod
    def notes_of(office):
        """(message, reference): what the provider answered at that try; nothing where the courier was killed meanwhile."""
        ends = {"message_handed_over", "message_put_off", "message_failed", "message_dropped"}
        return {
            (int(line["message"], 16), line["reference"]): line["answer"]
            for line in office.log()
            if line["event"] in ends and line["reference"]
        }

    @staticmethod
    def answers(notes, key):
        return {answer for (message, _), answer in notes.items() if message == key}


if __name__ == "__main__":
    unittest.main()
