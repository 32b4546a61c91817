// Every page once, each where a member stands before it: an address that can be opened again, unlike the states of lib/states.mjs.
import { newPerson } from './browser.mjs';
import { receiveTemporary } from './journeys.mjs';
import { member, remember } from './surroundings.mjs';

const HELP = ['identifiant', 'justificatif', 'telephone', 'reception', 'accompagnement'].map((topic) => `aide/${topic}`);
const ANYBODYS = ['connexion', 'identite', ...HELP, 'accessibilite', 'ce-n-est-pas-moi'];

// visit(url, person) finds the person at that page; `name`: a member who comes for the first time, with a mobile.
export async function everyPage(visit, name = 'Ghjulia Santoni') {
  const who = await member(name);
  const person = await newPerson();
  const here = () => visit(person.at, person);
  for (const url of ANYBODYS) {
    await person.open(url);
    await here();
  }
  await person.identify(who.identifier);
  await here();
  await person.prove('amount', who.amounts[0].replace('.', ','));
  await here();
  const temporary = await receiveTemporary(person, 'sms', who.mobile, here);
  await person.signIn(who.identifier, temporary);
  await here();
  await person.choosePassword('Une visite & 14 pages');
  remember(who, 'Une visite & 14 pages');
  await person.follow('Continuer >');
  await here();
  await person.press('Je confirme mes coordonnées');
  await here();
  await person.follow('Modifier mon mot de passe');
  await here();
  await person.leave();
}
