// node estimators_agree.mjs PROGRAM: the server's estimator (guesses_of) and the browser's must give the same figure
// and the same verdict for passwords of every sort, made up from a seed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { imported, words } from '../assets/files.mjs';

const COUNT = 6000;
const { guessesOf, rulesOf, verdictOf, wordsOf } = await imported('strength.js');
const known = wordsOf(words());
const list = [...known.keys()];

// xorshift: the same passwords everywhere.
let state = 20260718;
function below(limit) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % limit;
}
const pick = (from) => from[below(from.length)];
const digits = (count) => Array.from({ length: count }, () => below(10)).join('');
const two = (most) => String(1 + below(most)).padStart(below(2) + 1, '0');

const SIGNS = { a: '4@', b: '8', c: '(', e: '3€', g: '69', i: '1!|', l: '1|', o: '0', s: '5$', t: '7+', z: '2' };
const ROWS = ['azertyuiop^$', 'qsdfghjklmù*', 'wxcvbn,;:!', '&é"\'(-è_çà)=', '1234567890°+', 'qwertyuiop[]', 'asdfghjkl;\'', 'zxcvbnm,./',
  '!@#$%^&*()_+', '1a2z3e4r5t6y', '1q2w3e4r5t6y', 'aqwzsxedc', '789456123', '7418529630', 'vfrbgtnhy', 'AZERTYUIOP', 'QSDFGHJKLM'];
const WIDE = ['é', 'e\u0301', 'É', 'œ', 'Œ', 'æ', 'Æ', 'ß', 'ç', 'ñ', 'ﬃ', 'я', 'Ж', 'Ω', 'ω', 'ǅ', '密', '码', '각', '٣', '\u00a0', '\u200d', '\ufeff', '🐄', '👍🏽',
  '𝔄', '\u0301', '\u0000', '\ud83d', '\udc04', '\ufffd', '\u212a', 'ﬀ', 'İ', 'ı', 'ſ', 'µ', '°', '§', '€', '£', '\t', '\u{10ffff}'];

function dressed(word) {
  return [...word].map((letter) => {
    if (SIGNS[letter] && below(4) === 0) return pick(SIGNS[letter]);
    return below(6) === 0 ? letter.toUpperCase() : letter;
  }).join('');
}
function run() {
  const row = [...pick(ROWS)];
  const from = below(row.length - 2);
  const some = row.slice(from, from + 3 + below(row.length - from));
  return (below(2) ? some : some.reverse()).join('');
}
function sequence() {
  const step = pick([1, 1, -1, 2, -3, 5, 6]);
  const first = pick([0x30, 0x39, 0x41, 0x61, 0x7a, 0x3b1, 0x432, 0x1f400]);
  return Array.from({ length: 2 + below(6) }, (_, at) => String.fromCodePoint(first + at * step)).join('');
}
function date() {
  const year = pick([String(1890 + below(170)), digits(2)]);
  const gap = pick(['', '', '/', '-', '.', ' ', '_', '|']);
  return pick([[two(33), two(13), year], [two(13), two(33), year], [year, two(13), two(31)], [two(12), year], [year], [digits(5)]]).join(gap);
}
const KINDS = [
  () => pick(list), () => dressed(pick(list)), () => dressed([...pick(list)].reverse().join('')), () => pick(list)[0].toUpperCase() + pick(list).slice(1),
  run, sequence, date, () => digits(1 + below(8)), () => pick(WIDE), () => pick(WIDE).repeat(1 + below(5)), () => pick([' ', '!', '-', '_', '#', '?', '&']),
  () => String.fromCharCode(33 + below(94)), () => Array.from({ length: 1 + below(10) }, () => String.fromCharCode(33 + below(94))).join(''),
];
function password() {
  let made = '';
  for (let left = 1 + below(below(20) ? 6 : 40); left > 0; --left) made += pick(KINDS)();
  if (below(8) === 0) made = made.slice(0, 1 + below(12)).repeat(1 + below(16));
  return made;
}

const passwords = Array.from({ length: COUNT }, password);
const sent = passwords.map((one) => Buffer.from(one, 'utf8').toString('hex')).join('\n') + '\n';
const { stdout, status } = spawnSync(process.argv[2], { input: sent, encoding: 'utf8', maxBuffer: 1 << 26 });
assert.equal(status, 0, 'the program ran');
const answers = stdout.trimEnd().split('\n');
assert.equal(answers.length, COUNT);

const seen = [0, 0, 0];
passwords.forEach((one, at) => {
  const guesses = guessesOf(one, known);
  const meets = !Object.values(rulesOf(one)).includes(false);
  const verdict = ['faible', 'moyen', 'fort'].indexOf(meets ? verdictOf(guesses) : 'faible');
  assert.equal(answers[at], `${guesses} ${verdict}`, JSON.stringify(one));
  ++seen[verdict];
});
// None of this says anything if all were alike.
assert.ok(Math.min(...seen) >= COUNT / 20, `verdicts: ${seen}`);
assert.ok(passwords.some((one) => [...one.normalize('NFC')].length > 128));
console.log(`seen: ${COUNT} passwords estimated alike by server and browser; faible, moyen, fort: ${seen.join(', ')}`);
