// « Ce n'est pas moi »: from the notice to the closed access, and back in by the letter alone.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { closeBrowser, newPerson, openBrowser, test } from './lib/browser.mjs';
import { cannotSignIn, makeOwn, recover, signInTo } from './lib/journeys.mjs';
import { advance, CHANGED, CODE, DAY, letterText, mailbox, member, MINUTE, remember, strangerNir } from './lib/surroundings.mjs';

before(openBrowser);
after(closeBrowser);

async function report(person, reference, identifier) {
  await person.open('connexion');
  await person.follow("Vous avez reçu un avis et ce n'était pas vous ?");
  await person.isAt('ce-n-est-pas-moi');
  await person.page.getByLabel('Référence', { exact: true }).fill(reference);
  await person.page.getByLabel('Identifiant', { exact: true }).fill(identifier);
  await person.press("Bloquer l'accès");
}

test('a thief with the telephone is shut out by the notice in the mailbox', async () => {
  const pierre = await member('Pierre Etcheverry');
  await advance(DAY + MINUTE);
  const thief = await newPerson();
  const taken = await recover(thief, pierre);
  const box = await mailbox();
  await makeOwn(thief, pierre, taken, 'Je suis le voleur 1');
  const notice = await box.next({ to: pierre.email, channel: 'email', text: CHANGED });
  assert.match(notice.text, /ce-n-est-pas-moi/);

  const person = await newPerson({ js: false });
  await report(person, 'K7', '123');
  await person.isRefused('reference', /6 signes/);
  await report(person, 'K7F-4QT', strangerNir());
  await person.isAt('ce-n-est-pas-moi');
  const unknown = await person.text();
  await report(person, notice.reference.toLowerCase().replace('-', ' '), pierre.identifier);
  assert.equal(await person.text(), unknown);
  await box.next({ channel: 'letter', text: /bloqué/ });

  await thief.open('mon-compte');
  await thief.isAt('connexion');
  await cannotSignIn(thief, pierre.identifier, 'Je suis le voleur 1');
  await thief.identify(pierre.identifier);
  await advance(DAY);
  await thief.identify(pierre.identifier);
  await thief.choose('sms');
  await thief.isAt('code');
  await box.none({ to: pierre.mobile, text: CODE });
  await thief.leave();

  await person.identify(pierre.identifier);
  await person.choose('letter');
  await person.isAt('confirmation');
  const text = await letterText(await box.next({ channel: 'letter', text: /temporaire/ }));
  const found = /^ *([2-9A-Za-z+=?*$]{4}) +([2-9A-Za-z+=?*$]{4}) +([2-9A-Za-z+=?*$]{4}) *$/m.exec(text.slice(text.indexOf('Madame')));
  await makeOwn(person, pierre, found.slice(1).join(' '), 'Retour chez moi 64 !');
  remember(pierre, 'Retour chez moi 64 !');
  await person.says('Accès rétabli avec le mot de passe reçu par courrier');
  await signInTo(await newPerson(), pierre, 'Retour chez moi 64 !');
  await person.leave();
  await advance(15 * DAY); // for the specs after this one he may have a letter again
});
