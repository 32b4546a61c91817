// Parts that die in the middle of a journey: it goes on from where it stood, and nothing is lost or sent twice.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { closeBrowser, newPerson, openBrowser, test } from './lib/browser.mjs';
import { signInTo } from './lib/journeys.mjs';
import { perfect } from './lib/quality.mjs';
import { comesBack, kill, unsupervised } from './lib/processes.mjs';
import { advance, CODE, codeIn, DAY, mailbox, member, MINUTE, otherCode, TEMPORARY, until } from './lib/surroundings.mjs';
import { Client } from './lib/wire.mjs';

before(openBrowser);
after(closeBrowser);

const PAGES = ['connexion', 'identite', 'justificatif', 'reception', 'code', 'confirmation', 'nouveau-mot-de-passe', 'coordonnees', 'mon-compte'];

async function atCode() {
  await advance(DAY + MINUTE);
  const who = await member('Élodie Bordenave');
  const person = await newPerson();
  const box = await mailbox();
  await person.identify(who.identifier);
  await person.choose('email');
  const code = codeIn(await box.next({ to: who.email, text: CODE }));
  await person.isAt('code');
  return { who, person, box, code };
}

async function finish({ who, person, box, code }) {
  await person.typeCode(code);
  await person.isAt('confirmation');
  await box.next({ to: who.email, text: TEMPORARY });
  await box.none({ to: who.email });
  await person.leave();
}

const ready = () => until('the site is ready', async () => (await new Client().get('sante/pret').catch(() => ({}))).status === 200, 30_000);

test('kill -9 of the page that is asked: the visitor notices nothing', async () => {
  const journey = await atCode();
  const { person, code } = journey;
  await person.typeCode(otherCode(code));
  await person.isRefused('code', /Il vous reste 2 essais/);
  const old = kill('portillon-code');
  await person.open('code');
  await person.isAt('code');
  await comesBack('portillon-code', old);
  await person.typeCode(otherCode(code, 2));
  await person.isRefused('code', /Il vous reste 1 essai\./);
  for (const page of ['portillon-identify', 'portillon-channel', 'portillon-sent', 'portillon-sign_in']) kill(page);
  await finish(journey);
});

test('kill -9 of the courier with a message in its hands: the message comes', async () => {
  await advance(DAY + MINUTE);
  const who = await member('Élodie Bordenave');
  const person = await newPerson();
  const box = await mailbox();
  await person.identify(who.identifier);
  await unsupervised(async () => {
    kill('portillon-courier-demo');
    await person.choose('email');
    await person.says("En cours d'envoi");
    await person.page.reload();
    await person.says("En cours d'envoi");
    await box.none({ to: who.email }, 500);
  });
  const code = codeIn(await box.next({ to: who.email, text: CODE }));
  await person.typeCode(code);
  await person.isAt('confirmation');
  await box.next({ to: who.email, text: TEMPORARY });
  await box.none({ to: who.email });
  await person.leave();
});

test('kill -9 of MariaDB: the journey goes on from where it stood', async () => {
  const journey = await atCode();
  const { person, code } = journey;
  await person.typeCode(otherCode(code));
  await person.isRefused('code', /Il vous reste 2 essais/);
  const old = kill('mariadbd');
  await comesBack('mariadbd', old);
  await ready();
  await person.open('code');
  await person.isAt('code');
  await person.typeCode(otherCode(code, 2));
  await person.isRefused('code', /Il vous reste 1 essai\./);
  await finish(journey);
});

test('MariaDB away: 503 with the phone number of the caisse, and everything works again by itself', async () => {
  const journey = await atCode();
  const { person, who } = journey;
  const inside = await newPerson();
  await signInTo(inside, who);
  await unsupervised(async () => {
    kill('mariadbd');
    await person.open('code');
    assert.equal(person.status, 503);
    await person.says('Rien de ce que vous avez déjà fait n');
    await person.says('03 20 90 05 00');
    assert.match(await person.answer.headerValue('retry-after'), /^\d+$/);
    await perfect('503', person);
    await inside.open('mon-compte');
    assert.equal(inside.status, 503);
    for (const url of PAGES) {
      const client = new Client();
      const answer = await client.post(url, { identifier: who.identifier, password: 'x' }).catch((error) => error);
      assert.ok([303, 400, 403, 503, 405].includes(answer.status), `${url}: ${answer.status}`);
    }
    const identify = await new Client().post('identite', { identifier: who.identifier });
    assert.equal(identify.status, 503);
    assert.match(identify.html, /03 20 90 05 00/);
    assert.equal((await new Client().get('identite')).status, 200);
    assert.equal((await new Client().get('sante/vivant')).status, 200);
    assert.equal((await new Client().get('sante/pret')).status, 503);
  });
  await ready();
  await person.follow('Réessayer');
  await person.isAt('code');
  await inside.open('mon-compte');
  await inside.isAt('mon-compte');
  await finish(journey);
  await inside.leave();
});

test('MariaDB hangs: an answer comes all the same, 503', async () => {
  const journey = await atCode();
  const { person } = journey;
  kill('mariadbd', 'SIGSTOP');
  try {
    const began = Date.now();
    const answer = await person.context.request.get(new URL('/acces/code', person.page.url()).href, { timeout: 30_000 });
    assert.equal(answer.status(), 503);
    assert.match(await answer.text(), /03 20 90 05 00/);
    assert.ok(Date.now() - began < 20_000);
  } finally {
    kill('mariadbd', 'SIGCONT');
  }
  await until('the page answers again', async () => {
    await person.open('code');
    return person.status === 200;
  });
  await finish(journey);
});

test('kill -9 of nginx: the site answers again and the journey goes on', async () => {
  const journey = await atCode();
  const old = kill('nginx');
  await comesBack('nginx', old);
  await ready();
  await finish(journey);
});
