// Every page in every state: axe-core, valid HTML, title, heading, help, focus on the errors, 320 px; then the keyboard alone.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before } from 'node:test';

import { closeBrowser, newPerson, openBrowser, test } from './lib/browser.mjs';
import { perfect, validate } from './lib/quality.mjs';
import { walk } from './lib/states.mjs';
import { noTreeIsLeft, sameTree } from './lib/tree_files.mjs';
import { CODE, codeIn, LONGEST, mailbox, member, remember, state, TEMPORARY, temporaryIn } from './lib/surroundings.mjs';

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
  const files = readdirSync(folder);
  assert.ok(files.length >= 4);
  for (const file of files) await validate(file, readFileSync(`${folder}/${file}`, 'utf8'));
});

// Tab until the focus is on `selector`; it must be seen on the way.
async function tabTo(page, selector) {
  for (let steps = 0; steps < 40; ++steps) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate((wanted) => {
      const style = getComputedStyle(document.activeElement);
      const shown = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
      return { found: document.activeElement.matches(wanted), shown, what: document.activeElement.outerHTML.slice(0, 120) };
    }, selector);
    assert.ok(here.shown, `no visible focus on ${here.what}`);
    if (here.found) return;
  }
  throw new Error(`the Tab key does not reach ${selector}`);
}

async function enter(page, selector, text) {
  await tabTo(page, selector);
  await page.keyboard.type(text);
}

async function pressed(page, key = 'Enter') {
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.keyboard.press(key)]);
}

test('the whole journey with the keyboard alone', async () => {
  const marie = await member(LONGEST);
  const person = await newPerson();
  const { page } = person;
  const box = await mailbox();
  await person.open('connexion');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'p-skip');
  await tabTo(page, 'a[href$="identite"]');
  await pressed(page);
  await enter(page, '#identifier', '12');
  await pressed(page);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'erreurs');
  await tabTo(page, '#erreurs a');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'identifier');
  await page.keyboard.press('Control+A');
  await page.keyboard.type(marie.identifier);
  await pressed(page);
  await person.isAt('reception');
  await tabTo(page, 'input[name=channel]');
  await page.keyboard.press('Space');
  await tabTo(page, 'main form[action$=reception] button');
  await pressed(page);
  await person.isAt('code');
  await enter(page, '#code', codeIn(await box.next({ to: marie.mobile, text: CODE })));
  await pressed(page);
  await person.isAt('confirmation');
  const temporary = temporaryIn((await box.next({ to: marie.mobile, text: TEMPORARY })).text);
  await tabTo(page, 'main a[href$=connexion]');
  await pressed(page);
  await enter(page, '#identifier', marie.identifier);
  await enter(page, '#password', temporary);
  await pressed(page);
  await person.isAt('nouveau-mot-de-passe');
  await enter(page, '#new_password', 'Clavier & 7 touches');
  await enter(page, '#confirm_password', 'Clavier & 7 touches');
  await pressed(page);
  remember(marie, 'Clavier & 7 touches');
  await tabTo(page, 'main a[href$=coordonnees]');
  await pressed(page);
  await person.isAt('coordonnees');
  await tabTo(page, 'button[value=confirm]');
  await pressed(page, 'Space');
  await person.isAt('mon-compte');
  await tabTo(page, 'form[action$=deconnexion] button');
  await pressed(page);
  await person.isAt('connexion');
  await person.leave();
});
