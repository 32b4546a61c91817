// Real Chromium, and a person who uses the site with it, as the guide describes.
import assert from 'node:assert/strict';
import { test as nodeTest } from 'node:test';

import { chromium } from 'playwright-core';

import { advance, HOUR, origin, prefix } from './surroundings.mjs';

const FLAGS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
];
const WAIT = 10_000;
const STARTS_AN_HOUR = 20; // from one address
const STARTS_A_TEST = 8;

let browser;
export async function openBrowser({ more = [] } = {}) {
  const flags = [...FLAGS, ...more];
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: process.getuid() === 0 ? ['--no-sandbox', ...flags] : flags,
  });
  await advance(HOUR + 1); // the specs before this one used up journeys of this address
}

export async function closeBrowser() {
  await browser?.close();
}

// The hour passes only between journeys: it would end one that is under way.
let starts = 0;
export async function freshHour(needed = STARTS_A_TEST) {
  if (starts + needed <= STARTS_AN_HOUR) return;
  await advance(HOUR + 1);
  starts = 0;
}

export const spendStart = () => ++starts;

// A test that may start journeys.
export const test = (name, body) =>
  nodeTest(name, async (t) => {
    await freshHour();
    await body(t);
  });

export async function newPerson({ js = true, ...options } = {}) {
  const context = await browser.newContext({
    javaScriptEnabled: js,
    locale: 'fr-FR',
    viewport: { width: 1024, height: 800 },
    ...options,
  });
  context.setDefaultTimeout(WAIT);
  return new Person(context, await context.newPage());
}

export const HEADINGS = {
  connexion: 'Connexion à Mon espace privé',
  identite: 'Vérification de votre identité',
  justificatif: 'Vérification de votre identité',
  reception: "Demande d'un nouveau mot de passe",
  code: "Demande d'un nouveau mot de passe",
  confirmation: 'Confirmation',
  'nouveau-mot-de-passe': 'Changement de votre mot de passe',
  coordonnees: 'Confirmation de vos coordonnées',
  'mon-compte': 'Mon compte',
  'mon-compte/mot-de-passe': 'Changement de votre mot de passe',
  'ce-n-est-pas-moi': "Ce n'est pas moi",
};

const plain = (text) => text.replace(/[\u00a0\u202f]/g, ' ');

export class Person {
  constructor(context, page) {
    this.context = context;
    this.page = page;
    this.scriptErrors = [];
    this.refusedByPolicy = [];
    this.attach(page);
  }

  attach(page) {
    page.on('pageerror', (error) => this.scriptErrors.push(String(error)));
    page.on('console', (line) => {
      if (/Content Security Policy/.test(line.text())) this.refusedByPolicy.push(line.text());
    });
    page.on('response', (answer) => {
      if (answer.request().isNavigationRequest() && answer.frame() === page.mainFrame()) this.answer = answer;
    });
  }

  // A second tab of the same browser. It shares everything but the page.
  async tab() {
    return new Person(this.context, await this.context.newPage());
  }

  async leave() {
    await this.context.close();
    assert.deepEqual(this.scriptErrors, []);
    assert.deepEqual(this.refusedByPolicy, []);
  }

  get at() {
    const { pathname } = new URL(this.page.url());
    return pathname.startsWith(prefix) ? pathname.slice(prefix.length) : pathname;
  }

  get status() {
    return this.answer?.status();
  }

  open(url) {
    return this.page.goto(origin + (url.startsWith('/') ? url : prefix + url));
  }

  // Unbreakable spaces are the renderer's; tests write plain ones.
  async text() {
    return plain(await this.page.locator('main').innerText());
  }

  async says(pattern) {
    const text = (await this.text()).replace(/\s+/g, ' ');
    if (pattern instanceof RegExp) assert.match(text, pattern);
    else assert.ok(text.includes(pattern), `« ${pattern} » is not in: ${text}`);
  }

  async heading() {
    return plain(await this.page.locator('h1').innerText());
  }

  async isAt(url, heading = HEADINGS[url]) {
    assert.equal(this.at, url, `at ${this.at}: ${await this.page.locator('main').innerText().catch(() => '')}`);
    if (heading) assert.equal(await this.heading(), heading);
  }

  // The form is refused at `field`: status, title, summary with a link to the field, and the same words there.
  async isRefused(field, pattern) {
    assert.equal(this.status, 422);
    assert.match(await this.page.title(), /^Erreur : /);
    const summary = this.page.locator('#erreurs');
    const said = plain(await summary.innerText());
    assert.match(said, pattern);
    if (!field) return;
    assert.equal(await summary.locator(`a[href="#${field}"]`).count(), 1, said);
    const line = plain(await summary.locator(`a[href="#${field}"]`).innerText());
    const atField = plain(await this.page.locator(`#${field}-error`).textContent());
    assert.equal(atField, `Erreur : ${line}`);
  }

  // Presses a button or link and waits until the answer is there.
  async press(name, options = {}) {
    const { role = 'button', exact = true, within = this.page } = options;
    const target = within.getByRole(role, { name, exact });
    await Promise.all([this.page.waitForNavigation({ waitUntil: 'load' }), target.click()]);
  }

  async follow(name, options = {}) {
    await this.press(name, { role: 'link', ...options });
  }

  next() {
    return this.press('Suivant >');
  }

  previous() {
    return this.follow('< Précédent');
  }

  abandon() {
    return this.press('Abandonner');
  }

  async identify(identifier) {
    if (this.at !== 'identite') await this.open('identite');
    spendStart();
    await this.page.getByLabel('Identifiant', { exact: true }).fill(identifier);
    await this.next();
  }

  // The first question: `proof` is vitale, amount, or nothing for those who have no choice.
  async prove(proof, answer) {
    if (proof) await this.page.locator(`input[name=proof][value=${proof}]`).check();
    await this.page.locator('#answer').fill(answer);
    await this.next();
  }

  async choose(channel) {
    await this.page.locator(`input[name=channel][value=${channel}]`).check();
    await this.next();
  }

  async typeCode(code) {
    await this.page.getByLabel('Saisir le code de confirmation', { exact: true }).fill(code);
    await this.next();
  }

  async signIn(identifier, password) {
    if (this.at !== 'connexion') await this.open('connexion');
    await this.page.getByLabel('Identifiant', { exact: true }).fill(identifier);
    await this.page.getByLabel('Mot de passe', { exact: true }).fill(password);
    await this.press('Se connecter');
  }

  async choosePassword(password, again = password) {
    await this.page.getByLabel('Votre nouveau mot de passe', { exact: true }).fill(password);
    await this.page.getByLabel('Confirmer le mot de passe', { exact: true }).fill(again);
    await this.next();
  }
}
