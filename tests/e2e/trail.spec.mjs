// The audit trail after everything that the other specs did, `kill -9` of pages and database among it (run.mjs takes the
// specs in the order of their names).
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { member, state } from './lib/surroundings.mjs';
import { Client } from './lib/wire.mjs';

const build = resolve(fileURLToPath(new URL('../..', import.meta.url)), process.env.PORTILLON_BUILD ?? 'build/release');

function portillon(words, input = '') {
  const env = { ...process.env, PORTILLON_CONFIG: `${state}/portillon.toml`, CREDENTIALS_DIRECTORY: `${state}/credentials/admin` };
  return execFileSync(`${build}/bin/portillon`, words, { env, input }).toString();
}

test('every row is what its writer wrote, whatever was killed meanwhile', async () => {
  const pierre = await member('Pierre Etcheverry');
  await new Client().post('connexion', { identifier: pierre.identifier, password: 'Secret du journal 1!' });
  portillon(['audit', 'anchor']);
  const verdict = JSON.parse(portillon(['audit', 'verify', '--json']));
  assert.equal(verdict.good, true);
  assert.ok(verdict.writers.sign_in.rows > 0);
  assert.equal(verdict.unchained.rows, 0);
});

test('the trail holds a pseudonym that the command resolves, and no identifier, password, code or address', async () => {
  const pierre = await member('Pierre Etcheverry');
  const subject = portillon(['audit', 'resolve', '--identifier-stdin'], `${pierre.identifier}\n`).trim();
  assert.match(subject, /^[0-9a-f]{64}$/);
  assert.ok(pierre.identifier.startsWith(portillon(['audit', 'resolve', '--subject', subject]).trim()));
  const rows = portillon(['audit', 'show', '--json']);
  assert.ok(rows.includes(`"subject":"${subject}"`));
  for (const what of [pierre.identifier, pierre.identifier.slice(0, 13), 'Secret du journal', pierre.email, pierre.mobile, pierre.mobile.replaceAll(' ', ''), 'Etcheverry']) {
    assert.ok(!rows.includes(what), what);
  }
});
