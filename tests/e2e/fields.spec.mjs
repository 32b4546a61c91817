// Answers that are none, at the wire: said precisely, kept where they may be, nothing lost and no attempt used up.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { atCode, nothingWasUsed } from './lib/at_code.mjs';
import { closeBrowser, openBrowser, spendStart, test } from './lib/browser.mjs';
import { advance, DAY, member, MINUTE, remember, strangerNir, withKey } from './lib/surroundings.mjs';
import { Client } from './lib/wire.mjs';

before(openBrowser);
after(closeBrowser);

const spaced = (text) => text.replace(/[\u00a0\u202f]/g, ' ');

test('identifiers that are none: said precisely, kept in the field, no journey started', async () => {
  const nir = strangerNir();
  const client = new Client();
  for (const [typed, reason] of [
    ['', /Saisissez votre numéro/],
    ['   ', /Saisissez votre numéro/],
    ['abc', /seulement les chiffres/],
    [nir.slice(0, 12), /Il manque 1 chiffre/],
    [nir.slice(0, 10), /Il manque 3 chiffres/],
    [`${nir}1`, /Il y a 1 chiffre de trop/],
    [nir.slice(0, 13).replace(/..$/, 'AB'), /seulement les chiffres/],
    [nir.slice(0, 13) + String((Number(nir.slice(13)) % 97) + 1).padStart(2, '0'), /La clé ne correspond pas/],
    [withKey('2011398910101'), /mois de naissance/],
    [withKey('5010198910101'), /premier chiffre/],
    [withKey('2010198910000'), /ne peuvent pas être 000/],
    ['2010198910101é', /seulement les chiffres/],
    ['99900000100018', /Un chiffre ne correspond pas/],
    ['999000001000', /Il manque 2 chiffres/],
    ["' OR 1=1 --", /seulement les chiffres/],
    ['<script>alert(1)</script>', /seulement les chiffres/],
    ['1'.repeat(10_000), /de trop/],
  ]) {
    const answer = await client.post('identite', { identifier: typed });
    assert.equal(answer.status, 422, typed.slice(0, 40));
    assert.match(spaced(answer.refusal), reason, typed.slice(0, 40));
    assert.equal(answer.value('identifier'), typed);
    assert.match(answer.title, /^Erreur : /);
  }
  spendStart();
  const taken = await client.post('identite', { identifier: ` ${nir.slice(0, 5)}.${nir.slice(5, 8)}-${nir.slice(8, 13)}\u00a0${nir.slice(13)} ` });
  assert.equal(taken.status, 303);
});

test('answers that are none: no answer used, and the right one is still taken', async () => {
  await advance(DAY + MINUTE);
  spendStart();
  const hugo = await member('Hugo Nguyen');
  const client = new Client();
  await client.post('identite', { identifier: hugo.identifier });
  for (const [proof, answer, reason] of [
    ['', '12', /Choisissez l'information/],
    ['carte', '12', /Choisissez l'information/],
    ['amount', '', /Saisissez le montant/],
    ['amount', 'cent euros', /en chiffres/],
    ['amount', '12,345', /deux chiffres au plus|Écrivez les centimes/],
    ['amount', '1.234', /Écrivez les centimes/],
    ['amount', '0', /supérieur à zéro/],
    ['amount', '-12,50', /supérieur à zéro/],
    ['amount', '99999999999999999999', /trop grand/],
    ['amount', '1e5', /en chiffres/],
    ['amount', '0x10', /en chiffres/],
    ['amount', '12,5,5', /en chiffres/],
    ['amount', 'NaN', /en chiffres/],
    ['vitale', '', /numéro de série/],
    ['vitale', '123', /Il manque/],
    ['vitale', '1'.repeat(40), /de trop/],
    ['vitale', '8025034701X', /seulement les chiffres/],
  ]) {
    const refused = await client.post('justificatif', { proof, answer });
    assert.equal(refused.status, 422, `${proof} ${answer}`);
    assert.match(refused.refusal, reason, `${proof} ${answer}`);
    assert.equal(refused.value('answer'), answer);
  }
  const page = await client.get('justificatif');
  assert.match(page.html, /id="answer"/);
});

test('codes and channels that are none use up no attempt', async () => {
  const journey = await atCode();
  const { client } = journey;
  for (const code of ['', ' ', '123', '12345', 'abcd', '12.4.', '１２３４５', '٤٣٢١0', '-123', '1e10', '"><script>']) {
    const answer = await client.post('code', { code });
    assert.equal(answer.status, 422, code);
    assert.match(answer.refusal, /Aucun essai n'a été compté/, code);
    assert.ok(!answer.html.includes('<script>a'), code);
  }
  for (const channel of ['', 'fax', 'SMS', 'sms ']) {
    const answer = await client.post('reception', { channel });
    assert.equal(answer.status, 422, channel);
    assert.match(answer.refusal, /Choisissez comment recevoir/);
  }
  await nothingWasUsed(journey);
});

test('passwords at the wire: length, classes, alphabets, what a form cannot hold', async () => {
  const journey = await atCode();
  const { client, who } = journey;
  const temporary = await nothingWasUsed(journey);
  const opened = await client.post('connexion', { identifier: who.identifier, password: temporary });
  assert.match(opened.location, /nouveau-mot-de-passe$/);
  const choose = (password, again = password) =>
    client.post('nouveau-mot-de-passe', { new_password: password, confirm_password: again });
  for (const [password, reason] of [
    ['', /Saisissez votre nouveau/],
    ['Aa1!aaé', /au moins 8 caractères/],
    [`Aa1!${'àüß7'.repeat(31)}x`, /128 caractères au plus/],
    ['pins des landes 7', /majuscule/],
    ['PINS DES LANDES 7', /minuscule/],
    ['Pins des landes', /chiffre/],
    ['PinsDesLandes7', /caractère spécial/],
    ['密码密码密码密码密码', /chiffre|changer/],
    ['\ud83d\ude00'.repeat(9), /changer|chiffre/],
  ]) {
    const answer = await choose(password);
    assert.equal(answer.status, 422, password);
    assert.match(spaced(answer.html), reason, password);
    if (password) assert.ok(!answer.html.includes(password), 'a password came back');
  }
  const differs = await choose('Pins des landes 77', 'pins des landes 77');
  assert.match(differs.refusal, /différentes/);
  for (const body of ['%ff%fe', 'a%00b']) {
    const token = (await client.get('nouveau-mot-de-passe')).csrf;
    const answer = await client.send('nouveau-mot-de-passe', `csrf=${encodeURIComponent(token)}&new_password=${body}&confirm_password=${body}`);
    assert.equal(answer.status, 400);
  }
  // 8 characters of all classes are enough; spaces at the ends count.
  const done = await choose(' Pïn 7!x ');
  assert.equal(done.status, 303);
  remember(who, ' Pïn 7!x ');
  const inside = await client.get('coordonnees');
  assert.equal(inside.status, 200);
  const another = new Client();
  assert.equal((await another.post('connexion', { identifier: who.identifier, password: 'Pïn 7!x' })).status, 422);
  assert.equal((await another.post('connexion', { identifier: who.identifier, password: ' Pïn 7!x ' })).status, 303);

  // Contacts, in the session that this opened.
  for (const [field, typed, reason] of [
    ['email', 'a@b.fr\r\nBcc: c@d.fr', /signe qui ne convient pas/],
    ['email', 'a@b.fr\nx', /signe qui ne convient pas/],
    ['email', '@exemple.fr', /ce qui précède/],
    ['email', 'a@', /ce qui suit/],
    ['email', `${'a'.repeat(250)}@exemple.fr`, /trop longue|précède/],
    ['email', 'a@exemple', /ce qui suit/],
    ['mobile', '+1 202 555 0123', /autre pays/],
    ['mobile', '+34 612 345 678', /autre pays/],
    ['mobile', '06 12', /numéro de téléphone français/],
    ['mobile', '0639981', /numéro de téléphone français/],
    ['mobile', '05 36 49 10 01', /SMS/],
    ['landline', '06 39 98 10 01', /ligne fixe/],
    ['fax', 'zéro cinq', /numéro de téléphone français/],
    ['fax', '0536491001'.repeat(20), /numéro de téléphone français/],
  ]) {
    const answer = await client.post('coordonnees', { [field]: typed, action: 'save' });
    assert.equal(answer.status, 422, `${field} ${typed}`);
    assert.match(answer.refusal, reason, `${field} ${typed}`);
  }
  const unchanged = await client.get('coordonnees');
  assert.ok(!unchanged.html.includes('en attente'));
});
