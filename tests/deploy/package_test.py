"""The package itself: the same bytes twice, nothing that lintian finds, a manual and a completion that name all there is."""

import gzip
import json
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import root

sys.path.insert(0, str(root.SOURCE / "packages/man"))
import help_text  # noqa: E402

LANGUAGES = {"English": "", "French": "fr/"}


class PackageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.package = root.package()
        folder = tempfile.TemporaryDirectory(prefix="portillon-package-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        subprocess.run(["dpkg-deb", "--extract", cls.package, cls.folder], check=True)
        cls.program = cls.folder / "usr/bin/portillon"
        cls.commands, _ = help_text.commands_of(cls.program)

    def manual(self, page, language):
        """Its text without markup."""
        path = self.folder / f"usr/share/man/{LANGUAGES[language]}man{page[-1]}/{page}.gz"
        text = re.sub(r"\\f[BRI]", "", gzip.decompress(path.read_bytes()).decode("utf-8"))
        return text.replace("\\-", "-").replace("\\&", "").replace("\\(ga", "`")

    def test_packed_twice_it_is_the_same_bytes(self):
        with tempfile.TemporaryDirectory() as folder:
            again = root.package(output=folder)
            self.assertEqual(self.package.read_bytes(), again.read_bytes())

    def test_lintian_has_nothing_to_say(self):
        told = subprocess.run(["lintian", "--allow-root", "--tag-display-limit=0", self.package], capture_output=True, text=True)
        self.assertEqual((told.returncode, told.stdout), (0, ""), told.stderr)

    def test_the_manual_names_every_subcommand_and_option_in_both_languages(self):
        self.assertGreater(len(self.commands), 30)
        for language in LANGUAGES:
            text = self.manual("portillon.1", language)
            for command in self.commands:
                section = re.split(rf"(?m)^\.SS portillon {re.escape(' '.join(command.path))}( [A-Za-z.]+)*$", text)
                self.assertGreater(len(section), 1, f"{language}: {command.path}")
                here = section[-1].split(".SS portillon")[0]
                for option in command.options():
                    self.assertRegex(here, rf"(?m)^{option}\b", f"{language}: {command.path}")
        self.assertNotIn("For machines", self.manual("portillon.1", "French"))

    def test_the_manual_names_every_setting_in_both_languages(self):
        names = re.findall(r"(?m)^(?:# )?#?([a-z_]+) = ", (root.SOURCE / "systemd/portillon.toml").read_text("utf-8"))
        self.assertGreater(len(names), 100)
        for language in LANGUAGES:
            text = self.manual("portillon.toml.5", language)
            self.assertEqual([name for name in names if not re.search(rf"(?m)^{name} = ", text)], [], language)

    def test_every_page_of_the_manual_is_there_in_both_languages_and_well_formed(self):
        pages = {path.relative_to(self.folder / "usr/share/man") for path in self.folder.glob("usr/share/man/man*/*")}
        self.assertEqual({str(page) for page in pages}, {"man1/portillon.1.gz", "man5/portillon.toml.5.gz", "man8/portillon-courier.8.gz",
                         "man8/portillon-admin.8.gz", "man8/portillon-nginx.8.gz", "man8/portillon-restart.8.gz"})  # fmt: skip
        for page in pages:
            for language in LANGUAGES.values():
                path = self.folder / "usr/share/man" / language / page
                told = subprocess.run(["man", "--warnings", "--local-file", path], capture_output=True, text=True, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"})
                self.assertEqual((told.returncode, told.stderr), (0, ""), path)

    def completed(self, *words):
        script = """source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); previous=${*: -2:1}
            _portillon portillon "${*: -1}" "$previous"; printf '%s\\n' "${COMPREPLY[@]}" """
        source = self.folder / "usr/share/bash-completion/completions/portillon"
        told = subprocess.run(["bash", "-c", script, "bash", source, "portillon", *words], capture_output=True, text=True, check=True,
                              env={"PATH": f"{self.program.parent}:/usr/bin:/bin"}, stdin=subprocess.DEVNULL)  # fmt: skip
        return set(told.stdout.split())

    def test_the_completion_offers_what_help_lists(self):
        tops = {command.path[0] for command in self.commands}
        self.assertEqual(self.completed(""), tops)
        self.assertEqual(self.completed("out"), {"outbox"})
        for command in self.commands:
            if command.below:
                self.assertEqual(self.completed(*command.path, ""), set(command.below), command.path)
            options = {option for option in command.options() if option.startswith("--")}
            self.assertEqual(self.completed(*command.path, "--"), options | {"--help"}, command.path)
        self.assertEqual(self.completed("keys", "retire", "code", "1", "--because", ""), {"stolen", "other"})

    def test_the_bill_of_materials_comes_with_it(self):
        bill = json.loads((self.folder / "usr/share/doc/portillon/portillon.cdx.json").read_text("utf-8"))
        self.assertEqual(bill["bomFormat"], "CycloneDX")
        named = {part["name"] for part in bill["components"]}
        for library in re.findall(r"\b(lib[a-z0-9.+-]+) ", subprocess.run(["dpkg-deb", "--field", self.package, "Depends"], capture_output=True, text=True, check=True).stdout):
            self.assertIn(library, named)

    def test_nothing_of_the_folder_in_which_it_was_built_is_in_it(self):
        """Or another folder would make another package. Through ccache such a path is a relative one."""
        for path in self.folder.rglob("*"):
            if path.is_file() and not path.is_symlink():
                self.assertNotIn(str(root.SOURCE).encode(), path.read_bytes(), path)
        for program in (self.program, *(self.folder / "usr/lib/portillon").iterdir()):
            self.assertEqual(set(re.findall(rb"(?<![\w./+-])(?:\.\./|/(?!usr/))[\w./+-]*\.(?:cc|h)\b", program.read_bytes())), set(), program)


if __name__ == "__main__":
    unittest.main()
