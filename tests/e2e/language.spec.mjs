// A second language: chosen by a link, remembered, in everything that the member reads.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { closeBrowser, newPerson, openBrowser, spendStart, test } from './lib/browser.mjs';
import { signInTo } from './lib/journeys.mjs';
import { CHANGED, mailbox, member, origin, remember, temporaryIn } from './lib/surroundings.mjs';

before(openBrowser);
after(closeBrowser);

const OWN = 'Apples & 7 pears';
const language = ({ page }) => page.locator('html').getAttribute('lang');
const press = (person, selector) =>
  Promise.all([person.page.waitForNavigation({ waitUntil: 'load' }), person.page.locator(selector).click()]);

test('a whole recovery in English, messages included; back to French by a link', async () => {
  const elodie = await member('Élodie Bordenave');
  const person = await newPerson();
  const { page } = person;
  await person.open('identite');
  assert.equal(await language(person), 'fr');
  await person.follow('English');
  assert.equal(await language(person), 'en');
  assert.equal(person.at, 'identite');
  const box = await mailbox();
  await page.locator('#identifier').fill('12');
  await press(person, 'main form[action$=identite] button');
  assert.equal(person.status, 422);
  assert.match(await page.title(), /^Error: /);
  await person.says(/missing/);
  spendStart();
  await page.locator('#identifier').fill(elodie.identifier);
  await press(person, 'main form[action$=identite] button');
  await page.locator('input[name=channel][value=email]').check();
  await press(person, 'main form[action$=reception] button');
  await person.says('A confirmation code was sent to you by email.');
  await person.says(/\d{1,2}:\d{2}/);
  const code = await box.next({ to: elodie.email, text: /confirmation code/ });
  assert.match(code.subject, /code/);
  assert.equal(code.text.match(/En français/g).length, 1);
  await page.locator('#code').fill(/code\s*:\s*(\d{4})\b/.exec(code.text)[1]);
  await press(person, 'main form[action$=code] button');
  const sent = await box.next({ to: elodie.email, text: /temporary password\s*:/ });
  await press(person, 'main a[href$=connexion]');
  await page.locator('#identifier').fill(elodie.identifier);
  await page.locator('#password').fill(temporaryIn(sent.text.replace('temporary password', 'temporaire')));
  await press(person, 'main form[action$=connexion] button[type=submit]');
  assert.equal(person.at, 'nouveau-mot-de-passe');
  await page.locator('#new_password').fill(OWN);
  await page.locator('#confirm_password').fill(OWN);
  await press(person, 'main form[action$=nouveau-mot-de-passe] button[type=submit]');
  remember(elodie, OWN);
  // Who changes a password does not choose in which language its owner is told.
  await box.next({ to: elodie.email, text: CHANGED });
  await press(person, 'main a[href$=coordonnees]');
  await press(person, 'button[value=confirm]');
  assert.equal(person.at, 'mon-compte');
  assert.match(await person.text(), /on Linux/);
  await person.follow('Français');
  assert.equal(await language(person), 'fr');
  await person.says(/sur Linux/);
  await person.leave();
});

test('a stranger who reads English does not make a French member\'s warnings English', async () => {
  const pierre = await member('Pierre Etcheverry');
  const stranger = await newPerson();
  await stranger.open('connexion?langue=en');
  const box = await mailbox();
  await stranger.open('identite');
  spendStart();
  await stranger.page.locator('#identifier').fill(pierre.identifier);
  await press(stranger, 'main form[action$=identite] button');
  await stranger.page.locator('input[name=channel][value=sms]').check();
  await press(stranger, 'main form[action$=reception] button');
  await box.next({ to: pierre.mobile, text: /your code/ });
  await stranger.leave();
  const own = await newPerson();
  await signInTo(own, pierre);
  const changed = 'Sept poules & 1 coq';
  await own.open('mon-compte/mot-de-passe');
  await own.page.locator('#current_password').fill(pierre.password);
  await own.choosePassword(changed);
  remember(pierre, changed);
  assert.match((await box.next({ to: pierre.email, channel: 'email' })).text, /mot de passe/);
  await own.leave();
});

test('what nginx serves by itself is in the chosen language, and remembers it', async () => {
  const person = await newPerson();
  await person.open('aide/identifiant');
  assert.equal(await language(person), 'fr');
  await person.follow('English');
  assert.equal(person.at, 'aide/identifiant');
  assert.equal(await language(person), 'en');
  await person.open('nulle-part');
  assert.equal(person.status, 404);
  assert.equal(await language(person), 'en');
  await person.open('connexion');
  assert.equal(await language(person), 'en');
  await person.open('connexion?langue=fr');
  await person.open('accessibilite');
  assert.equal(await language(person), 'fr');
  const cookies = await person.context.cookies(origin);
  assert.equal(cookies.find(({ name }) => name === '__Host-portillon-langue').value, 'fr');
  await person.leave();
});
