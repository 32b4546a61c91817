"""What French readers see is set as French is: a space before : ; ? ! » and after «, which the shell makes unbreakable
(fcgi/domain/typeset.h) and which is a plain one here, where people edit."""
import pathlib
import re
import tomllib
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = ROOT / "pages"


def texts():
    """(where, text) of every French text for people."""
    for path in sorted([*PAGES.glob("*.html"), *PAGES.glob("static/*.html")]):
        for text in re.findall(r"\[\[(.*?)\]\]", path.read_text(encoding="utf-8"), re.S):
            yield path.name, re.sub(r"<[^>]*>", "", text)
    for key, text in tomllib.loads((PAGES / "messages.toml").read_text(encoding="utf-8")).items():
        yield f"messages.toml: {key}", text
    for path in sorted([*PAGES.glob("texts/*.txt"), *PAGES.glob("letters/*.txt")]):
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.startswith((";", "[", "@")):
                yield path.name, line


def wrong(text):
    bare = re.sub(r"\{\{[^}]*\}\}|\{\w+\}|&[a-z]+;", "x", text)  # values and markup are not French
    return re.findall(r".?[^\s\u00a0\u202f([«][:;?!»](?=\W|$).?|«(?![ \u00a0\u202f]).?|[’'] .?", bare)


class French(unittest.TestCase):
    def test_each_high_mark_has_its_space(self):
        found = [(where, mistake) for where, text in texts() for mistake in wrong(text)]
        self.assertEqual(found, [])
        self.assertGreater(sum(1 for _ in texts()), 500)

    def test_the_spaces_are_plain_ones_in_what_people_edit(self):
        for path in sorted([*PAGES.glob("*.html"), *PAGES.glob("static/*.html"), PAGES / "messages.toml"]):
            for line in path.read_text(encoding="utf-8").splitlines():
                if not line.startswith("moment_"):  # dates and hours, of values
                    self.assertNotRegex(line, "[\u00a0\u202f]|&nbsp;|&#160;", str(path))

    def test_what_is_wrong_is_found(self):
        for text in ("Qui?", "Erreur: là", "dit «mot »", "dit « mot»", "voilà; puis"):
            self.assertNotEqual(wrong(text), [], text)
        for text in ("Qui ? {time}", "8 h 30", "12:30", "« mot »", "fin…", "l'été"):
            self.assertEqual(wrong(text), [], text)
