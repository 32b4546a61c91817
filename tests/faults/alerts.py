"""A Prometheus that watches the pages as docs/fr/surveiller.md sets it up, and the shipped alerts asked of it as things are.

It looks once a second, and the alerts' windows of minutes are asked over some seconds: what they compare stays as shipped, and nobody
waits for `for:` (promtool tries that, packages/prometheus/alerts_test.yml)."""

import json
import re
import subprocess
import urllib.parse
import urllib.request

import here
import processes

FOLDER = here.SOURCE / "packages/prometheus"
WINDOW = 10  # seconds


def expressions():
    """{alert: its expression}, the windows shortened."""
    found = {}
    for part in re.split(r"^      - alert: ", (FOLDER / "alerts.yml").read_text("utf-8"), flags=re.M)[1:]:
        name, _, rest = part.partition("\n")
        expression = re.split(r"^        (?:for|labels):", rest, maxsplit=1, flags=re.M)[0].strip().removeprefix("expr:").strip().removeprefix("|")
        found[name] = re.sub(r"\[\d+[mh]\]", f"[{WINDOW}s]", expression)
    return found


class Prometheus:
    def __init__(self, state, port, pages):
        self._port = processes.free_port()
        folder = state / "prometheus"
        folder.mkdir()
        listed = "".join(f"{page}\tx\t-\tpublic\n" for page in pages)
        made = subprocess.run(["sh", FOLDER / "generate", "--scheme", "http", "--port", str(port), "127.0.0.1"], input=listed,
                              capture_output=True, text=True, check=True).stdout  # fmt: skip
        made = re.sub(r"(scrape|evaluation)_interval: 15s", r"\1_interval: 1s", made).replace("rule_files:\n  - alerts.yml\n", "")
        (folder / "prometheus.yml").write_text(made, "utf-8")
        log = state / "log/prometheus.log"
        self._process = processes.start(
            ["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data",
             f"--web.listen-address=127.0.0.1:{self._port}"], log,
        )  # fmt: skip
        self._expressions = expressions()
        processes.until_it_answers(self._process, self._port, log)

    def stop(self):
        processes.stop(self._process)

    def rings(self, alert, **labels):
        """The label sets, of those that have these labels, for which the alert's expression holds now."""
        query = urllib.parse.urlencode({"query": self._expressions[alert], "lookback_delta": "5s"})
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/api/v1/query?{query}", timeout=10) as answer:
                found = [one["metric"] for one in json.load(answer)["data"]["result"]]
        except urllib.error.HTTPError as error:
            if error.code == 503:  # it is still starting
                return []
            raise AssertionError(f"{alert}: {error.read()}") from None
        return [metric for metric in found if labels.items() <= metric.items()]
