// The postal way: asked for, or as the consequence of a wrong answer.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { closeBrowser, newPerson, openBrowser, test } from './lib/browser.mjs';
import { cannotSignIn, makeOwn, signInTo } from './lib/journeys.mjs';
import { advance, DAY, letterText, mailbox, member } from './lib/surroundings.mjs';

before(openBrowser);
after(closeBrowser);

const LETTER_WAY = "Je n'ai pas ces informations : recevoir un mot de passe par courrier";
const spaced = (text) => text.replace(/\s+/g, ' ');

// The letter says whom it is for, what to do and until when; its temporary password comes back.
function readLetter(text, person) {
  const said = spaced(text);
  for (const line of [...person.address, '03 20 90 05 00', 'MSA Sud Aquitaine', 'Se connecter', "jusqu’au"]) {
    assert.ok(said.includes(line), `« ${line} » is not in the letter: ${said}`);
  }
  // Under the heading of the box, in three groups, wide apart.
  const box = text.slice(text.indexOf('Votre mot de passe temporaire', text.indexOf('Madame')));
  const found = /^ *([2-9A-Za-z+=?*$]{4}) +([2-9A-Za-z+=?*$]{4}) +([2-9A-Za-z+=?*$]{4}) *$/m.exec(box);
  assert.ok(found, text);
  return found.slice(1).join(' ');
}

test('without mobile and e-mail, without JavaScript: the letter is the third way', async () => {
  const simone = { ...(await member('Simone Cazenave')), address: ['Simone Cazenave', 'Au bourg', '64410 ARZACQ-ARRAZIGUET'] };
  const person = await newPerson({ js: false });
  const box = await mailbox();
  await person.identify(simone.identifier);
  await person.isAt('justificatif');
  await person.press(LETTER_WAY);
  await person.isAt('confirmation');
  await person.says(/vous sera envoyé par courrier, sous 3 à 5 jours ouvrés/);
  const letter = await box.next({ channel: 'letter' });
  const temporary = readLetter(await letterText(letter), simone);
  await person.page.reload();
  await box.none({ channel: 'letter' });
  await advance(2 * DAY);
  await makeOwn(person, simone, temporary, 'Le bourg est calme 64');
  await person.leave();
});

test('a wrong answer sends the letter, says so, and leaves no second answer', async () => {
  const ghjulia = { ...(await member('Ghjulia Santoni')), address: ['Ghjulia Santoni', '17 rue du Château d’Eau', '64000 PAU'] };
  const person = await newPerson();
  const box = await mailbox();
  await person.identify(`${ghjulia.identifier.slice(0, 13).toLowerCase()}`);
  await person.isAt('justificatif');
  await person.prove('amount', '412,38');
  await person.isAt('confirmation');
  await person.says('La réponse donnée ne correspond pas à nos informations');
  await person.says('vous sera envoyé par courrier');
  const temporary = readLetter(await letterText(await box.next({ channel: 'letter' })), ghjulia);
  // Not even the right answer now, nor another letter.
  const again = await newPerson();
  await again.identify(ghjulia.identifier);
  await again.isAt('justificatif');
  assert.equal(await again.page.locator('#answer').count(), 0);
  await again.says('Une réponse a déjà été donnée');
  await again.says('Un courrier vous a déjà été envoyé');
  assert.equal(await again.page.getByRole('button', { name: LETTER_WAY }).count(), 0);
  await box.none({ channel: 'letter' });
  await advance(2 * DAY);
  await makeOwn(person, ghjulia, temporary, 'Castagne è brocciu 2B');
  await person.leave();
  await again.leave();
});

test('an invoice that is too old is no answer', async () => {
  const laborde = { ...(await member('Jean-Baptiste Laborde')), address: ['Jean-Baptiste Laborde', 'Métairie de Haut', '40320 GEAUNE'] };
  const person = await newPerson();
  const box = await mailbox();
  await person.identify(laborde.identifier);
  await person.prove(undefined, '1 120,00');
  await person.isAt('confirmation');
  await person.says('La réponse donnée ne correspond pas à nos informations');
  readLetter(await letterText(await box.next({ channel: 'letter' })), laborde);
  await person.leave();
});

test('the letter of a company, which expires after 30 days', async () => {
  const gaec = { ...(await member('GAEC des Trois Chênes')), address: ['GAEC des Trois Chênes', 'Les Trois Chênes', '40500 SAINT-SEVER'] };
  const person = await newPerson({ js: false });
  const box = await mailbox();
  await person.identify(gaec.identifier);
  await person.press(LETTER_WAY);
  const temporary = readLetter(await letterText(await box.next({ channel: 'letter' })), gaec);
  await advance(31 * DAY);
  await cannotSignIn(person, gaec.identifier, temporary);
  await person.leave();
});

test('who forgot the password may choose the letter, and the old password stays good', async () => {
  const fatima = { ...(await member('Fatima El Amrani')), address: ['Fatima El Amrani', 'Résidence Les Genêts', 'Bâtiment C', '40400 TARTAS'] };
  const person = await newPerson();
  const box = await mailbox();
  await person.identify(fatima.identifier);
  await person.choose('letter');
  await person.isAt('confirmation');
  await person.says('vous sera envoyé par courrier');
  const temporary = readLetter(await letterText(await box.next({ channel: 'letter' })), fatima);
  await signInTo(await newPerson(), fatima);
  await person.follow('Accéder à Mon espace privé');
  await person.signIn(fatima.identifier, temporary);
  await person.isAt('nouveau-mot-de-passe');
  await person.abandon();
  await signInTo(await newPerson(), fatima);
  await person.leave();
});
