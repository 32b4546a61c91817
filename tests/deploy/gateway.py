"""An SMS gateway on port 13013 of the machine: takes what comes with the right bearer's word and an id to quote, nothing else."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Gateway(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        status = 200 if self.headers["Authorization"] == "Bearer passe-partout" else 401
        self.send_response(status)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"id 42" if status == 200 else b"who ?")


ThreadingHTTPServer(("127.0.0.1", 13013), Gateway).serve_forever()
