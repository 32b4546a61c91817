"""What the source may not hold. Each rule stops a family of faults before anybody can write one.

    python3 -m unittest discover -s tests/static -p '*_test.py'
"""
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PRODUCT = ("fcgi", "courier", "admin")


def sources(*folders):
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*")) if path.suffix in (".cc", ".h", ".inc")]
    assert len(found) >= 10, f"only {len(found)} files under {folders}: wrong folder?"
    return found


def code_of(path):
    """Without comments: what they say of a function is no call of it."""
    text = path.read_text(encoding="utf-8")
    return re.sub(r'("(?:\\.|[^"\\\n])*")|//[^\n]*|/\*.*?\*/', lambda found: found[1] or " ", text, flags=re.S)


def literals_of(path):
    return re.findall(r'"((?:\\.|[^"\\\n])*)"', code_of(path))


def where(pattern, paths, allowed=(), read=code_of):
    found = []
    for path in paths:
        name = str(path.relative_to(ROOT))
        if name in allowed:
            continue
        for number, line in enumerate(read(path).splitlines(), 1):
            if re.search(pattern, line):
                found.append(f"{name}:{number}: {line.strip()[:100]}")
    return found


def plain(path):
    return path.read_text(encoding="utf-8")


class Product(unittest.TestCase):
    def nowhere(self, pattern, folders=PRODUCT, allowed=()):
        self.assertEqual(where(pattern, sources(*folders), allowed), [])

    def test_no_program_is_started_by_the_product(self):
        self.nowhere(r"\b(system|popen|exec[lv]p?e?|v?fork|posix_spawnp?|dlopen|wordexp)\s*\(")

    def test_no_regular_expression_reads_input(self):
        self.nowhere(r"\bregex\b|\bregcomp\b|\bfnmatch\b")

    def test_no_unbounded_string_function_is_called(self):
        self.nowhere(r"\b(strcpy|strcat|strncpy|strncat|stpcpy|sprintf|vsprintf|gets|alloca|strtok|realpath)\s*\(")

    def test_numbers_are_read_whole_or_not_at_all(self):
        self.nowhere(r"\b(ato[ifl]l?|sto[ifdl]|stoul?l?|strto[uldf]+|s?scanf)\s*\(")

    def test_randomness_comes_from_one_place(self):
        self.nowhere(r"\b(s?rand|[dlm]rand48)\s*\(|\b(random_device|mt19937\w*|default_random_engine|uuid_generate\w*)\b")
        drawn = where(r"\bRAND_\w+\s*\(|\bgetrandom\s*\(|\brandombytes\w*\s*\(", sources(*PRODUCT))
        self.assertEqual({line.split(":")[0] for line in drawn}, {"fcgi/crypto/random.cc"})

    def test_no_weak_algorithm_and_no_bare_block_mode_is_named(self):
        # Lists of stolen passwords are published as SHA-1; nothing is protected by it.
        published = where(r"EVP_sha1\b", sources(*PRODUCT))
        self.assertEqual([line.split(":")[0] for line in published], ["fcgi/crypto/breach_list_hash.cc"])
        self.nowhere(r"EVP_(md5|des|rc4|bf|aes_\d+_(?!gcm))|\bMD5\b|\bSHA1\b(?!HEX)|\bECB\b")

    def test_secrets_are_compared_in_constant_time(self):
        self.nowhere(r"\b(memcmp|strn?cmp|bcmp)\s*\(", allowed=("fcgi/shell/client.cc",))  # there: addresses of networks
        self.nowhere(r"reveal\(\)\s*[=!]=|[=!]=\s*[\w.>-]*reveal\(\)|reveal\(\)\.compare")
        self.nowhere(r"\b\w*(hash|digest|mac|token)\w*\s*==\s*\w*(hash|digest|mac|token)\w*\s*[;)&|]")

    def test_the_environment_names_two_paths_and_holds_no_secret(self):
        names = set()
        for path in sources(*PRODUCT):
            names |= set(re.findall(r'getenv\(\s*"?(\w+)', code_of(path)))
        self.assertLessEqual(names, {"CREDENTIALS_DIRECTORY", "PORTILLON_CONFIG", "SUDO_UID"})

    def test_every_program_keeps_its_memory_to_itself_before_it_reads_a_key(self):
        for name in ("fcgi/shell/serve.cc", "courier/program.cc", "admin/main.cc", "demo/seed_main.cc"):
            self.assertRegex(code_of(ROOT / name), r"try \{\s*(portillon::)?keep_memory_to_myself\(\);", name)

    def test_no_other_behaviour_hides_behind_a_switch_of_the_build(self):
        conditions = where(r"^\s*#\s*(if|ifdef|ifndef|elif)\b", sources(*PRODUCT))
        foreign = [line for line in conditions if "__SANITIZE_" not in line]
        self.assertEqual(foreign, [])

    def test_the_demo_is_named_by_nothing_that_is_installed(self):
        self.nowhere(r'#include "demo/|mailbox_transport|faketime|/demo/')

    def test_sql_is_written_in_one_place(self):
        # Beside the typed queries: accounts and rights, which take no value but names that are checked.
        allowed = {"fcgi/store/grants.cc", "fcgi/store/link.cc", "admin/accounts.cc", "fcgi/store/query.h"}
        found = []
        for path in sources(*PRODUCT):
            name = str(path.relative_to(ROOT))
            if name in allowed or re.fullmatch(r"fcgi/store/queries_\w+\.h", name):
                continue
            found += [f"{name}: {text[:60]}" for text in literals_of(path)
                      if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|REPLACE|CREATE|GRANT|ALTER|DROP|CALL)\s+[\w`(*]", text)]
        self.assertEqual(found, [])

    def test_a_run_time_text_reaches_the_database_from_the_schema_tools_alone(self):
        callers = where(r"[.>]execute\(", sources(*PRODUCT))
        self.assertLessEqual({line.split(":")[0] for line in callers},
                             {"fcgi/store/connection.cc", "fcgi/store/link.cc", "fcgi/store/migrate.cc", "admin/commands.cc"})

    def test_outbound_calls_follow_no_redirection_and_check_certificates(self):
        self.nowhere(r"FOLLOWLOCATION|SSL_VERIFY(PEER|HOST)\s*,\s*0|SSL_VERIFY_NONE|CURL_REDIR")

    def test_no_key_password_or_token_is_written_in_the_source(self):
        pattern = r"-----BEGIN [A-Z ]*PRIVATE KEY|\b\d{1,3}:[A-Za-z0-9_-]{43}\b"
        shipped = [path for folder in ("fcgi", "courier", "admin", "nginx", "systemd", "sql", "pages", "packages", "cmake")
                   for path in sorted((ROOT / folder).rglob("*")) if path.is_file() and path.suffix in
                   (".cc", ".h", ".inc", ".conf", ".in", ".toml", ".sql", ".service", ".socket", ".html", ".txt", ".cmake", ".js")]
        self.assertGreater(len(shipped), 200)
        self.assertEqual(where(pattern, shipped, read=plain), [])


class Browser(unittest.TestCase):
    def setUp(self):
        self.scripts = sorted((ROOT / "pages/assets").glob("*.js"))
        self.templates = sorted((ROOT / "pages").rglob("*.html"))
        self.styles = sorted((ROOT / "pages/assets").glob("*.css"))
        self.assertTrue(self.scripts and self.styles and len(self.templates) >= 15)

    def nowhere(self, pattern, paths):
        self.assertEqual(where(pattern, paths, read=plain), [])

    def test_the_script_builds_no_markup_and_no_code(self):
        self.nowhere(r"(inner|outer)HTML|insertAdjacentHTML|document\.write|\beval\b|new Function|createContextualFragment|srcdoc", self.scripts)
        self.nowhere(r"set(Timeout|Interval)\(\s*['\"`]|javascript:", self.scripts)

    def test_the_script_is_strict_and_extends_no_prototype(self):
        for path in self.scripts:
            module = re.search(r"^export ", plain(path), re.M)  # strict by itself
            self.assertTrue(module or plain(path).startswith("'use strict';"), path.name)
        self.nowhere(r"__proto__|\.prototype\b|Object\.assign\(|window\[|document\.\w*[fF]orms\b|document\.all\b", self.scripts)

    def test_the_script_keeps_nothing_in_the_browser_and_tells_other_tabs_a_time_alone(self):
        self.nowhere(r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\.|serviceWorker|\.(opener|parent|top)\b", self.scripts)
        told = where(r"postMessage|BroadcastChannel\(", self.scripts, read=plain)
        self.assertEqual(
            [re.sub(r":\d+: ", ": ", line) for line in told],
            ["pages/assets/remaining.js: channel = new BroadcastChannel('portillon');"]
            + ["pages/assets/remaining.js: channel?.postMessage({ of, end });"] * 2,
        )

    def test_nothing_is_fetched_from_another_host(self):
        self.nowhere(r"https?://|['\"(]//|@import|url\(\s*['\"]?(data|https?):", self.styles)
        self.nowhere(r"https?://|sendBeacon|WebSocket|EventSource|importScripts|\bimport\s*\(\s*['\"`]", self.scripts)
        self.nowhere(r"(src|action|srcset|poster)=\"(https?:)?//|<(iframe|object|embed|base|meta http-equiv)", self.templates)

    def test_passwords_can_be_pasted_managed_and_shown(self):
        self.nowhere(r"onpaste|oncopy|['\"](paste|copy|drop)['\"]", self.scripts + self.templates)
        seen = 0
        for path in self.templates:
            for field in re.findall(r"<input[^>]*>", plain(path)):
                if re.search(r'name="(new_password|confirm_password|current_password|password)"', field):
                    seen += 1
                    self.assertIn('type="password"', field, path.name)
                    self.assertRegex(field, r'autocomplete="(new|current)-password"', path.name)
                    self.assertNotIn("maxlength", field, path.name)
                    identifier = re.search(r'id="([^"]+)"', field)[1]
                    self.assertIn(f'data-toggle="{identifier}"', plain(path), path.name)
        self.assertGreaterEqual(seen, 6)


class Surroundings(unittest.TestCase):
    SANDBOX = """AmbientCapabilities= CapabilityBoundingSet= DevicePolicy=closed IPAddressDeny=any KeyringMode=private
        LimitCORE=0 LockPersonality=yes MemoryDenyWriteExecute=yes NoExecPaths=/ NoNewPrivileges=yes PrivateDevices=yes PrivateTmp=yes
        PrivateUsers=yes ProcSubset=pid ProtectClock=yes ProtectControlGroups=yes ProtectHome=yes ProtectHostname=yes
        ProtectKernelLogs=yes ProtectKernelModules=yes ProtectKernelTunables=yes ProtectProc=invisible ProtectSystem=strict
        RemoveIPC=yes RestrictNamespaces=yes RestrictRealtime=yes RestrictSUIDSGID=yes SystemCallArchitectures=native
        SystemCallFilter=@system-service UMask=0077""".split()

    def lines(self, name):
        return (ROOT / name).read_text(encoding="utf-8").splitlines()

    def test_every_program_runs_in_the_whole_sandbox(self):
        for unit in ("systemd/portillon@.service", "systemd/portillon-courier.service", "systemd/portillon-canary.service",
                     "systemd/portillon-purge.service"):
            lines = self.lines(unit)
            for rule in self.SANDBOX:
                self.assertIn(rule, lines, unit)
            self.assertTrue(any(line.startswith("MemoryMax=") for line in lines), unit)
            self.assertTrue(any(line.startswith("TasksMax=") for line in lines), unit)

    def test_a_page_reaches_no_network_and_the_courier_only_what_is_named(self):
        page = self.lines("systemd/portillon@.service")
        for rule in ("PrivateNetwork=yes", "RestrictAddressFamilies=AF_UNIX", "InaccessiblePaths=/dev/shm /tmp /var/tmp"):
            self.assertIn(rule, page)
        courier = self.lines("systemd/portillon-courier.service")
        self.assertEqual([line for line in courier if line.startswith("IPAddressAllow=")], ["IPAddressAllow=localhost"])

    def test_secrets_come_as_credentials_and_never_by_the_environment(self):
        for unit in ("systemd/portillon@.service", "systemd/portillon-courier.service"):
            given = [line for line in self.lines(unit) if line.startswith(("Environment", "PassEnvironment", "EnvironmentFile"))]
            self.assertEqual(given, ["Environment=PORTILLON_CONFIG=/etc/portillon/portillon.toml"], unit)
            self.assertTrue(any(line.startswith("LoadCredential=") for line in self.lines(unit)), unit)
        for folder in ("/etc/portillon/keys", "/etc/portillon/database"):
            line = next(line for line in self.lines("systemd/tmpfiles.conf") if folder in line)
            self.assertEqual(line.split()[2:5], ["0700", "root", "root"])

    def test_a_socket_is_for_the_web_server_alone(self):
        lines = self.lines("systemd/portillon@.socket")
        for rule in ("SocketUser=root", "SocketGroup=www-data", "SocketMode=0660"):
            self.assertIn(rule, lines)

    def test_nginx_passes_no_header_of_the_visitor_that_is_not_named(self):
        text = re.sub(r"#[^\n]*", "", (ROOT / "nginx/portillon.conf.in").read_text(encoding="utf-8"))
        for rule in ("fastcgi_pass_request_headers off;", 'fastcgi_param HTTP_PROXY "";', "client_max_body_size 16k;",
                     "fastcgi_cache off;", "server_tokens off;", "return 404;", "fastcgi_param REMOTE_ADDR $remote_addr;"):
            self.assertIn(rule, text)
        for forbidden in ("X_FORWARDED", "X-Forwarded", "X_REAL_IP", "autoindex", "Access-Control", "sub_filter", "fastcgi_next_upstream error"):
            self.assertNotIn(forbidden, text)

    def test_every_answer_carries_the_whole_set_of_headers(self):
        headers = dict(re.findall(r'^add_header (\S+) "?([^"\n]*?)"? always;$', (ROOT / "nginx/headers.conf").read_text(encoding="utf-8"), re.M))
        for name, value in {"Cross-Origin-Embedder-Policy": "require-corp", "Cross-Origin-Opener-Policy": "same-origin",
                            "Cross-Origin-Resource-Policy": "same-origin", "Referrer-Policy": "same-origin",
                            "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY"}.items():
            self.assertEqual(headers.get(name), value)
        self.assertRegex(headers["Strict-Transport-Security"], r"^max-age=(?!0)\d{8,}; includeSubDomains$")
        policy = headers["Content-Security-Policy"]
        for rule in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"):
            self.assertIn(rule, policy)
        self.assertNotRegex(policy, r"unsafe|\*|data:|https?:")

    def test_what_a_file_carries_of_these_headers_is_the_same(self):
        written = {}
        for name in ("headers", "asset-headers"):
            text = (ROOT / f"nginx/{name}.conf").read_text(encoding="utf-8")
            written[name] = dict(re.findall(r'^add_header (\S+) "?([^"\n]*?)"? always;$', text, re.M))
        ours = written["asset-headers"]
        self.assertEqual(ours.pop("Content-Security-Policy"), "default-src 'none'; frame-ancestors 'none'")
        self.assertEqual(sorted(ours), ["Cross-Origin-Resource-Policy", "Strict-Transport-Security", "X-Content-Type-Options"])
        for name, value in ours.items():
            self.assertEqual(written["headers"][name], value)

    def test_the_database_is_reached_by_its_socket_alone(self):
        connection = (ROOT / "fcgi/store/link.cc").read_text(encoding="utf-8")
        self.assertEqual(re.findall(r'\["hostName"\] = ([^;]+);', connection), ['"unix://" + database_.socket'])
        self.assertNotRegex(connection, r"tcp://|\[\"port\"\]")

    def test_the_access_log_names_no_query_cookie_or_referrer(self):
        text = (ROOT / "nginx/log-format.conf").read_text(encoding="utf-8")
        format_ = text[text.index("log_format"):]
        for forbidden in ("$request_uri", "$args", "$query_string", "$request ", "$http_", "$cookie", "$remote_user"):
            self.assertNotIn(forbidden, format_)

    def test_a_release_is_compiled_with_every_warning_an_error_and_every_hardening(self):
        text = (ROOT / "cmake/compile.cmake").read_text(encoding="utf-8")
        for flag in ("-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Wformat=2", "-Werror", "-fstack-protector-strong",
                     "-fstack-clash-protection", "-fcf-protection", "-D_FORTIFY_SOURCE=3", "-D_GLIBCXX_ASSERTIONS", "-pie",
                     "-Wl,-z,relro,-z,now,-z,noexecstack"):
            self.assertIn(flag, text)
        presets = (ROOT / "CMakePresets.json").read_text(encoding="utf-8")
        for sanitizer in ("address", "undefined", "thread"):
            self.assertIn(sanitizer, presets)

    def test_every_package_comes_from_the_distribution(self):
        install = (ROOT / "packages/install").read_text(encoding="utf-8")
        self.assertNotRegex(install, r"\b(curl|wget|pip|git clone|npm|add-apt-repository|--allow-unauthenticated)\b")
        product = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "cmake").glob("*.cmake"))
        self.assertNotRegex(product, r"FetchContent|ExternalProject|file\(DOWNLOAD")


if __name__ == "__main__":
    unittest.main()
