// On a bad line a page is there as soon as its bytes can be. All pages: npm run slow-line.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { closeBrowser, newPerson, openBrowser, test } from './lib/browser.mjs';
import { prefix } from './lib/surroundings.mjs';
import { measure } from './lib/usable.mjs';

before(openBrowser);
after(closeBrowser);

const MOST = 1.25; // of a bare responder's time
const LEAST = 1.2; // s: one way there and back and 3 kB, or the line was no line

test('50 kbit/s, 800 ms: a page takes no longer than its bytes from memory', async (t) => {
  const person = await newPerson();
  const urls = ['connexion', 'identite'];
  // Both to their end, whatever is found: a line that stays open would keep the test from ending.
  const measured = await Promise.all(urls.map((url) => measure(prefix + url, person.context)));
  for (const [at, visits] of measured.entries()) {
    const url = urls[at];
    for (const [when, { seconds, ratio, bytes, asked }] of Object.entries(visits)) {
      t.diagnostic(`${url}, ${when} visit: usable after ${seconds.toFixed(2)} s, ${ratio.toFixed(2)} of bare, ${bytes} bytes in ${asked}`);
      assert.ok(seconds >= LEAST, `${url}, ${when}: ${seconds} s`);
      assert.ok(ratio <= MOST, `${url}, ${when}: ${ratio} of a bare responder`);
    }
    assert.ok(visits.later.seconds < visits.first.seconds, `${url}: nothing was kept`);
  }
  await person.leave();
});
