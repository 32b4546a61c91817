// What a browser fetches for a page, and that nothing moves while it arrives. How much that is: tests/bench/wire.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { closeBrowser, newPerson, openBrowser, test } from './lib/browser.mjs';
import { recover, signInTo } from './lib/journeys.mjs';
import { strangersAt } from './lib/strangers.mjs';
import { advance, DAY, member, MINUTE } from './lib/surroundings.mjs';

before(openBrowser);
after(closeBrowser);

const MOST = 4; // page, style, script or drawing, icon

const filesOf = (person) => {
  const files = [];
  person.page.on('request', (request) => files.push(new URL(request.url()).pathname.replace(/^.*\//, '')));
  return files;
};

test('a drawing in a help that is folded away is fetched when somebody unfolds it', async () => {
  let person;
  // Kinds are mixed among strangers as among members: only who may have a carte Vitale is shown where its number stands.
  for (;;) {
    person = await newPerson();
    await person.identify((await strangersAt('justificatif', 1))[0]);
    await person.isAt('justificatif');
    if (await person.page.locator('details img').count()) break;
    await person.leave();
  }
  const files = filesOf(person);
  await person.page.reload({ waitUntil: 'networkidle' });
  assert.ok(files.includes('justificatif'));
  assert.deepEqual(files.filter((file) => file.startsWith('carte_vitale')), []);
  await person.page.locator('summary').first().click();
  await person.page.waitForFunction(() => document.querySelector('details img').naturalWidth > 0);
  await person.leave();
});

test('a first visit takes four requests at most, and a second one the page alone', async () => {
  const [first] = await strangersAt('justificatif', 1);
  for (const url of ['connexion', 'identite', 'justificatif', 'ce-n-est-pas-moi', 'aide/identifiant', 'accessibilite', 'rien-ici']) {
    const person = await newPerson();
    if (url === 'justificatif') {
      // Here the cache is warm by then: only what this page adds is seen.
      await person.identify(first);
      await person.isAt(url);
    }
    const files = filesOf(person);
    await person.page.goto('about:blank');
    await person.open(url);
    await person.page.waitForTimeout(200);
    // remaining.js is asked for once the page stands.
    const fetched = files.filter((file) => file !== 'blank' && !file.startsWith('remaining'));
    assert.ok(fetched.length <= MOST, `${url}: ${fetched}`);
    files.length = 0;
    await person.page.goto('about:blank');
    await person.open(url);
    await person.page.waitForTimeout(200);
    const again = await person.page.evaluate(() =>
      performance.getEntriesByType('resource').filter((entry) => entry.transferSize > 0).map((entry) => entry.name));
    assert.deepEqual(again, [], `${url}: fetched again`);
    await person.leave();
  }
});

// A high window: what moves out of sight is not counted.
test('nothing moves when style, script and drawings arrive late', async () => {
  const pierre = await member('Pierre Etcheverry');
  await advance(DAY + MINUTE); // codes of specs before this one
  const person = await newPerson({ viewport: { width: 320, height: 2600 } });
  await person.page.addInitScript(() => {
    globalThis.moved = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) moved.push([entry.value, ...entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 90))]);
    }).observe({ type: 'layout-shift', buffered: true });
  });
  for (const kind of ['js', 'css', 'svg']) {
    await person.page.route(`**/assets/*.${kind}`, async (route) => {
      await new Promise((done) => setTimeout(done, { css: 50, js: 250, svg: 400 }[kind]));
      await route.continue().catch(() => {});
    });
  }
  const stands = async (what) => {
    await person.page.reload({ waitUntil: 'load' });
    await person.page.waitForTimeout(200);
    assert.deepEqual(await person.page.evaluate(() => moved), [], what);
  };
  for (const url of ['connexion', 'identite', 'aide/identifiant', 'accessibilite', 'ce-n-est-pas-moi']) {
    await person.open(url);
    await stands(url);
  }
  const temporary = await recover(person, pierre);
  await person.isAt('confirmation');
  await stands('confirmation');
  await person.signIn(pierre.identifier, temporary);
  await person.isAt('nouveau-mot-de-passe');
  await stands('nouveau-mot-de-passe');
  await person.abandon();
  await signInTo(person, pierre);
  for (const url of ['mon-compte', 'coordonnees', 'mon-compte/mot-de-passe']) {
    await person.open(url);
    await stands(url);
  }
  await person.leave();
});
