// Coordonnées: confirmed, changed, verified.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { closeBrowser, newPerson, openBrowser, test } from './lib/browser.mjs';
import { signInTo } from './lib/journeys.mjs';
import { advance, CHANGED, CODE, codeIn, DAY, LONGEST, mailbox, member, MINUTE, otherCode } from './lib/surroundings.mjs';

before(openBrowser);
after(closeBrowser);

const EMAIL = 'votre adresse email';
const MOBILE = 'votre numéro de téléphone portable';

async function edit(person, what) {
  await person.press(new RegExp(`(Modifier|Ajouter) ${what}`), { exact: false });
}

async function atContacts(name, options) {
  const who = await member(name);
  const person = await newPerson(options);
  await signInTo(person, who);
  await person.follow('Modifier mes coordonnées');
  await person.isAt('coordonnees');
  return { who, person };
}

for (const js of [true, false]) {
  test(`a new e-mail is the member's only after its code (JavaScript ${js ? 'on' : 'off'})`, async () => {
    await advance(DAY + MINUTE);
    const { who, person } = await atContacts(LONGEST, { js });
    const address = `castelbajac-${js ? 'un' : 'deux'}@exemple.fr`;
    const before = await person.page.locator('#contenu').innerText();
    for (const said of ['Votre adresse email est', 'Votre numéro de téléphone portable est', 'Votre numéro de téléphone fixe est', 'Votre numéro de fax est']) {
      assert.ok(before.includes(said), said);
    }
    const box = await mailbox();
    await edit(person, EMAIL);
    await person.page.locator('#email').fill(address);
    await person.press('Enregistrer');
    await person.isAt('coordonnees');
    await person.says('en attente');
    const code = codeIn(await box.next({ to: address, channel: 'email', text: CODE }));
    await person.says(js ? 'm•••@' : 'c•••@exemple.fr');
    await person.page.locator('#code_email').fill(otherCode(code));
    await person.press('Valider ce code');
    await person.isRefused('code_email', /Il vous reste 2 essais/);
    await person.page.locator('#code_email').fill('12');
    await person.press('Valider ce code');
    await person.isRefused('code_email', /cet essai ne compte pas/);
    await person.page.locator('#code_email').fill(code);
    await person.press('Valider ce code');
    await person.isAt('coordonnees');
    await person.says('Vos coordonnées ont bien été modifiées');
    assert.ok(!(await person.text()).includes('en attente'));
    const told = await box.next({ text: CHANGED, to: js ? who.email : 'castelbajac-un@exemple.fr' });
    assert.equal(told.channel, 'email');
    await person.press('Je confirme mes coordonnées');
    await person.isAt('mon-compte');
    await person.says('Coordonnées modifiées');
    await person.leave();
  });
}

test('a new mobile is verified by SMS; until then the old one stays in use', async () => {
  await advance(DAY + MINUTE);
  const { who, person } = await atContacts(LONGEST);
  const box = await mailbox();
  await edit(person, MOBILE);
  await person.page.locator('#mobile').fill('+33 6 39 98 77 10');
  await person.press('Enregistrer');
  const first = codeIn(await box.next({ to: '06 39 98 77 10', channel: 'sms', text: CODE }));
  await person.says('Nouveau numéro de portable en attente : 06 •• •• •• 10');
  // Recovery still goes to the old number.
  const forgetful = await newPerson();
  await forgetful.identify(who.identifier);
  await forgetful.choose('sms');
  await box.next({ to: who.mobile, text: CODE });
  await forgetful.abandon();
  await advance(61);
  await person.open('coordonnees');
  await person.press(/^Recevoir un nouveau code/);
  const second = codeIn(await box.next({ to: '06 39 98 77 10', text: CODE }));
  if (first !== second) {
    await person.page.locator('#code_mobile').fill(first);
    await person.press('Valider ce code');
    await person.isRefused('code_mobile', /Il vous reste 2 essais/);
  }
  await person.page.locator('#code_mobile').fill(second);
  await person.press('Valider ce code');
  await person.says('Vos coordonnées ont bien été modifiées');
  await box.next({ to: who.mobile, channel: 'sms', text: CHANGED });
  await person.leave();
});

test('landline and fax change at once; a change can be abandoned; slips are said at the field', async () => {
  await advance(DAY + MINUTE);
  const { person } = await atContacts(LONGEST, { js: false });
  for (const [what, field, wrong, reason] of [
    [EMAIL, 'email', 'nulle part', /Il manque le signe @/],
    [EMAIL, 'email', 'a@b@exemple.fr', /signe qui ne convient pas/],
    [MOBILE, 'mobile', '05 59 00 00 00', /ne reçoit pas de SMS/],
    [MOBILE, 'mobile', '+34 612 34 56 78', /d'un autre pays/],
    ['votre numéro de téléphone fixe', 'landline', 'douze', /n'est pas un numéro de téléphone français/],
  ]) {
    await person.open('coordonnees');
    await edit(person, what);
    await person.page.locator(`#${field}`).fill(wrong);
    await person.press('Enregistrer');
    await person.isRefused(field, reason);
    assert.equal(await person.page.locator(`#${field}`).inputValue(), wrong);
  }
  await person.page.locator('#landline').fill('05 36 49 77 01');
  await person.press('Enregistrer');
  await person.says('Vos coordonnées ont bien été modifiées');
  await person.says('05 •• •• •• 01');
  await edit(person, EMAIL);
  await person.page.locator('#email').fill('abandonnee@exemple.fr');
  await person.press('Enregistrer');
  await person.says('en attente');
  await person.press(/^Abandonner ce changement/);
  await person.says('Le changement a été abandonné');
  await person.leave();
});

test('after ten minutes a change asks for the password again', async () => {
  await advance(DAY + MINUTE);
  const { who, person } = await atContacts('Coopérative des Gaves');
  await advance(11 * MINUTE);
  await edit(person, 'votre numéro de fax');
  await person.page.locator('#fax').fill('05 36 49 77 15');
  await person.press('Enregistrer');
  assert.equal(person.status, 422);
  assert.equal(await person.page.locator('#fax').inputValue(), '05 36 49 77 15');
  await person.page.getByLabel('Votre mot de passe', { exact: true }).fill(who.password);
  await person.press('Enregistrer');
  await person.says('Vos coordonnées ont bien été modifiées');
  await person.leave();
});
