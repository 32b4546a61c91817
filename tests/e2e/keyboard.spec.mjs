// Every journey with the keyboard alone.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { closeBrowser, newPerson, openBrowser, spendStart, test } from './lib/browser.mjs';
import { enter, pick, press, pressed, tabTo } from './lib/keyboard.mjs';
import { advance, CODE, codeIn, DAY, LONGEST, mailbox, member, MINUTE, remember, TEMPORARY, temporaryIn } from './lib/surroundings.mjs';

before(openBrowser);
after(closeBrowser);

async function signsIn(person, who, password = who.password) {
  if (person.at !== 'connexion') await person.open('connexion');
  await enter(person.page, '#identifier', who.identifier);
  await enter(person.page, '#password', password);
  await pressed(person.page);
}

async function identifies(person, who) {
  spendStart();
  await person.open('identite');
  await enter(person.page, '#identifier', who.identifier);
  await pressed(person.page);
}

// From the channel's choice to the private space.
async function getsIn(person, who, channel, to, password) {
  const { page } = person;
  const box = await mailbox();
  await person.isAt('reception');
  await pick(page, 'channel', channel);
  await press(page, 'main form[action$=reception] button');
  await person.isAt('code');
  await enter(page, '#code', codeIn(await box.next({ to, text: CODE })));
  await pressed(page);
  await person.isAt('confirmation');
  const temporary = temporaryIn((await box.next({ to, text: TEMPORARY })).text);
  await press(page, 'main a[href$=connexion]');
  await signsIn(person, who, temporary);
  await person.isAt('nouveau-mot-de-passe');
  await enter(page, '#new_password', password);
  await tabTo(page, '.p-password__toggle'); // « voir », on the way to the second field
  await page.keyboard.press('Space');
  assert.equal(await page.locator('#new_password').getAttribute('type'), 'text');
  await enter(page, '#confirm_password', password);
  await pressed(page);
  remember(who, password);
  await press(page, 'main a[href$=coordonnees]');
  await person.isAt('coordonnees');
  await press(page, 'button[value=confirm]', 'Space');
  await person.isAt('mon-compte');
}

test('the whole journey with the keyboard alone, with a slip on the way', async () => {
  const marie = await member(LONGEST);
  await advance(DAY + MINUTE);
  const person = await newPerson();
  const { page } = person;
  await person.open('connexion');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'p-skip');
  await press(page, 'a[href$=identite]');
  await enter(page, '#identifier', '12');
  await pressed(page);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'erreurs');
  await tabTo(page, '#erreurs a');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'identifier');
  await page.keyboard.press('Control+A');
  await page.keyboard.type(marie.identifier);
  spendStart();
  await pressed(page);
  await getsIn(person, marie, 'sms', marie.mobile, 'Clavier & 7 touches');
  await press(page, 'form[action$=deconnexion] button');
  await person.isAt('connexion');
  await person.leave();
});

test('the first access, with the answer to the question', async () => {
  const maite = await member('Maïté Etcheverry');
  const person = await newPerson();
  await identifies(person, maite);
  await person.isAt('justificatif');
  await pick(person.page, 'proof', 'amount');
  await tabTo(person.page, 'summary'); // the help that is folded away opens, and closes
  await person.page.keyboard.press('Enter');
  await person.page.keyboard.press('Enter');
  await enter(person.page, '#answer', maite.amounts[0].replace('.', ','));
  await pressed(person.page);
  await getsIn(person, maite, 'sms', maite.mobile, 'Piperade & 12 touches');
  await person.leave();
});

test('the letter instead of an answer, and instead of a code', async () => {
  const box = await mailbox();
  const person = await newPerson();
  await identifies(person, await member('Simone Cazenave'));
  await person.isAt('justificatif');
  await press(person.page, 'main section form button');
  await person.isAt('confirmation');
  await box.next({ channel: 'letter' });
  await identifies(person, await member('Andria Paoli'));
  await person.isAt('reception');
  await pick(person.page, 'channel', 'letter');
  await press(person.page, 'main form[action$=reception] button');
  await person.isAt('confirmation');
  await person.says('vous sera envoyé par courrier');
  await box.next({ channel: 'letter' });
  await person.leave();
});

test('another mobile number, and another password', async () => {
  const gaves = await member('Coopérative des Gaves');
  const person = await newPerson();
  const { page } = person;
  await signsIn(person, gaves);
  if (person.at === 'coordonnees') await press(page, 'button[value=confirm]');
  await press(page, 'main a[href$=coordonnees]');
  const box = await mailbox();
  await press(page, 'button[name=modifier][value=mobile]');
  await enter(page, '#mobile', '06 39 98 44 55');
  await pressed(page);
  await enter(page, '#code_mobile', codeIn(await box.next({ to: '06 39 98 44 55', text: CODE })));
  await pressed(page);
  await person.says('Vos coordonnées ont bien été modifiées');
  await press(page, 'button[value=confirm]');
  await press(page, 'main a[href$=mot-de-passe]');
  await enter(page, '#current_password', gaves.password);
  await enter(page, '#new_password', 'Gaves & 9 touches');
  await enter(page, '#confirm_password', 'Gaves & 9 touches');
  await pressed(page);
  remember(gaves, 'Gaves & 9 touches');
  await person.isAt('mon-compte');
  await person.says('Votre mot de passe a bien été modifié.');
  await person.leave();
});
