"""Many requests at the same moment: every connection stands open with all but its last byte sent, then all are let go."""

import selectors
import socket
import time
import urllib.parse

from target import PREFIX, target
from visitor import FORM


class Request:
    """A form that is ready to go, of one visitor."""

    def __init__(self, visitor, url, fields, port=None):
        body = urllib.parse.urlencode(list(fields.items()) if isinstance(fields, dict) else fields).encode()
        cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
        head = (
            f"POST {PREFIX}{url} HTTP/1.1\r\nHost: localhost:{target().port}\r\nConnection: close\r\nCookie: {cookies}\r\n"
            f"Content-Type: {FORM}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self.bytes = head.encode() + body
        self.address = visitor.address
        self.port = port or target().front


class Reply:
    def __init__(self, data):
        head = data.partition(b"\r\n\r\n")[0].decode("latin-1")
        self.status = int(head.split()[1]) if head else 0  # 0: hung up on
        self.headers = [tuple(line.split(": ", 1)) for line in head.split("\r\n")[1:] if ": " in line]
        self.cookies = {}
        for name, value in self.headers:
            if name.lower() == "set-cookie":
                cookie, _, rest = value.partition(";")[0].partition("=")
                self.cookies[cookie] = rest
        self.location = next((v.removeprefix(PREFIX) for n, v in self.headers if n.lower() == "location"), None)


def at_once(requests, meanwhile=None, within=60.0):
    """The replies, in order. `meanwhile` is called when half have been let go, and again when all have."""
    lines = []
    try:
        for request in requests:
            line = socket.create_connection(("127.0.0.1", request.port), timeout=within, source_address=(request.address, 0))
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line.sendall(request.bytes[:-1])
            lines.append(line)
        time.sleep(0.1)  # nginx has read what there is
        half = len(lines) // 2
        for some in (slice(None, half), slice(half, None)):
            for line, request in zip(lines[some], requests[some]):
                line.sendall(request.bytes[-1:])
            if meanwhile:
                meanwhile()
        return [Reply(data) for data in _read_all(lines, within)]
    finally:
        for line in lines:
            line.close()


def _read_all(lines, within):
    """What each connection says until it ends, all read as it comes."""
    got = [b""] * len(lines)
    deadline = time.monotonic() + within
    with selectors.DefaultSelector() as selector:
        for number, line in enumerate(lines):
            line.setblocking(False)
            selector.register(line, selectors.EVENT_READ, number)
        while selector.get_map():
            ready = selector.select(max(0.0, deadline - time.monotonic()))
            if not ready:
                raise AssertionError(f"{len(selector.get_map())} of {len(lines)} requests are not answered")
            for key, _ in ready:
                try:
                    more = key.fileobj.recv(65536)
                except ConnectionError:
                    more = b""
                got[key.data] += more
                if not more:
                    selector.unregister(key.fileobj)
    return got
