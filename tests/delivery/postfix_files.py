"""What a Postfix of our own reads: its configuration, the passwords and certificates that it needs. For mail_server.py."""

import os
import pwd
import shutil
import subprocess
import time

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


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


def write_files(server):
    for name in ("sasl", "queue/pid", "data", "mail", *(f"queue/{name}" for name in QUEUES)):
        (server.folder / name).mkdir(parents=True, exist_ok=True)
        shutil.chown(server.folder / name, {"sasl": "root", "queue/pid": "root", "mail": "mail"}.get(name, "postfix"))
    os.chmod(server.folder, 0o755)
    if not server.ca.exists():
        _write_certificates(server)
    mail = pwd.getpwnam("mail")
    sender = f"check_policy_service unix:{server.folder}/limit" if server.per_connection else ""
    _write(server, "main.cf", MAIN.format(folder=server.folder, realm=REALM, uid=mail.pw_uid, gid=mail.pw_gid, sender=sender))
    _write(server, "master.cf", MASTER.format(host=server.host, implicit=server.implicit, starttls=server.starttls, plain=server.plain,
                                           login=LOGIN))  # fmt: skip
    _write(server, "refused", "".join(f"{name}@ 550 5.1.1 no such user\n" for name in server.refused))
    _write(server, "sasl/smtpd.conf", SASL.format(folder=server.folder))
    users = server.folder / "users.db"
    run("/usr/sbin/saslpasswd2", "-p", "-c", "-f", users, "-u", REALM, USER, input=PASSWORD)
    shutil.chown(users, "postfix")


def _write(server, name, text):
    path = server.folder / name
    path.write_text(text)
    os.utime(path, (time.time() - 60, time.time() - 60))  # Postfix waits until a file is older than a second


def _write_certificates(server):
    key, own = server.folder / "ca.key", server.folder / "server.key"
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        "-keyout", key, "-out", server.ca, "-days", "2", "-subj", "/CN=Portillon test",
        "-addext", "keyUsage=critical,keyCertSign")  # fmt: skip
    request, names = server.folder / "server.csr", server.folder / "names"
    run("openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", own,
        "-out", request, "-subj", f"/CN={server.host}")  # fmt: skip
    names.write_text(f"subjectAltName=IP:{server.host}\n")
    run("openssl", "x509", "-req", "-in", request, "-CA", server.ca, "-CAkey", key, "-CAcreateserial", "-days", "2",
        "-extfile", names, "-out", server.folder / "server.pem")  # fmt: skip
