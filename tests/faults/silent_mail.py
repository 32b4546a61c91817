"""A mail server on loopback that takes every message, until it hangs: then it takes connections and says nothing any more."""

import socketserver
import threading


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        self._say("220 essai")
        while line := self.rfile.readline():
            verb = line.split()[:1] and line.split()[0].upper()
            if verb == b"DATA":
                self._say("354 go on")
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
            if not self._say("221 bye" if verb == b"QUIT" else "250 essai" if verb in (b"EHLO", b"HELO") else "250 ok"):
                return
            self.server.taken += verb == b"DATA"

    def _say(self, text):
        """False: nobody listens any more."""
        if self.server.hanging.is_set():
            self.server.released.wait()
        try:
            self.wfile.write(text.encode() + b"\r\n")
        except OSError:
            return False
        return True


class MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port):
        super().__init__(("127.0.0.1", port), _Session)
        self.port, self.taken = port, 0
        self.hanging, self.released = threading.Event(), threading.Event()

    def handle_error(self, *_):
        """A courier that was killed, or has waited long enough."""

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
