"""The example of a site, started as it is: TLS, names, redirects and the flood guard. No page runs behind it."""

import re
import socket
import ssl
import subprocess
import tempfile
import time
import unittest
import warnings
from pathlib import Path

import here

NAME = "espace-prive.exemple.fr"
INTERMEDIATE = {
    "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305",
}  # fmt: skip


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class ExampleSiteTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="site")
        cls.addClassCleanup(cls.folder.cleanup)
        folder = Path(cls.folder.name)
        cls.plain, cls.tls = free_port(), free_port()
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={NAME}",
             "-addext", f"subjectAltName=DNS:{NAME}", "-keyout", folder / "key", "-out", folder / "pem"],
            check=True, capture_output=True,
        )  # fmt: skip
        pages = (here.ROOT / "nginx/generate", "--sockets", folder, "--static", folder, "--log", folder / "log")
        page_list = b"sign_in\tconnexion\t-\tpublic\nsession\tsession\t-\tinternal\n"
        made = subprocess.run(pages, input=page_list, capture_output=True, check=True)
        folder.chmod(0o755)  # nginx' workers are another user
        (folder / "erreur").mkdir()
        for status in (429, 503):
            (folder / f"erreur/{status}.html").write_text("<!doctype html>")
        (folder / "portillon").mkdir()
        (folder / "portillon/portillon.conf").write_bytes(made.stdout)
        (folder / "portillon/tls.conf").write_bytes((here.ROOT / "nginx/tls.conf").read_bytes())
        site = (here.ROOT / "nginx/example-private-space.conf").read_text("utf-8")
        site = re.sub(r" *listen \[::\].*\n", "", site)
        site = site.replace("listen 80", f"listen 127.0.0.1:{cls.plain}").replace("listen 443", f"listen 127.0.0.1:{cls.tls}")
        site = site.replace("/etc/portillon/nginx/", f"{folder}/portillon/")
        site = site.replace(f"/etc/ssl/{NAME}.pem", f"{folder}/pem").replace(f"/etc/ssl/private/{NAME}.key", f"{folder}/key")
        temporary = "".join(f'{kind}_temp_path "{folder}/{kind}";' for kind in ("fastcgi", "proxy", "uwsgi", "scgi"))
        (folder / "nginx.conf").write_text(
            f'daemon off; events {{}}\npid "{folder}/pid";\nhttp {{ include "{here.ROOT}/nginx/log-format.conf"; access_log off;\n'
            f'client_body_temp_path "{folder}/body"; {temporary}\n{site} }}\n',
            "utf-8",
        )
        cls.nginx = subprocess.Popen(
            ["/usr/sbin/nginx", "-c", folder / "nginx.conf", "-p", folder, "-e", folder / "error"], stdin=subprocess.DEVNULL
        )
        cls.addClassCleanup(cls.stop)
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", cls.tls)) == 0:
                    return
            if cls.nginx.poll() is not None:
                break
            time.sleep(0.02)
        raise AssertionError("nginx does not start:\n" + (folder / "error").read_text())

    @classmethod
    def stop(cls):
        cls.nginx.terminate()
        cls.nginx.wait(10)

    def handshake(self, least, most, ciphers=None, name=NAME):
        """The connection, or None when the server refuses."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.set_ciphers(f"{ciphers or 'ALL'}:@SECLEVEL=0")
        with warnings.catch_warnings(action="ignore"):  # of versions that nobody should speak any more
            context.minimum_version, context.maximum_version = least, most
        plain = socket.create_connection(("127.0.0.1", self.tls), timeout=5)
        try:
            return context.wrap_socket(plain, server_hostname=name)
        except (ssl.SSLError, ConnectionError):
            plain.close()
            return None

    def ask(self, path, host=NAME, port=None):
        """The head of the answer; empty when nginx hangs up."""
        if port is None:
            connection = self.handshake(ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)
        else:
            connection = socket.create_connection(("127.0.0.1", port), timeout=5)
        with connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            data = b""
            while more := connection.recv(65536):
                data += more
        return data.partition(b"\r\n\r\n")[0].decode()

    def test_old_tls_is_refused_and_new_is_taken(self):
        for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
            self.assertIsNone(self.handshake(version, version), version)
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            with self.handshake(version, version) as connection:
                self.assertEqual(connection.version(), version.name.replace("_", "."))

    def test_only_the_suites_of_the_intermediate_profile_are_taken(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.set_ciphers("ALL:COMPLEMENTOFALL:@SECLEVEL=0")
        offered = {one["name"] for one in context.get_ciphers() if one["protocol"] != "TLSv1.3"}
        self.assertGreater(len(offered), 40)
        taken = set()
        for suite in offered:
            if connection := self.handshake(ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2, suite):
                taken.add(suite)
                connection.close()
        self.assertEqual(taken, {suite for suite in INTERMEDIATE if "-RSA-" in suite})  # the certificate is an RSA one

    def test_another_name_gets_neither_certificate_nor_answer(self):
        self.assertIsNone(self.handshake(ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3, name="autre.exemple.fr"))
        self.assertEqual(self.ask("/acces/connexion", host="autre.exemple.fr", port=self.plain), "")

    def test_plain_http_leads_to_https_of_the_same_name(self):
        head = self.ask("/prive/?a=1", port=self.plain)
        self.assertIn("301", head.splitlines()[0])
        self.assertIn(f"Location: https://{NAME}/prive/?a=1", head)

    def test_a_page_that_is_down_says_so_with_all_headers_and_no_version(self):
        head = self.ask("/acces/connexion")
        self.assertIn(" 503 ", head.splitlines()[0])
        for wanted in ("Strict-Transport-Security: max-age=63072000; includeSubDomains", "Content-Security-Policy: default-src 'none'",
                       "Retry-After: 30", "Cache-Control: no-store"):  # fmt: skip
            self.assertIn(wanted, head)
        self.assertNotRegex(head, r"nginx/\d")

    def test_z_a_flood_from_one_address_is_refused_with_429(self):
        statuses = [self.ask("/acces/connexion").split(" ", 2)[1] for _ in range(250)]
        self.assertGreater(statuses.count("429"), 20)
        self.assertGreaterEqual(statuses.count("503"), 100)  # an agency's desks at nine o'clock


if __name__ == "__main__":
    unittest.main()
