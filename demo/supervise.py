#!/usr/bin/env python3
"""Runs the whole demo: MariaDB, every page, the courier, nginx and the demo's own pages; see ./run.

    supervise.py --build DIR [--state DIR] [--port N] [--members FILE] [--limits FILE]

Stays in front. Ends with status 0 when asked to stop, 1 with one line when it could not start.
"""

import argparse
import fcntl
import os
import shutil
import socket
import sys
import time
from pathlib import Path

import config
import database
import fastcgi
import feed
import stolen
import web_server
from children import Children, Service, StartFailure, Stopped, say
from clock import Clock

PREFIX = "/acces/"
LEFTOVER_WITHIN = 15.0  # seconds given to what a killed demo left behind; it ends by itself


COURIER = "portillon-courier-demo"


def bound(path, kind):
    path.unlink(missing_ok=True)
    bound_socket = socket.socket(socket.AF_UNIX, kind)
    bound_socket.bind(os.fspath(path))
    os.chmod(path, 0o660)
    return bound_socket


def listen(path):
    listener = bound(path, socket.SOCK_STREAM)
    listener.listen(4096)  # as Backlog= of the units
    return listener


class Demo:
    def __init__(self, places, port, members, limits):
        self.places = places
        self.port = port
        self.members = members
        self.limits = limits
        self.children = Children()
        self.pages = config.read_pages(places.build / "pages.list")
        self.configuration = None
        self._lock = None

    def run(self):
        try:
            self._start()
            self._introduce()
            self.children.watch()
        finally:
            self.children.stop()

    def _start(self):
        began = time.monotonic()
        self.places.make()
        self._take_state_folder()
        addresses = web_server.loopback_addresses(self.port)
        self.configuration = config.write_configuration(self.places, self.port, self.limits)
        self._list_stolen_passwords()
        site = web_server.configure(self.places, PREFIX, addresses)
        Clock(self.places.state / "clock").make()
        self._start_database()
        self._fill_database()
        programs = self._start_programs()
        questions = [(p.stem, self.places.socket(p.stem), PREFIX + p.urls[0]) for p in self.pages]
        fastcgi.await_answers(self.children, questions, programs)
        nginx = web_server.service(self.places, site)
        self.children.start(nginx)
        self._await_site(nginx)
        self._took = time.monotonic() - began

    def _take_state_folder(self):
        """One demo per state folder. Its children hold the lock too, so a killed demo's database ends before ours starts."""
        self._lock = open(self.places.state / "lock", "a+", encoding="ascii")
        deadline = time.monotonic() + LEFTOVER_WITHIN
        while True:
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                self._lock.seek(0)
                owner = self._lock.read().strip()
                if os.path.exists(f"/proc/{owner or 0}") or time.monotonic() > deadline:
                    raise StartFailure(f"another ./run (process {owner}) uses {self.places.state}") from None
                self.children.pause(0.1)
        self._lock.seek(0)
        self._lock.truncate()
        self._lock.write(str(os.getpid()))
        self._lock.flush()
        self.children.held = (self._lock.fileno(),)

    def _start_database(self):
        database.install(self.children, self.places)
        service = database.service(self.places)
        self.children.start(service)
        database.await_ready(self.children, self.places, service)

    def _admin(self, what, *arguments, account=None, **options):
        command = [self.places.program("portillon"), *arguments]
        if account:
            command += ["--account", account]
        env = {
            "PORTILLON_CONFIG": str(self.configuration),
            "CREDENTIALS_DIRECTORY": str(self.places.state / "credentials" / "admin"),
        }
        self.children.run(what, command, self.places.log("admin"), env=env, **options)

    def _sql(self, what, path):
        command = database.client(self.places.socket("database"))
        with open(path, "rb") as statements:
            self.children.run(what, command, self.places.log("admin"), stdin=statements)

    def _list_stolen_passwords(self):
        listed = self.places.run / "stolen.txt"
        stolen.write_list(listed)
        self._admin("stolen passwords", "breached", "build", "--from", listed, "--output", self.places.stolen)

    def _fill_database(self):
        """Migrations and grants each time, for a newer build; the members only once."""
        state = self.places.state
        if not (state / "keys").exists():
            draft = state / "keys.new"
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir(mode=0o700)
            self._admin("keys", "keys", "new", "--directory", draft)
            os.rename(draft, state / "keys")
        for purpose in self._wanted_keys() - {path.name for path in (state / "keys").iterdir()}:
            self._admin("keys", "keys", "add", "--directory", state / "keys", purpose)  # of a newer build
        accounts = [*(page.stem for page in self.pages), "courier", "admin", "keeper", "export"]
        passwords = config.account_passwords(self.places, accounts)
        all_keys = sorted(path.name for path in (state / "keys").iterdir())
        for page in self.pages:
            config.credentials(self.places, page.stem, page.keys)
        for name in ("courier", "admin", "keeper", "export"):
            config.credentials(self.places, name, all_keys)

        sql = self.places.run / "grants.sql"
        config.write_private(sql, f"CREATE DATABASE IF NOT EXISTS {database.NAME};\n")
        self._sql("database", sql)
        self._admin("migrate", "migrate", account=database.account())
        with open(sql, "wb") as grants:
            self._admin("grants", "grants", "--passwords", passwords, account=database.account(), stdout=grants)
        self._sql("grants", sql)
        sql.unlink()

        if not (state / "loaded").exists():
            files = feed.write(self.members, state / "feed")
            self._admin("import", "import", "--members", files.members, "--facts", files.facts)
            with open(files.passwords, "rb") as given:
                self._run_seed(given)
            files.passwords.unlink()
            (state / "loaded").touch()
        self._admin("pages", "pages", "--output", state / "static")

    def _wanted_keys(self):
        return {key for page in self.pages for key in page.keys} | {"receipt"}

    def _run_seed(self, given):
        env = {
            "PORTILLON_CONFIG": str(self.configuration),
            "CREDENTIALS_DIRECTORY": str(self.places.state / "credentials" / "admin"),
        }
        program = self.places.program("portillon-demo-seed")
        self.children.run("passwords of the demo", [program], self.places.log("admin"), env=env, stdin=given)

    def _start_programs(self):
        services = []
        for page in self.pages:
            env = {
                "PORTILLON_CONFIG": str(self.configuration),
                "CREDENTIALS_DIRECTORY": str(self.places.state / "credentials" / page.stem),
            }
            if page.stem == "health":  # it compares this machine's clock with the database's
                env |= database.faketime_environment(self.places.state / "clock")
            program = self.places.program(f"portillon-{page.stem}")
            services.append(
                Service(page.stem, [program], self.places.log(page.stem), env=env, stdin=listen(self.places.socket(page.stem)))
            )
        env = {
            "PORTILLON_CONFIG": str(self.configuration),
            "CREDENTIALS_DIRECTORY": str(self.places.state / "credentials" / "courier"),
            "PORTILLON_MAILBOX": str(self.places.state / "mailbox"),
        }
        courier = self.places.program(COURIER)
        wake = bound(self.places.wake, socket.SOCK_DGRAM)
        services.append(Service("courier", [courier], self.places.log("courier"), env=env, stdin=wake))
        command = [sys.executable, "-B", Path(__file__).with_name("web.py"), self.members, self.places.state]
        services.append(Service("demo", command, self.places.log("demo"), stdin=listen(self.places.socket("demo"))))
        for service in services:
            self.children.start(service)
        return services

    def _await_site(self, nginx, within=10.0):
        deadline = time.monotonic() + within
        while True:
            self.children.require([nginx])
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                if time.monotonic() > deadline:
                    raise StartFailure(f"nginx does not answer on port {self.port} (log: {nginx.log})") from None
                self.children.pause(0.02)

    def _introduce(self):
        origin = f"http://localhost:{self.port}"
        say(f"""
Portillon's demo runs (started in {self._took:.1f} s).

  Site      {origin}/
  Messages  {origin}/demo/messages
  Members   {origin}/demo/members.json
  State     {self.places.state} (logs in log/)
""")
        for member in feed.read_members(self.members):
            access = "first access" if member["first_access"] else f"password {member['password']}"
            say(f"  {member['identifier']:15}  {member['kind']:11}  {access:30}  {member['name']}")
        say(f"\nA new password that stands in a list of stolen ones: {stolen.passwords()[1]}")
        say("\nCtrl-C stops it.")


def main():
    parser = argparse.ArgumentParser(description="Runs Portillon's demo.")
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--state", type=Path)
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--members", type=Path, help="other members than demo/members.toml")
    parser.add_argument("--limits", type=Path, help="TOML file with a [limits] table for the configuration")
    options = parser.parse_args()
    source = Path(__file__).resolve().parent.parent
    state = (options.state or source / "build/demo").resolve()
    try:
        if not 1 <= options.port <= 65535:
            raise StartFailure(f"PORTILLON_PORT={options.port}: not a port")
        places = config.Places(source, options.build.resolve(), state)
        Demo(places, options.port, options.members or source / "demo/members.toml", options.limits).run()
    except Stopped:
        say("Stopped.")
    except StartFailure as failure:
        print(f"portillon demo: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
