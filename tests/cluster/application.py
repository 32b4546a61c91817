"""Pages, courier and nginx of one node, as processes that are started again as its units would: run inside the node's network.

    application.py --name a --address 192.0.2.11 --state FOLDER      # keys, passwords and certificate lie in it already

Stays in front. The folders and the configuration are the demo's (demo/config.py), the site is TLS as a load balancer asks for it.
"""

import argparse
import os
import re
import socket
import sys
from pathlib import Path

import here
import config
import fastcgi
import root
import web_server
from children import Children, Service, StartFailure, Stopped, say
from site_client import NAME
from supervise import PREFIX, bound, listen

GATEWAY = """
[[sms]]
name = "essai"
url = "http://127.0.0.1:13013/sms"
[sms.form]
to = "{to}"
text = "{text}"
[sms.accepted]
status = [200]
[sms.id]
after = "id "
"""
OTHERS = ("courier", "admin", "keeper", "export")


def places_of(state):
    return config.Places(here.SOURCE, root.BUILD, state)


def configure(places):
    """The demo's, for the site's real name and the load balancer's network."""
    places.make()
    path = config.write_configuration(places, 80)
    text = path.read_text("utf-8")
    text = re.sub(r'(?m)^origin = .*', f'origin = "https://{NAME}"\nproxies = ["192.0.2.0/29"]\ninside = ["192.0.2.0/29"]', text)
    text = re.sub(r"(?m)^disks = .*", f'disks = ["{places.state}/data"]', text)
    text = text.replace(str(places.socket("database")), f"{places.state}/database.sock")  # MariaDB's user may not write into run/
    text = re.sub(r"(?m)^breached = .*", "", text)
    config.write_private(path, text + GATEWAY)
    return path


def give_credentials(places):
    keys = sorted(path.name for path in (places.state / "keys").iterdir())
    for page in config.read_pages(places.build / "pages.list"):
        config.credentials(places, page.stem, page.keys)
    for name in OTHERS:
        config.credentials(places, name, keys)


def environment(places, account):
    return {"PORTILLON_CONFIG": str(places.state / "portillon.toml"), "CREDENTIALS_DIRECTORY": str(places.state / "credentials" / account)}


def write_site(places, address):
    path = web_server.configure(places, PREFIX, [])
    text = path.read_text("utf-8")
    text = text.replace("server_name localhost;", f"""listen {address}:443 ssl;
        ssl_certificate "{places.state}/certificate";
        ssl_certificate_key "{places.state}/key";
        include "{places.source}/nginx/tls.conf";
        server_name {NAME};""")
    config.write_private(path, text)
    return path


def start(children, places, address, clock):
    pages = config.read_pages(places.build / "pages.list")
    for page in pages:
        children.start(Service(page.stem, [places.program(f"portillon-{page.stem}")], places.log(page.stem),
                               env={**environment(places, page.stem), **clock}, stdin=listen(places.socket(page.stem))))  # fmt: skip
    children.start(Service("courier", [places.program("portillon-courier")], places.log("courier"),
                           env={**environment(places, "courier"), **clock}, stdin=bound(places.wake, socket.SOCK_DGRAM)))  # fmt: skip
    questions = [(page.stem, places.socket(page.stem), PREFIX + page.urls[0]) for page in pages]
    fastcgi.await_answers(children, questions, list(children.services), 60.0)
    children.start(web_server.service(places, write_site(places, address)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--address", required=True)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--clock", type=Path, help="a file: galera.WallClock")
    options = parser.parse_args()
    from galera import WallClock

    children = Children()
    try:
        start(children, places_of(options.state), options.address, WallClock(options.clock).environment() if options.clock else {})
        say("The node runs.")
        children.watch()
    except Stopped:
        return 0
    except StartFailure as failure:
        print(f"node: {failure}", file=sys.stderr)
        return 1
    finally:
        children.stop()
    return 0


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
