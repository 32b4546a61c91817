import assert from 'node:assert/strict';
import test from 'node:test';
import { imported, read, words } from './files.mjs';

const { guessesOf, log, rulesOf, verdictOf, wordsOf } = await imported('strength.js');
const known = wordsOf(words());
const { vectors } = JSON.parse(read('tests/domain/strength_vectors.json'));
const met = (password) => ({ ...rulesOf(password) });

test('browser and server agree on the shared vectors', () => {
  assert.ok(vectors.length >= 50);
  for (const { password, strength, guesses } of vectors) {
    assert.equal(guessesOf(password, known), guesses, password);
    const meets = !Object.values(rulesOf(password)).includes(false);
    assert.equal(meets ? verdictOf(guesses) : 'faible', strength, password);
  }
});

test('the figures are whole numbers, so that every browser computes the same', () => {
  for (let n = 1; n < 100000; n += 37) assert.ok(Number.isInteger(log(n)), String(n));
  for (const { password } of vectors) assert.ok(Number.isInteger(guessesOf(password, known)), password);
});

test('the list has two parts, no word twice, each as a folded password is written', () => {
  const text = words().replace(/#.*\n/g, '');
  const parts = text.split('\n\n').map((part) => part.trim().split('\n'));
  assert.equal(parts.length, 2);
  const all = parts.flat();
  assert.ok(parts[0].length >= 1000 && parts[1].length >= 3000);
  assert.equal(new Set(all).size, all.length);
  assert.equal(known.size, all.length);
  for (const word of all) assert.match(word, /^[a-z]{3,20}$/);
  assert.equal(known.get(parts[0][0]), 1);
  assert.equal(known.get(parts[1][0]), 1);
});

let runs = 0;

// A page with one field, its meter and its rules, as far as strength.js touches them.
async function page(answers) {
  const element = (more = {}) => {
    const listeners = {};
    const classes = new Set();
    return {
      dataset: {}, hidden: true, textContent: '', children: [], classes, listeners,
      classList: { add: (name) => classes.add(name), toggle: (name, on) => (on ? classes.add(name) : classes.delete(name)) },
      setAttribute() {},
      appendChild(child) { return child; },
      addEventListener: (name, listener, { once } = {}) => (listeners[name] ||= []).push({ listener, once }),
      ...more,
    };
  };
  const input = element({ id: 'new_password', value: '' });
  const verdicts = ['faible', 'moyen', 'fort'].map((strength) => element({ dataset: { strength, said: `Mot de passe ${strength}` } }));
  const box = element({ dataset: { strengthFor: input.id, words: '/words.txt' }, querySelectorAll: () => verdicts });
  const list = element({ dataset: { met: ': oui' } });
  const asked = [];
  const document = {
    querySelectorAll: (selector) => (selector === '[data-strength-for]' ? [box] : []),
    querySelector: () => list,
    getElementById: () => input,
    createElement: () => element(),
  };
  Object.assign(globalThis, { document, fetch: (url) => { asked.push(url); return answers(url); } });
  await imported('strength.js', ++runs);
  delete globalThis.document;
  return {
    asked, box,
    now: () => verdicts.filter((word) => word.classes.has('p-strength__word--now')).map((word) => word.dataset.strength).join(),
    type(text) {
      input.value = text;
      const due = input.listeners.input;
      input.listeners.input = due.filter(({ once }) => !once);
      for (const { listener } of due) listener();
    },
  };
}
const settled = () => new Promise((done) => setTimeout(done, 50));
const GOOD = 'kQ4!vZ8?mT2+';

test('nothing is fetched before somebody types, and then once', async () => {
  const { asked, type } = await page(() => Promise.resolve({ ok: true, text: () => Promise.resolve(words()) }));
  assert.deepEqual(asked, []);
  type('a');
  type('ab');
  await settled();
  assert.deepEqual(asked, ['/words.txt']);
});

test('before the list is there, no verdict is better than the last one', async () => {
  let arrive;
  const { now, type } = await page(() => new Promise((done) => { arrive = done; }));
  type('kQ4');
  assert.equal(now(), 'faible');
  for (const { password, strength } of vectors) {
    type(password);
    assert.ok(now() === '' || (now() === 'faible' && strength === 'faible'), password);
  }
  type(GOOD);
  assert.equal(now(), '');
  arrive({ ok: true, text: () => Promise.resolve(words()) });
  await settled();
  assert.equal(now(), 'fort');
  type('Motdepasse1!');
  assert.equal(now(), 'faible');
  type('');
  assert.equal(now(), '');
});

test('a list that does not come takes the meter away, not the rules', async () => {
  const { box, type } = await page(() => Promise.resolve({ ok: false }));
  assert.equal(box.hidden, false);
  type(GOOD);
  await settled();
  assert.equal(box.hidden, true);
});

test('each missing class of the rule is shown as missing, alone', () => {
  const good = { length: true, digit: true, upper: true, lower: true, special: true };
  assert.deepEqual(met('Abcde12!'), good);
  assert.deepEqual(met('Abcd12!'), { ...good, length: false });
  assert.deepEqual(met('Abcdefg!'), { ...good, digit: false });
  assert.deepEqual(met('abcde12!'), { ...good, upper: false });
  assert.deepEqual(met('ABCDE12!'), { ...good, lower: false });
  assert.deepEqual(met('Abcdef12'), { ...good, special: false });
});

test('a space, an emoji or a letter without case is a special character, an accent is none', () => {
  for (const special of [' ', '🐄', '密']) assert.ok(met('Abcdef1' + special).special, special);
  assert.ok(!met('Abcdef1e\u0301').special);
});

test('128 characters are allowed and 129 are not, counted as people see them', () => {
  assert.ok(met('🐄'.repeat(128)).length);
  assert.ok(!met('🐄'.repeat(129)).length);
});

test('every rule that a page lists is one that the script knows, and the other way round', () => {
  const known = Object.keys(met('')).sort();
  for (const page of ['new_password', 'change_password']) {
    const listed = [...read(`pages/${page}.html`).matchAll(/data-rule="(\w+)"/g)].map(([, rule]) => rule);
    assert.deepEqual(listed.sort(), known, page);
  }
});
