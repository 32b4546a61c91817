"""A small responder with the holes that scanners look for, on the socket at STATE/run/bait.sock: what finds nothing here finds nothing.

    bait.py STATE

It has the shape of the product's forms: a token from a page that sets a cookie, refused with 403 when it does not fit.
"""

import html
import http.cookies
import os
import secrets
import socket
import socketserver
import sqlite3
import sys
import urllib.parse
from http.server import BaseHTTPRequestHandler
from pathlib import Path

TOKENS = {}
AROUND = "<p>Par sécurité, nous devons vérifier votre identité.</p>" * 5
KNOWN = "<p>Nous avons trouvé votre dossier. Choisissez maintenant comment recevoir votre mot de passe.</p>" * 5


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"

    def do_GET(self):
        visit = secrets.token_hex(16)
        TOKENS[visit] = secrets.token_hex(16)
        self._answer(200, self._form(TOKENS[visit], ""), [("Set-Cookie", f"appat={visit}; Path=/")])

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode("utf-8", "replace")
        form = {name: values[0] for name, values in urllib.parse.parse_qs(body, keep_blank_values=True).items()}
        cookie = http.cookies.SimpleCookie(self.headers.get("Cookie", "")).get("appat")
        token = TOKENS.get(cookie.value if cookie else "")
        if token is None or form.get("csrf") != token:
            self._answer(403, "<h1>Cette page n'est plus à jour</h1>")
            return
        typed = form.get("identifier", "")
        try:
            found = DATABASE.execute(f"SELECT name FROM members WHERE identifier = '{typed}'").fetchall()
        except sqlite3.Error as error:
            self._answer(200, f"{self._form(token, typed)}<p>{error}</p>")
            return
        # Of some length, as the product's pages: the token, another one each time, must not be all that a scanner can compare.
        known = "".join(f"<li>Dossier de {name}</li>" for name, in found) + KNOWN if found else "<p>inconnu</p>"
        self._answer(200, self._form(token, typed) + AROUND + known)

    def _form(self, token, typed):
        return (
            f'<form method="post" action="/appat/"><input type="hidden" name="csrf" value="{html.escape(token)}">'
            f'<input name="identifier" value="{typed}"><button>Suivant</button></form>'
        )

    def _answer(self, status, page, headers=()):
        body = f"<!doctype html><html><body>{page}</body></html>".encode("utf-8", "replace")
        self.send_response(status)
        for name, value in (("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body))), *headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def address_string(self):
        return "-"

    def log_message(self, *_):
        pass


class Server(socketserver.UnixStreamServer):
    request_queue_size = 128


if __name__ == "__main__":
    DATABASE = sqlite3.connect(":memory:", check_same_thread=False)
    DATABASE.execute("CREATE TABLE members (identifier TEXT, name TEXT)")
    DATABASE.execute("INSERT INTO members VALUES ('247034019203186', 'Jeanne')")
    path = Path(sys.argv[1], "run/bait.sock")
    path.unlink(missing_ok=True)
    old = os.umask(0)
    server = Server(str(path), Handler)
    os.umask(old)
    print("The bait lies.", flush=True)
    assert isinstance(server.socket, socket.socket)
    server.serve_forever()
