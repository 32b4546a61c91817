// Every page in every state that people see. Calls visit(name, person) at each. Wants a fresh demo's members.
import { freshHour, newPerson, spendStart } from './browser.mjs';
import { down, during, settle } from './deliveries.mjs';
import { recover, signInTo } from './journeys.mjs';
import { advance, CODE, codeIn, DAY, HOUR, LONGEST, mailbox, member, MINUTE, otherCode, remember, strangerNir, until } from './surroundings.mjs';
import { Client } from './wire.mjs';

const ANSWERS = { particulier: 'N° de série', exploitant: "Montant d'une facture", entreprise: 'cotisations sur salaires' };

// An unknown number that is asked what a member of that kind is asked; nothing: one that forgot the password.
async function stranger(kind) {
  for (;;) {
    const identifier = strangerNir();
    const client = new Client();
    await freshHour();
    spendStart();
    const { location } = await client.post('identite', { identifier });
    if (!kind && location.endsWith('reception')) return identifier;
    if (kind && location.endsWith('justificatif')) {
      if ((await client.get('justificatif')).html.includes(ANSWERS[kind])) return identifier;
    }
  }
}

const messageLeft = (person, url = 'code') =>
  until('the message has left', async () => {
    await person.open(url);
    return (await person.text()).includes('Remis à');
  });

const HELP = ['justificatif', 'telephone', 'reception', 'accompagnement'].map((topic) => [`aide, ${topic}`, `aide/${topic}`]);

const letterReferenced = (person) =>
  until('the letter has its reference', async () => {
    await person.open('confirmation');
    return (await person.text()).includes('Référence');
  });

async function signing(visit) {
  const person = await newPerson();
  await person.open('connexion');
  await visit('connexion', person);
  await person.press('Se connecter');
  await visit('connexion vide', person);
  await person.signIn(strangerNir(), 'Ce n’est pas le mien 1');
  await visit('connexion refusée', person);
  for (const [name, url] of [['aide', 'aide/identifiant'], ...HELP, ['accessibilité', 'accessibilite'], ['404', 'rien-ici']]) {
    await person.open(url);
    await visit(name, person);
  }
  await person.open('ce-n-est-pas-moi');
  await visit("ce n'est pas moi", person);
  await person.press("Bloquer l'accès");
  await visit("ce n'est pas moi, vide", person);
  await person.page.locator('#reference').fill('k7f 4qt');
  await person.page.locator('#identifier').fill(strangerNir());
  await person.press("Bloquer l'accès");
  await visit("ce n'est pas moi, demandé", person);
  await person.open('identite');
  await visit('identité', person);
  await person.next();
  await visit('identité vide', person);
  await person.identify('2 01 01 98 910');
  await visit('identité trop courte', person);
  await person.identify('201019891010199');
  await visit('identité, clé fausse', person);
  await person.leave();
}

async function proving(visit) {
  const person = await newPerson();
  for (const kind of ['exploitant', 'particulier']) {
    await person.identify(await stranger(kind));
    await visit(`justificatif ${kind}`, person);
  }
  await person.next();
  await visit('justificatif sans choix', person);
  await person.prove('amount', 'douze euros');
  await visit('justificatif illisible', person);
  await person.prove('amount', '12,34');
  await letterReferenced(person);
  await visit('confirmation, réponse fausse', person);
  const identifier = await stranger('particulier');
  const again = await newPerson();
  await again.identify(identifier);
  await again.prove('amount', '12,34');
  await again.identify(identifier);
  await visit('justificatif déjà répondu', again, /Une réponse a déjà été donnée/);
  const other = await stranger('particulier');
  await again.identify(other);
  await again.press(/^Je n'ai pas ces informations/);
  await again.identify(other);
  await visit('justificatif, courrier déjà parti', again, /Un courrier vous a déjà été envoyé/);
  await again.identify((await member('SCEA Domaine de Peyrelongue')).identifier);
  await visit('justificatif entreprise', again);
  await again.identify((await member('Jeanne Lartigue')).identifier);
  await again.prove('vitale', (await member('Jeanne Lartigue')).vitale);
  await visit('réception avec destinations', again, /•••@/);
  await again.leave();
  await person.leave();
}

async function coding(visit) {
  const person = await newPerson();
  const identifier = await stranger();
  await person.identify(identifier);
  await visit('réception', person);
  await person.next();
  await visit('réception sans choix', person);
  await person.choose('email');
  await messageLeft(person);
  await visit('code', person);
  await person.typeCode('12');
  await visit('code, faute de frappe', person);
  await person.typeCode('0000');
  await visit('code faux', person);
  await person.typeCode('0001');
  await person.typeCode('0002');
  await visit('code mort', person, /trop d'essais/);
  await advance(2 * MINUTE);
  await person.open('code');
  await visit('code mort, un autre possible', person);
  await person.press('Recevoir un nouveau code');
  await messageLeft(person); // from then on it counts
  await advance(16 * MINUTE);
  await person.open('code');
  await advance(16 * MINUTE);
  await person.open('code');
  await visit('code expiré', person, /n'est plus valable depuis/);
  await person.follow('Choisir un autre moyen : SMS, e-mail ou courrier');
  await person.choose('letter');
  await letterReferenced(person);
  await visit('confirmation par courrier', person);
  await person.identify(identifier);
  await visit('réception, courrier déjà parti', person);
  await person.choose('letter');
  await visit('réception, courrier refusé', person, /déjà été envoyé/);
  await person.choose('sms');
  await advance(2 * MINUTE);
  await person.open('code');
  await visit('code, trois envois', person, /3 codes ont été envoyés/);
  await person.leave();
}

async function delivering(visit) {
  const person = await newPerson();
  const begin = async (channel, identifier) => {
    await advance(DAY + MINUTE);
    await person.identify(identifier ?? (await stranger()));
    await person.choose(channel);
  };
  // A member's: what is held back of strangers' is what the courier has seen held back before.
  const waiting = async () => {
    await begin('sms', (await member('Pierre Etcheverry')).identifier);
    await visit("code, en cours d'envoi", person, /En cours d'envoi/);
    await down(['sms'], async () => {
      await person.open('code');
      await visit('code, SMS indisponibles', person, /partira dès que possible/);
      await person.open('reception');
      await visit('réception, SMS indisponibles', person, /momentanément indisponible/);
    });
    await down(['sms', 'email'], async () => {
      await person.open('reception');
      await visit('réception, courrier seul possible', person, /revenir un peu plus tard/);
    });
    await advance(MINUTE);
    await person.open('code');
    await visit("code, plus long que d'habitude", person, /plus de temps que d'habitude/);
    // A last try of the courier's may have made a code that is good for half an hour more.
    for (let quarters = 0; quarters < 4; ++quarters) {
      await advance(15 * MINUTE);
      await person.open('code');
    }
    await visit('code, trop tard', person, /partir à temps/);
  };
  await begin('sms');
  await messageLeft(person);
  await visit("code, remis à l'opérateur", person);
  await settle('delivered');
  await person.open('code');
  await visit('code, reçu', person, /Reçu sur votre téléphone/);
  await begin('email');
  await messageLeft(person);
  await settle('failed');
  await person.open('code');
  await visit("code, n'a pas pu être remis", person, /Choisissez un autre moyen/);
  await during('hold-sms', waiting);
  await person.leave();
}

async function guessing(visit) {
  const person = await newPerson();
  const identifier = await stranger();
  const other = new Client();
  await person.identify(identifier);
  await person.choose('email');
  await messageLeft(person);
  await advance(2 * MINUTE);
  spendStart();
  await other.post('identite', { identifier });
  await other.post('reception', { channel: 'email' });
  await person.open('code');
  await visit('code remplacé', person, /un autre code a été demandé/);
  for (let wrong = 0; wrong < 10; ++wrong) await other.post('code', { code: String(wrong).padStart(4, '0') });
  await person.open('code');
  await visit('code, courrier seul', person, /que par courrier/);
  await person.open('reception');
  await visit('réception, courrier seul', person, /que par courrier/);
  await person.leave();
}

async function choosing(visit) {
  const marie = await member(LONGEST);
  const person = await newPerson();
  const temporary = await recover(person, marie, 'email', marie.email);
  await messageLeft(person, 'confirmation');
  await visit('confirmation par e-mail', person);
  await advance(2 * MINUTE);
  const again = await recover(person, marie);
  await messageLeft(person, 'confirmation');
  await visit('confirmation par SMS', person);
  await settle('failed');
  await person.open('confirmation');
  await visit('confirmation par SMS, non remis', person, /n'a pas pu être remis/);
  await person.signIn(marie.identifier, again);
  await visit('nouveau mot de passe', person);
  await person.next();
  await visit('nouveau mot de passe vide', person);
  await person.choosePassword('azerty');
  await visit('nouveau mot de passe, plusieurs raisons', person, /ce qu'il faut changer/);
  await person.choosePassword(temporary, 'autre chose');
  await visit('nouveau mot de passe, saisies différentes', person);
  await person.choosePassword('Autan des 8 vents');
  remember(marie, 'Autan des 8 vents');
  await visit('mot de passe modifié', person);
  await person.follow('Continuer >');
  await visit('coordonnées à confirmer', person);
  await person.leave();
}

async function contacting(visit) {
  const marie = await member(LONGEST);
  await advance(HOUR);
  const person = await newPerson();
  await signInTo(person, marie);
  await person.open('coordonnees');
  await visit('coordonnées', person);
  await person.press(/Modifier votre adresse email/);
  await visit('coordonnées, champ ouvert', person);
  await person.page.locator('#email').fill('nulle part');
  await person.press('Enregistrer');
  await visit('coordonnées, adresse fausse', person);
  const box = await mailbox();
  await person.page.locator('#email').fill('une-adresse-assez-longue-pour-deborder-du-cadre@tres-long-domaine.exemple.fr');
  await person.press('Enregistrer');
  const code = codeIn(await box.next({ channel: 'email', text: CODE }));
  await person.open('coordonnees');
  await visit('coordonnées en attente', person, /en attente/);
  await person.page.locator('#code_email').fill(otherCode(code));
  await person.press('Valider ce code');
  await visit('coordonnées, code faux', person);
  await advance(11 * MINUTE);
  await person.press(/Modifier votre numéro de téléphone portable/);
  await visit('coordonnées, mot de passe demandé', person, /Nous le demandons de nouveau/);
  await person.page.locator('#mobile').fill('+34 612 345 678');
  await person.press('Enregistrer');
  await visit('coordonnées, numéro étranger', person);
  await advance(25 * MINUTE);
  await person.open('coordonnees');
  await visit('coordonnées, code expiré', person, /n'est plus valable/);
  await person.press(/^Abandonner ce changement/);
  await visit('coordonnées, changement abandonné', person);
  await person.leave();
}

async function accounting(visit) {
  const marie = await member(LONGEST);
  const person = await newPerson();
  const other = await newPerson();
  await signInTo(other, marie);
  await signInTo(person, marie);
  await person.open('mon-compte');
  await visit('mon compte', person);
  await person.press('Fermer toutes les autres connexions');
  await visit('mon compte, connexions fermées', person);
  await person.follow('Modifier mon mot de passe');
  await visit('changement de mot de passe', person);
  await person.next();
  await visit('changement de mot de passe vide', person);
  await person.page.getByLabel('Votre mot de passe actuel', { exact: true }).fill('Pas le mien 1!');
  await person.choosePassword('Une phrase de 5 mots');
  await visit('changement de mot de passe, actuel faux', person);
  await person.leave();
  await other.leave();
}

async function refusing(visit) {
  const person = await newPerson();
  await person.open('identite');
  await person.context.clearCookies();
  await person.next();
  await visit('403 plus à jour', person);
  await person.follow('Continuer');
  await person.page.evaluate(() => {
    const field = document.createElement('input');
    field.name = 'autre';
    document.querySelector('main form').append(field);
  });
  await person.next();
  await visit('400 illisible', person);
  await person.open('connexion');
  await person.page.evaluate(() => {
    document.querySelector('#password').value = 'x'.repeat(17_000);
  });
  await person.press('Se connecter');
  await visit('413 trop long', person);
  await person.open('abandon');
  await visit('405', person);
  await person.leave();
}

async function stopping(visit) {
  const person = await newPerson();
  await person.open('identite');
  const spent = await person.page.evaluate(async (identifiers) => {
    for (const identifier of identifiers) {
      const [, csrf] = /name="csrf" value="([^"]*)"/.exec(await (await fetch('/acces/identite')).text());
      const answer = await fetch('/acces/identite', { method: 'POST', body: new URLSearchParams({ csrf, identifier }) });
      if (answer.status === 429) return true;
    }
    return false;
  }, Array.from({ length: 25 }, strangerNir));
  if (!spent) throw new Error('25 journeys in an hour from one address');
  await person.open('identite');
  await person.page.getByLabel('Identifiant', { exact: true }).fill(strangerNir());
  await person.next();
  await visit('identité, trop de démarches', person, /Trop de demandes sont parties/);
  await advance(HOUR + 1);
  await person.leave();
}

// Where each state is, by the first words of its name.
const PLACES = {
  connexion: 'connexion',
  identité: 'identite',
  justificatif: 'justificatif',
  réception: 'reception',
  code: 'code',
  confirmation: 'confirmation',
  'nouveau mot de passe': 'nouveau-mot-de-passe',
  coordonnées: 'coordonnees',
  'mon compte': 'mon-compte',
  'changement de mot de passe': 'mon-compte/mot-de-passe',
  "ce n'est pas moi": 'ce-n-est-pas-moi',
};

export async function walk(visit) {
  const checked = async (name, person, said) => {
    const place = Object.keys(PLACES).find((start) => name.startsWith(start));
    if (place) await person.isAt(PLACES[place], null);
    if (said) await person.says(said);
    await visit(name, person);
  };
  for (const part of [signing, proving, coding, delivering, guessing, choosing, contacting, accounting, refusing, stopping]) {
    await freshHour();
    await part(checked);
    await advance(DAY + MINUTE);
  }
}
