"""A real mail server for tests: Exim on 127.0.0.1, with TLS, logins and a folder that mail lands in.

    server = MailServer(folder, ports=(20100, 20101, 20102)).start()
    ... implicit TLS on the first port, STARTTLS on the second, in clear and without a login on the third
    for mail in server.messages(): ...
    server.stop()

As root. All its files are in the folder, so several can run side by side. Not OpenSMTPD: Debian 12's cannot answer a TLS
handshake (built for OpenSSL 1.1, linked with 3.0), and its paths are fixed.
"""
import email
import email.policy
import hashlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time

START_WITHIN = 20
STOP_WITHIN = 10
USER = "portillon"
PASSWORD = "correct horse é \"'\\"

# In one process per message: accept, then deliver at once.
CONFIGURATION = """
primary_hostname = mx.exemple.fr
spool_directory = {folder}/spool
log_file_path = {folder}/log/%slog
pid_file_path = {folder}/exim.pid
local_interfaces = <; {host}.{implicit} ; {host}.{starttls} ; {host}.{plain}
tls_on_connect_ports = {implicit}
tls_advertise_hosts = ${{if eq{{$received_port}}{{{plain}}}{{}}{{*}}}}
tls_certificate = {folder}/server.pem
tls_privatekey = {folder}/server.key
auth_advertise_hosts = ${{if def:tls_in_cipher{{*}}{{}}}}
acl_smtp_rcpt = recipient
deliver_drop_privilege
disable_ipv6
host_lookup =
keep_environment =
rfc1413_query_timeout = 0s
queue_run_in_order = false
smtp_accept_max = 200
smtp_accept_queue_per_connection = 0
smtp_accept_max_per_connection = {per_connection}
split_spool_directory

begin acl
recipient:
  deny message = 5.1.1 no such user
       local_parts = {refused}
  accept condition = ${{if or{{{{eq{{$received_port}}{{{plain}}}}}{{def:authenticated_id}}}}}}
  deny message = 5.7.1 log in first

begin routers
keep:
  driver = accept
  transport = keep

begin transports
keep:
  driver = appendfile
  directory = {folder}/mail
  maildir_format
  user = Debian-exim
  delivery_date_add
  envelope_to_add
  return_path_add

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and{{{{eq{{$auth2}}{{{user}}}}}{{eq{{${{sha256:$auth3}}}}{{{password}}}}}}}}}
  server_set_id = $auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = ${{if and{{{{eq{{$auth1}}{{{user}}}}}{{eq{{${{sha256:$auth2}}}}{{{password}}}}}}}}}
  server_set_id = $auth1
"""


def openssl(*arguments):
    return subprocess.run(["openssl", *arguments], check=True, capture_output=True, text=True).stdout


class MailServer:
    def __init__(self, folder, ports, refused=("inconnu",), host="127.0.0.1", per_connection=1000):
        """`refused`: local parts that get 550 at RCPT TO; after `per_connection` messages a connection gets 421."""
        self.folder = pathlib.Path(folder)
        self.ports = ports
        self.refused = list(refused)
        self.host = host
        self.per_connection = per_connection
        self.process = None

    @property
    def ca(self):
        return self.folder / "ca.pem"

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
        with open(self.folder / "exim.log", "ab") as log:
            self.process = subprocess.Popen(["/usr/sbin/exim4", "-bdf", "-C", str(self.folder / "exim.conf")],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        deadline = time.monotonic() + START_WITHIN
        while not all(self._answers(port) for port in self.ports):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError("the mail server did not start: " + (self.folder / "exim.log").read_text()[-500:])
            time.sleep(0.05)
        return self

    def stop(self):
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()  # deliveries under way end by themselves
            try:
                self.process.wait(STOP_WITHIN)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        self.process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def files(self):
        """Of what has arrived, in no order: the cheap way to count."""
        new = self.folder / "mail" / "new"
        return list(new.iterdir()) if new.is_dir() else []

    def messages(self):
        """What has arrived, parsed; the envelope is in Return-Path and Delivered-To."""
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

    def _write_files(self):
        for folder in (self.folder, self.folder / "spool", self.folder / "log", self.folder / "mail"):
            folder.mkdir(parents=True, exist_ok=True)
            os.chmod(folder, 0o755)
            shutil.chown(folder, "Debian-exim", "Debian-exim")
        self._write_certificates()
        (self.folder / "exim.conf").write_text(CONFIGURATION.format(
            folder=self.folder, host=self.host, implicit=self.implicit, starttls=self.starttls, plain=self.plain,
            per_connection=self.per_connection, refused=" : ".join(self.refused), user=USER,
            password=hashlib.sha256(PASSWORD.encode()).hexdigest().upper()))

    def _write_certificates(self):
        if self.ca.exists():
            return
        key, server = self.folder / "ca.key", self.folder / "server.key"
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", str(key),
                "-out", str(self.ca), "-days", "2", "-subj", "/CN=Portillon test",
                "-addext", "keyUsage=critical,keyCertSign")
        request, names = self.folder / "server.csr", self.folder / "names"
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", str(server),
                "-out", str(request), "-subj", f"/CN={self.host}")
        names.write_text(f"subjectAltName=IP:{self.host}\n")
        openssl("x509", "-req", "-in", str(request), "-CA", str(self.ca), "-CAkey", str(key), "-CAcreateserial",
                "-days", "2", "-extfile", str(names), "-out", str(self.folder / "server.pem"))
        os.chmod(server, 0o640)
        shutil.chown(server, "root", "Debian-exim")
