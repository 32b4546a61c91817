"""The demo's own pages: home, messages, members, clock. Served on the socket at descriptor 0, behind the demo's nginx.

    web.py MEMBERS STATE
"""

import json
import socket
import socketserver
import subprocess
import sys
import threading
import urllib.parse
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import database
import show
from clock import Clock, parse_advance
from feed import read_members
from mailbox import Mailbox

LONGEST_BODY = 1024
HTML, JSON, CSS, PDF = "text/html; charset=utf-8", "application/json", "text/css; charset=utf-8", "application/pdf"
POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


class Service(socketserver.ThreadingMixIn, socketserver.BaseServer):
    daemon_threads = True

    def __init__(self, listener, members, state):
        super().__init__(None, Handler)
        self._listener = listener
        self.members = read_members(members)
        self.mailbox = Mailbox(state / "mailbox")
        self.clock = Clock(state / "clock")
        self.clock_turn = threading.Lock()
        self.database = state / "run/database.sock"

    def fileno(self):
        return self._listener.fileno()

    def get_request(self):
        return self._listener.accept()

    def shutdown_request(self, request):
        request.close()

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], ConnectionError):  # a reader who left is no error
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"

    def do_GET(self):
        path = urllib.parse.urlsplit(self.path).path
        mailbox = self.server.mailbox
        if path == "/":
            self._answer(HTML, show.home(self.server.members, self._now()))
        elif path == "/demo/members.json":
            self._answer_json(self.server.members)
        elif path == "/demo/messages":
            self._answer(HTML, show.messages(mailbox.messages(), self._now()))
        elif path == "/demo/messages.json":
            self._answer_json(mailbox.messages())
        elif path.startswith("/demo/letters/") and path.endswith(".pdf"):
            letter = mailbox.letter(path[len("/demo/letters/") : -len(".pdf")])
            self._answer(PDF, letter) if letter else self._refuse(HTTPStatus.NOT_FOUND)
        elif path == "/demo/clock":
            self._answer_json({"now": self._now(), "ahead": self.server.clock.ahead()})
        elif path == "/demo/demo.css":
            self._answer(CSS, show.stylesheet())
        else:
            self._refuse(HTTPStatus.NOT_FOUND)

    do_HEAD = do_GET

    def do_POST(self):
        if self.path != "/demo/clock":
            self._refuse(HTTPStatus.NOT_FOUND)
            return
        size = self.headers.get("Content-Length", "")
        if not size.isdigit() or int(size) > LONGEST_BODY:
            self._refuse(HTTPStatus.BAD_REQUEST)
            return
        form = urllib.parse.parse_qs(self.rfile.read(int(size)).decode("utf-8", "replace"))
        seconds = parse_advance(form.get("advance", [""])[0])
        with self.server.clock_turn:
            moved = seconds is not None and self.server.clock.advance(seconds)
        if not moved:
            self._refuse(HTTPStatus.BAD_REQUEST)
        elif "text/html" in self.headers.get("Accept", ""):
            self._answer(HTML, b"", HTTPStatus.SEE_OTHER, Location="/#horloge")
        else:
            self._answer_json({"now": self._now(), "ahead": self.server.clock.ahead()})

    def _now(self):
        """The database's time; None while it is away, which must not take the messages with it."""
        try:
            return database.time_now(self.server.database)
        except (subprocess.SubprocessError, OSError):
            return None

    def _answer_json(self, value):
        self._answer(JSON, json.dumps(value, ensure_ascii=False, indent=1).encode())

    def _refuse(self, status):
        self._answer(JSON, json.dumps({"error": status.phrase}).encode(), status)

    def _answer(self, content_type, body, status=HTTPStatus.OK, **headers):
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if body and self.command != "HEAD":
            self.wfile.write(body)

    def address_string(self):
        return "-"

    def log_request(self, code="-", size="-"):
        pass  # nginx has logged it


if __name__ == "__main__":
    with socket.socket(fileno=0) as listening:
        Service(listening, Path(sys.argv[1]), Path(sys.argv[2])).serve_forever()
