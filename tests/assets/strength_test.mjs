import assert from 'node:assert/strict';
import test from 'node:test';
import { read, script } from './files.mjs';

const { effectiveLength, rulesOf, strengthOf } = script();
const { vectors } = JSON.parse(read('tests/domain/strength_vectors.json'));
const met = (password) => ({ ...rulesOf(password) });

test('browser and server agree on the shared vectors', () => {
  assert.ok(vectors.length >= 50);
  for (const { password, strength, effective } of vectors) {
    assert.equal(effectiveLength(password), effective, password);
    assert.equal(strengthOf(password), strength, password);
  }
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
