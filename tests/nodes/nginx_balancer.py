"""nginx before the two nodes: nginx/load-balancer.conf as it is, but for the folders of its files."""

import shutil
import signal
import subprocess

import here
import network
from booted import die_with_parent

_MAIN = """
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/load-balancer.conf;
}}
"""


class NginxBalancer:
    def __init__(self, folder, certificate, key, nodes):
        """Files: its own certificate and key, and the nodes' certificates."""
        self._folder = folder
        (folder / "portillon").mkdir(parents=True)
        shutil.copy(here.SOURCE / "nginx/tls.conf", folder / "portillon/tls.conf")
        text = (here.SOURCE / "nginx/load-balancer.conf").read_text("utf-8")
        text = text.replace("/etc/ssl/private/espace-prive.exemple.fr.key", str(key))
        text = text.replace("/etc/ssl/espace-prive.exemple.fr.pem", str(certificate)).replace("/etc/ssl/nodes.pem", str(nodes))
        self._text = text
        self._write()
        (folder / "nginx.conf").write_text(_MAIN.format(folder=folder))
        self._process = subprocess.Popen(network.inside("second", "nginx", "-c", folder / "nginx.conf", "-p", folder),
                                         stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=die_with_parent)  # fmt: skip

    def _write(self, down=None):
        text = self._text
        if down:
            server = f"server {network.NODES[down]}:443"
            assert server in text
            text = text.replace(server, f"{server} down")
        (self._folder / "load-balancer.conf").write_text(text, "utf-8")

    def mark_down(self, node=None):
        """What a sysadmin does before a drain; without a node: all serve again."""
        self._write(node)
        self._process.send_signal(signal.SIGHUP)

    def stop(self):
        self._process.terminate()
        self._process.wait()
