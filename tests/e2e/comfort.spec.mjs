// What the script adds, in a real browser: numbers in groups, the warning before a session ends, nothing lost when it has.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { closeBrowser, newPerson, openBrowser, spendStart, test } from './lib/browser.mjs';
import { signInTo } from './lib/journeys.mjs';
import { axe } from './lib/quality.mjs';
import { advance, CODE, codeIn, DAY, grouped, mailbox, member, MINUTE, strangerNir, TEMPORARY, until } from './lib/surroundings.mjs';
import { Client, encode } from './lib/wire.mjs';

before(openBrowser);
after(closeBrowser);

const notice = (person) => person.page.locator('.p-remaining--now');

// Into a field, as fingers do; what groups it is there once the focus is.
async function goTo(person, field) {
  const fetched = person.page.waitForResponse(/\/numbers\b/, { timeout: 700 }).catch(() => {});
  await person.page.locator(field).focus();
  await fetched;
  await person.page.waitForTimeout(100);
}

const stands = (person, field) => person.page.locator(field).evaluate((input) => [input.value, input.selectionStart]);

test('the identifier is grouped as on the card, the caret stays, and one can undo', async () => {
  const person = await newPerson();
  const { keyboard } = person.page;
  const nir = strangerNir();
  await person.open('identite');
  await goTo(person, '#identifier');
  await keyboard.type(nir);
  assert.deepEqual(await stands(person, '#identifier'), [grouped(nir), grouped(nir).length]);
  for (let left = 0; left < 3; ++left) await keyboard.press('ArrowLeft');
  await keyboard.press('Backspace'); // over the space: the digit before it
  assert.deepEqual(await stands(person, '#identifier'), [grouped(nir.slice(0, 12) + nir.slice(13)), 17]);
  await keyboard.press('Control+z');
  await keyboard.press('Control+z');
  assert.equal((await stands(person, '#identifier'))[0].replaceAll(' ', ''), nir);
  spendStart();
  await person.next();
  assert.ok(['justificatif', 'reception'].includes(person.at), person.at);
  // Back: the number as it was typed, and the script works on.
  await person.previous();
  assert.equal(await person.page.locator('#identifier').inputValue(), grouped(nir));
  await goTo(person, '#identifier');
  await keyboard.press('End');
  await keyboard.press('Backspace');
  assert.equal(await person.page.locator('#identifier').inputValue(), grouped(nir.slice(0, 14)));
  await person.leave();
});

test('what is pasted, composed by a phone or written in a way of its own', async () => {
  const person = await newPerson({ permissions: ['clipboard-read', 'clipboard-write'] });
  const { page } = person;
  await person.open('identite');
  await goTo(person, '#identifier');
  await page.evaluate(() => navigator.clipboard.writeText('1850760057018 23'));
  await page.keyboard.press('Control+v');
  assert.equal(await page.locator('#identifier').inputValue(), '1 85 07 60 057 018 23');
  await page.locator('#identifier').fill('');
  const phone = await person.context.newCDPSession(page);
  for (const text of ['7', '73', '732', '7328']) {
    await phone.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    assert.equal(await page.locator('#identifier').inputValue(), text); // a composition is never touched
  }
  await phone.send('Input.insertText', { text: '7328' });
  assert.equal(await page.locator('#identifier').inputValue(), '732 8');
  await page.locator('#identifier').fill('1.85.07.60');
  assert.equal(await page.locator('#identifier').inputValue(), '1.85.07.60');
  await person.leave();
});

test('what is selected before the script has come is still selected once it has grouped it', async () => {
  const person = await newPerson();
  const { page } = person;
  const nir = strangerNir();
  await page.route(/\/numbers\b/, (route) => route.abort());
  await person.identify(nir.slice(0, 12)); // sent as it was typed
  assert.equal(await page.locator('#identifier').inputValue(), nir.slice(0, 12));
  await page.unroute(/\/numbers\b/);
  let come;
  await page.route(/\/numbers\b/, async (route) => {
    await new Promise((now) => (come = now));
    await route.continue();
  });
  await page.locator('#identifier').selectText();
  const fetched = page.waitForResponse(/\/numbers\b/);
  await until('the script is asked for', () => come);
  come();
  await fetched;
  await until('the number is grouped', async () => (await stands(person, '#identifier'))[0].includes(' '));
  await page.keyboard.type(nir);
  assert.equal(await page.locator('#identifier').inputValue(), grouped(nir));
  await person.leave();
});

test('amounts are grouped where an amount is asked for, telephone numbers in pairs', async () => {
  const hugo = await member('Hugo Nguyen');
  const person = await newPerson();
  const { page } = person;
  await person.identify(hugo.identifier);
  await person.isAt('justificatif');
  await page.locator('#proof-vitale').check();
  await goTo(person, '#answer');
  await page.keyboard.type('12345');
  assert.equal(await page.locator('#answer').inputValue(), '12345');
  await page.locator('#proof-amount').check();
  await page.locator('#answer').focus();
  await page.keyboard.press('End');
  await page.keyboard.type(',67 €');
  assert.equal(await page.locator('#answer').inputValue(), '12 345,67 €');
  await person.abandon();
  const cooperative = await member('Coopérative des Gaves');
  await signInTo(person, cooperative);
  await person.open('coordonnees?modifier=mobile');
  await goTo(person, '#mobile');
  await page.keyboard.type('+33639981077');
  assert.equal(await page.locator('#mobile').inputValue(), '+33 6 39 98 10 77');
  await person.leave();
});

test('two minutes before its end a session says so; « Prolonger » prolongs it, in every tab, and nothing typed moves', async () => {
  const person = await newPerson();
  await signInTo(person, await member('Élodie Bordenave'));
  await person.page.clock.install();
  await person.open('coordonnees?modifier=mobile');
  const other = await person.tab();
  await other.open('mon-compte');
  await other.says('cette page reste ouverte jusqu\'à');
  await goTo(person, '#mobile');
  await person.page.keyboard.type('0639');
  await person.page.clock.fastForward('28:05'); // of the whole browser
  await advance(28 * MINUTE);
  assert.match(await notice(person).innerText(), /Votre session se termine dans 2 minutes/);
  assert.match(await notice(other).innerText(), /Votre session se termine dans 2 minutes/);
  assert.equal(await person.page.evaluate(() => document.activeElement.id), 'mobile'); // the focus was not taken
  await axe('the warning', person.page);
  const posted = person.page.waitForResponse(/prolongation$/);
  await notice(person).getByRole('button', { name: 'Prolonger' }).click();
  assert.equal((await posted).status(), 200);
  await person.page.getByText('Votre session est prolongée').waitFor();
  assert.equal(await person.page.evaluate(() => document.activeElement.id), 'mobile');
  await other.page.getByText('Votre session est prolongée').waitFor();
  assert.equal(await person.page.locator('#mobile').inputValue(), '06 39');
  assert.equal(person.at, 'coordonnees');
  await advance(29 * MINUTE);
  await other.open('mon-compte');
  await other.isAt('mon-compte');
  await person.leave();
});

test('what cannot be prolonged says till when; a limited session and a journey are told of as well', async () => {
  await advance(DAY + MINUTE);
  const person = await newPerson();
  await person.identify((await member('Hugo Nguyen')).identifier);
  await person.page.clock.install();
  for (let times = 0; times < 4; ++times) {
    await advance(25 * MINUTE);
    await person.open('justificatif');
  }
  await person.page.clock.fastForward('18:30');
  assert.match(await notice(person).innerText(), /se termine à \d+\sh\s\d\d et ne peut plus être prolongée/);
  await person.page.clock.fastForward('02:00');
  assert.match(await notice(person).innerText(), /Votre session est terminée/);
  await person.leave();
});

for (const js of [true, false]) {
  test(`contacts typed when the session ended come back after signing in (JavaScript ${js ? 'on' : 'off'})`, async () => {
    await advance(DAY + MINUTE);
    const who = await member('Coopérative des Gaves');
    const person = await newPerson({ js });
    await signInTo(person, who);
    await person.open('coordonnees?modifier=fax');
    await person.page.locator('#fax').fill('05 36 49 77 31');
    await advance(31 * MINUTE);
    await person.press('Enregistrer');
    await person.isAt('connexion');
    await person.says('vous retrouverez ce que vous aviez saisi');
    const kept = (await person.context.cookies()).find(({ name }) => name.endsWith('saisie'));
    assert.ok(kept.httpOnly && kept.expires === -1, 'ends with the browser');
    // Somebody else signs in on this computer: nothing is there, and it is gone.
    const neighbour = await member('Andria Paoli');
    if (js) {
      await person.signIn(neighbour.identifier, neighbour.password);
      await person.open('coordonnees');
      assert.ok(!(await person.page.content()).includes('05 36 49 77 31'));
      assert.ok(!(await person.context.cookies()).some(({ name }) => name.endsWith('saisie')));
      await person.leave();
      return;
    }
    await person.signIn(who.identifier, who.password);
    await person.isAt('coordonnees');
    await person.says("Rien n'est encore envoyé");
    assert.equal(await person.page.locator('#fax').inputValue(), '05 36 49 77 31');
    await person.press('Enregistrer');
    await person.says('Vos coordonnées ont bien été modifiées');
    await person.leave();
  });
}

test('an answer typed when the journey ended comes back behind the same identifier', async () => {
  await advance(DAY + MINUTE);
  const person = await newPerson({ js: false });
  const hugo = await member('Hugo Nguyen');
  await person.identify(hugo.identifier);
  await person.page.locator('#proof-vitale').check();
  await person.page.locator('#answer').fill('80250');
  await advance(31 * MINUTE);
  await person.next();
  await person.isAt('identite');
  await person.identify(hugo.identifier);
  await person.isAt('justificatif');
  assert.equal(await person.page.locator('#answer').inputValue(), '80250');
  assert.equal(await person.page.locator('#proof-vitale').isChecked(), true);
  await person.leave();
});

test('who signed in again in another tab goes on in the first one: the form is shown again, with what was typed', async () => {
  await advance(DAY + MINUTE);
  const who = await member('Coopérative des Gaves');
  const person = await newPerson();
  await signInTo(person, who);
  await person.open('coordonnees?modifier=fax');
  await person.page.locator('#fax').fill('05 36 49 77 32');
  await advance(31 * MINUTE);
  const other = await person.tab();
  await signInTo(other, who);
  await person.press('Enregistrer');
  assert.equal(person.status, 403);
  await person.says("Rien n'est encore envoyé");
  assert.equal(await person.page.locator('#fax').inputValue(), '05 36 49 77 32');
  await person.press('Enregistrer');
  await person.says('Vos coordonnées ont bien été modifiées');
  await person.leave();
});

test('nobody else prolongs a session: no GET, no other site, no form without its token', async () => {
  const client = new Client();
  const who = await member('Élodie Bordenave');
  await client.post('connexion', { identifier: who.identifier, password: who.password });
  const { csrf } = await client.get('mon-compte');
  const prolong = (fields, headers) => client.send('prolongation', encode(fields), headers);
  assert.equal((await client.get('prolongation')).status, 405);
  assert.equal((await prolong({ of: 'session' })).status, 403);
  assert.equal((await prolong({ csrf: `${csrf.slice(0, -4)}AAAA`, of: 'session' })).status, 403);
  for (const site of ['cross-site', 'same-site']) assert.equal((await prolong({ csrf, of: 'session' }, { 'sec-fetch-site': site })).status, 403);
  assert.equal((await prolong({ csrf, of: 'session' }, { origin: 'https://exemple.org' })).status, 403);
  const right = await prolong({ csrf, of: 'session' });
  assert.equal(right.status, 200);
  assert.match(right.html, /^1[78]\d\d$/);
  assert.equal((await prolong({ csrf, of: 'journey' })).status, 401);
  await advance(31 * MINUTE);
  assert.equal((await prolong({ csrf, of: 'session' })).status, 401);
});

test('two clicks at the same moment send one message and lead on', async () => {
  await advance(DAY + MINUTE);
  const who = await member('Fatima El Amrani');
  const box = await mailbox();
  const client = new Client();
  const twice = async (url, fields) => {
    const { csrf } = await client.get(url);
    const body = encode({ csrf, ...fields });
    return (await Promise.all([client.send(url, body), client.send(url, body)])).map(({ location }) => location);
  };
  spendStart();
  spendStart();
  assert.deepEqual(await twice('identite', { identifier: who.identifier }), ['/acces/reception', '/acces/reception']);
  assert.deepEqual(await twice('reception', { channel: 'sms' }), ['/acces/code', '/acces/code']);
  const code = codeIn(await box.next({ to: who.mobile, text: CODE }));
  assert.deepEqual(await twice('code', { code }), ['/acces/confirmation', '/acces/confirmation']);
  await box.next({ to: who.mobile, text: TEMPORARY });
  await box.none({ to: who.mobile });
});
