// The member's own space: sessions, password, signing out.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { closeBrowser, newPerson, openBrowser, test } from './lib/browser.mjs';
import { cannotSignIn, signInTo } from './lib/journeys.mjs';
import { advance, CHANGED, HOUR, LONGEST, mailbox, member, MINUTE, remember } from './lib/surroundings.mjs';

before(openBrowser);
after(closeBrowser);

const others = (person) => person.page.getByRole('button', { name: /^Fermer la connexion/ });

test('open sessions are shown and ended, one or all others', async () => {
  const gaves = await member('Coopérative des Gaves');
  const here = await newPerson();
  const there = await newPerson();
  const third = await newPerson({ js: false });
  for (const person of [here, there, third]) await signInTo(person, gaves);
  await here.page.reload();
  const open = await others(here).count();
  assert.ok(open >= 2, `${open} others`);
  await here.says('(cet appareil)');
  await here.says(/Chrom\w* sur Linux/);
  await Promise.all([here.page.waitForNavigation(), others(here).first().click()]);
  await here.says('La connexion a été fermée.');
  assert.equal(await others(here).count(), open - 1);
  await here.press('Fermer toutes les autres connexions');
  await here.says('Vos autres connexions ont été fermées.');
  assert.equal(await others(here).count(), 0);
  for (const person of [there, third]) {
    await person.open('mon-compte');
    assert.equal(person.at, 'connexion');
  }
  await here.open('mon-compte');
  await here.isAt('mon-compte');
  await here.says('Connexion à votre espace privé');
  await here.says('p•••@exemple.fr');
  await here.leave();
});

test('a changed password closes the other sessions and is told to every contact', async () => {
  const gaves = await member('Coopérative des Gaves');
  const here = await newPerson();
  const there = await newPerson();
  await signInTo(here, gaves);
  await signInTo(there, gaves);
  const box = await mailbox();
  await here.open('mon-compte');
  await here.follow('Modifier mon mot de passe');
  await here.isAt('mon-compte/mot-de-passe');
  const fill = async (current, fresh, again = fresh) => {
    await here.page.getByLabel('Votre mot de passe actuel', { exact: true }).fill(current);
    await here.choosePassword(fresh, again);
  };
  await fill('Pas le mien 12!', 'Silo n° 3, plein');
  await here.isRefused('current_password', /Ce n'est pas votre mot de passe actuel/);
  await fill(gaves.password, gaves.password);
  await here.isRefused('new_password', /déjà votre mot de passe actuel/);
  await fill(gaves.password, 'maïs');
  await here.isRefused('new_password', /./);
  await fill(gaves.password, 'Silo n° 3, plein');
  await here.isAt('mon-compte');
  remember(gaves, 'Silo n° 3, plein');
  await here.says('Votre mot de passe a bien été modifié.');
  await box.next({ to: gaves.email, text: CHANGED });
  await there.open('mon-compte');
  assert.equal(there.at, 'connexion');
  await cannotSignIn(there, gaves.identifier, gaves.password);
  await signInTo(there, gaves, 'Silo n° 3, plein');
  await here.leave();
});

test('signing out ends the session, also for Back and a kept cookie', async () => {
  const marie = await member(LONGEST);
  const person = await newPerson();
  await signInTo(person, marie);
  const cookies = await person.context.cookies();
  await person.press('Se déconnecter');
  await person.isAt('connexion');
  await person.open('mon-compte');
  assert.equal(person.at, 'connexion');
  await person.page.goBack();
  assert.notEqual(person.at, 'mon-compte');
  await person.context.addCookies(cookies);
  await person.open('mon-compte');
  assert.equal(person.at, 'connexion');
  await person.leave();
});

test('the page that was wanted comes after signing in, but only one of this host', async () => {
  const marie = await member(LONGEST);
  for (const [wanted, reached] of [
    ['/acces/mon-compte/mot-de-passe', 'mon-compte/mot-de-passe'],
    ['//example.org/', 'mon-compte'],
    ['https://example.org/', 'mon-compte'],
    ['/\\example.org', 'mon-compte'],
  ]) {
    const person = await newPerson({ js: false });
    await person.open(`connexion?suite=${encodeURIComponent(wanted)}`);
    await person.signIn(marie.identifier, marie.password);
    if (person.at === 'coordonnees') await person.press('Je confirme mes coordonnées');
    assert.equal(person.at, reached, wanted);
    await person.leave();
  }
});

test('a session ends after 30 idle minutes', async () => {
  const marie = await member(LONGEST);
  const person = await newPerson();
  await signInTo(person, marie);
  await advance(29 * MINUTE);
  await person.open('mon-compte');
  await person.isAt('mon-compte');
  await advance(31 * MINUTE);
  await person.open('mon-compte');
  assert.equal(person.at, 'connexion');
  await person.leave();
});

test('after five wrong passwords the right one has to wait, and then works', async () => {
  const marie = await member(LONGEST);
  await advance(25 * HOUR);
  const hostile = await newPerson();
  for (let times = 0; times < 6; ++times) await cannotSignIn(hostile, marie.identifier, `Faux mot ${times}!`);
  await cannotSignIn(hostile, marie.identifier, marie.password);
  await advance(20 * MINUTE);
  await signInTo(hostile, marie);
  await hostile.leave();
});
