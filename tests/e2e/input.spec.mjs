// Bad input at the wire. After each of it nothing is lost, and no attempt is used up.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { closeBrowser, openBrowser, spendStart } from './lib/browser.mjs';
import { advance, CODE, codeIn, DAY, mailbox, member, MINUTE, otherCode, remember, strangerNir, TEMPORARY, temporaryIn, withKey } from './lib/surroundings.mjs';
import { Client, encode, FORM, host } from './lib/wire.mjs';

before(openBrowser);
after(closeBrowser);

const spaced = (text) => text.replace(/[\u00a0\u202f]/g, ' ');

// A member with a live code before the code page: the state that has most to lose.
async function atCode(name = 'Fatima El Amrani') {
  await advance(DAY + MINUTE);
  await spendStart();
  const who = await member(name);
  const client = new Client();
  const box = await mailbox();
  assert.match((await client.post('identite', { identifier: who.identifier })).location, /reception$/);
  assert.match((await client.post('reception', { channel: 'sms' })).location, /code$/);
  const code = codeIn(await box.next({ to: who.mobile, text: CODE }));
  return { client, box, who, code };
}

// One wrong code says how many attempts are left: two, so none was used before. Then the right one.
async function nothingWasUsed({ client, box, who, code }) {
  const wrong = await client.post('code', { code: otherCode(code) });
  assert.equal(wrong.status, 422);
  assert.match(wrong.refusal, /Il vous reste 2 essais/);
  const right = await client.post('code', { code });
  assert.equal(right.status, 303);
  assert.match(right.location, /confirmation$/);
  return temporaryIn((await box.next({ to: who.mobile, text: TEMPORARY })).text);
}

test('every kind of broken form is refused, and the journey stands where it stood', async () => {
  const journey = await atCode();
  const { client } = journey;
  const csrf = (await client.get('code')).csrf;
  const token = `csrf=${encodeURIComponent(csrf)}`;
  const headers = (more) => ({ 'content-type': FORM, ...more });
  for (const [name, status, body, more] of [
    ['no token', 403, 'code=1234'],
    ['empty token', 403, 'csrf=&code=1234'],
    ['forged token', 403, `csrf=${'A'.repeat(86)}&code=1234`],
    ['cut token', 403, `${token.slice(0, -4)}&code=1234`],
    ['empty body', 403, ''],
    ['not UTF-8', 400, `${token}&code=%ff%fe12`],
    ['half a character', 400, `${token}&code=12%c3`],
    ['NUL', 400, `${token}&code=12%0034`],
    ['NUL in a name', 400, `${token}&co%00de=1234`],
    ['a field twice', 400, `${token}&code=1234&code=1234`],
    ['the token twice', 400, `${token}&${token}&code=1234`],
    ['an unknown field', 400, `${token}&code=1234&admin=1`],
    ['a field without a name', 400, `${token}&=1234`],
    ['a broken escape', 400, `${token}&code=%4`],
    ['an escape that is none', 400, `${token}&code=%zz`],
    ['a hundred fields', 400, `${token}&${'code=1&'.repeat(100)}`],
    ['JSON', 415, '{"code":"1234"}', { 'content-type': 'application/json' }],
    ['multipart', 415, '--x\r\nContent-Disposition: form-data; name="code"\r\n\r\n1234\r\n--x--', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['text', 415, `${token}&code=1234`, { 'content-type': 'text/plain' }],
    ['no type', 415, `${token}&code=1234`, { 'content-type': '' }],
    ['from another site', 403, `${token}&code=1234`, { origin: 'https://example.org', 'sec-fetch-site': 'cross-site' }],
    ['another origin', 403, `${token}&code=1234`, { origin: `http://127.0.0.1:${host.split(':')[1]}` }],
    ['too large', 413, `${token}&code=${'1'.repeat(17_000)}`],
  ]) {
    const answer = await client.ask('POST', 'code', { headers: headers(more), body });
    assert.equal(answer.status, status, name);
    if (answer.status === 403) {
      assert.equal(answer.heading, "Cette page n'est plus à jour", name);
      assert.match(answer.html, /<a class="p-button" href="\/acces\/code">Continuer<\/a>/, name);
    }
    assert.equal((await client.get('code')).status, 200, name);
  }
  await nothingWasUsed(journey);
});

test('a body of another length than said, and a request that never ends, harm nobody', async () => {
  const journey = await atCode();
  const { client } = journey;
  const token = `csrf=${encodeURIComponent((await client.get('code')).csrf)}`;
  const head = (length, more = '') =>
    `POST /acces/code HTTP/1.1\r\nHost: ${host}\r\nCookie: ${client.cookieHeader}\r\nContent-Type: ${FORM}\r\n` +
    `Content-Length: ${length}\r\n${more}Connection: close\r\n\r\n`;
  const body = `${token}&code=1234`;
  for (const [name, bytes, statuses] of [
    ['shorter than said', head(body.length + 50) + body, [0, 400, 408]],
    ['longer than said', head(20) + body, [0, 400, 403]], // 0: closed with the rest unread
    ['negative', head(-1) + body, [400]],
    ['no number', head('12x') + body, [400]],
    ['huge', head('99999999999999999999') + body, [400, 413]],
    ['said to be large', head(100_000), [413]],
    ['two lengths', head(10, 'Content-Length: 12\r\n') + body, [400]],
    ['length and chunks', head(10, 'Transfer-Encoding: chunked\r\n') + body, [400]],
  ]) {
    const status = await client.raw(bytes);
    assert.ok(statuses.includes(status), `${name}: ${status}`);
    assert.equal((await client.get('code')).status, 200, name);
  }
  await nothingWasUsed(journey);
});

test('forged, cut, doubled and foreign cookies start anew and spoil nothing', async () => {
  const name = '__Host-portillon-demarche';
  const journey = await atCode();
  const { client } = journey;
  const value = client.cookies.get(name);
  const other = new Client();
  await spendStart();
  await other.post('identite', { identifier: (await member('Pierre Etcheverry')).identifier });
  const foreign = other.cookies.get(name);
  assert.equal(foreign.length, value.length);
  assert.notEqual(foreign, value);
  const cases = {
    empty: '',
    cut: value.slice(0, -5),
    longer: `${value}AAAA`,
    forged: 'A'.repeat(value.length),
    turned: [...value].reverse().join(''),
    'with quotes': `"${value}"`,
    'not UTF-8': 'Ã\u0082Â'.repeat(8),
    doubled: `${value}; ${name}=${'B'.repeat(value.length)}`,
    long: 'A'.repeat(3000),
  };
  for (const [what, forged] of Object.entries(cases)) {
    const somebody = new Client();
    somebody.cookies.set(name, forged);
    const answer = await somebody.get('code');
    assert.equal(answer.status, 303, what);
    assert.match(answer.location, /\/acces\/identite$/, what);
  }
  // Another journey's token in this journey's form.
  const token = (await client.get('code')).csrf;
  const thief = new Client();
  thief.cookies.set(name, foreign);
  const answer = await thief.send('code', encode({ csrf: token, code: '1234' }));
  assert.equal(answer.status, 403);
  await nothingWasUsed(journey);
});

test('a page out of order answers 303 to where the journey stands', async () => {
  const journey = await atCode();
  const { client } = journey;
  for (const [url, to] of [
    ['justificatif', 'code'],
    ['confirmation', 'code'],
    ['nouveau-mot-de-passe', 'code'],
    ['mon-compte', 'connexion'],
    ['coordonnees', 'connexion'],
    ['mon-compte/mot-de-passe', 'connexion'],
  ]) {
    const got = await client.get(url);
    assert.equal(got.status, 303, url);
    assert.match(got.location, new RegExp(`^/acces/${to}(\\?|$)`), url);
  }
  const token = (await client.get('code')).csrf;
  const posted = await client.send('justificatif', encode({ csrf: token, proof: 'amount', answer: '12' }));
  assert.equal(posted.status, 303);
  assert.match(posted.location, /\/acces\/code$/);
  for (const url of ['justificatif', 'reception', 'code', 'confirmation', 'nouveau-mot-de-passe']) {
    const got = await new Client().get(url);
    assert.deepEqual([got.status, got.location], [303, '/acces/identite'], url);
  }
  await nothingWasUsed(journey);
});

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
  await spendStart();
  const taken = await client.post('identite', { identifier: ` ${nir.slice(0, 5)}.${nir.slice(5, 8)}-${nir.slice(8, 13)}\u00a0${nir.slice(13)} ` });
  assert.equal(taken.status, 303);
});

test('answers that are none: no answer used, and the right one is still taken', async () => {
  await advance(DAY + MINUTE);
  await spendStart();
  const jeanne = await member('Hugo Nguyen');
  const client = new Client();
  await client.post('identite', { identifier: jeanne.identifier });
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

test('names in a query that nobody knows are ignored; a broken known one is refused', async () => {
  const client = new Client();
  assert.equal((await client.get('connexion?utm_source=lettre&x=%ff')).status, 200);
  assert.equal((await client.get('connexion?suite=%ff')).status, 400);
  assert.equal((await client.get('connexion?suite=%2F&suite=%2F')).status, 400);
  assert.equal((await client.get(`connexion?suite=/${'a'.repeat(6000)}`)).status < 500, true);
});
