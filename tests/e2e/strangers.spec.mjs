// Knowing a number must teach nothing: an unknown one walks the same pages.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { closeBrowser, newPerson, openBrowser, spendStart, test } from './lib/browser.mjs';
import { advance, DAY, mailbox, member, MINUTE, strangerNir, until } from './lib/surroundings.mjs';
import { strangersAt } from './lib/strangers.mjs';
import { unsettled } from './lib/deliveries.mjs';
import { Client } from './lib/wire.mjs';

before(openBrowser);
after(closeBrowser);

// A page without what differs from one request to the next, whoever asks. Of what is random its length stays; « 9 h 59 » and
// « 10 h 00 » have not the same, for members either.
const skeleton = (answer) =>
  answer.html
    .replace(/name="(csrf|owner)" value="([^"]*)"/g, (_, name, value) => `${name} of ${value.length}`)
    .replace(/data-(left|whole)="\d+"/g, 'seconds')
    .replace(/value="[\d AB]{13,21}"/g, 'typed')
    .replace(/\d{1,2}\sh\s\d{2}/g, 'time')
    .replace(/<b class="p-reference">([^<]*)<\/b>/g, (_, reference) => `reference of ${reference.length}`);

async function walk(identifier, steps) {
  const client = new Client();
  spendStart();
  const seen = [];
  const note = (name, answer) => seen.push({ name, status: answer.status, location: answer.location, page: skeleton(answer) });
  note('identify', await client.post('identite', { identifier }));
  for (const [name, url, fields, method = 'post'] of steps) {
    const answer = method === 'get' ? await client.get(url) : await client.post(url, fields);
    note(name, answer);
    // Whether the message has left yet is a matter of milliseconds, for everybody.
    if (answer.location?.endsWith('/code')) {
      await until('the message has left', async () => {
        unsettled();
        return (await client.get('code')).html.includes('Remis à');
      });
    }
    if (answer.location?.endsWith('/confirmation')) {
      await until('the letter has its reference', async () => (await client.get('confirmation')).html.includes('p-reference'));
    }
  }
  return seen;
}

function looksLike(unknown, real) {
  for (const [at, step] of real.entries()) assert.deepEqual(unknown[at], step, step.name);
  assert.equal(unknown.length, real.length);
}

const settle = () => new Promise((done) => setTimeout(done, 1500));

test('who forgot the password: the same pages, statuses and sizes up to the right code', async () => {
  await advance(DAY + MINUTE);
  const pierre = await member('Pierre Etcheverry');
  const steps = [
    ['reception', 'reception', undefined, 'get'],
    ['no choice', 'reception', {}],
    ['choice', 'reception', { channel: 'sms' }],
    ['code', 'code', undefined, 'get'],
    ['slip', 'code', { code: '12' }],
    ['resend too soon', 'code', { action: 'resend' }],
    ['wrong', 'code', { code: 'wrong' }],
  ];
  const box = await mailbox();
  const real = await walk(pierre.identifier, steps);
  const [stranger] = await strangersAt('reception', 1);
  const unknown = await walk(stranger, steps);
  looksLike(unknown, real);
  await box.next({ to: pierre.mobile });
  await box.none();
});

test('wrong codes: a stranger runs out of tries as a member does', async () => {
  await advance(DAY + MINUTE);
  const pierre = await member('Pierre Etcheverry');
  const [stranger] = await strangersAt('reception', 1);
  const tries = async (identifier) => {
    const client = new Client();
    spendStart();
    const box = await mailbox();
    await client.post('identite', { identifier });
    await client.post('reception', { channel: 'email' });
    if (identifier === pierre.identifier) await box.next({ to: pierre.email });
    else await settle();
    const seen = [];
    for (const code of ['0001', '0002', '0003', '0004']) {
      const answer = await client.post('code', { code });
      if (answer.status === 303) return undefined; // one in 2500: it was the right one
      seen.push([answer.status, skeleton(answer)]);
    }
    return seen;
  };
  const real = await tries(pierre.identifier);
  if (real) assert.deepEqual(await tries(stranger), real);
});

test('first access: the same question, and a wrong answer ends the same', async () => {
  const hugo = await member('Hugo Nguyen');
  const steps = [
    ['question', 'justificatif', undefined, 'get'],
    ['slip', 'justificatif', { proof: 'amount', answer: 'douze' }],
    ['no choice', 'justificatif', { answer: '12' }],
    ['wrong', 'justificatif', { proof: 'vitale', answer: '80250999999' }],
    ['sent', 'confirmation', undefined, 'get'],
  ];
  const box = await mailbox();
  const real = await walk(hugo.identifier, steps);
  // Kinds are mixed among strangers as among members; one of the same kind must look the same.
  for (;;) {
    const unknown = await walk((await strangersAt('justificatif', 1))[0], steps);
    if (unknown[1].page !== real[1].page) continue;
    looksLike(unknown, real);
    break;
  }
  await box.next({ channel: 'letter' });
  await box.next({ to: hugo.mobile, text: /essais/ }); // the member is told; of the strangers nobody is
  await box.none();
});

test('a stranger is asked the same question tomorrow and next year', async () => {
  const [stranger] = await strangersAt('justificatif', 1);
  const before = await walk(stranger, [['question', 'justificatif', undefined, 'get']]);
  await advance(400 * DAY);
  assert.deepEqual(await walk(stranger, [['question', 'justificatif', undefined, 'get']]), before);
});

test('signing in: unknown, wrong and never used say the same', async () => {
  const seen = [];
  for (const identifier of [strangerNir(), (await member('Pierre Etcheverry')).identifier, (await member('Hugo Nguyen')).identifier, '1234']) {
    const answer = await new Client().post('connexion', { identifier, password: 'Un mot de passe 1!' });
    seen.push([answer.status, skeleton(answer).replace(/typed|value="[^"]*"/g, '')]);
  }
  for (const one of seen) assert.deepEqual(one, seen[0]);
});

test('the whole of it in a browser: a code that never comes can be waited for, and abandoned', async () => {
  const [stranger] = await strangersAt('reception', 1);
  const person = await newPerson({ js: false });
  const box = await mailbox();
  await person.identify(stranger);
  await person.choose('sms');
  await person.isAt('code');
  await settle();
  await person.page.reload();
  await person.says(/Référence du message/);
  await person.says(/Remis à/);
  await box.none();
  await person.abandon();
  assert.equal(person.at, '/');
  await person.leave();
});
