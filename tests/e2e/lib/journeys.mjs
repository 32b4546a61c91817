// Whole stretches of the journey, for specs that are about something else.
import assert from 'node:assert/strict';

import { codeIn, CODE, mailbox, remember, TEMPORARY, temporaryIn } from './surroundings.mjs';

// What is done with each page on the way.
const nothing = async () => {};

// From reception to the temporary password in the member's hands.
export async function receiveTemporary(person, channel, to, seen = nothing) {
  const box = await mailbox();
  await person.choose(channel);
  await person.isAt('code');
  await seen();
  await person.typeCode(codeIn(await box.next({ to, text: CODE })));
  await person.isAt('confirmation');
  await seen();
  return temporaryIn((await box.next({ to, text: TEMPORARY })).text);
}

export async function recover(person, member, channel = 'sms', to = member.mobile) {
  await person.identify(member.identifier);
  await person.isAt('reception');
  return receiveTemporary(person, channel, to);
}

// From a temporary password to the private space.
export async function makeOwn(person, member, temporary, password, seen = nothing) {
  await person.signIn(member.identifier, temporary);
  await person.isAt('nouveau-mot-de-passe');
  await seen();
  await person.choosePassword(password);
  await person.says('Votre mot de passe a bien été modifié.');
  remember(member, password);
  await person.follow('Continuer >');
  await person.isAt('coordonnees');
  await seen();
  await person.press('Je confirme mes coordonnées');
  await person.isAt('mon-compte');
}

export async function signInTo(person, member, password = member.password) {
  await person.signIn(member.identifier, password);
  if (person.at === 'coordonnees') await person.press('Je confirme mes coordonnées');
  await person.isAt('mon-compte');
}

export async function cannotSignIn(person, identifier, password) {
  await person.open('connexion');
  await person.signIn(identifier, password);
  assert.equal(person.status, 422);
  await person.isRefused('identifier', /ne vont pas ensemble/);
}
