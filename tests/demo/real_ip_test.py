"""Whose address a page sees, through a real nginx: X-Forwarded-For counts from trusted proxies alone."""

import http.client
import socket
import struct
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

import here

PAGES = b"identify\tidentite\t-\tpublic\nidentify\taccuse\t-\tmachine\n"
_BEGIN, _END, _PARAMS, _STDIN, _STDOUT = 1, 3, 4, 5, 6  # FastCGI specification 1.0, section 8


def _records(connection):
    stream = connection.makefile("rb")
    while len(head := stream.read(8)) == 8:
        _, kind, _, size, padding, _ = struct.unpack(">BBHHBB", head)
        content = stream.read(size)
        stream.read(padding)
        yield kind, content


def _params(data):
    at, params = 0, {}
    while at < len(data):
        sizes = []
        for _ in range(2):
            wide = data[at] & 0x80
            sizes.append(struct.unpack(">I", data[at : at + 4])[0] & 0x7FFFFFFF if wide else data[at])
            at += 4 if wide else 1
        name = data[at : at + sizes[0]].decode()
        params[name] = data[at + sizes[0] : at + sum(sizes)].decode()
        at += sum(sizes)
    return params


def _answer(connection):
    """The client's address as a page would see it, and whether the header itself came through."""
    data = b""
    for kind, content in _records(connection):
        if kind == _PARAMS:
            data += content
        if kind == _STDIN and not content:
            break
    params = _params(data)
    said = f"{params.get('REMOTE_ADDR')} {'HTTP_X_FORWARDED_FOR' in params}"
    if any("ASKS" in name for name in params):
        said = " ".join(f"{name}={value}" for name, value in sorted(params.items()))
    body = f"Content-Type: text/plain\r\n\r\n{said}".encode()
    for kind, content in ((_STDOUT, body), (_STDOUT, b""), (_END, bytes(8))):
        connection.sendall(struct.pack(">BBHHBx", 1, kind, 1, len(content), 0) + content)
    connection.close()


class Site:
    """nginx on loopback with the generated snippet, and a page that tells whom it sees."""

    def __init__(self, proxies, receipts_from=(), metrics_from=()):
        self._folder = tempfile.TemporaryDirectory(prefix="real-ip-")
        folder = self.folder = Path(self._folder.name)
        self.socket = folder / "identify.sock"
        (folder / "static/nginx/receipts").mkdir(parents=True)
        (folder / "static/nginx/receipts/networks.conf").write_text("".join(f"allow {network};\n" for network in receipts_from))
        (folder / "static/erreur").mkdir()
        for status in (404, 405, 503):
            (folder / f"static/erreur/{status}.html").write_text("<!doctype html>")
        (folder / "static/nginx/metrics").mkdir()
        (folder / "static/nginx/metrics/networks.conf").write_text("".join(f"allow {network};\n" for network in metrics_from))
        # As admin/static_pages.cc writes it; tests/admin binds the two.
        lines = "".join(f"set_real_ip_from {proxy};\n" for proxy in proxies)
        (folder / "static/nginx/real-ip.conf").write_text(
            lines + "real_ip_header X-Forwarded-For;\nreal_ip_recursive on;\n" if proxies else ""
        )
        made = subprocess.run(
            [here.ROOT / "nginx/generate", "--sockets", folder, "--static", folder / "static",
             "--log", folder / "log"], input=PAGES, capture_output=True, check=True,
        )  # fmt: skip
        (folder / "portillon.conf").write_bytes(made.stdout)
        self._page = socket.socket(socket.AF_UNIX)
        self._page.bind(str(folder / "identify.sock"))
        self._page.listen(16)
        folder.chmod(0o755)
        (folder / "identify.sock").chmod(0o777)
        threading.Thread(target=self._serve, daemon=True).start()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        temporary = " ".join(f"{name}_temp_path {folder}/{name};" for name in ("client_body", "fastcgi", "proxy", "uwsgi", "scgi"))
        (folder / "nginx.conf").write_text(
            f"daemon off; worker_processes 1; pid {folder}/pid; events {{}}\n"
            f"http {{ include {here.ROOT}/nginx/log-format.conf; {temporary}\n"
            f"server {{ listen 127.0.0.1:{self.port}; include {folder}/portillon.conf; }} }}\n"
        )
        self._nginx = subprocess.Popen(["/usr/sbin/nginx", "-c", folder / "nginx.conf", "-e", folder / "error.log"])

    def _serve(self):
        while True:
            try:
                connection, _ = self._page.accept()
            except OSError:
                return
            _answer(connection)

    def ask(self, come_from, forwarded=None, url="identite", method="GET"):
        deadline = time.monotonic() + 10
        while True:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, source_address=(come_from, 0), timeout=5)
            try:
                connection.request(method, f"/acces/{url}", headers={"X-Forwarded-For": forwarded} if forwarded else {})
                answer = connection.getresponse()
                self.status = answer.status
                return answer.read().decode()
            except ConnectionRefusedError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            finally:
                connection.close()

    def close(self):
        self._nginx.terminate()
        self._nginx.wait()
        self._page.close()
        self._folder.cleanup()


class RealIpTest(unittest.TestCase):
    def site(self, *proxies, **more):
        site = Site(proxies, **more)
        self.addCleanup(site.close)
        return site

    def test_without_proxies_the_header_means_nothing(self):
        site = self.site()
        self.assertEqual(site.ask("127.0.0.9", "203.0.113.5"), "127.0.0.9 False")

    def test_an_untrusted_address_cannot_claim_another(self):
        site = self.site("127.0.0.2")
        for claimed in ("203.0.113.5", "127.0.0.2", "203.0.113.5, 127.0.0.2", "x", ""):
            self.assertEqual(site.ask("127.0.0.9", claimed), "127.0.0.9 False", claimed)

    def test_a_trusted_proxy_says_whose_request_it_is(self):
        site = self.site("127.0.0.2")
        self.assertEqual(site.ask("127.0.0.2", "203.0.113.5"), "203.0.113.5 False")
        self.assertEqual(site.ask("127.0.0.2", "2001:db8::7"), "2001:db8::7 False")

    def test_of_a_chain_the_last_address_that_is_no_proxy_counts(self):
        site = self.site("127.0.0.2", "10.0.0.0/8")
        self.assertEqual(site.ask("127.0.0.2", "203.0.113.5, 10.1.2.3"), "203.0.113.5 False")
        self.assertEqual(site.ask("127.0.0.2", "192.0.2.1, 203.0.113.5, 10.1.2.3, 10.9.9.9"), "203.0.113.5 False")

    def test_what_the_visitor_wrote_before_the_proxys_own_word_is_passed_over(self):
        site = self.site("127.0.0.2")
        for spoofed in ("198.51.100.1", "127.0.0.2", "10.0.0.1, 198.51.100.7"):
            self.assertEqual(site.ask("127.0.0.2", f"{spoofed}, 203.0.113.5"), "203.0.113.5 False")

    def test_receipts_come_from_this_machine_and_the_named_networks_alone(self):
        site = self.site("127.0.0.2", receipts_from=("203.0.113.0/24", "2001:db8::/48"))
        for inside in ("203.0.113.5", "2001:db8::7"):
            self.assertEqual(site.ask("127.0.0.2", inside, "accuse?handle=1"), f"{inside} False")
            self.assertEqual(site.ask("127.0.0.2", inside, "accuse", "POST"), f"{inside} False")
        self.assertEqual(site.ask("127.0.0.9", None, "accuse"), "127.0.0.9 False")
        for outside in ("198.51.100.1", "203.0.114.1", "2001:db8:1::1"):
            for url in ("accuse", "accuse?handle=1"):
                self.assertNotIn("False", site.ask("127.0.0.2", outside, url))
                self.assertEqual(site.status, 404)  # as what is not there
        for written in ("accus%65", "./accuse", "accuse/", "//accuse"):
            self.assertNotIn("False", site.ask("127.0.0.2", "203.0.113.5", written), written)

    def test_without_named_networks_nobody_but_this_machine_is_let_in(self):
        site = self.site("127.0.0.2")
        self.assertNotIn("False", site.ask("127.0.0.2", "203.0.113.5", "accuse"))
        self.assertEqual(site.ask("127.0.0.9", None, "accuse"), "127.0.0.9 False")

    def test_no_handle_of_a_receipt_that_was_refused_or_failed_stands_in_a_log_of_nginx(self):
        site = self.site("127.0.0.2")
        handle = "c0ffee" * 7
        site.ask("127.0.0.2", "203.0.113.5", f"accuse?handle={handle}")
        self.assertEqual(site.status, 404)
        site.ask("127.0.0.2", "203.0.113.5", f"accus%65?handle={handle}")
        site.ask("127.0.0.9", None, f"accuse?handle={handle}", "DELETE")
        for gone in (lambda: site.socket.rename(site.socket.with_suffix(".away")), lambda: site.socket.write_text("no socket")):
            gone()
            site.ask("127.0.0.9", None, f"accuse?handle={handle}")
            self.assertEqual(site.status, 503)
        site.ask("127.0.0.9", None, "identite?handle=of-another-page")
        logs = {log.name: log.read_text() for log in site.folder.glob("*log")}
        self.assertIn("of-another-page", logs["error.log"])  # what fails is told, for all others
        self.assertIn("/acces/accuse", logs["log"])
        self.assertEqual([name for name, text in logs.items() if handle in text], [])

    def test_metrics_go_to_the_named_networks_alone_and_say_nothing_of_the_visitor(self):
        site = self.site("127.0.0.2", metrics_from=("203.0.113.9/32",))
        said = site.ask("127.0.0.2", "203.0.113.9", "sante/mesures/identify?PORTILLON_ASKS=other")
        self.assertEqual(
            said, "PORTILLON_ASKS=metrics REQUEST_METHOD=GET SCRIPT_NAME=/acces/sante/mesures/identify"
        )
        nothing = site.ask("127.0.0.2", "203.0.113.8", "sante/autre")
        for outsider in ("203.0.113.8", "127.0.0.1", "::1"):
            self.assertEqual(site.ask("127.0.0.2", outsider, "sante/mesures/identify"), nothing, outsider)
            self.assertEqual(site.status, 404)
        nobody = self.site()
        nobody.ask("127.0.0.1", None, "sante/mesures/identify")
        self.assertEqual(nobody.status, 404)


if __name__ == "__main__":
    unittest.main()
