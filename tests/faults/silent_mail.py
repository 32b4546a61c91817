"""A mail server on loopback that takes every message, until it hangs: then it takes connections and does not greet."""

import socketserver
import threading


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        if self.server.hanging.is_set():
            self.server.released.wait()
            return
        self._say("220 essai")
        while line := self.rfile.readline():
            verb = line.split()[:1] and line.split()[0].upper()
            if verb == b"DATA":
                self._say("354 go on")
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
                self.server.taken += 1
            if verb == b"QUIT":
                return self._say("221 bye")
            self._say("250 essai" if verb in (b"EHLO", b"HELO") else "250 ok")

    def _say(self, text):
        self.wfile.write(text.encode() + b"\r\n")


class MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port):
        super().__init__(("127.0.0.1", port), _Session)
        self.port, self.taken = port, 0
        self.hanging, self.released = threading.Event(), threading.Event()

    def start(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def hang(self, so):
        if so:
            self.released.clear()
            self.hanging.set()
        else:
            self.hanging.clear()
            self.released.set()

    def stop(self):
        self.released.set()
        self.shutdown()
        self.server_close()
