"""The bill of materials that packages/sbom prints."""
import json
import pathlib
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Sbom(unittest.TestCase):
    def of(self, *programs):
        return json.loads(subprocess.run([ROOT / "packages/sbom", *programs], check=True, capture_output=True, text=True).stdout)

    def test_every_library_that_a_program_loads_is_named_with_its_version(self):
        bill = self.of("/bin/bash")
        named = {part["name"]: part for part in bill["components"]}
        self.assertIn("libtinfo6", named)
        self.assertNotIn("libtinfo6", {part["name"] for part in self.of()["components"]})
        for part in bill["components"]:
            self.assertRegex(part["version"], r"^\d")
            self.assertTrue(part["purl"].startswith(f"pkg:deb/debian/{part['name']}@"))

    def test_every_package_that_is_needed_to_build_and_run_is_named(self):
        named = {part["name"] for part in self.of()["components"]}
        self.assertLessEqual({"libssl-dev", "libsodium-dev", "libctemplate-dev", "nginx-light", "mariadb-server-core"}, named)
        self.assertNotIn("chromium", named)


if __name__ == "__main__":
    unittest.main()
