"""A member's browser on the way to a code."""

import html
import http.client
import re
import urllib.parse

PREFIX = "/acces/"


class Visit:
    def __init__(self, port, address):
        self._port = port
        self._address = address  # of loopback: each visitor has one of its own
        self._cookies = {}
        self.html = ""

    def to_channel(self, person):
        self._post("identite", identifier=person.identifier)
        return self._post("justificatif", proof="vitale", answer=person.vitale)

    def choose(self, channel):
        """The form of the channel page; the page before it was read already."""
        return self._send("reception", channel=channel)

    def get(self, url):
        return self._ask("GET", url)

    def _post(self, url, **fields):
        self.get(url)
        location = self._send(url, **fields)
        self.get(location)
        return location

    def _send(self, url, **fields):
        token = html.unescape(re.search(r'name="csrf" value="([^"]*)"', self.html)[1])
        status, location = self._ask("POST", url, urllib.parse.urlencode({**fields, "csrf": token}).encode())
        if status != 303:
            raise AssertionError(f"{url}: {status}\n{self.html[-1500:]}")
        return location

    def _ask(self, method, url, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=40, source_address=(self._address, 0))
        headers = {"Host": f"localhost:{self._port}"}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, PREFIX + url, body, headers)
        answer = connection.getresponse()
        self.html = answer.read().decode("utf-8", "replace")
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self._cookies[key] = rest.partition(";")[0]
        connection.close()
        return answer.status, (answer.getheader("Location") or "").removeprefix(PREFIX).partition("?")[0]
