"""Whoever is to take our messages takes the connection and never answers."""

import time
import unittest

import here
from load import CODE
from processes import until
from suffering import Suffering


class Providers(Suffering):
    def test_the_sms_gateway_hangs(self):
        """Five tries without an answer: the page says that this way is down, and offers the others. Codes that were asked for leave later."""
        self.still("PortillonMoyenEnPanne", channel="sms")
        self.visitor.send("reception", "code", channel="sms")
        self.caisse.gateway.next(self.visitor.person, CODE)
        other = self.caisse.visitor()
        self.caisse.gateway.hang(True)
        try:
            until("the page says so", lambda: "momentanément indisponible" in other.look().body.decode(), 120, every=0.2)
            self.assertGreaterEqual(self.caisse.gateway.counts()["stall"], 5)
            self.assertIn('value="letter"', other.look().body.decode())
            self.ring("PortillonMoyenEnPanne", channel="sms")
            status, found = self.caisse.ready()
            self.assertEqual((status, found["missing"]), (200, []))  # pages serve
        finally:
            self.caisse.gateway.hang(False)
        healed = time.monotonic()
        until("the page offers it again", lambda: "momentanément indisponible" not in other.look().body.decode(), 120, every=0.2)
        other.send("reception", "code", channel="sms")
        self.caisse.gateway.next(other.person, CODE)
        self.visitor = other
        self.well("the SMS gateway hangs", healed)
        self.assertEqual(self.caisse.load.failed(self.began), [])

    @unittest.skipUnless(here.LONG, "a minute and more: the time that is given to mail servers")
    def test_the_mail_server_hangs(self):
        self.still("PortillonMoyenEnPanne", channel="email")
        people = [next(self.caisse.remaining) for _ in range(12)]
        taken = self.caisse.mail.taken
        self.caisse.mail.hang(True)
        try:
            self.caisse.queue([(7_000_000 + number, "password_changed", "email", person) for number, person in enumerate(people)])
            self.ring("PortillonMoyenEnPanne", within=180, channel="email")
            self.assertIn("momentanément indisponible", self.visitor.look().body.decode())
        finally:
            self.caisse.mail.hang(False)
        healed = time.monotonic()
        until("all leave", lambda: self.caisse.mail.taken >= taken + len(people), 300, every=0.5)
        self.well("the mail server hangs", healed)


if __name__ == "__main__":
    unittest.main()
