"""One fault under load, from before to well after: what it is to look like, what is to ring, and that it ends by itself."""

import time
import unittest

import here
from front import HEADING
from place import place
from processes import until


class Suffering(unittest.TestCase):
    def setUp(self):
        self.caisse = place()
        self.visitor = self.caisse.visitor()  # whose journey must be where it was
        self.began = time.monotonic()
        self.cut = self.caisse.site.cut
        self.asked = len(self.caisse.load.asked)

    def still(self, *alerts, **labels):
        """In the long form, where there is time for it: none of these rings before."""
        if here.LONG:
            for alert in alerts:
                until(f"{alert} is still", lambda: not self.caisse.prometheus.rings(alert, **labels), 60, every=0.5)

    def ring(self, *alerts, within=60.0, **labels):
        for alert in alerts:
            until(f"{alert} rings", lambda: self.caisse.prometheus.rings(alert, **labels), within, every=0.2)

    def told(self, url="reception", within=40.0):
        """The visitor gets the page that says what is the matter and when to come again; how long that took."""
        began = time.monotonic()
        until(f"{url} is unavailable", lambda: self.visitor.look(url).status == 503, within, every=0.1)
        answer = self.visitor.look(url)
        self.assertIn(HEADING, answer.body.decode())
        return time.monotonic() - began

    def well(self, what, healed, most_cut=0):
        """Everything goes on by itself, the visitor's journey too; nobody saw anything but the one page."""
        caisse = self.caisse
        took = caisse.all_is_well_again(healed)
        self.assertEqual(self.visitor._see("reception").status, 200)
        self.assertEqual(caisse.site.improper, [])
        self.assertLessEqual(caisse.site.cut - self.cut, most_cut)
        until("the machine is ready", lambda: caisse.ready()[0] == 200, 60)
        print(f"\nseen: {what}: {caisse.load.figures(self.began)}; well again {took:.1f} s after its end")
