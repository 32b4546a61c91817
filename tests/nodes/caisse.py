"""A caisse with two nodes: HAProxy (nginx/haproxy.cfg as it is) and MariaDB on a machine of their own, the nodes from the package, an SMS
gateway on each node's loopback whose messages the tests read.
"""

import atexit
import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from socketserver import ThreadingMixIn
from urllib.parse import parse_qs

import here
import network
import people
import root
from booted import MOUNTED, die_with_parent
from node import Node
from post import Post
from site_client import NAME, Site

LONG = os.environ.get("PORTILLON_NODES") == "long"
MEMBERS = 6000 if LONG else 1500


class Front(Site):
    """The site as visitors reach it: through the load balancer, each from an address of its own."""

    name = NAME

    def __init__(self, certificate, machine="front"):
        self._place = machine
        self.trusted = ssl.create_default_context(cadata=certificate)

    def connect(self, port=443, source=None):
        visitor = (source or self.another_address(), 0)
        return network.in_namespace(self._place, lambda: socket.create_connection(("127.0.0.1", port), 20, visitor))

    def ask(self, *arguments, **options):
        """HAProxy writes the names of headers in small letters."""
        answer = super().ask(*arguments, **options)
        return answer._replace(headers={name.title(): values for name, values in answer.headers.items()})


class _Gateways(ThreadingMixIn, HTTPServer):
    daemon_threads = True


def gateway(node, post):
    """Of SMS, on this node's loopback."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            post.take(form["to"][0], form["text"][0])
            self.send_response(200)
            self.send_header("Content-Length", "5")
            self.end_headers()
            self.wfile.write(b"id 42")

        def log_message(self, *_):
            pass

    server = _Gateways(("127.0.0.1", 0), Handler, bind_and_activate=False)
    server.socket.close()
    server.socket = network.listening(node, 13013)
    threading.Thread(target=server.serve_forever, daemon=True).start()


def readiness(address, certificate):
    """(status, body) of sante/pret of the node, asked from the front machine."""
    context = ssl.create_default_context(cadata=certificate)

    def ask():
        with context.wrap_socket(socket.create_connection((address, 443), 5), server_hostname=NAME) as line:
            line.sendall(f"GET /acces/sante/pret HTTP/1.0\r\nHost: {NAME}\r\n\r\n".encode())
            answer = http.client.HTTPResponse(line)
            answer.begin()
            body = answer.read().decode()
            return answer.status, json.loads(body) if body.startswith("{") else body

    return network.in_namespace("front", ask)


class Balancer:
    """HAProxy on the front machine, with the shipped configuration but for the folders of its files. `trusted`: the nodes' certificates;
    `more`: lines for nodes that the example does not name."""

    def __init__(self, folder, trusted, more=""):
        folder.mkdir()
        self.key, self.certificate, self.log = folder / "key", folder / "certificate", folder / "log"
        make_certificate(self.key, self.certificate)
        (folder / f"{NAME}.pem").write_text(self.certificate.read_text() + self.key.read_text())
        (folder / "nodes.pem").write_text(trusted)
        text = (here.SOURCE / "nginx/haproxy.cfg").read_text("utf-8").replace("/etc/haproxy/", f"{folder}/")
        (folder / "haproxy.cfg").write_text(text.replace("log /dev/log local0", "log stdout format raw local0") + more, "utf-8")
        with open(self.log, "wb") as log:
            self._process = subprocess.Popen(network.inside("front", "haproxy", "-db", "-f", folder / "haproxy.cfg"), stdin=subprocess.DEVNULL,
                                             stdout=log, stderr=log, preexec_fn=die_with_parent)  # fmt: skip

    def stop(self):
        self._process.terminate()
        self._process.wait()


def make_certificate(key, certificate):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={NAME}", "-addext",
                    f"subjectAltName=DNS:{NAME}", "-keyout", key, "-out", certificate], check=True, capture_output=True)  # fmt: skip


class Database:
    """MariaDB of the front machine, for the nodes by the network alone."""

    def __init__(self, folder):
        self._folder = folder
        self._socket = folder / "database.sock"
        self._log = open(folder / "database.log", "wb")
        subprocess.run(["mariadb-install-db", "--no-defaults", f"--datadir={folder}/data", "--user=root", "--skip-test-db", "--force",
                        "--skip-name-resolve", "--auth-root-authentication-method=socket", "--auth-root-socket-user=root"],
                       stdout=self._log, stderr=self._log, check=True)  # fmt: skip
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            network.inside("front", "mariadbd", "--no-defaults", f"--datadir={self._folder}/data", "--user=root", f"--socket={self._socket}",
                           f"--bind-address={network.FRONT}", "--skip-name-resolve", f"--pid-file={self._folder}/database.pid",
                           "--character-set-server=utf8mb4", "--collation-server=utf8mb4_bin", "--default-time-zone=+00:00",
                           "--innodb-buffer-pool-size=64M", "--max-connections=600"),
            stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log, preexec_fn=die_with_parent)  # fmt: skip
        deadline = time.monotonic() + 60
        while not self._answers():
            if time.monotonic() > deadline:
                raise AssertionError("the database does not start")
            time.sleep(0.05)

    def _ask(self, statement):
        return subprocess.run(["mariadb", "--no-defaults", f"--socket={self._socket}", "--user=root", "--batch", "--skip-column-names"],
                              input=statement, capture_output=True, text=True)  # fmt: skip

    def _answers(self):
        return self._ask("SELECT 1").returncode == 0

    def sql(self, statement):
        done = self._ask(statement)
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        return [line.split("\t") for line in done.stdout.splitlines()]

    def kill(self):
        self.process.kill()
        self.process.wait()


class Caisse:
    _only = None

    @classmethod
    def get(cls):
        if cls._only is None:
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
            caisse = cls()
            atexit.register(caisse.stop)
            try:
                caisse._start()
            except BaseException:
                caisse.stop()
                raise
            cls._only = caisse
        return cls._only

    def __init__(self):
        if os.geteuid() != 0:
            raise PermissionError("tests/nodes boots machines with systemd-nspawn, which only root can")
        network.make()
        self.folder = Path(tempfile.mkdtemp(prefix="portillon-nodes-"))
        subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=0755", "nodes", self.folder], check=True)
        self.shared = self.folder / "shared"
        self.shared.mkdir(mode=0o700)
        self.package = root.package()
        kept, self._lock = root.ready()
        self.post = Post()
        self.nodes = {name: Node(name, kept, self.folder / name, self.shared) for name in network.NODES}
        self.database = self._balancer = None

    def _start(self):
        for node in self.nodes.values():
            node.boot()
        self.database = Database(self.folder)
        self._make_installer()
        for node in self.nodes.values():
            node.booted()
            gateway(node.name, self.post)
            node.run("sh", f"{MOUNTED}/tests/nodes/install", self.seen_inside(self.package), node.name, within=300)
        self._import()
        certificate = self._start_balancer()
        self.site = Front(certificate)
        for name in self.nodes:
            self.until_ready(name)
        self._until_balanced()
        self.people = iter(self._people)

    def seen_inside(self, package):
        return f"{MOUNTED}/{Path(package).relative_to(root.SOURCE)}"

    def _make_installer(self):
        """The database's administrator, for as long as the nodes are installed."""
        password = os.urandom(16).hex()
        (self.shared / "installer").write_text(password + "\n")
        self.database.sql(f"CREATE DATABASE portillon; CREATE USER installer@'192.0.2.%' IDENTIFIED BY '{password}'; "
                          "GRANT ALL ON *.* TO installer@'192.0.2.%' WITH GRANT OPTION;")  # fmt: skip

    def _import(self):
        self._people = [people.Person(number) for number in range(MEMBERS)]
        people.write(self.shared / "members.csv", self._people)
        # As root, with the account's password: on these nodes no account is known by its user.
        print(self.nodes["a"].run("portillon", "import", "--members", "/run/shared/members.csv", within=300).strip(), file=sys.stderr)

    def _start_balancer(self):
        self._balancer = Balancer(self.folder / "haproxy", "".join((self.shared / f"{name}.pem").read_text() for name in self.nodes))
        self.balancer_log, self.certificate, self.key = self._balancer.log, self._balancer.certificate, self._balancer.key
        return self.certificate.read_text()

    def _until_balanced(self, within=30.0):
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            try:
                if self.site.ask("GET", "/acces/sante/pret").status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise AssertionError(self.balancer_log.read_text("utf-8", "replace")[-2000:])

    def ready(self, name):
        """What sante/pret of this node says, asked from inside."""
        return readiness(network.NODES[name], (self.shared / f"{name}.pem").read_text())

    def asked_directly(self, name, path):
        """Sent to this node, past the load balancer; the status once it is called for."""
        context = ssl.create_default_context(cadata=(self.shared / f"{name}.pem").read_text())

        def send():
            line = context.wrap_socket(socket.create_connection((network.NODES[name], 443), 30), server_hostname=NAME)
            line.sendall(f"GET {path} HTTP/1.0\r\nHost: {NAME}\r\n\r\n".encode())
            return line

        line = network.in_namespace("front", send)

        def status():
            with line:
                return int(line.recv(4096).split()[1])

        return status

    def until_ready(self, name, within=60.0):
        deadline = time.monotonic() + within
        told = None
        while time.monotonic() < deadline:
            try:
                told = self.ready(name)
                if told[0] == 200:
                    return
            except OSError as error:
                told = error
            time.sleep(0.1)
        raise AssertionError(f"node {name} is not ready: {told}")

    def stop(self):
        if self._balancer is not None:
            self._balancer.stop()
        for node in self.nodes.values():
            node.stop()
        if self.database is not None and self.database.process.poll() is None:
            self.database.process.terminate()
            self.database.process.wait()
        self._lock.close()
        subprocess.run(["umount", "--recursive", "--lazy", self.folder], check=False, capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)
