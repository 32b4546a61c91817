// Keys are in the memory of the programs that hold them, and nowhere else where somebody could look.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';

import { Client } from './lib/wire.mjs';
import { processes } from './lib/processes.mjs';
import { member, state } from './lib/surroundings.mjs';

// Each key as its bytes, in hexadecimal, base64 and base64url.
function spellings() {
  const found = [];
  for (const purpose of readdirSync(`${state}/keys`)) {
    for (const line of readFileSync(`${state}/keys/${purpose}`, 'utf8').trim().split('\n')) {
      const text = line.split(':')[1];
      const key = Buffer.from(text, 'base64url');
      assert.equal(key.length, 32, purpose);
      for (const form of [key, Buffer.from(key.toString('hex')), Buffer.from(key.toString('base64').slice(0, -2)), Buffer.from(text)]) {
        found.push({ purpose, form });
      }
    }
  }
  return found;
}

test('no environment, argument or log of a running program holds a key', async () => {
  const client = new Client();
  const pierre = await member('Pierre Etcheverry');
  await client.post('identite', { identifier: pierre.identifier });
  await client.post('connexion', { identifier: pierre.identifier, password: 'Faux 1 mot de passe !' });
  const keys = spellings();
  assert.ok(keys.length >= 15 * 4);
  const seen = [];
  for (const { pid, program } of processes()) {
    for (const file of ['environ', 'cmdline']) seen.push([`${program} ${file}`, readFileSync(`/proc/${pid}/${file}`)]);
  }
  assert.ok(seen.filter(([name]) => name.includes('/portillon-')).length >= 15 * 2);
  for (const log of readdirSync(`${state}/log`)) seen.push([log, readFileSync(`${state}/log/${log}`)]);
  for (const [where, bytes] of seen) {
    for (const { purpose, form } of keys) assert.equal(bytes.includes(form), false, `${purpose} in ${where}`);
  }
});
