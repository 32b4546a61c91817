"""A member's first walk through every page, and what it puts on the wire. Counted: all bytes that come from the server,
status lines and headers too, until the page stands; apart, the modules that the script then fetches. Not at all: what
comes once somebody types (the list of words, the grouping of numbers) or waits (the page again)."""

import gzip
import json
import re
import socket
import time
from dataclasses import dataclass
from urllib.parse import urlencode

from surroundings import PREFIX, STATE

_ASSET = re.compile(r'<(?:link rel="(?:stylesheet|icon)"|script|img)[^>]*?(?:href|src)="([^"#]+)')
_MODULE = re.compile(r'data-module="([^"]+)"')
_FOLDED = re.compile(r"<details>.*?</details>", re.S)
_LAZY = re.compile(r'<img [^>]*loading="lazy"[^>]*>')


@dataclass
class Weight:
    """Of one page: bytes of the first visit and of later ones, requests of the first, bytes that follow once the page stands."""

    first: int
    requests: int
    later: int
    after: int


def assets_of(html):
    """What a browser fetches for it at once. A lazy drawing in a help that is folded away comes when somebody unfolds it:
    tests/e2e/wire.spec.mjs looks at that in a browser."""
    seen = _FOLDED.sub(lambda folded: _LAZY.sub("", folded[0]), html)
    return list(dict.fromkeys(_ASSET.findall(seen)))


class Walk:
    def __init__(self, port):
        self._port = port
        self._cookies = {}
        self._csrf = ""
        self.pages = {}  # name: Weight
        self.refused = {}  # name: bytes of the form that is shown again

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

    def see(self, name, url, status=200):
        """The page as somebody gets it who was never here, with all that it wants, and then again."""
        path = url if url.startswith("/") else PREFIX + url
        answered, _, content, size = self._ask("GET", path)
        if answered != status:
            raise SystemExit(f"bench: {path}: {answered}")
        html = content.decode("utf-8")
        if token := re.search(r'name="csrf" value="([^"]+)"', html):
            self._csrf = token[1]
        first, later = size, size
        assets = assets_of(html)
        for one in assets:
            answered, values, _, bytes_ = self._ask("GET", one)
            if answered != 200:
                raise SystemExit(f"bench: {one}: {answered}")
            first += bytes_
            later += 0 if "immutable" in values.get("cache-control", "") else bytes_
        after = sum(self._ask("GET", one)[3] for one in dict.fromkeys(_MODULE.findall(html)))
        self.pages[name] = Weight(first, 1 + len(assets), later, after)

    def slip(self, name, url, **fields):
        """A form that is refused with what was typed in it, and so is never compressed."""
        status, values, _, size = self._ask("POST", PREFIX + url, urlencode({"csrf": self._csrf, **fields}).encode())
        if status != 422 or "content-encoding" in values:
            raise SystemExit(f"bench: POST {url}: {status} {values}")
        self.refused[name] = size

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
    """Every page: name to Weight, name to bytes of a refused form, and the cookies of a session that `member` opened."""
    stranger = Walk(port)
    stranger.see("identify", "identite")
    stranger.press("identite", "justificatif", identifier=first_access[0])
    stranger.see("prove", "justificatif")
    stranger.slip("prove", "justificatif", proof="amount", answer="douze")
    stranger.see("not_me", "ce-n-est-pas-moi")
    for file in sorted((STATE / "static").rglob("*.html")):
        url = file.relative_to(STATE / "static").with_suffix("").as_posix()
        language, _, translated = url.partition("/")
        if "erreur/" in url:
            continue
        if len(language) == 2:  # ISO 639-1
            Walk(port).see(f"{translated} ({language})", f"{translated}?langue={language}")
        else:
            stranger.see(url, url)
    stranger.see("no such page", "rien-ici", status=404)

    person = Walk(port)
    person.see("identify", "identite")
    person.slip("identify", "identite", identifier="2 01 01 98 910")
    person.press("identite", "reception", identifier=member[0])
    person.see("channel", "reception")
    person.press("reception", "code", channel="sms")
    person.see("code", "code")
    person.slip("code", "code", code="12")
    person.press("code", "confirmation", code=_message(r"votre code est (\d+)"))
    person.see("sent", "confirmation")
    person.see("sign_in", "connexion")
    person.slip("sign_in", "connexion", identifier="", password="")
    temporary = _message(r"temporaire\s*:\s*(.+)")
    person.press("connexion", "nouveau-mot-de-passe", identifier=member[0], password=temporary)
    person.see("new_password", "nouveau-mot-de-passe")
    person.slip("new_password", "nouveau-mot-de-passe", new_password="azerty", confirm_password="azert")
    own = "Brouette 7 & Pluie"
    person.press("nouveau-mot-de-passe", "nouveau-mot-de-passe", new_password=own, confirm_password=own)
    person.see("contacts", "coordonnees")
    person.see("contacts, a field open", "coordonnees?modifier=email")
    person.press("coordonnees", "mon-compte", action="confirm")
    person.see("account", "mon-compte")
    person.see("change_password", "mon-compte/mot-de-passe")
    # Last: this letter holds a temporary password too.
    stranger.see("prove", "justificatif")
    stranger.press("justificatif", "confirmation", way="letter")
    stranger.see("sent, by letter", "confirmation")
    return {**stranger.pages, **person.pages}, {**stranger.refused, **person.refused}, person.cookie()
