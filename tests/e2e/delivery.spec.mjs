// What becomes of a code, as the member sees it: live with the script, by reload without; the same for a stranger.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { closeBrowser, freshHour, newPerson, openBrowser, spendStart, test } from './lib/browser.mjs';
import { audited, down, during, settle, unsettled } from './lib/deliveries.mjs';
import { advance, CODE, codeIn, DAY, mailbox, member, MINUTE, strangerNir, TEMPORARY, until } from './lib/surroundings.mjs';
import { Client } from './lib/wire.mjs';

before(openBrowser);
after(closeBrowser);

const NAME = 'Pierre Etcheverry';
const current = (person) => person.page.locator('[aria-current=step]').innerText();

// With the script the page changes by itself; without it one reloads, by the page's own link while there is one.
function comesToSay(person, js, pattern) {
  return until(`${pattern}`, async () => {
    const text = await person.text();
    if (pattern.test(text.replace(/[\u00a0\u202f]/g, ' '))) return true;
    if (!js) await person.page.reload();
    return false;
  }, 40_000);
}

async function atCode({ js = true, channel = 'sms', name = NAME } = {}) {
  await advance(DAY + MINUTE);
  const who = await member(name);
  const person = await newPerson({ js });
  await person.identify(who.identifier);
  await person.choose(channel);
  await person.isAt('code');
  return { person, who };
}

async function stranger() {
  for (;;) {
    const identifier = strangerNir();
    await freshHour();
    spendStart();
    if ((await new Client().post('identite', { identifier })).location.endsWith('reception')) return identifier;
  }
}

for (const js of [true, false]) {
  test(`on its way, handed over, received (JavaScript ${js ? 'on' : 'off'})`, async () => {
    const box = await mailbox();
    const { person, who } = await during('hold-sms', async () => {
      const here = await atCode({ js });
      assert.match(await current(here.person), /En cours d'envoi/);
      await here.person.says('Référence du message : à venir');
      if (!js) await here.person.follow('Actualiser');
      assert.match(await current(here.person), /En cours d'envoi/);
      return here;
    });
    await comesToSay(person, js, /Remis à l'opérateur à \d{1,2}\sh\s\d{2}/);
    const message = await box.next({ to: who.mobile, text: CODE });
    await person.says(`Référence du message : ${message.reference}`);
    await settle('delivered');
    await comesToSay(person, js, /Reçu sur votre téléphone/);
    assert.equal(await current(person), 'Reçu sur votre téléphone');
    await person.typeCode(codeIn(message));
    await person.isAt('confirmation');
    const temporary = await box.next({ to: who.mobile, text: TEMPORARY });
    await comesToSay(person, js, /Remis à l'opérateur à \d{1,2}\sh\s\d{2}/);
    await person.says(temporary.reference);
    await settle('delivered');
    await comesToSay(person, js, /Reçu sur votre téléphone\./);
    await person.leave();
  });

  test(`refused at the other end, then another way without typing anything again (JavaScript ${js ? 'on' : 'off'})`, async () => {
    const box = await mailbox();
    const { person, who } = await during('refuse-sms', async () => {
      const here = await atCode({ js });
      await comesToSay(here.person, js, /N'a pas pu être remis/);
      return here;
    });
    await person.says('Le code de confirmation n\'a pas pu vous être envoyé par sms');
    await advance(MINUTE + 1);
    await person.follow('Choisir un autre moyen');
    await person.isAt('reception');
    assert.equal(await person.page.locator('input[value=email]').isChecked(), true);
    await person.next();
    await person.isAt('code');
    const message = await box.next({ to: who.email, text: CODE });
    await comesToSay(person, js, /Remis à votre messagerie/);
    await person.typeCode(codeIn(message));
    await person.isAt('confirmation');
    await box.next({ to: who.email, text: TEMPORARY });
    await person.leave();
  });

  test(`given back later: the page that waited says so (JavaScript ${js ? 'on' : 'off'})`, async () => {
    const box = await mailbox();
    const { person, who } = await atCode({ js, channel: 'email' });
    await comesToSay(person, js, /Remis à votre messagerie/);
    await box.next({ to: who.email, text: CODE });
    await settle('failed');
    await comesToSay(person, js, /N'a pas pu être remis/);
    await person.leave();
  });
}

test('a change leaves the field, what was typed in it and the focus alone, and is said once', async () => {
  const box = await mailbox();
  const { person, who } = await during('hold-sms', () => atCode());
  const { page } = person;
  await page.locator('#code').click();
  await page.keyboard.type('12');
  const field = await page.locator('#code').elementHandle();
  await page.locator('p[role=status]').waitFor({ state: 'attached' }); // what follows a message comes after the page
  await page.evaluate(() => {
    globalThis.heard = [];
    const said = document.querySelector('p[role=status]');
    new MutationObserver(() => globalThis.heard.push(said.textContent)).observe(said, { childList: true });
  });
  await comesToSay(person, true, /Remis à l'opérateur/);
  await page.keyboard.type('34');
  assert.equal(await page.locator('#code').inputValue(), '1234');
  assert.equal(await field.evaluate((input) => input.isConnected && input === document.activeElement), true);
  assert.deepEqual((await page.evaluate(() => globalThis.heard)).map((text) => text.replace(/\d.*/, '')), ["Remis à l'opérateur à "]);
  await box.next({ to: who.mobile, text: CODE });
  await person.leave();
});

test('following a message writes nothing into the audit trail, and ends with the message', async () => {
  const box = await mailbox();
  const { person, who } = await during('hold-sms', () => atCode());
  const before = audited();
  let asked = 0;
  person.page.on('request', (request) => (asked += request.url().endsWith('/acces/code') ? 1 : 0));
  await comesToSay(person, true, /Remis à l'opérateur/);
  assert.ok(asked >= 1);
  assert.equal(audited(), before);
  await settle('delivered');
  await comesToSay(person, true, /Reçu sur votre téléphone/);
  const last = asked;
  await new Promise((done) => setTimeout(done, 3000));
  assert.equal(asked, last);
  await box.next({ to: who.mobile, text: CODE });
  await person.leave();
});

test('later than usual the page says so calmly, and after half an hour that it is too late', async () => {
  await during('hold-email', async () => {
    const { person } = await atCode({ channel: 'email', js: false });
    await advance(MINUTE);
    await person.follow('Actualiser');
    await person.says("L'envoi prend plus de temps que d'habitude");
    await advance(16 * MINUTE);
    await person.follow('Actualiser');
    await advance(16 * MINUTE);
    await person.open('code');
    await person.says("N'a pas pu partir à temps");
    await person.says('Choisissez un autre moyen');
    await person.leave();
  });
});

test('a way that is down is not offered, another one stands chosen; with both down the letter', async () => {
  await advance(DAY + MINUTE);
  const who = await member(NAME);
  const person = await newPerson({ js: false });
  await person.identify(who.identifier);
  const chosen = (channel) => person.page.locator(`input[value=${channel}]`).isChecked();
  await down(['sms'], async () => {
    await person.open('reception');
    await person.says('Par SMS momentanément indisponible');
    assert.equal(await person.page.locator('input[value=sms]').isDisabled(), true);
    assert.equal(await chosen('email'), true);
  });
  await down(['sms', 'email'], async () => {
    await person.open('reception');
    await person.says('Vous pouvez revenir un peu plus tard, ou choisir le courrier');
    assert.equal(await chosen('letter'), true);
  });
  await person.open('reception');
  await person.choose('sms');
  await person.isAt('code');
  await down(['email'], async () => {
    await person.open('code');
    assert.equal(await person.page.getByRole('link', { name: 'Choisir un autre moyen : SMS ou courrier' }).count(), 1);
  });
  await person.leave();
});

test('a stranger sees the same bytes at every step, whatever becomes of the message', async () => {
  await advance(DAY + MINUTE);
  const skeleton = ({ html }) =>
    html
      .replace(/name="csrf" value="[^"]*"/g, 'csrf')
      .replace(/\d{1,2}\sh\s\d{2}/g, 'time')
      .replace(/<b class="p-reference">[^<]*<\/b>/g, 'reference');
  const walk = async (identifier, end) => {
    await advance(DAY + MINUTE);
    const client = new Client();
    spendStart();
    const seen = [];
    const look = async () => seen.push(skeleton(await client.get('reception')), skeleton(await client.get('code')));
    await client.post('identite', { identifier });
    await during('hold-sms', async () => {
      await client.post('reception', { channel: 'sms' });
      if (end !== 'held') return;
      await down(['sms'], look);
      await advance(MINUTE);
      await look();
    });
    if (end === 'held') return seen;
    await until('the message has left', async () => {
      unsettled();
      return (await client.get('code')).html.includes('Remis à');
    });
    await look();
    await settle(end);
    await look();
    await down(['sms', 'email'], look);
    return seen;
  };
  const { identifier } = await member(NAME);
  for (const end of ['held', 'delivered', 'failed']) {
    const real = await walk(identifier, end);
    assert.deepEqual(await walk(await stranger(), end), real, end);
  }
});
