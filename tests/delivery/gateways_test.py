"""Real and scripted SMS gateways, driven by the courier's own provider (send_sms): python3 -m unittest discover -s tests/delivery
-p '*_test.py'. PORTILLON_BUILD names another build than build/debug."""

import json
import os
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import here
from kannel import Kannel
from scripted_gateway import ScriptedGateway

ROOT = Path(__file__).resolve().parents[2]
SEND = Path(os.environ.get("PORTILLON_BUILD", ROOT / "build/debug")) / "bin/send_sms"
PORT = here.free_ports(16)
TEXT = "MSA : votre code est 0417, valable jusqu'à 20 h 20. Ne le donnez à personne. Réf. K7C-4QT\n\n@exemple.fr #0417"


def handle(number):
    return f"{number:042x}"


class Listener(ThreadingHTTPServer):
    request_queue_size = 512  # hundreds of receipts come at once; a queue of five makes the kernel leave some for a minute


class Receipts:
    """Where gateways tell what became of a message, as the page `receipt` would hear it."""

    def __init__(self, port):
        told = self.told = []

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                told.append(dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query)))
                self.send_response(200)
                self.send_header("Content-Length", "3")
                self.end_headers()
                self.wfile.write(b"ok\n")

            def log_message(self, *_):
                pass

        self._server = Listener(("127.0.0.1", port), Handler)
        self.url = f"http://127.0.0.1:{port}/acces/accuse"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def wait_for(self, count, within=20.0):
        end = time.monotonic() + within
        while len(self.told) < count and time.monotonic() < end:
            time.sleep(0.05)
        return list(self.told)

    def close(self):
        self._server.shutdown()
        self._server.server_close()


class Gateways(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="gateways-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.receipts = Receipts(PORT + 8)
        self.addCleanup(self.receipts.close)

    def send(self, description, count, threads=4, secret=""):
        (self.folder / "portillon.toml").write_text(f'[site]\norigin = "https://exemple.fr"\n{description}')
        (self.folder / "provider_essai").write_text(secret + "\n")
        sent = subprocess.run(
            [SEND, self.folder / "portillon.toml", TEXT, str(count), str(threads)],
            env={"CREDENTIALS_DIRECTORY": str(self.folder)}, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        self.assertEqual(sent.returncode, 0, sent.stderr)
        return json.loads(sent.stdout)

    def test_kannel_takes_every_text_to_its_operator_and_its_receipts_come_back(self):
        with Kannel(self.folder / "kannel", PORT) as kannel:
            said = self.send(kannel.description("essai", self.receipts.url), 200, secret=kannel.PASSWORD)
            told = self.receipts.wait_for(200)
            received = kannel.messages()
        print(f"\nKannel, 4 connections: {200 / said['seconds']:.0f} messages a second")
        self.assertEqual(said["accepted"], 200)
        self.assertEqual({(one.to, one.text) for one in received}, {(f"+336{number:08}", TEXT) for number in range(200)})
        self.assertEqual(len(received), 200)
        self.assertEqual(
            sorted(told, key=lambda one: one["handle"]),
            [{"provider": "essai", "handle": handle(number), "status": "1"} for number in range(200)],
        )

    def test_kannel_takes_nothing_with_another_password(self):
        with Kannel(self.folder / "kannel", PORT) as kannel:
            said = self.send(kannel.description("essai"), 2, secret="autre")
            self.assertEqual(kannel.messages(), [])
        self.assertEqual(said["unavailable"], 2)

    def test_the_scripted_gateway_counts_what_it_took_and_how_it_failed(self):
        with ScriptedGateway(PORT + 9, failing=0.2, stall=0.3, receipts_after=0.05, undelivered=0.1) as gateway:
            said = self.send(gateway.description("essai", self.receipts.url), 500)
            counts = gateway.counts()
            told = self.receipts.wait_for(counts["accepted"])
            accepted = gateway.accepted()
        print(f"\nscripted gateway, 20 % failing: {said}, {counts}")
        self.assertEqual(counts["requests"], 500)
        self.assertEqual(said["accepted"], counts["accepted"] - counts["cut_taken"])
        self.assertEqual(said["ids"], said["accepted"])
        self.assertEqual(said["unavailable"], counts["error"])
        self.assertEqual(said["unknown"], counts["cut"] + counts["cut_taken"] + counts["stall"])
        self.assertEqual({one["handle"] for one in told}, {one.handle for one in accepted})
        self.assertTrue(all(one.text == TEXT for one in accepted))

    def test_who_knows_handles_takes_each_message_once_however_often_it_is_said(self):
        with ScriptedGateway(PORT + 9, failing=0.2, ways=("cut", "cut_taken"), knows_handles=True) as gateway:
            said = self.send(gateway.description("essai"), 500)
            accepted, counts = gateway.accepted(), gateway.counts()
        self.assertEqual(len({one.handle for one in accepted}), len(accepted))
        self.assertGreater(counts["repeated"], 10)
        self.assertGreater(counts["requests"], 550)
        self.assertLess(said["unknown"], 500 * 0.2 * 0.2 * 2)

    def test_the_scripted_gateway_is_faster_than_the_courier_needs(self):
        with ScriptedGateway(PORT + 9) as gateway:
            said = self.send(gateway.description("essai"), 2000)
            connections = gateway.counts()["connections"]
        print(f"\nscripted gateway, 4 connections: {2000 / said['seconds']:.0f} messages a second")
        self.assertEqual((said["accepted"], connections), (2000, 4))


if __name__ == "__main__":
    unittest.main()
