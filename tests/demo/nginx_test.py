import subprocess
import tempfile
import unittest
from pathlib import Path

import here

PAGES = b"sign_in\tconnexion\tvisit,index\tpublic\nsession\tsession\t-\tinternal\nhealth\tsante/pret\t-\tpublic\n"


def generate(*arguments, pages=PAGES):
    made = subprocess.run([here.ROOT / "nginx/generate", *arguments], input=pages, capture_output=True, check=False)
    return made.returncode, made.stdout.decode()


class GeneratedNginxTest(unittest.TestCase):
    def test_each_url_leads_to_its_page_under_any_prefix(self):
        for prefix in ("/acces/", "/a/b/"):
            status, text = generate("--prefix", prefix, "--sockets", "/run/here")
            self.assertEqual(status, 0)
            self.assertIn(f'location = {prefix}sante/pret {{\n        fastcgi_pass "unix:/run/here/health.sock";', text)
            self.assertNotIn("@", text)
            if prefix != "/acces/":
                self.assertNotIn("acces/", text)

    def test_each_page_has_one_way_of_being_written(self):
        _, text = generate("--prefix", "/a.b/c-d/")
        self.assertIn(r'if ($request_uri !~ "^/a\.b/c\-d/sante/pret(\?|$)") { return 404; }', text)
        self.assertEqual(text.count("$request_uri"), 2)  # asked by nginx itself, `session` has the visitor's

    def test_session_cannot_be_reached_from_outside(self):
        _, text = generate()
        block = text.partition("location = /acces/session {")[2].partition("}")[0]
        self.assertIn("internal;", block)
        self.assertEqual(text.partition("location = /acces/connexion {")[2].partition("}")[0].count("internal"), 0)

    def test_a_page_for_programs_lets_in_this_machine_and_named_networks_alone(self):
        _, text = generate("--static", "/var/lib/here", pages=PAGES + b"receipt\taccuse\treceipt\tmachine\n")
        block = text.partition("location = /acces/accuse {")[2].partition("\n    }")[0]
        rules = [line.strip() for line in block.splitlines() if line.strip().startswith(("include", "allow", "deny"))]
        self.assertEqual(
            rules, ['include "/var/lib/here/nginx/receipts/*.conf";', "allow 127.0.0.0/8;", "allow ::1;", "deny all;"]
        )
        self.assertIn('if ($request_uri !~ "^/acces/accuse(\\?|$)") { return 404; }', block)

    def test_metrics_of_each_page_are_for_named_networks_alone_and_say_what_no_visitor_can(self):
        _, text = generate("--static", "/var/lib/here", pages=PAGES + b"sign_in\tautre\t-\tpublic\n")
        for stem in ("sign_in", "session", "health"):
            block = text.partition(f"location = /acces/sante/mesures/{stem} {{")[2].partition("\n    }")[0]
            rules = [line.strip() for line in block.splitlines() if line.strip().startswith(("include", "allow", "deny"))]
            self.assertEqual(rules, ['include "/var/lib/here/nginx/metrics/*.conf";', "deny all;"])
            self.assertIn("fastcgi_param PORTILLON_ASKS metrics;", block)
            self.assertIn(f'fastcgi_pass "unix:/run/portillon/{stem}.sock";', block)
        self.assertEqual(text.count("sante/mesures/"), 3)  # one a page, however many addresses it has
        self.assertEqual(text.count("PORTILLON_ASKS"), 3)

    def test_a_value_cannot_write_configuration(self):
        for value in ("/x;root /", '/x"', "/x{", "/$x", "x", ""):
            self.assertEqual(generate("--sockets", value), (2, ""), value)
        self.assertEqual(generate("--prefix", "/")[0], 2)

    def test_a_broken_list_writes_nothing(self):
        for pages in (b"", b"sign_in\tconnexion\n", b"sign_in\tcon nexion\t-\tpublic\n", PAGES + b"x;y\tz\t-\tpublic\n"):
            status, text = generate(pages=pages)
            self.assertNotEqual(status, 0)
            self.assertEqual(text, "")

    def test_nginx_accepts_it_in_a_site_with_a_space_in_its_path(self):
        with tempfile.TemporaryDirectory(prefix="nginx conf ") as folder:
            _, text = generate("--sockets", folder, "--static", folder, "--log", f"{folder}/log")
            Path(folder, "portillon.conf").write_text(text)
            Path(folder, "nginx.conf").write_text(
                f'events {{}}\npid "{folder}/pid";\nhttp {{ include "{here.ROOT}/nginx/log-format.conf";\n'
                f'client_body_temp_path "{folder}/body"; fastcgi_temp_path "{folder}/fastcgi"; '
                f'proxy_temp_path "{folder}/proxy"; uwsgi_temp_path "{folder}/uwsgi"; scgi_temp_path "{folder}/scgi";\n'
                f'server {{ listen "unix:{folder}/http.sock"; include "{folder}/portillon.conf"; }} }}\n'
            )
            made = subprocess.run(
                ["/usr/sbin/nginx", "-t", "-q", "-c", f"{folder}/nginx.conf", "-e", "stderr"], capture_output=True, check=False
            )
            self.assertEqual((made.returncode, made.stderr.decode()), (0, ""))


if __name__ == "__main__":
    unittest.main()
