"""A second set of the pages of a journey beside the demo's own: of another build, or under callgrind, with the demo's database,
keys and courier and an nginx of their own. So two builds can take turns in one run."""

import os
import re
import signal
import subprocess

from surroundings import ARGON_TIME, BENCH, PREFIX, STATE, ask, free_port, listener, pages_of_the_build, until_nginx_listens

STEMS = ("identify", "channel", "code", "sent", "sign_in", "new_password", "contacts", "session")
SLOW_START = 90.0  # seconds; under callgrind a page needs some


class Twins:
    """`with` ends them. `programs` is stem to process, `port` their nginx's."""

    def __init__(self, name, build, wrapper_of=None):
        self._name, self._build, self._wrapper_of = name, build.resolve(), wrapper_of or {}
        self._folder = STATE / "run" / name
        self.urls = {page.stem: page.urls for page in pages_of_the_build() if page.stem in STEMS}
        self.programs, self.port = {}, free_port()
        self._nginx = None

    def __enter__(self):
        try:
            self._folder.mkdir(exist_ok=True)
            text = (STATE / "portillon.toml").read_text("utf-8")
            pages = self._build.parents[1] / "pages"
            text, replaced = re.subn(r'^pages = ".*"$', f'pages = "{pages}"', text, flags=re.M)
            if replaced != 1:
                raise SystemExit("bench: the demo's configuration names no templates")
            (self._folder / "portillon.toml").write_text(text, "utf-8")
            for stem in self.urls:
                self.programs[stem] = self._start(stem)
            self.await_answers()
            self._start_nginx()
            return self
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_):
        every = [*([self._nginx] if self._nginx else []), *self.programs.values()]
        for process in every:
            process.send_signal(signal.SIGTERM)
        for process in every:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, stem):
        wrapper = self._wrapper_of.get(stem, ())
        with listener(self._folder / f"{stem}.sock") as listening, open(self._folder / f"{stem}.log", "wb") as log:
            return subprocess.Popen(
                [*wrapper, str(self._build / "bin" / f"portillon-{stem}")],
                stdin=listening, stdout=log, stderr=log, cwd=self._folder,
                env={**os.environ, "PORTILLON_CONFIG": str(self._folder / "portillon.toml"),
                     "CREDENTIALS_DIRECTORY": str(STATE / "credentials" / stem),
                     **({} if wrapper else ARGON_TIME)},
            )  # fmt: skip

    def socket(self, stem):
        return self._folder / f"{stem}.sock"

    def statements(self):
        """Round trips to the database of all these pages so far, as they count them themselves."""
        texts = (ask(self.socket(stem), PREFIX, PORTILLON_ASKS="metrics").decode("ascii") for stem in self.urls)
        found = (re.search(r"^portillon_database_statements_total ([\d.]+)", text, re.M) for text in texts)
        return sum(float(one[1]) for one in found)

    def await_answers(self):
        for stem, urls in self.urls.items():
            if not ask(self.socket(stem), PREFIX + urls[0], within=SLOW_START):
                raise SystemExit(f"bench: {self._build}: {stem} does not answer:\n" + (self._folder / f"{stem}.log").read_text())

    def _start_nginx(self):
        """The benchmark's own site on another port, with these programs in place of the demo's."""
        run = STATE / "run"
        snippet = (run / "bench.conf").read_text("utf-8")
        for stem in self.urls:
            snippet = snippet.replace(f"unix:{run}/{stem}.sock", f"unix:{self.socket(stem)}")
        (self._folder / "places.conf").write_text(snippet, "utf-8")
        site = (run / "bench-nginx.conf").read_text("utf-8").replace("bench.conf", f"{self._name}/places.conf")
        site = re.sub(r"listen 127.0.0.1:\d+;", f"listen 127.0.0.1:{self.port};", site)
        site = site.replace("/bench.pid", f"/{self._name}.pid").replace("bench.error", f"{self._name}.error")
        (self._folder / "nginx.conf").write_text(site, "utf-8")
        self._nginx = subprocess.Popen(["/usr/sbin/nginx", "-c", self._folder / "nginx.conf", "-p", run,
                                        "-e", BENCH / f"{self._name}.error.log"])  # fmt: skip
        until_nginx_listens(self.port)
