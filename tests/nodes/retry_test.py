"""nginx/haproxy.cfg before two servers that do on purpose what nodes do when they fall: what is sent again, and what never."""

import collections
import http.client
import os
import re
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

import here
from booted import die_with_parent
from site_client import NAME

NEVER = ("POST", "/acces/connexion"), ("GET", "/acces/accuse")


class Server(threading.Thread):
    """Ready, and takes every other request whole before it breaks off without an answer."""

    def __init__(self, context, seen):
        super().__init__(daemon=True)
        self._context, self._seen = context, seen
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.start()

    def run(self):
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line):
        try:
            with self._context.wrap_socket(line, server_side=True) as secure:
                data = b""
                while b"\r\n\r\n" not in data:
                    if not (more := secure.recv(4096)):
                        return
                    data += more
                head, _, body = data.partition(b"\r\n\r\n")
                length = re.search(rb"(?i)content-length: (\d+)", head)
                while length and len(body) < int(length[1]):
                    body += secure.recv(4096)
                method, path = head.split(b" ")[:2]
                if path == b"/acces/sante/pret":
                    secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                else:
                    self._seen[method.decode(), path.decode()] += 1
        except OSError:
            pass

    def close(self):
        # A thread that waits in accept() holds it open until it is woken.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


class RetryTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        place = Path(folder.name)
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={NAME}", "-addext",
                        f"subjectAltName=DNS:{NAME}", "-keyout", place / "key", "-out", place / "nodes.pem"], check=True, capture_output=True)  # fmt: skip
        (place / f"{NAME}.pem").write_text((place / "nodes.pem").read_text() + (place / "key").read_text())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(place / "nodes.pem", place / "key")
        cls.trusted = ssl.create_default_context(cadata=(place / "nodes.pem").read_text())
        cls.seen = collections.Counter()
        cls.servers = [Server(context, cls.seen) for _ in range(2)]
        with socket.create_server(("127.0.0.1", 0)) as free:
            cls.port = free.getsockname()[1]
        text = (here.SOURCE / "nginx/haproxy.cfg").read_text("utf-8").replace("/etc/haproxy/", f"{place}/")
        text = text.replace("log /dev/log local0", "log stdout format raw local0").replace("bind :80\n", "\n").replace("bind :443", f"bind 127.0.0.1:{cls.port}")
        for address, server in zip(("192.0.2.11:443", "192.0.2.12:443"), cls.servers, strict=True):
            text = text.replace(address, f"127.0.0.1:{server.port}")
        if os.geteuid() != 0:
            text = text.replace("    user haproxy\n    group haproxy\n", "")
        (place / "haproxy.cfg").write_text(text, "utf-8")
        cls.log = open(place / "log", "w+")
        balancer = subprocess.Popen(["haproxy", "-db", "-f", place / "haproxy.cfg"], stdin=subprocess.DEVNULL, stdout=cls.log, stderr=cls.log,
                                    preexec_fn=die_with_parent)  # fmt: skip
        cls.addClassCleanup(cls.log.close)
        cls.addClassCleanup(lambda: (balancer.terminate(), balancer.wait()))
        time.sleep(4)  # both are ready

    def ask(self, method, path):
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=20, context=self.trusted)
        connection._context.check_hostname = False
        try:
            connection.request(method, path, body=b"a=b" if method == "POST" else None, headers={"Host": NAME})
            return connection.getresponse().status
        finally:
            connection.close()

    def test_a_what_only_reads_is_asked_again_at_another_node(self):
        self.assertEqual(self.ask("GET", "/acces/connexion"), 502)
        self.assertGreaterEqual(self.seen["GET", "/acces/connexion"], 2)

    def test_a_what_may_have_been_taken_is_never_sent_twice(self):
        for method, path in NEVER:
            self.assertEqual(self.ask(method, path), 502)
            self.assertEqual(self.seen[method, path], 1, (method, path))

    def test_b_what_was_not_taken_for_want_of_a_connection_goes_to_the_other_node(self):
        self.servers[0].close()
        before = self.seen["POST", "/acces/connexion"]
        for _ in range(4):  # in turns, and before HAProxy has seen that one is away
            self.assertEqual(self.ask("POST", "/acces/connexion"), 502)
        self.assertEqual(self.seen["POST", "/acces/connexion"], before + 4)


if __name__ == "__main__":
    unittest.main()
