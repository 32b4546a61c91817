"""docs/diagrams.md is what docs/draw makes of the code as it is, and README's pictures are there."""
import pathlib
import re
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
A_PICTURE = 24_000  # bytes


class Diagrams(unittest.TestCase):
    def setUp(self):
        self.text = (ROOT / "docs/diagrams.md").read_text(encoding="utf-8")

    def test_they_are_drawn_from_the_code_as_it_is(self):
        drawn = subprocess.run([ROOT / "docs/draw", "--print"], check=True, capture_output=True, text=True).stdout
        self.assertEqual(drawn, self.text, "docs/draw writes it anew")

    def test_every_page_is_among_the_programs_and_leads_somewhere(self):
        listed = re.findall(r"^portillon_page\((\w+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"), re.M)
        self.assertGreater(len(listed), 12)
        journey, programs, _ = re.findall(r"```mermaid\n(.*?)```", self.text, re.S)
        for stem in listed:
            self.assertIn(f'--> {stem}\n', programs)
        for stem in re.findall(r"^  (\w+)\[", journey, re.M):
            self.assertTrue(stem == "not_me" or re.search(rf"^  {stem} -", journey, re.M), f"{stem} is a dead end")


class Pictures(unittest.TestCase):
    def test_readme_shows_every_picture_in_both_themes_and_says_what_is_on_it(self):
        readme = (ROOT / "README.md").read_text(encoding="utf-8")
        shown = re.findall(r'<picture><source media="\(prefers-color-scheme: dark\)" srcset="(docs/pictures/([\w-]+)-dark\.webp)"><img src="(docs/pictures/([\w-]+)\.webp)" alt="([^"]{20,})" width="\d+"></picture>', readme)
        self.assertGreaterEqual(len(shown), 6)
        for _, dark, _, light, _ in shown:
            self.assertEqual(dark, light)
        named = {pathlib.Path(path).name for picture in shown for path in (picture[0], picture[2])}
        files = {path.name: path for path in (ROOT / "docs/pictures").iterdir()}
        self.assertEqual(named, set(files))
        for path in files.values():
            self.assertLess(path.stat().st_size, A_PICTURE, path)


if __name__ == "__main__":
    unittest.main()
