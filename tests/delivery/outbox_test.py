"""What a sysadmin sees and does, and what a member is told, with real providers behind it."""

import json
import re
import time
import unittest
from pathlib import Path

import here
import processes
from kannel import Kannel
from lanes_test import mail_settings, notices
from mail_server import MailServer
from office import Office, shared_folder
from visit import Visit

CANARY = """
[canary]
mobile = "+33639989999"
email = "essai@exemple.fr"
"""


class Outbox(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = shared_folder()
        cls.addClassCleanup(folder.cleanup)
        first = here.free_ports()
        cls.mail = MailServer(Path(folder.name) / "mail", (first, first + 1, first + 2))
        cls.kannel = Kannel(Path(folder.name) / "kannel", first + 3)
        settings = mail_settings(cls.mail.plain, 'tls = "none"') + CANARY + cls.kannel.description("kannel", "@receipts@")
        cls.kannel.start()
        cls.addClassCleanup(cls.kannel.stop)
        cls.mail.start()
        cls.addClassCleanup(cls.mail.stop)
        cls.office = Office("outbox", settings, {"kannel": Kannel.PASSWORD}, members=40)
        cls.office.__enter__()
        cls.addClassCleanup(lambda: cls.office.__exit__(None, None, None))

    def listed(self):
        return json.loads(self.office.command("outbox", "list", "--json"))

    def provider(self, name):
        return next(one for one in self.listed()["providers"] if one["name"] == name)

    def test_a_trial_message_goes_through_each_channel_from_end_to_end(self):
        said = self.office.command("outbox", "test", "--wait", "20")
        numbers = re.findall(r"(sms|email): queued as ([0-9a-f]{16})", said)
        self.assertEqual([channel for channel, _ in numbers], ["sms", "email"])
        self.assertEqual(len(re.findall(r"canary +(sms|email) +(handed_over|delivered) ", said)), 2, said)
        self.assertIn("+33639989999", {one.to for one in self.kannel.messages()})
        self.assertIn("essai@exemple.fr", {one["To"].addresses[0].addr_spec for one in self.mail.messages()})
        self.assertEqual({one["kind"] for one in self.listed()["canaries"]}, {"canary"})
        self.assertIn("[canary]: names nobody for letter", self._refused("outbox", "test", "--channel", "letter"))

    def _refused(self, *arguments):
        try:
            self.office.command(*arguments)
        except AssertionError as error:
            return str(error)
        self.fail(f"{arguments} was done")

    def test_an_sms_that_arrived_shows_so_on_the_page_and_in_the_outbox(self):
        visit = Visit(self.office.port, "127.4.0.1")
        visit.to_channel(self.office.people[0])
        visit.get(visit.choose("sms"))

        def received():
            visit.get("code")
            return "Reçu" in visit.html or "reçu" in visit.html.split('id="etat"')[-1][:2000]

        processes.until("the page says that it was received", received, within=15, every=0.2)
        reference = re.search(r"\b[0-9A-Z]{3}-[0-9A-Z]{3}\b", visit.html)[0]
        shown = json.loads(self.office.command("outbox", "show", "--json", reference))
        self.assertEqual((shown["state"], shown["provider"], shown["settled_as"]), ("delivered", "kannel", "delivered"))

    def test_a_mail_that_came_back_shows_so_and_only_who_knows_its_handle_can_say_it(self):
        person = self.office.people[1]
        visit = Visit(self.office.port, "127.4.0.2")
        visit.to_channel(person)
        visit.get(visit.choose("email"))
        mail = processes.until("the mail", lambda: next(
            (one for one in self.mail.messages() if one["To"].addresses[0].addr_spec == person.email), None))
        handle = re.search(r"\+([0-9a-f]{42})@", mail["Return-Path"])[1]
        key = int(handle[:16], 16)
        forged = handle[:-1] + ("0" if handle[-1] != "0" else "1")
        self._refused("outbox", "bounced", forged)
        self.assertEqual(self.office.rows()[key].state, "handed_over")
        self.office.command("outbox", "bounced", handle)
        self.assertEqual((self.office.rows()[key].state, self.office.rows()[key].reason), ("failed", "bounced"))
        visit.get("code")
        self.assertRegex(visit.html, "n.a pas pu")

    def test_with_the_mail_server_away_the_page_says_so_and_the_mail_leaves_when_it_is_back(self):
        self.mail.stop()
        try:
            def down():
                # A connection that is open may still take some; five tries that fail, and the channel is down.
                queued.append(len(queued))
                self.office.queue(notices(self.office.people[2:10], "email", first=9001 + 8 * len(queued)))
                return self.provider("relais")["down"]

            queued = []
            processes.until("the board says down", down, within=30, every=1.0)
            visit = Visit(self.office.port, "127.4.0.3")
            visit.to_channel(self.office.people[20])
            self.assertIn("momentanément indisponible", visit.html)
            waiting = self.office.command("outbox", "list")
            self.assertIn("DOWN", waiting)
        finally:
            self.mail.start()
        self.office.until_all_ended(120)
        self.assertEqual(self.office.number("SELECT COUNT(*) FROM outbox WHERE message BETWEEN 9001 AND 9400 AND state <> 'handed_over'"), 0)
        processes.until("the board says up", lambda: not self.provider("relais")["down"], within=30, every=0.2)
        visit.get("reception")
        self.assertNotIn("momentanément indisponible", visit.html)

    def test_a_dead_letter_is_retried_and_a_waiting_one_let_go(self):
        self.office.queue(notices(self.office.people[30:32], "email", first=9501))
        self.office.until_all_ended(60)
        self.office.sql("UPDATE outbox SET state = 'failed', reason = 'trial' WHERE message IN (9501, 9502)")
        before = len(self.mail.files())
        said = self.office.command("outbox", "retry", "--failed")
        self.assertRegex(said, r"^\d+ of \d+ to be tried again")
        processes.until("both leave again", lambda: len(self.mail.files()) >= before + 2, within=20)
        self.office.sql("UPDATE outbox SET state = 'queued', due_at = UTC_TIMESTAMP(6) + INTERVAL 1 HOUR WHERE message = 9501")
        self.assertIn("1 of 1 dropped", self.office.command("outbox", "drop", f"{9501:016x}"))
        self.assertEqual(self.office.rows()[9501].reason, "operator")

    def test_no_line_of_the_journal_holds_an_address_a_number_or_a_secret(self):
        self.office.queue(notices(self.office.people[32:40], "sms", first=9601))
        self.office.until_all_ended(60)
        time.sleep(0.2)
        journal = (self.office.state / "log/courier.log").read_text("utf-8")
        self.assertGreater(journal.count("message_handed_over"), 7)
        for person in self.office.people:
            for personal in (person.email, person.mobile[3:], person.identifier, f"Membre Numéro {person.number}"):
                self.assertNotIn(personal, journal)
        for message in self.kannel.messages():
            for code in re.findall(r"#(\d{4})$", message.text):
                self.assertNotIn(f'"{code}"', journal)


if __name__ == "__main__":
    unittest.main()
