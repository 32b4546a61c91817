"""The files for Prometheus and Grafana: promtool takes them, and every alert is tried by a test of its own."""

import json
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import here

FOLDER = here.ROOT / "packages/prometheus"
PAGES = b"sign_in\tconnexion\tvisit\tpublic\nleave\tabandon\tvisit\tpublic\nleave\tdeconnexion\tvisit\tpublic\n"
INCIDENTS = here.ROOT / "docs/fr/incidents.md"


def promtool(*arguments, folder=FOLDER):
    made = subprocess.run(["promtool", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    return made.returncode, made.stdout + made.stderr


def alerts():
    """{name: its text}"""
    parts = re.split(r"^      - alert: (\w+)$", (FOLDER / "alerts.yml").read_text("utf-8"), flags=re.M)
    return dict(zip(parts[1::2], parts[2::2]))


def generate(*arguments, pages=PAGES):
    made = subprocess.run(["sh", FOLDER / "generate", *arguments], input=pages, capture_output=True, check=False)
    return made.returncode, made.stdout.decode()


class PrometheusTest(unittest.TestCase):
    def test_promtool_takes_the_rules_and_the_generated_configuration(self):
        with tempfile.TemporaryDirectory() as folder:
            status, text = generate("--prefix", "/a/b/", "noeud-a.exemple.fr", "192.0.2.7")
            self.assertEqual(status, 0)
            Path(folder, "prometheus.yml").write_text(text)
            Path(folder, "alerts.yml").write_bytes((FOLDER / "alerts.yml").read_bytes())
            status, said = promtool("check", "config", "prometheus.yml", folder=folder)
        self.assertEqual(status, 0, said)
        self.assertIn(f"{len(alerts())} rules found", said)
        self.assertEqual(text.count("__metrics_path__"), 2)  # one a page, however many addresses it has
        self.assertIn("{page: leave, __metrics_path__: /a/b/sante/mesures/leave}", text)
        self.assertIn('["noeud-a.exemple.fr:443", "192.0.2.7:443"]', text)

    def test_each_alert_rings_when_it_is_due_and_only_then(self):
        status, said = promtool("test", "rules", "alerts_test.yml")
        self.assertEqual(status, 0, said)
        tried = (FOLDER / "alerts_test.yml").read_text("utf-8")
        for name in alerts():
            firing = rf'alertname="{name}",alertstate="firing"[^}}]*\}}\', eval_time: \w+, exp_samples: \[\{{labels'
            self.assertRegex(tried, firing)

    def test_each_alert_says_how_grave_it_is_what_it_means_and_what_to_do(self):
        watched = (here.ROOT / "docs/fr/surveiller.md").read_text("utf-8")
        headings = re.findall(r"^#+ (.+)$", INCIDENTS.read_text("utf-8"), re.M) if INCIDENTS.exists() else None
        for name, text in alerts().items():
            self.assertRegex(text, r"severity: (critical|warning|info)\}", name)
            self.assertRegex(text, r'summary: ".+\."\n', name)
            self.assertRegex(text, r'action: ".+"\n', name)
            self.assertIn(f"`{name}`", watched)
            place, _, anchor = re.search(r"runbook: (\S+)", text)[1].partition("#")
            if place == "docs/fr/incidents.md" and headings is not None:
                self.assertIn(anchor, [_anchor(heading) for heading in headings], name)

    def test_a_broken_list_or_node_writes_nothing(self):
        for arguments, pages in (((), PAGES), (("a",), b""), (("a",), b"x y\n"), (('a"]',), PAGES), (("--prefix", "/a:{", "a"), PAGES)):
            status, text = generate(*arguments, pages=pages)
            self.assertNotEqual(status, 0)
            self.assertEqual(text, "")

    def test_the_dashboard_is_whole(self):
        board = json.loads((FOLDER / "dashboard.json").read_text("utf-8"))
        numbers = [panel["id"] for panel in board["panels"]]
        self.assertEqual(len(numbers), len(set(numbers)))
        for panel in board["panels"]:
            if panel["type"] != "row":
                self.assertTrue(panel["targets"], panel["title"])
                self.assertEqual(panel["datasource"]["uid"], "${source}", panel["title"])
                spot = panel["gridPos"]
                self.assertLessEqual(spot["x"] + spot["w"], 24)


def _anchor(heading):
    """As GitHub makes it, accents put aside."""
    plain = heading.lower().translate(str.maketrans("éèêàâçîôûù’'", "eeeaaciouu--"))
    return re.sub(r"-+", "-", re.sub(r"[^a-z0-9-]", "", plain.replace(" ", "-"))).strip("-")


if __name__ == "__main__":
    unittest.main()
