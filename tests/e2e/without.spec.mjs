// Whole lives of an access where something of the page did not arrive: its styles, its script, its drawings, all of them.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { closeBrowser, newPerson, openBrowser, test } from './lib/browser.mjs';
import { makeOwn, receiveTemporary } from './lib/journeys.mjs';
import { axe } from './lib/quality.mjs';
import { advance, CODE, codeIn, DAY, mailbox, member, MINUTE, remember } from './lib/surroundings.mjs';

before(openBrowser);
after(closeBrowser);

// Does not let through what fits; says how often it was asked for.
async function refuse(context, pattern) {
  const asked = { for: pattern, times: 0 };
  await context.route(pattern, (route) => {
    ++asked.times;
    return route.abort();
  });
  return asked;
}
const STYLES = /\.css(\?|$)/;
const SCRIPT = /\.js(\?|$)/; // on the way: axe-core itself wants a browser that runs scripts
const IMAGES = /\.(svg|png|webp|ico)(\?|$)/;

const WITHOUT = [
  { what: 'styles', who: 'Ghjulia Santoni', proof: 'amount', mobile: '06 39 98 61 01', less: [STYLES] },
  { what: 'script', who: 'Jeanne Lartigue', proof: 'vitale', mobile: '06 39 98 61 02', less: [SCRIPT] },
  { what: 'images', who: 'Michel Darricau', mobile: '06 39 98 61 03', less: [IMAGES] },
  { what: 'styles, script and images', who: 'SCEA Domaine de Peyrelongue', mobile: '06 39 98 61 04', less: [STYLES, SCRIPT, IMAGES] },
];

async function firstAccess(person, who, proof, seen) {
  await person.open('/');
  await person.follow('Se connecter');
  await seen();
  await person.follow('Mot de passe oublié ou première connexion ?');
  await person.next();
  await person.isRefused('identifier', /./);
  await seen();
  await person.identify(who.identifier);
  await seen();
  await person.prove(proof, proof === 'vitale' ? who.vitale : who.amounts[0].replace('.', ','));
  await seen();
  const temporary = await receiveTemporary(person, 'sms', who.mobile, seen);
  await person.follow('Accéder à Mon espace privé');
  await makeOwn(person, who, temporary, 'Sans rien, à 8 heures', seen);
}

async function newMobile(person, mobile, seen) {
  await person.follow('Modifier mes coordonnées');
  const box = await mailbox();
  await person.press(/^Modifier votre numéro de téléphone portable/);
  await seen();
  await person.page.locator('#mobile').fill(mobile);
  await person.press('Enregistrer');
  await seen();
  await person.page.locator('#code_mobile').fill(codeIn(await box.next({ to: mobile, text: CODE })));
  await person.press('Valider ce code');
  await person.says('Vos coordonnées ont bien été modifiées');
  await person.press('Je confirme mes coordonnées');
}

async function newPassword(person, who, seen) {
  await person.follow('Modifier mon mot de passe');
  await seen();
  await person.page.getByLabel('Votre mot de passe actuel', { exact: true }).fill('Sans rien, à 8 heures');
  await person.choosePassword('Avec tout, à 9 heures');
  remember(who, 'Avec tout, à 9 heures');
  await person.says('Votre mot de passe a bien été modifié.');
  await person.press('Se déconnecter');
  await person.isAt('connexion');
}

async function letter(person, who, seen) {
  await advance(DAY + MINUTE);
  const box = await mailbox();
  await person.identify(who.identifier);
  await person.choose('letter');
  await person.isAt('confirmation');
  await seen();
  await box.next({ channel: 'letter' });
}

for (const { what, who, proof, mobile, less } of WITHOUT) {
  test(`first access, new mobile, new password and a letter without ${what}`, async () => {
    const person = await newPerson();
    const refused = await Promise.all(less.map((pattern) => refuse(person.context, pattern)));
    const seen = () => axe(`${person.at} without ${what}`, person.page, { bare: less.includes(STYLES) });
    const one = await member(who);
    await firstAccess(person, one, proof, seen);
    await seen();
    await newMobile(person, mobile, seen);
    await newPassword(person, one, seen);
    await letter(person, one, seen);
    await person.open('aide/identifiant');
    await seen();
    for (const asked of refused) assert.ok(asked.times > 0, `${asked.for} was never asked for`);
    await person.leave();
  });
}
