"""Somebody who walks through the pages, and what came back: timed on the page's own socket, or byte for byte through nginx."""

import random
import re
import socket
import time
from dataclasses import dataclass
from urllib.parse import urlencode

import fastcgi

PREFIX = "/acces/"
_END, _STDOUT = 3, 6
_TOKEN = re.compile(rb'name="csrf" value="([^"]*)"')
# What differs from one request to the next, whoever asks. Tokens keep their length.
_MASKS = (
    (_TOKEN, lambda found: b"csrf of %d" % len(found[1])),
    (re.compile(rb"\d{1,2}\xc2\xa0h\xc2\xa0\d{2}"), b"time"),
    (re.compile(rb'<b class="p-reference">[A-Z0-9]{3}-[A-Z0-9]{3}</b>'), b"reference"),
    (re.compile(rb"(__Host-[a-z-]+)=([^;\r]+)"), lambda found: b"%s of %d" % (found[1], len(found[2]))),
    (re.compile(rb'(data-left|data-whole)="\d+"'), rb"\1"),
    (re.compile(rb'name="owner" value="[0-9a-f]{16}"'), b"owner"),
    (re.compile(rb"Content-Length: \d+\r"), b"Content-Length: right\r"),
    (re.compile(rb"Retry-After: \d+\r"), b"Retry-After: seconds\r"),
    (re.compile(rb"Date: [^\r]{29}\r"), b"Date\r"),
    (re.compile(rb"X-Request-Id: [0-9a-f]{32}\r"), b"X-Request-Id\r"),
)


@dataclass
class Answer:
    whole: bytes  # head and body, as they came
    microseconds: float
    asked: bytes = b""  # the identifier that stands in it, perhaps

    @property
    def head(self):
        return self.whole.partition(b"\r\n\r\n")[0]

    @property
    def body(self):
        return self.whole.partition(b"\r\n\r\n")[2]

    @property
    def status(self):
        found = re.match(rb"(?:HTTP/1\.1|Status:) (\d{3})", self.head)
        return int(found[1]) if found else 200

    @property
    def location(self):
        found = re.search(rb"^Location: (.*?)\r?$", self.head, re.M)
        return found[1].decode() if found else None

    def masked(self):
        """Everything that may not tell who asked; its length is checked against what was announced."""
        announced = re.search(rb"^Content-Length: (\d+)\r?$", self.head, re.M)
        assert announced is None or int(announced[1]) == len(self.body), self.head
        whole = self.whole.replace(self.asked, b"#" * len(self.asked)) if self.asked else self.whole
        for pattern, instead in _MASKS:
            whole = pattern.sub(instead, whole)
        return whole


class Sockets:
    """The pages' own FastCGI sockets, each with one connection that stays: one worker serves all that is compared."""

    def __init__(self, run, pages):
        self._run = run
        self._stems = {url: page.stem for page in pages for url in page.urls}
        self._open = {}

    def close(self):
        for connection in self._open.values():
            connection.close()
        self._open = {}

    def ask(self, method, url, cookies, body, address):
        stem = self._stems[url]
        params = {
            "REQUEST_METHOD": method, "SCRIPT_NAME": PREFIX + url, "QUERY_STRING": "",
            "CONTENT_TYPE": "application/x-www-form-urlencoded" if method == "POST" else "",
            "CONTENT_LENGTH": str(len(body)) if method == "POST" else "",
            "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": address, "HTTP_HOST": "localhost",
            "HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_COOKIE": cookies, "REQUEST_ID": "0" * 32,
        }  # fmt: skip
        wire = fastcgi.request(params, body, keep=True)
        if stem not in self._open:
            self._open[stem] = socket.socket(socket.AF_UNIX)
            self._open[stem].settimeout(30)
            self._open[stem].connect(str(self._run / f"{stem}.sock"))
        connection = self._open[stem]
        data, at, out, ended = b"", 0, [], False
        began = time.perf_counter_ns()
        connection.sendall(wire)
        while not ended:
            more = connection.recv(65536)
            took = time.perf_counter_ns() - began
            if not more:
                raise ConnectionError(f"{stem} closed the connection")
            data += more
            while at + 8 <= len(data):
                size = int.from_bytes(data[at + 4 : at + 6], "big")
                if at + 8 + size + data[at + 6] > len(data):
                    break
                if data[at + 1] == _STDOUT:
                    out.append(data[at + 8 : at + 8 + size])
                ended = data[at + 1] == _END
                at += 8 + size + data[at + 6]
        return b"".join(out), took / 1000


class Web:
    """nginx, over one connection that stays."""

    def __init__(self, port):
        self._port = port
        self._connection = None

    def close(self):
        if self._connection:
            self._connection.close()
        self._connection = None

    def ask(self, method, url, cookies, body, _):
        if not self._connection:
            self._connection = socket.create_connection(("127.0.0.1", self._port), timeout=30)
        head = [f"{method} {PREFIX}{url} HTTP/1.1", f"Host: localhost:{self._port}", "Sec-Fetch-Site: same-origin"]
        if cookies:
            head.append(f"Cookie: {cookies}")
        if method == "POST":
            head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        began = time.perf_counter_ns()
        self._connection.sendall(("\r\n".join(head) + "\r\n\r\n").encode() + body)
        data = b""
        while not _is_whole(data):
            more = self._connection.recv(65536)
            if not more:
                raise ConnectionError("nginx closed the connection")
            data += more
        took = time.perf_counter_ns() - began
        if b"\r\nConnection: close\r\n" in data:
            self.close()
        return data, took / 1000


def _is_whole(data):
    head, gap, body = data.partition(b"\r\n\r\n")
    if not gap:
        return False
    length = re.search(rb"\r\nContent-Length: (\d+)", head)
    return len(body) == int(length[1]) if length else body.endswith(b"0\r\n\r\n")


class Visitor:
    """One browser and the number that is typed in it. `looks`: what everybody may know of it, so that like is compared with
    like; `sort`: what only we know.
    """

    def __init__(self, wire, identifier, sort, looks=(), password=""):
        self.identifier, self.sort, self.looks, self.password = identifier, sort, looks, password
        self.gone = False  # has left what is compared: guessed right, one in ten thousand
        self._wire = wire
        self._address = f"10.{random.randrange(256)}.{random.randrange(256)}.{random.randrange(1, 255)}"
        self._cookies = {}
        self._token = ""

    def get(self, url):
        return self._ask("GET", url, b"")

    def post(self, url, **fields):
        return self._ask("POST", url, urlencode({"csrf": self._token, **fields}).encode())

    def begin(self, url="identite"):
        """A first page, for its cookie and token."""
        self._cookies = {}
        return self.get(url)

    def _ask(self, method, url, body):
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        whole, took = self._wire.ask(method, url, cookies, body, self._address)
        answer = Answer(whole, took, self.identifier.encode())
        for name, value in re.findall(rb"^Set-Cookie: ([^=]+)=([^;\r\n]*)", answer.head, re.M):
            self._cookies.pop(name.decode(), None)
            if value:
                self._cookies[name.decode()] = value.decode()
        if token := _TOKEN.search(whole):
            self._token = token[1].decode()
        return answer

    def journey(self):
        return self._cookies["__Host-portillon-demarche"]
