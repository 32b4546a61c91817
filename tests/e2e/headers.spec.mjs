// What every answer carries, wrong methods, unknown pages.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

import { LONGEST, member, state, strangerNir } from './lib/surroundings.mjs';
import { Client, encode } from './lib/wire.mjs';

const PAGES = ['connexion', 'identite', 'justificatif', 'reception', 'code', 'confirmation', 'nouveau-mot-de-passe', 'coordonnees', 'mon-compte', 'mon-compte/mot-de-passe', 'ce-n-est-pas-moi'];
const LEAVING = ['abandon', 'deconnexion', 'prolongation'];
const FILES = ['aide/identifiant', 'aide/justificatif', 'aide/telephone', 'aide/reception', 'aide/accompagnement', 'accessibilite'];

const POLICY = ["default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"];

// What a style sheet, script or drawing needs of it: no frame, no link and no form is there.
function safe(answer, what) {
  const { headers } = answer;
  for (const rule of ["default-src 'none'", "frame-ancestors 'none'"]) assert.ok(headers['content-security-policy']?.includes(rule), `${what}: ${rule}`);
  assert.equal(headers['x-content-type-options'], 'nosniff', what);
  assert.equal(headers['cross-origin-resource-policy'], 'same-origin', what);
  assert.match(headers['strict-transport-security'], /^max-age=(\d{8,})/, what);
  assert.equal(headers['access-control-allow-origin'], undefined, what);
}

function hardened(answer, what) {
  const { headers } = answer;
  for (const rule of POLICY) assert.ok(headers['content-security-policy']?.includes(rule), `${what}: ${rule}`);
  assert.ok(!/unsafe|\*|data:/.test(headers['content-security-policy']), what);
  assert.equal(headers['x-content-type-options'], 'nosniff', what);
  assert.equal(headers['referrer-policy'], 'same-origin', what);
  assert.equal(headers['cross-origin-opener-policy'], 'same-origin', what);
  assert.equal(headers['x-frame-options'], 'DENY', what);
  assert.match(headers['strict-transport-security'], /^max-age=(\d{8,})/, what);
  assert.equal(headers['x-powered-by'], undefined, what);
  assert.ok(!/[\d.]{3,}/.test(headers.server ?? ''), `${what}: ${headers.server}`);
  assert.equal(headers['access-control-allow-origin'], undefined, what);
}

function uncached(answer, what) {
  assert.match(answer.headers['cache-control'], /no-store/, what);
  // One line each: said twice, some browsers would take the wrong one.
  const names = ['cache-control', 'content-security-policy', 'x-content-type-options'];
  for (const name of names) assert.ok(!/, no-store.*no-store/.test(String(answer.headers[name])), `${what}: ${name} twice`);
}

test('every answer is hardened and uncached, whatever its status', async () => {
  const client = new Client();
  const answers = [];
  for (const url of PAGES) answers.push([url, await client.get(url)]);
  answers.push(['422', await client.post('identite', { identifier: 'x' })]);
  answers.push(['303', await client.post('identite', { identifier: strangerNir() })]);
  answers.push(['403', await client.send('identite', encode({ identifier: '1' }))]);
  answers.push(['400', await client.send('identite', encode({ csrf: '', other: '1' }))]);
  answers.push(['404', await client.get('rien')]);
  answers.push(['405', await client.ask('DELETE', 'connexion')]);
  answers.push(['413', await client.send('connexion', 'a'.repeat(20_000))]);
  for (const [what, answer] of answers) {
    hardened(answer, what);
    uncached(answer, what);
    if (answer.body.length) assert.equal(answer.headers['content-type'], 'text/html; charset=utf-8', what);
  }
  assert.deepEqual(answers.slice(-4).map(([, answer]) => answer.status), [400, 404, 405, 413]);
});

test('style, script and drawings are hardened too, and kept by the browser', async () => {
  const client = new Client();
  const { html } = await client.get('connexion');
  const files = [...html.matchAll(/(?:href|src)="(\/acces\/assets\/[^"]+)"/g)].map(([, url]) => url);
  assert.ok(files.length >= 3);
  for (const url of files) {
    const answer = await client.get(url);
    assert.equal(answer.status, 200, url);
    safe(answer, url);
    assert.match(answer.headers['cache-control'], /^public, max-age=\d{7,}, immutable$/, url);
    assert.match(url, /\.[0-9a-f]{12}\.\w+$/);
    // As a page of another release names it, or nobody: today's file, kept by no cache.
    for (const other of [url.replace(/[0-9a-f]{12}/, '0123456789ab'), url.replace(/\.[0-9a-f]{12}/, '')]) {
      const today = await client.get(other);
      assert.deepEqual([today.status, today.headers['cache-control']], [200, 'no-cache'], other);
      assert.deepEqual(today.body, answer.body, other);
    }
  }
  for (const url of FILES) {
    const answer = await client.get(url);
    assert.equal(answer.status, 200);
    hardened(answer, url);
  }
});

test('cookies: __Host-, Secure, HttpOnly, SameSite, no Domain, and never in a page', async () => {
  const client = new Client();
  const lines = [];
  const note = (answer) => (lines.push(...answer.cookies), answer);
  note(await client.get('connexion'));
  note(await client.post('identite', { identifier: strangerNir() }));
  const marie = await member(LONGEST);
  const inside = note(await client.post('connexion', { identifier: marie.identifier, password: marie.password }));
  assert.equal(inside.status, 303);
  const account = await client.get(inside.location);
  assert.ok(lines.length >= 3);
  for (const line of lines) {
    assert.match(line, /^__Host-portillon-/);
    for (const rule of [/; ?Secure/i, /; ?HttpOnly/i, /; ?SameSite=(Lax|Strict)/i, /; ?Path=\/(;|$)/i]) assert.match(line, rule);
    assert.ok(!/domain=|expires=/i.test(line), line);
    assert.ok(line.length < 4096);
  }
  for (const value of client.cookies.values()) assert.ok(!account.html.includes(value));
});

test('the token of a form is another one in each answer', async () => {
  const client = new Client();
  const one = (await client.get('connexion')).csrf;
  const two = (await client.get('connexion')).csrf;
  assert.ok(one.length >= 40);
  assert.notEqual(one, two);
  assert.equal((await client.send('connexion', encode({ csrf: one, identifier: '', password: '' }))).status, 422);
});

test('a wrong method is 405 with Allow; HEAD answers as GET without a body', async () => {
  const client = new Client();
  for (const url of PAGES) {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND']) {
      const answer = await client.ask(method, url);
      assert.equal(answer.status, 405, `${method} ${url}`);
      assert.match(answer.headers.allow, /^GET, HEAD(, POST)?$/, `${method} ${url}`);
    }
    const head = await client.ask('HEAD', url);
    assert.equal(head.status, (await client.get(url)).status, url);
    assert.equal(head.body.length, 0);
  }
  for (const url of LEAVING) {
    const answer = await client.get(url);
    assert.deepEqual([answer.status, answer.headers.allow], [405, 'POST'], url);
  }
  for (const url of ['confirmation', ...FILES]) {
    const answer = await client.ask('POST', url, { body: 'a=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    assert.equal(answer.status, 405, url);
    assert.match(answer.headers.allow, /GET, HEAD/, url);
  }
});

test('what does not exist is 404, also the internal page', async () => {
  const client = new Client();
  for (const url of ['rien', 'session', 'connexion/', 'Connexion', 'connexion.html', 'mon-compte/autre', 'erreur/503.html', 'assets/', 'assets/..%2f..%2fportillon.toml', '../portillon.toml', 'assets/nope.css']) {
    const answer = await client.get(url);
    assert.equal(answer.status, 404, url);
    assert.match(answer.heading, /./, url);
  }
  const bare = await client.get('/acces');
  assert.deepEqual([bare.status, bare.location], [303, '/acces/connexion']);
});

test('health: alive and ready, without details for the outside', async () => {
  const client = new Client();
  for (const url of ['sante/vivant', 'sante/pret']) {
    const answer = await client.get(url);
    assert.equal(answer.status, 200, url);
    assert.ok(answer.body.length < 10, answer.html);
  }
});

test('no log holds an identifier, a password, a code or an address', async () => {
  const client = new Client();
  const pierre = await member('Pierre Etcheverry');
  await client.post('connexion', { identifier: pierre.identifier, password: 'Secret du journal 1!' });
  await client.get(`connexion?suite=/${pierre.identifier}`);
  const found = (what) => {
    try {
      return execFileSync('grep', ['-rlF', what, `${state}/log`]).toString();
    } catch {
      return '';
    }
  };
  for (const what of [pierre.identifier, pierre.identifier.slice(0, 13), 'Secret du journal', pierre.email, pierre.mobile, pierre.mobile.replaceAll(' ', ''), '+33639982002', 'Etcheverry']) {
    assert.equal(found(what), '', what);
  }
});
