// Abandonner, Précédent, Back, reload, a second tab, a bookmark: never a dead end, nothing lost.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { closeBrowser, newPerson, openBrowser, test } from './lib/browser.mjs';
import { recover } from './lib/journeys.mjs';
import { advance, CODE, codeIn, DAY, HOUR, mailbox, member, MINUTE, TEMPORARY } from './lib/surroundings.mjs';

before(openBrowser);
after(closeBrowser);

for (const js of [true, false]) {
  test(`Abandonner is on every page and forgets everything (JavaScript ${js ? 'on' : 'off'})`, async () => {
    await advance(DAY + MINUTE);
    const pierre = await member('Pierre Etcheverry');
    const person = await newPerson({ js });
    const steps = [
      ['identite', () => person.open('identite')],
      ['reception', () => person.identify(pierre.identifier)],
      ['code', () => person.choose('email')],
    ];
    for (let end = 0; end < steps.length; ++end) {
      await advance(MINUTE + 1);
      for (const [url, go] of steps.slice(0, end + 1)) {
        await go();
        await person.isAt(url);
      }
      await person.abandon();
      assert.equal(person.at, '/');
      const names = (await person.context.cookies()).map((cookie) => cookie.name);
      assert.ok(!names.some((name) => name.includes('demarche')), names.join());
      await person.open('code');
      await person.isAt('identite');
      assert.equal(await person.page.getByLabel('Identifiant', { exact: true }).inputValue(), '');
    }
    await person.leave();
  });
}

test('Abandonner at confirmation, at the first question and at the new password', async () => {
  const hugo = await member('Hugo Nguyen');
  const fatima = await member('Fatima El Amrani');
  await advance(DAY + MINUTE);
  const person = await newPerson();
  await person.identify(hugo.identifier);
  await person.isAt('justificatif');
  await person.abandon();
  assert.equal(person.at, '/');
  const temporary = await recover(person, fatima);
  await person.abandon();
  assert.equal(person.at, '/');
  await person.signIn(fatima.identifier, temporary);
  await person.isAt('nouveau-mot-de-passe');
  await person.abandon();
  assert.equal(person.at, '/');
  await person.open('nouveau-mot-de-passe');
  await person.isAt('identite');
  await person.leave();
});

for (const js of [true, false]) {
  test(`Précédent loses nothing and costs nothing (JavaScript ${js ? 'on' : 'off'})`, async () => {
    await advance(DAY + MINUTE);
    const pierre = await member('Pierre Etcheverry');
    const person = await newPerson({ js });
    const box = await mailbox();
    await person.identify(pierre.identifier);
    await person.choose('email');
    const code = codeIn(await box.next({ to: pierre.email, text: CODE }));
    await person.previous();
    await person.isAt('reception');
    assert.equal(await person.page.locator('input[value=email]').isChecked(), true);
    await person.previous();
    await person.isAt('identite');
    const kept = await person.page.getByLabel('Identifiant', { exact: true }).inputValue();
    assert.equal(kept.replace(/\D/g, ''), pierre.identifier.slice(0, kept.replace(/\D/g, '').length));
    await person.previous();
    await person.isAt('connexion');
    await person.open('identite');
    await person.next();
    assert.ok(['reception', 'code'].includes(person.at), person.at);
    await person.open('code');
    await person.typeCode(code);
    await person.isAt('confirmation');
    await box.next({ to: pierre.email, text: TEMPORARY });
    await person.leave();
  });
}

test('Back, forward and reload never resend a form and never lead to an end', async () => {
  await advance(DAY + MINUTE);
  const pierre = await member('Pierre Etcheverry');
  const person = await newPerson();
  const { page } = person;
  const box = await mailbox();
  await person.identify(pierre.identifier);
  await person.choose('sms');
  const code = codeIn(await box.next({ to: pierre.mobile, text: CODE }));
  await page.goBack();
  await person.isAt('reception');
  assert.equal(person.status, 200);
  await page.goBack();
  await person.isAt('identite');
  await page.goForward();
  await page.reload();
  await person.isAt('reception');
  await page.goForward();
  await person.isAt('code');
  await page.reload();
  await person.isAt('code');
  await person.typeCode(code);
  await person.isAt('confirmation');
  await page.goBack();
  await person.isAt('confirmation');
  await page.goBack();
  assert.ok(person.status < 400);
  await person.open('confirmation');
  await box.next({ to: pierre.mobile, text: TEMPORARY });
  await box.none({ to: pierre.mobile });
  await person.leave();
});

test('a refused form that is reloaded costs nothing that it did not cost before', async () => {
  await advance(DAY + MINUTE);
  const pierre = await member('Pierre Etcheverry');
  const person = await newPerson();
  const box = await mailbox();
  await person.identify(pierre.identifier);
  await person.choose('sms');
  const code = codeIn(await box.next({ to: pierre.mobile, text: CODE }));
  await person.typeCode('12');
  await person.page.reload();
  await person.typeCode(code);
  await person.isAt('confirmation');
  await box.next({ to: pierre.mobile, text: TEMPORARY });
  await person.leave();
});

test('two tabs of one browser: the slower one is led to where the journey stands', async () => {
  await advance(DAY + MINUTE);
  const pierre = await member('Pierre Etcheverry');
  const one = await newPerson();
  const box = await mailbox();
  await one.identify(pierre.identifier);
  const two = await one.tab();
  await two.open('identite');
  await two.open('reception');
  await one.choose('sms');
  const code = codeIn(await box.next({ to: pierre.mobile, text: CODE }));
  await two.choose('sms');
  await two.isAt('code');
  await box.none({ to: pierre.mobile, text: CODE });
  await two.typeCode(code);
  await two.isAt('confirmation');
  await one.typeCode(code);
  await one.isAt('confirmation');
  await box.next({ to: pierre.mobile, text: TEMPORARY });
  await box.none({ to: pierre.mobile, text: TEMPORARY });
  // Another member's journey in the other tab: the first tab's form is not mistaken for it.
  const andria = await member('Andria Paoli');
  await one.identify(andria.identifier);
  await two.page.reload();
  await two.isAt('reception');
  await one.leave();
});

test('two people at two browsers: the newer code counts, the older journey can ask again', async () => {
  await advance(DAY + MINUTE);
  const pierre = await member('Pierre Etcheverry');
  const box = await mailbox();
  const one = await newPerson();
  await one.identify(pierre.identifier);
  await one.choose('sms');
  const older = codeIn(await box.next({ to: pierre.mobile, text: CODE }));
  await advance(MINUTE + 1);
  const two = await newPerson();
  await two.identify(pierre.identifier);
  await two.choose('sms');
  const newer = codeIn(await box.next({ to: pierre.mobile, text: CODE }));
  await one.typeCode(newer);
  await one.isRefused(undefined, /un autre code a été demandé depuis/);
  await one.open('code');
  assert.equal(await one.page.locator('#code').count(), 0);
  if (older !== newer) {
    await two.typeCode(older);
    await two.isRefused('code', /Il vous reste 2 essais/);
  }
  await two.typeCode(newer);
  await two.isAt('confirmation');
  await box.next({ to: pierre.mobile, text: TEMPORARY });
  await one.leave();
  await two.leave();
});

test('a bookmark of a later page, and every page out of order, leads to the journey', async () => {
  const person = await newPerson();
  for (const url of ['justificatif', 'reception', 'code', 'confirmation', 'nouveau-mot-de-passe']) {
    await person.open(url);
    await person.isAt('identite');
    assert.equal(person.status, 200);
  }
  for (const url of ['mon-compte', 'mon-compte/mot-de-passe', 'coordonnees']) {
    await person.open(url);
    await person.isAt('connexion');
  }
  const pierre = await member('Pierre Etcheverry');
  await person.identify(pierre.identifier);
  for (const url of ['justificatif', 'code', 'confirmation', 'nouveau-mot-de-passe']) {
    await person.open(url);
    await person.isAt('reception');
  }
  await person.leave();
});

test('a journey left alone for half an hour begins anew, without an "expired" page', async () => {
  const pierre = await member('Pierre Etcheverry');
  for (const js of [true, false]) {
    const person = await newPerson({ js });
    await person.identify(pierre.identifier);
    await person.isAt('reception');
    await advance(HOUR);
    await person.choose('sms');
    if (person.status === 403) await person.follow('Continuer');
    await person.isAt('identite');
    await person.leave();
  }
});
