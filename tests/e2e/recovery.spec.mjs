// Members who forgot their password.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { closeBrowser, newPerson, openBrowser, test } from './lib/browser.mjs';
import { cannotSignIn, makeOwn, recover, signInTo } from './lib/journeys.mjs';
import { advance, CHANGED, CODE, codeIn, DAY, HOUR, mailbox, member, MINUTE, TEMPORARY, temporaryIn, until } from './lib/surroundings.mjs';

before(openBrowser);
after(closeBrowser);

test('by SMS, with JavaScript: the old password works until the new one is chosen', async () => {
  const pierre = await member('Pierre Etcheverry');
  const person = await newPerson();
  await person.identify(pierre.identifier);
  await person.isAt('reception');
  await person.says('Comment désirez-vous recevoir votre mot de passe temporaire');
  await person.says('au numéro que nous connaissons');
  await person.says('Étape 2 sur 4');
  const box = await mailbox();
  await person.choose('sms');
  await person.isAt('code');
  await person.says('Un code de confirmation vous a été envoyé par sms');
  await person.says(/4 chiffres, à saisir avant \d{1,2}\sh\s\d{2}/);
  await person.says("Je n'ai pas reçu le code");
  const sms = await box.next({ to: pierre.mobile, text: CODE });
  await until('the page knows that it has left', async () => {
    await person.page.reload();
    return (await person.text()).includes('Remis');
  });
  await person.says(`Référence du message : ${sms.reference}`);
  await person.says(/Remis à l'opérateur à \d{1,2}\sh\s\d{2}/);
  const field = person.page.locator('#code');
  assert.equal(await field.getAttribute('inputmode'), 'numeric');
  assert.equal(await field.getAttribute('autocomplete'), 'one-time-code');
  const other = await newPerson();
  await signInTo(other, pierre);
  await person.typeCode(codeIn(sms).split('').join(' '));
  await person.isAt('confirmation');
  await person.says('par SMS');
  const sent = await box.next({ to: pierre.mobile, text: TEMPORARY });
  await person.page.reload();
  await person.page.reload();
  await box.none({ to: pierre.mobile });
  await signInTo(await other.tab(), pierre);
  await other.leave();
  await makeOwn(person, pierre, temporaryIn(sent.text), 'Sur le pont 43 fois');
  assert.equal((await box.next({ to: pierre.mobile, channel: 'sms', text: CHANGED })).channel, 'sms');
  assert.equal((await box.next({ to: pierre.email, channel: 'email', text: CHANGED })).channel, 'email');
  await cannotSignIn(await newPerson(), pierre.identifier, pierre.password);
  await cannotSignIn(await newPerson(), pierre.identifier, temporaryIn(sent.text));
  await signInTo(await newPerson(), pierre, 'Sur le pont 43 fois');
  await person.leave();
});

test('by e-mail, without JavaScript', async () => {
  const elodie = await member('Élodie Bordenave');
  const person = await newPerson({ js: false });
  await person.open('/');
  await person.follow('Se connecter');
  await person.follow('Mot de passe oublié ou première connexion ?');
  const temporary = await recover(person, elodie, 'email', elodie.email);
  await person.says('Un mot de passe temporaire vous a été envoyé par e-mail.');
  await person.follow('Accéder à Mon espace privé');
  await makeOwn(person, elodie, temporary, 'Piment_doux_65 !');
  await person.press('Se déconnecter');
  await person.isAt('connexion');
  await signInTo(person, elodie, 'Piment_doux_65 !');
  await person.leave();
});

test('the chosen channel is not on file: the other one is used, and the page says the same', async () => {
  const elodie = await member('Élodie Bordenave');
  await advance(DAY + MINUTE);
  const person = await newPerson();
  const temporary = await recover(person, elodie, 'sms', elodie.email);
  await person.says('par SMS');
  await person.leave();
  assert.equal(temporary.replaceAll(' ', '').length, 12);
});

test('an expired temporary password is not told apart, and a new one is offered', async () => {
  const andria = await member('Andria Paoli');
  const person = await newPerson();
  const temporary = await recover(person, andria);
  await advance(24 * HOUR + MINUTE);
  await cannotSignIn(person, andria.identifier, temporary);
  await person.says('Si vous avez utilisé un mot de passe temporaire, il a peut-être expiré');
  await person.follow('Mot de passe oublié ou première connexion ?');
  await person.isAt('identite');
  const again = await recover(person, andria);
  await person.follow('Accéder à Mon espace privé');
  await person.signIn(andria.identifier, again.replaceAll(' ', '').replace(/(.{4})/g, '$1 '));
  await person.isAt('nouveau-mot-de-passe');
  await person.leave();
  await signInTo(await newPerson(), andria);
});

test('a temporary password opens nothing but the page for a new one, and only once', async () => {
  const andria = await member('Andria Paoli');
  await advance(DAY + MINUTE);
  const person = await newPerson();
  const temporary = await recover(person, andria);
  await person.signIn(andria.identifier, temporary);
  for (const url of ['mon-compte', 'mon-compte/mot-de-passe', 'coordonnees']) {
    await person.open(url);
    assert.notEqual(person.at, url);
  }
  for (const url of ['identite', 'justificatif', 'reception', 'code', 'confirmation', 'nouveau-mot-de-passe']) {
    await person.open(url);
    if (url !== 'identite') await person.isAt('nouveau-mot-de-passe');
  }
  await cannotSignIn(await newPerson(), andria.identifier, temporary);
  await person.open('nouveau-mot-de-passe');
  await person.says('Votre mot de passe est temporaire. Vous devez le personnaliser.');
  await person.choosePassword(temporary);
  await person.isRefused('new_password', /mot de passe temporaire/);
  await person.choosePassword(andria.password);
  await person.isRefused('new_password', /déjà votre mot de passe actuel/);
  await person.abandon();
  assert.equal(person.at, '/');
  await person.open('nouveau-mot-de-passe');
  await person.isAt('identite');
  await signInTo(person, andria);
  await person.leave();
});
