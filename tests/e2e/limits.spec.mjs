// What one address may start, whatever it claims to be; and the permit that a browser keeps.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { advance, HOUR, member, strangerNir } from './lib/surroundings.mjs';
import { Client, encode } from './lib/wire.mjs';

const STARTS_AN_HOUR = 20;

// Each time another visitor, so that none goes on with an earlier journey.
async function start(claimed) {
  const client = new Client();
  const { csrf } = await client.get('identite');
  const headers = { 'x-forwarded-for': claimed, 'x-real-ip': claimed, forwarded: `for=${claimed}`, 'client-ip': claimed };
  return client.send('identite', encode({ csrf, identifier: strangerNir() }), headers);
}

test('another X-Forwarded-For each time does not make another visitor: the 21st start is one too many', async () => {
  await advance(HOUR + 1);
  for (let n = 0; n < STARTS_AN_HOUR; ++n) {
    assert.equal((await start(`203.0.113.${n}`)).status, 303, `start ${n + 1}`);
  }
  const refused = await start('198.51.100.99');
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.headers['retry-after']) > 0 && Number(refused.headers['retry-after']) <= 3600);
  await advance(HOUR + 1);
  assert.equal((await start('203.0.113.1')).status, 303);
});

test('a browser that signed in keeps its own allowance when a stranger has used up the number’s', async () => {
  const pierre = await member('Pierre Etcheverry');
  const enter = (client, password) => client.post('connexion', { identifier: pierre.identifier, password });
  const own = new Client();
  assert.equal((await enter(own, pierre.password)).status, 303);
  const permit = own.cookies.get('__Host-portillon-navigateur');
  assert.ok(permit, 'no permit');
  await own.post('deconnexion', {}, { page: 'mon-compte' });
  assert.equal(own.cookies.get('__Host-portillon-navigateur'), permit, 'signing out takes no permit away');

  const stranger = new Client();
  for (let n = 0; n < 5; ++n) assert.equal((await enter(stranger, 'faux')).status, 422);
  assert.equal((await enter(new Client(), pierre.password)).status, 422, 'the number’s own allowance is used up');
  assert.equal((await enter(own, pierre.password)).status, 303);

  await advance(HOUR + 1);
  assert.equal((await enter(new Client(), pierre.password)).status, 303, 'waiting ends it for everybody');
});
