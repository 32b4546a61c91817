// Members who have never chosen a password, of every kind.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { closeBrowser, newPerson, openBrowser, test } from './lib/browser.mjs';
import { makeOwn, receiveTemporary } from './lib/journeys.mjs';
import { grouped, member } from './lib/surroundings.mjs';

before(openBrowser);
after(closeBrowser);

const french = (amount) => amount.replace('.', ',');
const thousands = (amount, space) => amount.replace(/(\d)(?=(\d{3})+\b)/, `$1${space}`);

test('a pensioner gets in with the number of the carte Vitale, typed as printed', async () => {
  const jeanne = await member('Jeanne Lartigue');
  const person = await newPerson();
  await person.open('/');
  await person.follow('Se connecter');
  await person.isAt('connexion');
  await person.follow('Mot de passe oublié ou première connexion ?');
  await person.isAt('identite');
  await person.says('Par sécurité, nous devons vérifier votre identité.');
  await person.says('Étape 1 sur 4');
  await person.identify(grouped(jeanne.identifier));
  await person.isAt('justificatif');
  await person.says('N° de série de la carte Vitale');
  await person.says("Montant d'une prestation perçue au cours des 6 derniers mois");
  await person.prove('vitale', jeanne.vitale.replace(/(\d{4})/g, '$1 '));
  await person.isAt('reception');
  await person.says('au 06 •• •• •• 01');
  await person.says('j•••@exemple.fr');
  const temporary = await receiveTemporary(person, 'sms', jeanne.mobile);
  await person.says('Un mot de passe temporaire vous a été envoyé par SMS.');
  await person.says('Vous pourrez le modifier après vous être connecté à Mon espace privé MSA.');
  await person.says('Si vous ne recevez pas ce mot de passe, merci de contacter votre caisse.');
  await person.follow('Accéder à Mon espace privé');
  await makeOwn(person, jeanne, temporary, 'Trois oies & 1 canard');
  await person.leave();
});

test('an amount is understood in every way that people write it', async () => {
  const maite = await member('Maïté Etcheverry');
  const amount = maite.amounts[0];
  const person = await newPerson();
  for (const written of [`${french(amount)} €`, amount, `${french(amount)}\u00a0€`, ` ${french(amount)} euros `]) {
    await person.identify(maite.identifier);
    await person.isAt('justificatif');
    await person.prove('amount', written);
    await person.isAt('reception', undefined);
    await person.says('06 •• •• •• 02');
    await person.abandon();
    assert.equal(person.at, '/');
  }
  await person.leave();
});

test('someone who shares a phone with the husband gets in with an amount', async () => {
  const maite = await member('Maïté Etcheverry');
  const person = await newPerson();
  await person.identify(maite.identifier);
  await person.prove('amount', french(maite.amounts.at(-1)));
  const temporary = await receiveTemporary(person, 'sms', maite.mobile);
  await makeOwn(person, maite, temporary, 'Piperade pour 6, merci');
  await person.leave();
});

test('a farmer gets in with a contribution invoice, in four ways of writing it', async () => {
  const michel = await member('Michel Darricau');
  const person = await newPerson();
  const amount = michel.amounts[0];
  const ways = [
    `${thousands(french(amount), '\u202f')} €`,
    amount,
    thousands(french(amount), '.'),
    thousands(french(amount), ' '),
  ];
  for (const [at, written] of ways.entries()) {
    await person.identify(michel.identifier);
    await person.isAt('justificatif');
    await person.says("Montant d'une facture de cotisations payée au cours des 12 derniers mois");
    assert.equal(await person.page.locator('input[type=radio]').count(), 0);
    await person.prove(undefined, written);
    await person.isAt('reception', undefined);
    if (at < ways.length - 1) await person.abandon();
  }
  const temporary = await receiveTemporary(person, 'email', michel.email);
  await makeOwn(person, michel, temporary, 'Ferme de 40 hectares');
  await person.leave();
});

test('a company gets in with its SIRET and the payroll contributions', async () => {
  const scea = await member('SCEA Domaine de Peyrelongue');
  const person = await newPerson();
  await person.identify(scea.identifier.replace(/(\d{3})(\d{3})(\d{3})/, '$1 $2 $3 '));
  await person.isAt('justificatif');
  await person.says('Montant des cotisations sur salaires payées au cours des 12 derniers mois');
  await person.prove(undefined, '3.456,78');
  const temporary = await receiveTemporary(person, 'sms', scea.mobile);
  await makeOwn(person, scea, temporary, 'Vendanges: le 12 Mai');
  await person.leave();
});

test('the employer of a gardener gets in', async () => {
  const monique = await member('Monique Sallaberry');
  const person = await newPerson({ js: false });
  await person.identify(monique.identifier);
  await person.isAt('justificatif');
  await person.says('Montant des cotisations sur salaires payées au cours des 12 derniers mois');
  await person.prove(undefined, '86,31');
  const temporary = await receiveTemporary(person, 'sms', monique.mobile);
  await makeOwn(person, monique, temporary, 'Les hortensias, 7 bleus');
  await person.leave();
});

test('a slip in the answer uses nothing up, without JavaScript', async () => {
  const bernard = await member('Bernard Dupouy');
  const person = await newPerson({ js: false });
  await person.identify(bernard.identifier);
  for (const [proof, answer, reason] of [
    ['amount', '', /Saisissez le montant/],
    ['amount', 'soixante-dix-huit', /en chiffres/],
    ['amount', '78,001', /deux chiffres au plus/],
    ['amount', '-78', /supérieur à zéro/],
    ['vitale', '8025', /Il manque/],
    ['vitale', 'ABCDEFGHIJK', /seulement les chiffres/],
  ]) {
    await person.prove(proof, answer);
    await person.isRefused('answer', reason);
    assert.equal(await person.page.locator('#answer').inputValue(), answer);
  }
  await person.prove('amount', '78');
  await person.isAt('reception');
  await person.says('b•••@exemple.fr');
  // By SMS, though there is no mobile on file: the e-mail is used.
  const temporary = await receiveTemporary(person, 'sms', bernard.email);
  await makeOwn(person, bernard, temporary, 'Les pins & la résine 40');
  await person.leave();
});
