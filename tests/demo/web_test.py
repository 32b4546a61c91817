import http.client
import json
import os
import socket
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path
from unittest import mock

import here
import web
from clock import Clock, parse_advance


class Connection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=10)
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(os.fspath(self._path))


class WebTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.state = Path(folder.name)
        (self.state / "mailbox").mkdir()
        Clock(self.state / "clock").make()
        self.path = self.state / "demo.sock"
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(os.fspath(self.path))
        listener.listen(8)
        self.addCleanup(listener.close)
        clock = mock.patch("database.time_now", return_value="2026-11-23T12:00:00.000000Z")
        self.time_now = clock.start()
        self.addCleanup(clock.stop)
        service = web.Service(listener, here.ROOT / "demo/members.toml", self.state)
        threading.Thread(target=service.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        self.addCleanup(service.shutdown)

    def ask(self, method, path, body=None, **headers):
        connection = Connection(self.path)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer, text

    def advance(self, text, **headers):
        return self.ask("POST", "/demo/clock", f"advance={text}", **headers)

    def test_home_leads_to_the_site_and_lists_everyone(self):
        answer, text = self.ask("GET", "/")
        self.assertEqual(answer.status, 200)
        page = text.decode()
        self.assertIn('href="/acces/connexion">Se connecter</a>', page)
        self.assertIn("Harambil", page)
        self.assertIn("2\u00a047\u00a003\u00a040\u00a0192\u00a0031\u00a086", page)
        self.assertNotIn("$", page)

    def test_members_are_told_as_json(self):
        answer, text = self.ask("GET", "/demo/members.json")
        self.assertEqual(answer.headers["Content-Type"], "application/json")
        self.assertEqual(json.loads(text)[0]["name"], "Jeanne Lartigue")

    def test_a_message_cannot_write_html(self):
        message = {"id": "1", "channel": "sms", "to": "<b>", "text": "<script>", "sent_at": "2026-11-23T12:00:00Z"}
        (self.state / "mailbox/1-1.json").write_text(json.dumps(message))
        _, text = self.ask("GET", "/demo/messages")
        self.assertIn(b"&lt;script&gt;", text)
        self.assertNotIn(b"<script>", text)

    def test_messages_are_shown_while_the_database_is_away(self):
        self.time_now.side_effect = subprocess.CalledProcessError(1, "mariadb")
        self.assertEqual(self.ask("GET", "/demo/messages")[0].status, 200)

    def test_the_clock_moves_forward_and_tells_programs_the_time(self):
        self.advance("60")
        answer, text = self.advance("86400")
        self.assertEqual((answer.status, json.loads(text)["ahead"]), (200, 86460))
        self.assertEqual((self.state / "clock").read_text(), "+86460\n")

    def test_a_browser_is_led_back(self):
        answer, _ = self.advance("60", Accept="text/html,*/*")
        self.assertEqual((answer.status, answer.headers["Location"]), (303, "/#horloge"))

    def test_the_clock_refuses_what_is_not_a_step_forward(self):
        for text in ("-5", "", "x", "1e3", "1.5", "%2B5", "99999999999", "4000000000"):
            self.assertEqual(self.advance(text)[0].status, 400, text)
        self.assertEqual((self.state / "clock").read_text(), "+0\n")

    def test_a_unicode_digit_is_no_digit(self):
        self.assertIsNone(parse_advance("٣"))

    def test_what_is_not_there_is_404(self):
        for path in ("/demo/", "/demo/letters/x.pdf", "/demo/letters/..%2f..%2fclock.pdf", "/etc/passwd"):
            self.assertEqual(self.ask("GET", path)[0].status, 404, path)
        self.assertEqual(self.ask("POST", "/demo/messages", "a=b")[0].status, 404)


if __name__ == "__main__":
    unittest.main()
