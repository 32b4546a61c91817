"""Files that a program needs at its start and does not find as it left them."""

import time
import unittest

import here
from load import CODE
from processes import until
from suffering import Suffering


class Files(Suffering):
    def does_not_start(self, page, url, why, harm, heal):
        """A page that cannot start says why in one line, and is the only one that is not there. Forms and pages of others go on."""
        self.still("PortillonPageMuette")
        harm()
        try:
            self.caisse.restart(page)
            until("it says why", lambda: self.caisse.says(page, why))
            self.assertEqual(self.caisse.site.get("connexion").status, 200)
            if here.LONG:  # the site waits for it as long as it waits for any page
                answer = self.visitor.look(url)
                self.assertEqual((answer.status, answer.headers["Retry-After"]), (503, ["30"]))
            self.ring("PortillonPageMuette")
        finally:
            heal()
        self.well(f"{page} does not start ({why})", time.monotonic())

    def test_a_template_that_was_cut_off(self):
        path = self.caisse.state / "source/pages/sent.html"
        whole = path.read_text("utf-8")
        self.does_not_start("sent", "confirmation", "sent.html: ", lambda: path.write_text(whole[: len(whole) // 2], "utf-8"),
                            lambda: path.write_text(whole, "utf-8"))  # fmt: skip

    def test_a_key_that_is_gone(self):
        path = self.caisse.state / "credentials/code/code"
        away = path.with_name("code.away")
        self.does_not_start("code", "code", "/code: cannot be read as a key file", lambda: path.rename(away), lambda: away.rename(path))

    def test_the_courier_s_key_is_gone_and_messages_wait(self):
        path = self.caisse.state / "credentials/courier/code"
        away = path.with_name("code.away")
        path.rename(away)
        try:
            self.caisse.restart("courier")
            until("it says why", lambda: self.caisse.says("courier", "/code: cannot be read as a key file"))
            self.visitor.send("reception", "code", channel="sms")  # taken, and it waits
            page = self.visitor.look("code")
            self.assertEqual(page.status, 200)
            self.assertIn("En cours d'envoi", page.body.decode().replace("’", "'"))
        finally:
            away.rename(path)
        self.caisse.gateway.next(self.visitor.person, CODE)
        self.well("the courier without a key", time.monotonic())


if __name__ == "__main__":
    unittest.main()
