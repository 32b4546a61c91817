"""The same with nginx before the nodes, which does not ask whether they are ready."""

import time
import unittest

import here  # noqa: F401
from caisse import Caisse, Front
from load import Load
from nginx_balancer import NginxBalancer


class NginxTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.caisse = caisse = Caisse.get()
        cls.balancer = NginxBalancer(caisse.folder / "nginx", caisse.certificate, caisse.key, caisse.folder / "haproxy/nodes.pem")
        cls.addClassCleanup(cls.balancer.stop)
        cls.site = Front(caisse.certificate.read_text(), "second")
        time.sleep(1)

    def test_a_node_that_is_marked_down_is_drained_and_put_back_and_no_request_fails(self):
        node = self.caisse.nodes["a"]
        with Load(self.caisse.people, self.site, self.caisse.post, at_once=2) as load:
            time.sleep(2)
            self.balancer.mark_down("a")
            node.run("portillon", "drain", "--stop", "--wait", "1")
            time.sleep(2)
            node.run("portillon", "undrain")
            self.balancer.mark_down()
            time.sleep(2)
        self.assertEqual((load.failed(), load.lost), ([], []))
        self.assertGreater(load.done, 5)


if __name__ == "__main__":
    unittest.main()
