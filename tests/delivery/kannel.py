"""Kannel on this machine's loopback: bearerbox, smsbox and its own pretended operator (fakesmsc), as ordinary processes.

    with Kannel(folder, first_port=20210) as kannel:
        kannel.description("kannel", receipt_url)  # for a configuration; its credential: kannel.PASSWORD
        kannel.messages()          # what the operator received: Received(text, to, sender), oldest first

The operator reports each message as delivered (dlr-mask 1) at once, and smsbox calls the message's dlr-url for that.
Debian's packages kannel and kannel-extras have the programs. Takes four ports from `first_port` on.
"""

import ctypes
import re
import signal
import socket
import subprocess
import time
import urllib.request
from collections import namedtuple
from pathlib import Path

FAKESMSC = "/usr/lib/kannel/test/fakesmsc"

# What bearerbox writes to the operator's line, as fakesmsc prints it. That line knows no other end of a message than
# that of a line: each further line of a text comes as a message of its own.
_GOT = re.compile(rb"Got message \d+: <(.*)>$", re.S)
_FIRST_LINE = re.compile(rb"(\S+) (\S+) text (.*)$", re.S)
_NEXT = re.compile(rb"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \[\d+\] \[\d+\] ", re.M)

Received = namedtuple("Received", "text to sender")

_CONFIGURATION = """
group = core
admin-port = {admin}
admin-interface = 127.0.0.1
admin-password = {password}
smsbox-port = {boxes}
smsbox-interface = 127.0.0.1
log-level = 2
box-deny-ip = "*.*.*.*"
box-allow-ip = "127.0.0.1"
dlr-storage = internal
sms-incoming-queue-limit = -1
http-timeout = 20

group = smsc
smsc = fake
smsc-id = operator
port = {operator}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {sendsms}
sendsms-interface = 127.0.0.1
log-level = 2
http-request-retry = 3
http-queue-delay = 1

group = sendsms-user
username = {user}
password = {password}
default-sender = MSA
max-messages = 1
"""

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1


def _ends_with_us():
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Kannel:
    USER = "portillon"
    PASSWORD = "kannel-pour-essai"

    def __init__(self, folder, first_port):
        self._folder = Path(folder)
        self._ports = dict(zip(("admin", "boxes", "operator", "sendsms"), range(first_port, first_port + 4)))
        self._processes = {}
        self.url = f"http://127.0.0.1:{self._ports['sendsms']}/cgi-bin/sendsms"

    def description(self, name, receipt_url=None):
        """TOML of [[sms]] and [[receipts]]; `receipt_url`: of the receipt page, as smsbox reaches it."""
        receipt = 'dlr-mask = 19\ndlr-url = "{receipt}&status=%d"\n' if receipt_url else ""
        text = (
            f'[[sms]]\nname = "{name}"\nurl = "{self.url}"\nmethod = "GET"\n[sms.query]\nusername = "{self.USER}"\n'
            'password = "{secret}"\nto = "{to}"\ntext = "{text}"\ncharset = "UTF-8"\ncoding = 0\n' + receipt +
            '[sms.accepted]\nstatus = [202]\nbody_starts = ["0: Accepted", "3: Queued"]\n'
        )  # fmt: skip
        if receipt_url:
            text += f'[[receipts]]\nprovider = "{name}"\nurl = "{receipt_url}"\ndelivered = ["1"]\nfailed = ["2", "16"]\n'
        return text

    def start(self):
        self._folder.mkdir(parents=True, exist_ok=True)
        configuration = self._folder / "kannel.conf"
        configuration.write_text(
            _CONFIGURATION.format(user=self.USER, password=self.PASSWORD, **self._ports)
        )
        try:
            self._run("bearerbox", "/usr/sbin/bearerbox", "-v", "2", configuration)
            self._wait_for_port("operator")
            self._wait_for_port("boxes")
            self._run("smsbox", "/usr/sbin/smsbox", "-v", "2", configuration)
            self._wait_for_port("sendsms")
            # It would send messages of its own too: -m 0 says none.
            self._run("fakesmsc", FAKESMSC, "-H", "127.0.0.1", "-r", self._ports["operator"], "-m", "0", "1 2 text nothing")
            self._wait_until(self._all_connected, "its parts do not find each other")
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self):
        for process in reversed(self._processes.values()):
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        self._processes.clear()

    def messages(self):
        """What the operator received. Stays readable after stop()."""
        log = self._log("fakesmsc").read_bytes()
        starts = [match.start() for match in _NEXT.finditer(log)] + [len(log)]
        found = []
        for begin, end in zip(starts, starts[1:]):
            got = _GOT.search(log[begin:end].rstrip(b"\n"))
            if not got:
                continue
            first = _FIRST_LINE.match(got[1])
            if first:
                sender, to, text = (part.decode("utf-8", "replace") for part in first.groups())
                found.append(Received(text, to, sender))
            elif found:
                more = got[1].decode("utf-8", "replace")
                found[-1] = found[-1]._replace(text=f"{found[-1].text}\n{more}")
        return found

    def status(self):
        """Kannel's own words about itself."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self._ports['admin']}/status.txt", timeout=5) as answer:
            return answer.read().decode()

    def _all_connected(self):
        status = self.status()
        return "(online" in status and "smsbox:" in status

    def pids(self):
        return {name: process.pid for name, process in self._processes.items()}

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def _log(self, name):
        return self._folder / f"{name}.log"

    def _run(self, name, *command):
        with open(self._log(name), "wb") as sink:
            self._processes[name] = subprocess.Popen(
                [str(part) for part in command], cwd=self._folder, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink,
                preexec_fn=_ends_with_us,
            )  # fmt: skip

    def _wait_for_port(self, name):
        def listens():
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", self._ports[name])) == 0

        self._wait_until(listens, f"nobody listens on its port {self._ports[name]} ({name})")

    def _wait_until(self, there, complaint, within=15.0):
        end = time.monotonic() + within
        while not there():
            ended = [name for name, process in self._processes.items() if process.poll() is not None]
            if ended or time.monotonic() > end:
                raise RuntimeError(f"Kannel does not start: {complaint}; ended: {ended}; see {self._folder}")
            time.sleep(0.05)
