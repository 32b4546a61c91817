"""Mails through the product's own providers into a real mail server, and read back there. As root.

    PORTILLON_BUILD=build/release python3 -B -m unittest discover -s tests/delivery -p 'mail_server_test.py'
"""
import os
import pathlib
import subprocess
import tempfile
import time
import unittest

import here
import mail_server

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("PORTILLON_BUILD", ROOT / "build/debug"))
BASE = here.free_ports()

# A network of its own, whose only name server hears and says nothing.
SILENT_NAMES = """
ip link set lo up
mount --bind "$1" /etc/resolv.conf
python3 -c 'import socket, time; s = socket.socket(type=socket.SOCK_DGRAM); s.bind(("127.0.0.1", 53)); print(flush=True); time.sleep(60)' > "$1.up" &
until [ -s "$1.up" ]; do sleep 0.1; done
shift
"$@"
kill $!
"""


class Mail(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="portillon-mail-")
        cls.folder = pathlib.Path(cls.temporary.name)
        os.chmod(cls.folder, 0o755)
        cls.server = mail_server.MailServer(cls.folder / "server", (BASE, BASE + 1, BASE + 2), per_connection=5).start()
        for name in ("implicite", "starttls"):
            (cls.folder / f"provider_{name}").write_text(mail_server.PASSWORD + "\n")
        (cls.folder / "provider_intrus").write_text("wrong\n")

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.temporary.cleanup()

    def setUp(self):
        self.server.forget()

    def host(self, name, port, tls, user=mail_server.USER):
        login = f'user = "{user}"\nca = "{self.server.ca}"\n' if user else ""
        return f'[[smtp]]\nname = "{name}"\nhost = "127.0.0.1"\nport = {port}\ntls = "{tls}"\n{login}'

    def send(self, hosts, count=1, to="marie@exemple.fr", within=()):
        """The answer of each try, as "server answer reason"; `within`: a command that runs the sender."""
        config = self.folder / "portillon.toml"
        config.write_text(f'[caisse]\nname = "MSA Exemple"\n[site]\norigin = "https://www.exemple.fr"\n'
                          f'[paths]\npages = "{ROOT}/pages"\n[mail]\nfrom = "ne-pas-repondre@caisse.fr"\n'
                          f'from_name = "MSA Éxemple"\nbounces = "retours@caisse.fr"\n' + "".join(hosts))
        ran = subprocess.run([*within, BUILD / "bin/send_mail", config, str(count), to], capture_output=True, text=True, check=True,
                             env={"CREDENTIALS_DIRECTORY": str(self.folder), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
        self.times = [line for line in ran.stdout.splitlines() if " took " in line]
        return [" ".join(line.split()[:3]) for line in ran.stdout.splitlines() if " took " not in line]

    def test_mails_arrive_by_both_forms_of_tls_and_with_a_login(self):
        hosts = [self.host("implicite", self.server.implicit, "implicit"),
                 self.host("starttls", self.server.starttls, "starttls")]
        answers = self.send(hosts)
        self.assertEqual([answer.split()[:2] for answer in answers], [["implicite", "accepted"], ["starttls", "accepted"]])
        self.server.wait_for(2)
        for mail in self.server.messages():
            self.assertEqual(mail["X-Original-To"], "marie@exemple.fr")
            self.assertEqual(mail["Return-path"], f"<retours+{0:042x}@caisse.fr>")
            self.assertEqual(mail["Message-Id"], f"<{0:042x}@caisse.fr>")
            self.assertEqual(mail["Subject"], "Votre code de confirmation – MSA Exemple")
            self.assertIn("MSA Éxemple", mail["From"])
            self.assertIn("using TLSv1.3", " ".join(mail["Received"].split()))
            text, html = mail.iter_parts()
            self.assertEqual([text.get_content_type(), html.get_content_type()], ["text/plain", "text/html"])
            self.assertIn("Votre code de confirmation : 4829", text.get_content())
            self.assertIn(">4829</p>", html.get_content())
            self.assertEqual(mail.defects + text.defects + html.defects, [])

    def test_a_server_that_ends_the_connection_now_and_then_costs_no_message(self):
        answers = self.send([self.host("implicite", self.server.implicit, "implicit")], count=23)
        self.assertEqual({answer.split()[1] for answer in answers}, {"accepted"})
        self.assertEqual(len(self.server.wait_for(23)), 23)

    def test_an_unknown_mailbox_is_refused_for_good(self):
        self.assertEqual(self.send([self.host("starttls", self.server.starttls, "starttls")], to="inconnu@exemple.fr"),
                         ["starttls refused bad_mailbox"])

    def test_a_wrong_password_or_none_is_no_fault_of_the_message(self):
        self.assertEqual(self.send([self.host("intrus", self.server.implicit, "implicit")]), ["intrus unavailable login"])
        host = self.host("anonyme", self.server.implicit, "implicit", user="") + f'ca = "{self.server.ca}"\n'
        self.assertEqual(self.send([host]), ["anonyme unavailable policy"])
        self.assertEqual(self.server.files(), [])

    def test_a_silent_name_server_holds_nobody_longer_than_a_connection_may_take(self):
        names = self.folder / "resolv.conf"
        names.write_text("nameserver 127.0.0.1\noptions timeout:30\n")
        host = '[[smtp]]\nname = "nulle-part"\nhost = "smtp.nulle-part.example"\n'
        begin = time.monotonic()
        answers = self.send([host], within=["unshare", "--mount", "--net", "sh", "-c", SILENT_NAMES, "sh", names])
        self.assertEqual(answers, ["nulle-part unavailable timeout"])
        self.assertLess(time.monotonic() - begin, 8)


if __name__ == "__main__":
    unittest.main()
