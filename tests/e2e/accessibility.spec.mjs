// Every page in every state: axe-core, valid HTML, title, heading, help, focus on the errors, 320 px, large text; what is read out.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before } from 'node:test';

import { closeBrowser, openBrowser, test } from './lib/browser.mjs';
import { perfect, validate } from './lib/quality.mjs';
import { walk } from './lib/states.mjs';
import { noTreeIsLeft, sameTree } from './lib/tree_files.mjs';
import { state } from './lib/surroundings.mjs';

before(openBrowser);
after(closeBrowser);

test('every page in every state', async (t) => {
  const seen = new Set();
  await walk(async (name, person) => {
    assert.ok(!seen.has(name), name);
    seen.add(name);
    await t.test(name, () => perfect(name, person));
    await t.test(`${name}, read out`, () => sameTree(name, person.page));
  });
  noTreeIsLeft([...seen]);
  assert.ok(seen.size >= 50, `${seen.size} states`);
});

test('the pages that nginx serves by itself are valid HTML', async () => {
  const folder = `${state}/static/erreur`;
  const files = readdirSync(folder).filter((name) => name.endsWith('.html'));
  assert.ok(files.length >= 4);
  for (const file of files) await validate(file, readFileSync(`${folder}/${file}`, 'utf8'));
});
