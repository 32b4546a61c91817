// What every page and every state of it must satisfy, whatever it says.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { FileSystemConfigLoader, HtmlValidate } from 'html-validate';

import { HEADINGS } from './browser.mjs';
import { readable } from './zoom.mjs';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const validator = new HtmlValidate(
  new FileSystemConfigLoader({
    root: true,
    extends: ['html-validate:standard', 'html-validate:a11y'],
    rules: {
      'require-sri': 'off', // one origin, behind a policy of 'self'
      'no-trailing-whitespace': 'off', // left by the template engine
      'no-inline-style': 'error',
      'doctype-style': 'off',
      'attribute-boolean-style': 'off',
      'void-style': 'off',
      'tel-non-breaking': 'off', // white-space: nowrap in the stylesheet
    },
  }),
);

export async function validate(name, html) {
  const report = await validator.validateString(html);
  const wrong = report.results.flatMap((result) => result.messages.map((m) => `${m.line}:${m.column} ${m.ruleId} ${m.message}`));
  assert.deepEqual(wrong, [], `html-validate on ${name}`);
}

// What axe leaves out unless it is asked: AAA, and what its authors call experimental.
const BEYOND = [
  'color-contrast-enhanced',
  'css-orientation-lock',
  'focus-order-semantics',
  'hidden-content',
  'identical-links-same-purpose',
  'label-content-name-mismatch',
  'target-size',
];

const LOOKS = ['color-contrast', 'color-contrast-enhanced', 'target-size'];
const only = (rules, enabled) => Object.fromEntries(rules.map((rule) => [rule, { enabled }]));

// `bare`: without a stylesheet, colours and sizes are the browser's.
export async function axe(name, page, { bare = false } = {}) {
  await page.evaluate(axeSource);
  const run = (options) => page.evaluate((chosen) => globalThis.axe.run(document, { resultTypes: ['violations'], ...chosen }), options);
  const { violations } = await run({ rules: { ...only(BEYOND, true), ...(bare ? only(LOOKS, false) : {}) } });
  if (!bare) {
    await page.emulateMedia({ colorScheme: 'dark' });
    violations.push(...(await run({ runOnly: ['color-contrast', 'color-contrast-enhanced'] })).violations);
    await page.emulateMedia({ colorScheme: null });
  }
  const wrong = violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${one.help}: ${node.html.slice(0, 160)}`));
  assert.deepEqual(wrong, [], `axe-core on ${name}`);
}

// Everything at once for the page that a person sees now.
export async function perfect(name, person) {
  const { page } = person;
  await validate(name, await person.answer.text());
  await axe(name, page);
  assert.equal(await page.locator('h1').count(), 1, name);
  const heading = await person.heading();
  const refused = (await page.locator('#erreurs').count()) > 0;
  const title = await page.title();
  assert.equal(title.startsWith('Erreur : '), refused, `${name}: ${title}`);
  assert.ok(title.includes(heading), `${name}: ${title}`);
  if (person.status < 400 && HEADINGS[person.at] && person.at !== 'nouveau-mot-de-passe') {
    assert.equal(heading, HEADINGS[person.at]);
  }
  await tells_who_helps(name, page);
  if (refused) await leads_to_its_errors(name, page);
  await readable(name, page);
}

async function tells_who_helps(name, page) {
  const help = await page.locator('aside').innerText();
  for (const said of ['03 20 90 05 00', 'du lundi au vendredi', 'assistanceinternet.blf@sudaquitaine.msa.fr']) {
    assert.ok(help.includes(said), `${name}: ${said}`);
  }
  assert.match(await page.locator('header').innerText(), /MSA Sud Aquitaine/);
  assert.equal(await page.locator('body > a.p-skip').getAttribute('href'), '#contenu');
}

async function leads_to_its_errors(name, page) {
  assert.equal(await page.evaluate(() => document.activeElement.id), 'erreurs', `${name}: focus`);
  for (const link of await page.locator('#erreurs a').all()) {
    const target = (await link.getAttribute('href')).slice(1);
    assert.equal(await page.locator(`[id="${target}"]`).count(), 1, `${name}: #${target}`);
  }
}
