// Lighthouse in short: a page for anybody and one in the middle of a journey. All of them: npm run lighthouse.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { closeBrowser, newPerson, test } from './lib/browser.mjs';
import { auditPage, auditState, openAuditedBrowser } from './lib/lighthouse.mjs';
import { strangerNir } from './lib/surroundings.mjs';

before(openAuditedBrowser);
after(closeBrowser);

// The slow phone's line, but this machine's processor: other specs run beside, and would be measured with it four times.
const LINE_ALONE = { slower: 1 };
const QUICK = 90;

function isFlawless({ scores: { performance = 100, ...scores }, failed }) {
  assert.deepEqual(failed, []);
  assert.deepEqual(scores, { accessibility: 100, 'best-practices': 100 });
  assert.ok(performance >= QUICK, `performance ${performance}`);
}

test('the page of the first step, as a slow phone opens it', async () => {
  const person = await newPerson();
  await person.open('identite');
  isFlawless(await auditPage(person, LINE_ALONE));
  await person.next();
  isFlawless(await auditState(person));
  await person.identify(strangerNir());
  isFlawless(await auditPage(person, LINE_ALONE));
  await person.leave();
});
