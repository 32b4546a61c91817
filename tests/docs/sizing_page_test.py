"""docs/fr/dimensionner.md: its example is what its own figures come to, and each figure names a measurement that is there.

    python3 -m unittest discover -s tests/docs -p '*_test.py'
"""

import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "docs/fr"))

import dimensionner

PAGE = (ROOT / "docs/fr/dimensionner.md").read_text("utf-8")
ASKED = set(re.findall(r'v\["([a-z_]+)"\]', (ROOT / "docs/fr/dimensionner.py").read_text("utf-8")))


def anchor(heading):
    """As GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


class Sizing(unittest.TestCase):
    def test_the_example_is_what_the_figures_come_to(self):
        told = re.search(r"<!-- table -->\n(.*)\n<!-- /table -->", PAGE, re.S)[1]
        self.assertEqual(told, dimensionner.table(dimensionner.EXAMPLES, dimensionner.values(dimensionner.PAGE)))

    def test_every_row_of_the_page_is_used_and_every_figure_used_stands_on_the_page(self):
        self.assertEqual(set(dimensionner.values(dimensionner.PAGE)), ASKED)

    def test_numbers_are_read_as_the_page_writes_them(self):
        v = dimensionner.values(dimensionner.PAGE)
        self.assertEqual((v["demarche"], v["prix_lettre"], v["demarches_par_an"], v["heure_pleine"]), (65.5, 1.2, 15, 20))

    def test_every_measurement_that_it_names_is_a_heading_there(self):
        measurements = (ROOT / "docs/measurements.md").read_text("utf-8")
        headings = {anchor(line.lstrip("#")) for line in measurements.splitlines() if line.startswith("#")}
        for named in re.findall(r"measurements\.md#([^)]+)\)", PAGE):
            self.assertIn(named, headings)


if __name__ == "__main__":
    unittest.main()
