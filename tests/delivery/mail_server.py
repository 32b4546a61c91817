"""A real mail server for tests: Postfix on 127.0.0.1, with TLS, logins and a folder that mail lands in.

    server = MailServer(folder, ports=(20100, 20101, 20102)).start()
    ... implicit TLS on the first port, STARTTLS on the second, in clear and without a login on the third
    for mail in server.messages(): ...
    server.stop()

As root. An instance of its own, with all its files in the folder: several run side by side, and beside the machine's own.
User postfix must be able to enter the folder. Each message is flushed to disk when it is taken and when it is delivered; a
folder in /dev/shm saves that.
"""

import contextlib
import email
import email.policy
import os
import pwd
import shutil
import signal
import socket
import socketserver
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "attack"))  # programs that end with us

import processes

START_WITHIN = 20
STOP_WITHIN = 10
DELIVERIES_WITHIN = 2
USER = "portillon"
PASSWORD = "correct horse é \"'\\"
REALM = "mx.exemple.fr"

# Whatever slows down strangers is off: tests are many messages from one address. Every domain is at home here.
MAIN = """
compatibility_level = 3.6
myhostname = {realm}
mydestination =
inet_protocols = ipv4
queue_directory = {folder}/queue
data_directory = {folder}/data
mail_owner = postfix
setgid_group = postdrop
maillog_file = /dev/stdout
local_recipient_maps =
notify_classes =
in_flow_delay = 0

virtual_mailbox_domains = static:all
virtual_mailbox_maps = static:mail/
virtual_mailbox_base = {folder}
virtual_minimum_uid = 1
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
initial_destination_concurrency = 20

smtpd_peername_lookup = no
smtpd_client_connection_count_limit = 0
smtpd_error_sleep_time = 0
smtpd_soft_error_limit = 1000000
smtpd_hard_error_limit = 1000000
smtpd_junk_command_limit = 1000000
smtpd_delay_reject = no
smtpd_sender_restrictions = {sender}
smtpd_relay_restrictions = reject_unauth_destination
smtpd_recipient_restrictions = $refused, permit
refused = check_recipient_access texthash:{folder}/refused

smtpd_tls_chain_files = {folder}/server.key, {folder}/server.pem
smtpd_tls_received_header = yes
smtpd_tls_auth_only = yes
smtpd_sasl_local_domain = {realm}
"""

# Name, type, private, unprivileged, in a jail, woken every, at most, program. The ports are last: once they answer, all is up.
MASTER = """
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
postlog unix-dgram n - n - 1 postlogd
{host}:{implicit} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes {login}
{host}:{starttls} inet n - n - - smtpd {login}
{host}:{plain} inet n - n - - smtpd
"""

QUEUES = ("active", "bounce", "corrupt", "defer", "deferred", "hold", "incoming", "private", "public", "saved", "trace")

LOGIN = (
    "-o smtpd_tls_security_level=encrypt -o smtpd_sasl_auth_enable=yes "
    "-o { smtpd_recipient_restrictions = $refused, permit_sasl_authenticated, reject }"
)

# For the library that Postfix asks about passwords: they are in a file, no further daemon knows them. Debian's Postfix looks
# for this in folder sasl of its configuration, whatever cyrus_sasl_config_path says.
SASL = """
pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: {folder}/users.db
mech_list: PLAIN LOGIN
"""

# Postfix's master forgets that it is to end with its parent when it changes user, a shell does not.
SUPERVISOR = """
trap 'kill "$master"; wait "$master"' TERM
/usr/lib/postfix/sbin/master -c "$1" -s &
master=$!
wait "$master"
"""


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


def alive_in(session):
    """{process id: name} of what still does something there."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            name, fields = stat.read_text().split("(", 1)[1].rsplit(")", 1)
            state, _, _, of, *_ = fields.split()
            if int(of) == session and state != "Z":
                found[int(stat.parent.name)] = name
    return found


def connection_limit(most):
    """A policy service: Postfix has no limit of its own on the messages of one connection. Each smtpd has its own connection to
    it, and one client at a time."""

    class Limit(socketserver.StreamRequestHandler):
        def handle(self):
            client, messages = None, 0
            for line in self.rfile:
                if line.startswith(b"client_port="):
                    client, messages = line, messages + 1 if line == client else 1
                elif line == b"\n":
                    self.wfile.write(b"action=%s\n\n" % (b"DUNNO" if messages <= most else b"421 4.7.0 too many messages"))

    return Limit


class MailServer:
    def __init__(self, folder, ports, refused=("inconnu",), host="127.0.0.1", per_connection=None):
        """`refused`: local parts that get 550 at RCPT TO; after `per_connection` messages a connection gets 421."""
        self.folder = Path(folder).resolve()
        self.ports = ports
        self.refused = list(refused)
        self.host = host
        self.per_connection = per_connection
        self.process = None
        self._limit = None

    @property
    def ca(self):
        return self.folder / "ca.pem"

    @property
    def log(self):
        return self.folder / "log"

    @property
    def implicit(self):
        return self.ports[0]

    @property
    def starttls(self):
        return self.ports[1]

    @property
    def plain(self):
        return self.ports[2]

    def start(self):
        if os.geteuid() != 0:
            raise PermissionError("a mail server delivers as its recipients: start it as root")
        for port in self.ports:
            if self._answers(port):
                raise RuntimeError(f"somebody listens on {port} already")
        self._write_files()
        if self.per_connection:
            self._start_limit()
        self.process = processes.start(["/bin/sh", "-c", SUPERVISOR, "mail-server", self.folder], self.log)
        deadline = time.monotonic() + START_WITHIN
        while not all(self._answers(port) for port in self.ports):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                said = self.log.read_text("utf-8", "replace")[-500:]
                raise RuntimeError(f"the mail server did not start (see also the system's log): {said}")
            time.sleep(0.05)
        return self

    def stop(self):
        if self.process is not None:
            pid = self.folder / "queue/pid/master.pid"
            master = int(pid.read_text()) if pid.exists() else 0
            if master in alive_in(master):
                self._end_deliveries(master)
            processes.stop(self.process, STOP_WITHIN)
            self.process = None
            processes.until("Postfix has ended", lambda: not alive_in(master), STOP_WITHIN)
        if self._limit is not None:
            self._limit.shutdown()
            self._limit.server_close()
            self._limit = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def files(self):
        """Of what has arrived, in no order: the cheap way to count."""
        new = self.folder / "mail" / "new"
        return list(new.iterdir()) if new.is_dir() else []

    def messages(self):
        """What has arrived, parsed; the envelope is in Return-Path and X-Original-To."""
        return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in self.files()]

    def wait_for(self, count, within=30):
        deadline = time.monotonic() + within
        while len(self.files()) < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(self.files())} of {count} messages have arrived")
            time.sleep(0.02)
        return self.files()

    def forget(self):
        for file in self.files():
            file.unlink()

    def _answers(self, port):
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex((self.host, port)) == 0

    def _end_deliveries(self, master):
        """One that is cut may be repeated after the next start, and would look like a message that was sent twice."""
        os.kill(master, signal.SIGSTOP)
        for pid, name in alive_in(master).items():
            if name == "smtpd":
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + DELIVERIES_WITHIN
        while any(any((self.folder / "queue" / name).iterdir()) for name in ("incoming", "active")):
            if time.monotonic() > deadline:
                break
            time.sleep(0.01)
        os.kill(master, signal.SIGCONT)

    def _start_limit(self):
        path = self.folder / "limit"
        path.unlink(missing_ok=True)
        self._limit = socketserver.ThreadingUnixStreamServer(str(path), connection_limit(self.per_connection))
        self._limit.daemon_threads = True
        os.chmod(path, 0o666)
        threading.Thread(target=self._limit.serve_forever, daemon=True).start()

    def _write_files(self):
        for name in ("sasl", "queue/pid", "data", "mail", *(f"queue/{name}" for name in QUEUES)):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
            shutil.chown(self.folder / name, {"sasl": "root", "queue/pid": "root", "mail": "mail"}.get(name, "postfix"))
        os.chmod(self.folder, 0o755)
        if not self.ca.exists():
            self._write_certificates()
        mail = pwd.getpwnam("mail")
        sender = f"check_policy_service unix:{self.folder}/limit" if self.per_connection else ""
        self._write("main.cf", MAIN.format(folder=self.folder, realm=REALM, uid=mail.pw_uid, gid=mail.pw_gid, sender=sender))
        self._write("master.cf", MASTER.format(host=self.host, implicit=self.implicit, starttls=self.starttls, plain=self.plain,
                                               login=LOGIN))  # fmt: skip
        self._write("refused", "".join(f"{name}@ 550 5.1.1 no such user\n" for name in self.refused))
        self._write("sasl/smtpd.conf", SASL.format(folder=self.folder))
        users = self.folder / "users.db"
        run("/usr/sbin/saslpasswd2", "-p", "-c", "-f", users, "-u", REALM, USER, input=PASSWORD)
        shutil.chown(users, "postfix")

    def _write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        os.utime(path, (time.time() - 60, time.time() - 60))  # Postfix waits until a file is older than a second

    def _write_certificates(self):
        key, server = self.folder / "ca.key", self.folder / "server.key"
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", key, "-out", self.ca, "-days", "2", "-subj", "/CN=Portillon test",
            "-addext", "keyUsage=critical,keyCertSign")  # fmt: skip
        request, names = self.folder / "server.csr", self.folder / "names"
        run("openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", server,
            "-out", request, "-subj", f"/CN={self.host}")  # fmt: skip
        names.write_text(f"subjectAltName=IP:{self.host}\n")
        run("openssl", "x509", "-req", "-in", request, "-CA", self.ca, "-CAkey", key, "-CAcreateserial", "-days", "2",
            "-extfile", names, "-out", self.folder / "server.pem")  # fmt: skip
