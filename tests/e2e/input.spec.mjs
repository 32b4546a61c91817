// Broken requests at the wire. After each of it nothing is lost, and no attempt is used up.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { atCode, nothingWasUsed } from './lib/at_code.mjs';
import { closeBrowser, openBrowser, spendStart, test } from './lib/browser.mjs';
import { member } from './lib/surroundings.mjs';
import { Client, encode, FORM, host } from './lib/wire.mjs';

before(openBrowser);
after(closeBrowser);

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
  spendStart();
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

test('names in a query that nobody knows are ignored; a broken known one is refused', async () => {
  const client = new Client();
  assert.equal((await client.get('connexion?utm_source=lettre&x=%ff')).status, 200);
  assert.equal((await client.get('connexion?suite=%ff')).status, 400);
  assert.equal((await client.get('connexion?suite=%2F&suite=%2F')).status, 400);
  assert.equal((await client.get(`connexion?suite=/${'a'.repeat(6000)}`)).status < 500, true);
});
