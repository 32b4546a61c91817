// The code de confirmation: slips, wrong ones, old ones, new ones.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { closeBrowser, newPerson, openBrowser, test } from './lib/browser.mjs';
import { advance, CODE, codeIn, DAY, mailbox, member, MINUTE, otherCode, TEMPORARY } from './lib/surroundings.mjs';

before(openBrowser);
after(closeBrowser);

// At the code page of a member who has no code of the last 24 hours behind him.
async function atCode(name, options) {
  await advance(DAY + MINUTE);
  const who = await member(name);
  const person = await newPerson(options);
  const box = await mailbox();
  await person.identify(who.identifier);
  await person.choose('sms');
  await person.isAt('code');
  return { person, box, who, code: codeIn(await box.next({ to: who.mobile, text: CODE })) };
}

test('slips use up no attempt; a pasted code with spaces is right', async () => {
  const { person, box, who, code } = await atCode('Andria Paoli');
  for (const slip of ['', '12', '12345', 'abcd', '12é4']) {
    await person.typeCode(slip);
    await person.isRefused('code', /Saisissez les 4 chiffres du code. Aucun essai n'a été compté/);
    assert.equal(await person.page.locator('#code').inputValue(), '');
  }
  await person.typeCode(otherCode(code));
  await person.isRefused('code', /Il vous reste 2 essais/);
  await person.typeCode(` ${code.slice(0, 2)} ${code.slice(2)} `);
  await person.isAt('confirmation');
  await box.next({ to: who.mobile, text: TEMPORARY });
  await person.leave();
});

for (const js of [true, false]) {
  test(`three wrong ones kill the code; a new one works (JavaScript ${js ? 'on' : 'off'})`, async () => {
    const { person, box, who, code } = await atCode('Andria Paoli', { js });
    await person.typeCode(otherCode(code, 1));
    await person.isRefused('code', /Il vous reste 2 essais/);
    await person.typeCode(otherCode(code, 2));
    await person.isRefused('code', /Il vous reste 1 essai\./);
    await person.typeCode(otherCode(code, 3));
    await person.isRefused(undefined, /n'est plus valable après trop d'essais/);
    assert.equal(await person.page.locator('#code').count(), 0);
    await advance(MINUTE);
    await person.open('code');
    await person.press('Recevoir un nouveau code');
    await person.isAt('code');
    await person.typeCode(codeIn(await box.next({ to: who.mobile, text: CODE })));
    await person.isAt('confirmation');
    await box.next({ to: who.mobile, text: TEMPORARY });
    await person.leave();
  });
}

test('an expired code is said plainly, and asked for again without typing anything', async () => {
  const { person, box, who, code } = await atCode('Fatima El Amrani');
  await advance(15 * MINUTE);
  await person.open('code');
  await person.isAt('code');
  await advance(16 * MINUTE);
  await person.typeCode(code);
  await person.isRefused(undefined, /n'est plus valable depuis \d{1,2}\sh\s\d{2}/);
  await person.press('Recevoir un nouveau code');
  const fresh = codeIn(await box.next({ to: who.mobile, text: CODE }));
  await person.typeCode(fresh);
  await person.isAt('confirmation');
  await box.next({ to: who.mobile, text: TEMPORARY });
  await person.leave();
});

test('a new code only after 60 seconds, and it kills the old one; three a day', async () => {
  const { person, box, who, code } = await atCode('Fatima El Amrani', { js: false });
  assert.equal(await person.page.getByRole('button', { name: 'Recevoir un nouveau code' }).count(), 0);
  await person.says(/Vous pourrez en demander un autre à \d{1,2}\sh\s\d{2}/);
  await advance(61);
  await person.page.reload();
  await person.press('Recevoir un nouveau code');
  const fresh = codeIn(await box.next({ to: who.mobile, text: CODE }));
  if (fresh !== code) {
    await person.typeCode(code);
    await person.isRefused('code', /Il vous reste 2 essais/);
  }
  await advance(61);
  await person.page.reload();
  await person.press('Recevoir un nouveau code');
  const third = codeIn(await box.next({ to: who.mobile, text: CODE }));
  await advance(61);
  await person.page.reload();
  await person.says('3 codes ont été envoyés en 24 heures');
  await person.typeCode(third);
  await person.isAt('confirmation');
  await box.next({ to: who.mobile, text: TEMPORARY });
  await person.leave();
});

test('another channel can be chosen at the code page; the code that was sent stays good on the way back', async () => {
  const { person, box, who, code } = await atCode('Pierre Etcheverry');
  await person.previous();
  await person.isAt('reception');
  assert.equal(await person.page.locator('input[value=sms]').isChecked(), true);
  await person.next();
  await person.isAt('code');
  await box.none({ to: who.mobile, text: CODE });
  await advance(61);
  await person.follow('Choisir un autre moyen : SMS, e-mail ou courrier');
  await person.choose('email');
  await person.says('Un code de confirmation vous a été envoyé par e-mail');
  const mail = await box.next({ to: who.email, text: CODE });
  if (codeIn(mail) !== code) {
    await person.typeCode(code);
    await person.isRefused('code', /Il vous reste 2 essais/);
  }
  await person.typeCode(codeIn(mail));
  await person.isAt('confirmation');
  await person.says('par e-mail');
  await box.next({ to: who.email, text: TEMPORARY });
  await person.leave();
});
