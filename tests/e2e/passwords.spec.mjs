// What a member may choose as password: the rule, the refusals, the same verdict in the browser and on the server.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { closeBrowser, newPerson, openBrowser, test } from './lib/browser.mjs';
import { recover, signInTo } from './lib/journeys.mjs';
import { advance, DAY, member, MINUTE, remember } from './lib/surroundings.mjs';

before(openBrowser);
after(closeBrowser);

const REFUSED = [
  ['Aa1!aa7', /au moins 8 caractères/],
  [`Aa1!${'xyzw'.repeat(31)}k`, /128 caractères au plus/],
  ['Bois des pins', /Ajoutez un chiffre/],
  ['bois des pins 7', /Ajoutez une majuscule/],
  ['BOIS DES PINS 7', /Ajoutez une minuscule/],
  ['BoisDesPins77', /Ajoutez un caractère spécial/],
  ['Motdepasse1!', /trop courant/],
  ['Azertyuiop1!', /trop courant/],
  ['Andria Paoli 1!', /votre nom/],
  ['Msa Sud Aquitaine 1!', /votre caisse/],
  ['Bois 06 39 98 50 05 !', /numéros de téléphone/],
  ['Code: 182062A00405', /identifiant/],
  ['Chien bleu 7 !', /mots de passe volés/],
];

test('each refusal says its reason, keeps the session, and a good one ends it well', async () => {
  const andria = await member('Andria Paoli');
  await advance(DAY + MINUTE);
  const person = await newPerson();
  const temporary = await recover(person, andria);
  await person.signIn(andria.identifier, temporary);
  await person.says('un minimum de 8 caractères en combinant des chiffres, des majuscules, des minuscules et des caractères spéciaux');
  for (const [password, reason] of REFUSED) {
    await person.choosePassword(password);
    await person.isRefused('new_password', /./);
    await person.says(reason);
    assert.equal(await person.page.locator('#new_password').inputValue(), '');
  }
  await person.choosePassword('Bois des pins 77', 'Bois des pins 78');
  await person.isRefused('confirm_password', /Les deux saisies sont différentes/);
  await person.choosePassword('', '');
  await person.isRefused('new_password', /Saisissez votre nouveau mot de passe/);
  // 128 characters of several alphabets, one é written as two code points: it is the same é.
  const long = `Été 2024 – Ωμέγα Привет ${'ab7%'.repeat(26)}`.slice(0, 128).padEnd(128, '!');
  assert.equal([...long.normalize('NFC')].length, 128);
  await person.choosePassword(long.normalize('NFD'), long.normalize('NFC'));
  await person.says('Votre mot de passe a bien été modifié.');
  remember(andria, long.normalize('NFC'));
  await signInTo(await newPerson(), andria, long.normalize('NFC'));
  await signInTo(await newPerson({ js: false }), andria, long.normalize('NFD'));
  await person.leave();
});

test('the strength is said in words while typing, and « voir » shows and hides', async () => {
  const pierre = await member('Pierre Etcheverry');
  await advance(DAY + MINUTE);
  const person = await newPerson();
  const temporary = await recover(person, pierre);
  await person.signIn(pierre.identifier, temporary);
  const { page } = person;
  const fetched = [];
  // The browser asks for the page's icon when it likes.
  page.on('request', (request) => {
    const name = new URL(request.url()).pathname.replace(/.*\//, '');
    if (!name.endsWith('.svg')) fetched.push(name);
  });
  const field = page.getByLabel('Votre nouveau mot de passe', { exact: true });
  await field.focus();
  assert.deepEqual(fetched, []);
  // Twelve characters of the rule are no verdict: everybody would try the last one.
  for (const [typed, word] of [['abc', 'faible'], ['Pin 7 hz!', 'moyen'], ['Motdepasse 12!', 'faible'], ['Treize pins 7 fois', 'fort']]) {
    await field.fill(typed);
    await page.getByText(`Mot de passe ${word}`, { exact: true }).waitFor();
    assert.equal(await page.locator('.p-strength__word--now').innerText(), word);
  }
  assert.equal(fetched.length, 1);
  assert.match(fetched[0], /^words\.[0-9a-f]{12}\.txt$/);
  assert.equal(await page.locator('.p-rules__item--met').count(), 5);
  const toggle = page.locator('[data-toggle=new_password]');
  assert.match(await toggle.innerText(), /^voir/);
  await toggle.click();
  assert.equal(await field.getAttribute('type'), 'text');
  assert.match(await toggle.innerText(), /^masquer/);
  await toggle.click();
  assert.equal(await field.getAttribute('type'), 'password');
  await toggle.click();
  await person.choosePassword('Treize pins 7 fois', 'Treize pins');
  assert.equal(await field.getAttribute('type'), 'password');
  await person.abandon();
  await person.leave();
});
