"""A member's first walk through every page, and what it puts on the wire. Counted: all bytes that come from the server."""

import gzip
import json
import re
import socket
import time
from urllib.parse import urlencode

from surroundings import PREFIX, STATE

_ASSET = re.compile(r'<(?:link rel="(?:stylesheet|icon)"|script|img)[^>]*?(?:href|src)="([^"]+)"')


class Walk:
    def __init__(self, port):
        self._port = port
        self._cookies = {}
        self._csrf = ""
        self._kept = set()  # assets that the browser keeps: immutable
        self.pages = {}  # name: (first bytes, first requests, later bytes)

    def _ask(self, method, path, body=None):
        head = [f"{method} {path} HTTP/1.1", f"Host: localhost:{self._port}", "Accept-Encoding: gzip", "Connection: close"]
        if self._cookies:
            head.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self._cookies.items()))
        if body is not None:
            head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        with socket.create_connection(("127.0.0.1", self._port), timeout=20) as connection:
            connection.sendall(("\r\n".join(head) + "\r\n\r\n").encode() + (body or b""))
            data = b""
            while more := connection.recv(65536):
                data += more
        headers, content = data.split(b"\r\n\r\n", 1)
        lines = headers.decode("utf-8").split("\r\n")
        fields = [line.split(": ", 1) for line in lines[1:]]
        values = {name.lower(): value for name, value in fields}
        for name, value in fields:
            if name.lower() == "set-cookie":
                cookie, value = value.split(";")[0].split("=", 1)
                self._cookies.pop(cookie, None)
                if value:
                    self._cookies[cookie] = value
        if values.get("transfer-encoding") == "chunked":
            content = _joined(content)
        if values.get("content-encoding") == "gzip":
            content = gzip.decompress(content)
        return int(lines[0].split()[1]), values, content, len(data)

    def see(self, name, url):
        """The page as somebody gets it who was never here, with all that it wants, and then again."""
        path = url if url.startswith("/") else PREFIX + url
        status, _, content, size = self._ask("GET", path)
        if status != 200:
            raise SystemExit(f"bench: {path}: {status}")
        html = content.decode("utf-8")
        if token := re.search(r'name="csrf" value="([^"]+)"', html):
            self._csrf = token[1]
        assets = {one: self._ask("GET", one) for one in dict.fromkeys(_ASSET.findall(html))}
        again = [bytes_ for _, values, _, bytes_ in assets.values() if "immutable" not in values.get("cache-control", "")]
        self.pages[name] = (size + sum(one[3] for one in assets.values()), 1 + len(assets), size + sum(again))

    def press(self, url, next_url, **fields):
        body = urlencode({"csrf": self._csrf, **fields}).encode()
        status, values, content, _ = self._ask("POST", PREFIX + url, body)
        if status != 303 or values["location"].rsplit(PREFIX, 1)[-1] != next_url:
            raise SystemExit(f"bench: POST {url}: {status} {values.get('location')}\n{content.decode()[:3000]}")

    def cookie(self):
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())


def _joined(chunks):
    whole = b""
    while chunks:
        size, rest = chunks.split(b"\r\n", 1)
        length = int(size, 16)
        whole += rest[:length]
        chunks = rest[length + 2 :]
        if not length:
            break
    return whole


def _message(pattern, within=20.0):
    """The first message of the mailbox that holds `pattern`: the walk comes before every load."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        for path in (STATE / "mailbox").glob("[0-9]*.json"):
            if found := re.search(pattern, json.loads(path.read_text("utf-8"))["text"]):
                return found[1]
        time.sleep(0.03)
    raise SystemExit(f"bench: no message with {pattern}")


def walk(port, first_access, member):
    """Every page; returns their weights and the cookies of a session that `member` opened."""
    stranger = Walk(port)
    stranger.see("identify", "identite")
    stranger.press("identite", "justificatif", identifier=first_access[0])
    stranger.see("prove", "justificatif")
    stranger.see("identifier guide", "aide/identifiant")
    stranger.see("accessibility", "accessibilite")

    person = Walk(port)
    person.see("identify", "identite")
    person.press("identite", "reception", identifier=member[0])
    person.see("channel", "reception")
    person.press("reception", "code", channel="sms")
    person.see("code", "code")
    person.press("code", "confirmation", code=_message(r"votre code est (\d+)"))
    person.see("sent", "confirmation")
    person.see("sign_in", "connexion")
    temporary = _message(r"temporaire\s*:\s*(.+)")
    person.press("connexion", "nouveau-mot-de-passe", identifier=member[0], password=temporary)
    person.see("new_password", "nouveau-mot-de-passe")
    own = "Brouette 7 & Pluie"
    person.press("nouveau-mot-de-passe", "nouveau-mot-de-passe", new_password=own, confirm_password=own)
    person.see("contacts", "coordonnees")
    person.press("coordonnees", "mon-compte", action="confirm")
    person.see("account", "mon-compte")
    person.see("change_password", "mon-compte/mot-de-passe")
    return {**stranger.pages, **person.pages}, person.cookie()
