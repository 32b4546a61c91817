"""nginx of the demo: its configuration, filled in, and its place on loopback."""

import errno
import os
import signal
import socket
import subprocess

from children import Service, StartFailure
from config import write_private

_FORBIDDEN = set("\"'`\\&;$#@{}*?\n\r\t")


def loopback_addresses(port):
    """The addresses that nginx will take, each of them free now; a machine may lack IPv6."""
    addresses = []
    for family, host, shown in ((socket.AF_INET, "127.0.0.1", "127.0.0.1"), (socket.AF_INET6, "::1", "[::1]")):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
                probe.listen(1)
        except OSError as error:
            if error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT) and family == socket.AF_INET6:
                continue
            if error.errno == errno.EADDRINUSE:
                raise StartFailure(f"port {port} is in use: choose another with PORTILLON_PORT") from None
            raise StartFailure(f"port {port}: {error.strerror}") from None
        addresses.append(f"{shown}:{port}")
    return addresses


def configure(places, prefix, addresses):
    """Writes nginx.conf and the snippet of the pages, made by the same generator as an installed one."""
    for place in (places.source, places.state, places.build):
        if _FORBIDDEN & set(str(place)):
            raise StartFailure(f"nginx cannot take this path: {place}")
    made = subprocess.run(
        [places.source / "nginx/generate", "--prefix", prefix, "--sockets", places.run,
         "--static", places.state / "static",
         "--log", places.logs / "nginx.access.log"],
        input=(places.build / "pages.list").read_bytes(), capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode != 0:
        raise StartFailure(made.stderr.decode("utf-8", "replace").strip())
    write_private(places.run / "portillon.conf", made.stdout.decode("utf-8"))

    text = (places.source / "nginx/demo-site.conf").read_text("utf-8")
    values = {
        "user": "user root;" if os.geteuid() == 0 else "",
        "listen": "\n        ".join(f"listen {address};" for address in addresses),
        "run": places.run,
        "log": places.logs,
        "source": places.source,
    }
    for name, value in values.items():
        text = text.replace(f"@{name}@", str(value))
    path = places.run / "nginx.conf"
    write_private(path, text)
    return path


def service(places, configuration):
    log = places.log("nginx.error")
    return Service(
        "nginx",
        ["/usr/sbin/nginx", "-c", configuration, "-p", places.run, "-e", log],
        log,
        stop_signal=signal.SIGQUIT,  # answers what is being answered
        stop_within=5.0,
    )
