"""A visitor of the machine's site: connections made inside its network, each from an address of its own."""

import collections
import ctypes
import itertools
import os
import socket
import ssl
import threading

NAME = "espace-prive.exemple.fr"
_CLONE_NEWNET = 0x40000000

Answer = collections.namedtuple("Answer", "status headers body")


class Site:
    _addresses = (f"127.{a}.{b}.{c}" for a, b, c in itertools.product(range(1, 255), range(256), range(1, 255)))
    _lock = threading.Lock()

    def __init__(self, machine):
        self._machine = machine
        self.trusted = ssl.create_default_context(cadata=machine.run("cat", f"/etc/ssl/{NAME}.pem"))

    @classmethod
    def another_address(cls):
        """What one address may ask for is limited: a test that is about something else comes from a new one."""
        with cls._lock:
            return next(cls._addresses)

    def connect(self, port=443, source=None):
        """A thread alone enters the machine's network; the connection that it makes stays there."""
        made = []

        def inside():
            with open(f"/proc/{self._machine.leader}/ns/net", "rb") as network:
                if ctypes.CDLL(None, use_errno=True).setns(network.fileno(), _CLONE_NEWNET) != 0:
                    made.append(OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno())))
                    return
            try:
                made.append(socket.create_connection(("127.0.0.1", port), 20, (source or self.another_address(), 0)))
            except OSError as error:
                made.append(error)

        thread = threading.Thread(target=inside)
        thread.start()
        thread.join()
        if isinstance(made[0], OSError):
            raise made[0]
        return made[0]

    def ask(self, method, path, fields=(), body=b"", host=NAME, source=None, port=443):
        """Answer; status 0 when the server hangs up without a word."""
        connection = self.connect(port, source)
        if port == 443:
            connection = self.trusted.wrap_socket(connection, server_hostname=NAME)
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close", *fields]
        if body:
            lines.append(f"Content-Length: {len(body)}")
        with connection:
            try:
                connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)
            except (BrokenPipeError, ConnectionResetError):
                pass  # refused before all was sent; the answer is there
            data = b""
            try:
                while more := connection.recv(65536):
                    data += more
            except ConnectionResetError:
                pass
        head, _, content = data.partition(b"\r\n\r\n")
        if not head:
            return Answer(0, {}, b"")
        first, *rest = head.decode("latin-1").split("\r\n")
        headers = collections.defaultdict(list)
        for name, _, value in (line.partition(": ") for line in rest):
            headers[name].append(value)
        return Answer(int(first.split()[1]), dict(headers), content)
