"""A browser that sends what no browser would: its own address, its own headers, and any bytes at all."""

import html
import http.client
import re
import socket
import urllib.parse

from target import PREFIX, target

FORM = "application/x-www-form-urlencoded"
VISIT, JOURNEY, SESSION, PERMIT = (f"__Host-portillon-{name}" for name in ("visite", "demarche", "session", "navigateur"))
COOKIES = (VISIT, JOURNEY, SESSION, PERMIT)


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers  # [(name, value)]
        self.body = body
        self.html = body.decode("utf-8", "replace")

    def all(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def header(self, name):
        return next(iter(self.all(name)), None)

    @property
    def location(self):
        """The URL under the prefix that it leads to, without its query; None for a page."""
        to = self.header("Location")
        return to and to.removeprefix(PREFIX).partition("?")[0]

    @property
    def csrf(self):
        found = re.search(r'name="csrf" value="([^"]*)"', self.html)
        return html.unescape(found[1]) if found else None

    @property
    def heading(self):
        found = re.search(r"<h1[^>]*>([^<]*)", self.html)
        return html.unescape(found[1]) if found else ""

    def __repr__(self):
        return f"<{self.status} {self.header('Location') or self.heading}>"


class Visitor:
    def __init__(self, address=None, port=None, cookies=None):
        self.address = address or target().address()
        self.port = port or target().port
        self.cookies = dict(cookies or {})
        self.sent = []  # (url, fields, cookies) of every form sent, for replays

    def twin(self):
        """Another browser with the same cookies, as somebody has who copied them."""
        return Visitor(self.address, self.port, self.cookies)

    def path(self, url):
        return url if url.startswith("/") else PREFIX + url

    def ask(self, method, url, body=None, headers=(), cookies=None):
        """`headers`: (name, value) that are sent as they are, after or instead of our own. One connection a request."""
        theirs = {name.lower() for name, _ in headers}
        cookies = self.cookies if cookies is None else cookies
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=40, source_address=(self.address, 0))
        try:
            connection.putrequest(method, self.path(url), skip_host=True, skip_accept_encoding=True)
            own = {"Host": f"localhost:{self.port}", "Connection": "close"}
            if cookies:
                own["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
            if body is not None:
                own["Content-Length"] = str(len(body))
            for name, value in (*((n, v) for n, v in own.items() if n.lower() not in theirs), *headers):
                connection.putheader(name, value)
            connection.endheaders(body)
            got = connection.getresponse()
            answer = Answer(got.status, got.getheaders(), got.read())
        finally:
            connection.close()
        self._keep(answer)
        return answer

    def _keep(self, answer):
        for line in answer.all("Set-Cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies.pop(name, None)
            if value and "max-age=0" not in line.lower():
                self.cookies[name] = value

    def get(self, url, headers=()):
        return self.ask("GET", url, headers=headers)

    def send(self, url, fields, headers=()):
        """A form as it is; `fields` a dict or a list of pairs."""
        pairs = list(fields.items()) if isinstance(fields, dict) else list(fields)
        self.sent.append((url, pairs, dict(self.cookies)))
        body = urllib.parse.urlencode(pairs).encode()
        return self.ask("POST", url, body, (("Content-Type", FORM), *headers))

    def post(self, url, page=None, **fields):
        """A form as a person sends it, with the token of the page where it stands."""
        shown = self.get(page or url)
        if shown.csrf is None:
            raise AssertionError(f"no form at {page or url}: {shown}")
        return self.send(url, {"csrf": shown.csrf, **fields})


def raw(data, port=None, address=None, within=15.0):
    """What comes back for these bytes until the server hangs up; b'' when it just does."""
    with socket.create_connection(("127.0.0.1", port or target().port), timeout=within, source_address=(address or "127.0.0.1", 0)) as line:
        line.sendall(data)
        got = b""
        try:
            while more := line.recv(65536):
                got += more
        except ConnectionError:
            pass
        return got
