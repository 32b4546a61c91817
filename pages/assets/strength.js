// How strong a password is: the same as fcgi/domain/guesses.h with pieces.cc and dates.cc, line by line;
// tests/domain/strength_vectors.json binds both; and the meter that shows it. Fetched by the pages where a password is
// chosen; the list, words.txt, once somebody types. The password goes nowhere.
const BIT = 256;
const CHARACTER = 850;
const PIECE = 256;
const MOST = 128;

// log2(n) in 256ths; whole numbers only, so that no two machines differ.
export function log(n) {
  const whole = 31 - Math.clz32(n);
  const power = 2 ** whole;
  return whole * 256 + Math.floor((n - power) * 256 / power);
}

// The list: the place of each word in its part.
export function wordsOf(text) {
  const ranks = new Map();
  for (const part of text.replace(/#.*\n/g, '').split('\n\n')) {
    part.split('\n').filter(Boolean).forEach((word, at) => ranks.set(word, at + 1));
  }
  return ranks;
}

const small = (letter) => letter >= 'a' && letter <= 'z';

function signsOf(password) {
  const signs = [];
  const add = (point, base, weight) => {
    const upper = base >= 'A' && base <= 'Z';
    signs.push({ point, letter: upper ? base.toLowerCase() : base, upper, weight });
  };
  // Half a surrogate pair is sent as U+FFFD.
  const composed = password.replace(/[\ud800-\udfff]/gu, '\ufffd').normalize('NFC');
  for (const point of [...composed].slice(0, MOST)) {
    const at = 'œŒæÆ'.indexOf(point);
    const base = point.normalize('NFD')[0];
    if (at >= 0) {
      add(point, 'oOaA'[at], CHARACTER);
      add(point, 'e', 0);
    } else add(point, /[a-z]/i.test(base) ? base : point, CHARACTER);
  }
  return signs;
}

function caseCost(upper, all, atEnd) {
  if (!upper) return 0;
  if (upper === all || (upper === 1 && atEnd)) return BIT;
  return Math.min(BIT * all, Math.min(upper, all - upper) * log(all));
}

function capitalsCost(signs, start, end) {
  const piece = signs.slice(start, end);
  const count = (which) => piece.filter(which).length;
  return caseCost(count((sign) => sign.upper), count((sign) => small(sign.letter)), piece[0].upper || piece[piece.length - 1].upper);
}

// ---- Words
function read(sign, one) {
  if (!one) return sign;
  if (sign === '1' || sign === '|') return one;
  const at = '023456789@$!+€('.indexOf(sign);
  return at < 0 ? sign : 'ozeasgtbgasitec'[at];
}

function addWords(signs, start, one, words, add) {
  let word = '';
  let backwards = '';
  let readSigns = 0;
  for (let at = start; at < signs.length && word.length < 20; ++at) {
    const letter = read(signs[at].letter, one);
    if (!small(letter)) break;
    if (letter !== signs[at].letter) ++readSigns;
    word += letter;
    backwards = letter + backwards;
    if (word.length < 3 || (one && !readSigns)) continue;
    const ranks = [words.get(word), words.get(backwards)];
    if (!ranks[0] && !ranks[1]) continue;
    const dressed = PIECE + capitalsCost(signs, start, at + 1) + readSigns * BIT;
    ranks.forEach((rank, turned) => rank && add(at + 1, dressed + log(rank) + turned * BIT));
  }
}

// ---- Runs of keys
const BOARDS = [
  ['&é"\'(-è_çà)=\nazertyuiop^$\nqsdfghjklmù*\nwxcvbn,;:!', '1234567890°+\nAZERTYUIOP¨£\nQSDFGHJKLM%µ\nWXCVBN?./§', true],
  ["1234567890-=\nqwertyuiop[]\nasdfghjkl;'\nzxcvbnm,./", '!@#$%^&*()_+\nQWERTYUIOP{}\nASDFGHJKL:"\nZXCVBNM<>?', true],
  ['789\n456\n123\n0', '', false],
].map(([plain, shifted, slanted]) => {
  const keys = new Map();
  [plain, shifted].forEach((side, at) =>
    side.split('\n').forEach((row, down) => [...row].forEach((sign, right) => keys.has(sign) || keys.set(sign, { down, right, shifted: down && at }))));
  return { keys, slanted };
});

function way(slanted, from, to) {
  const down = to.down - from.down;
  const right = to.right - from.right;
  if (Math.abs(down) > 1 || Math.abs(right) > 1 || (slanted && down === right)) return 0;
  return down * 3 + right;
}

function addRun(signs, start, { keys, slanted }, add) {
  let key = keys.get(signs[start].point);
  if (!key) return;
  const first = key.shifted;
  let { shifted } = key;
  let at = start + 1;
  let turns = 0;
  let last = 0;
  let before = 0;
  for (; at < signs.length; ++at) {
    const next = keys.get(signs[at].point);
    const step = next ? way(slanted, key, next) : 0;
    if (!step) break;
    if (step !== last && step !== before) ++turns;
    [before, last, key] = [last, step, next];
    shifted += key.shifted;
  }
  const length = at - start;
  if (length < 3) return;
  add(at, PIECE + log(47 * length) + turns * log(5) + (turns - 1) * log(length) + caseCost(shifted, length, first || key.shifted));
}

// ---- Sequences
function addSequence(signs, start, add) {
  const stepTo = (at) => signs[at].letter.codePointAt(0) - signs[at - 1].letter.codePointAt(0);
  if (start + 1 >= signs.length) return;
  const step = stepTo(start + 1);
  if (!step || Math.abs(step) > 5) return;
  let end = start + 2;
  while (end < signs.length && stepTo(end) === step) ++end;
  if (end - start < 3) return;
  const first = signs[start].letter;
  let starts = first >= '0' && first <= '9' ? 10 : 26;
  if ('az019'.includes(first)) starts = 4;
  add(end, PIECE + log(starts * (end - start)) + (step < 0 ? BIT : 0) + log(Math.abs(step)) + capitalsCost(signs, start, end));
}

// ---- Dates
const LAYOUTS = ('yyyy ddmm ddmmyy ddmmyyyy yyyymmdd d-m-yy d-mm-yy dd-mm-yy d-m-yyyy d-mm-yyyy dd-mm-yyyy yyyy-mm-dd mm-yyyy ppppp').split(' ');

function numbersOf(signs, start, layout) {
  const numbers = { d: 0, m: 0, y: 0, p: 0 };
  let separator;
  for (let i = 0; i < layout.length; ++i) {
    const sign = (signs[start + i] || { point: '' }).point;
    if (layout[i] === '-') {
      if (!sign || !'/-. _'.includes(sign) || (separator && separator !== sign)) return null;
      separator = sign;
    } else {
      if (!(sign >= '0' && sign <= '9')) return null;
      numbers[layout[i]] = numbers[layout[i]] * 10 + Number(sign);
    }
  }
  return numbers;
}

function addDate(signs, start, layout, add) {
  const numbers = numbersOf(signs, start, layout);
  if (!numbers) return;
  const { d, m, p } = numbers;
  let { y } = numbers;
  let cost = PIECE + (layout.includes('-') ? 2 * BIT : 0);
  if (layout.includes('p')) {
    if (p < 1000 || p >= 99000) return;
    cost += log(6300);
  }
  if (layout.includes('d')) {
    if (Math.min(d, m) < 1 || Math.min(d, m) > 12 || Math.max(d, m) > 31) return;
    cost += log(372);
  } else if (layout.includes('m')) {
    if (m < 1 || m > 12) return;
    cost += log(12);
  }
  if (layout.includes('y')) {
    if (!layout.includes('yyyy')) y += y < 50 ? 2000 : 1900;
    if (y < 1900 || y >= 2050) return;
    cost += log(Math.max(Math.abs(y - 2025), 20));
  }
  add(start + layout.length, cost);
}

// ---- The cheapest way to cut it
export function guessesOf(password, words) {
  const signs = signsOf(password);
  const size = signs.length;
  const pieces = [];
  let cheapest = [0];
  for (let start = size - 1; start >= 0; --start) {
    const mine = pieces[start] = [];
    const add = (end, cost) => {
      let oneByOne = 0;
      for (let at = start; at < end; ++at) oneByOne += signs[at].weight;
      if (cost < oneByOne) mine.push({ end, cost });
    };
    for (const one of ['', 'i', 'l']) addWords(signs, start, one, words, add);
    for (const board of BOARDS) addRun(signs, start, board, add);
    addSequence(signs, start, add);
    for (const layout of LAYOUTS) addDate(signs, start, layout, add);

    cheapest = Array(size + 1).fill(Infinity);
    cheapest[start] = 0;
    const lower = (end, cost) => { cheapest[end] = Math.min(cheapest[end], cost); };
    for (let at = start; at < size; ++at) {
      const unit = at - start;
      if (unit) {
        let end = at;
        while (end < size && signs[end].point === signs[end - unit].point) ++end;
        if (end >= at + unit) {
          const cost = cheapest[at] + PIECE + log(Math.ceil((end - start) / unit));
          add(end, cost);
          lower(end, cost);
        }
      }
      lower(at + 1, cheapest[at] + signs[at].weight);
      for (const piece of pieces[at]) lower(piece.end, cheapest[at] + piece.cost);
    }
  }
  return cheapest[size];
}

// Of a password that meets the rule.
export function verdictOf(guesses) {
  if (guesses < 8 * CHARACTER) return 'faible';
  return guesses < 12 * CHARACTER ? 'moyen' : 'fort';
}

// ---- What a password must have: the same as fcgi/domain/strength.h; tests/domain/strength_vectors.json binds both ----
const CLASSES = { digit: /^\p{Nd}$/u, upper: /^[\p{Lu}\p{Lt}]$/u, lower: /^\p{Ll}$/u };

export function rulesOf(password) {
  const points = [...password.normalize('NFC')];
  const has = (name) => points.some((point) => CLASSES[name].test(point));
  return {
    length: points.length >= 8 && points.length <= 128,
    digit: has('digit'),
    upper: has('upper'),
    lower: has('lower'),
    special: points.some((point) => !Object.values(CLASSES).some((one) => one.test(point))),
  };
}

// ---- The meter ------------------------------------------------------------------------------------------------------
function hidden(text) {
  const span = document.createElement('span');
  span.className = 'p-hidden';
  span.textContent = text;
  return span;
}

const listOf = async (url) => {
  const answer = await fetch(url);
  if (!answer.ok) throw answer;
  return wordsOf(await answer.text());
};

function meter(box) {
  const input = document.getElementById(box.dataset.strengthFor);
  const words = [...box.querySelectorAll('[data-strength]')];
  const list = document.querySelector('[data-rules-for="' + input.id + '"]');
  const rules = [...list.children].map((item) => ({ item, met: item.appendChild(hidden('')) }));
  const said = box.appendChild(hidden(''));
  said.setAttribute('role', 'status');
  list.classList.add('p-rules--live');
  box.hidden = false;
  let pause;
  // Until the list is there only what is certain is said; without it, nothing.
  let estimate = () => '';
  const verdict = (password, met) => {
    if (!password) return '';
    return Object.values(met).includes(false) ? 'faible' : estimate(password);
  };
  const update = () => {
    const met = rulesOf(input.value);
    const strength = verdict(input.value, met);
    const now = words.findIndex((word) => word.dataset.strength === strength);
    words.forEach((word, at) => {
      word.classList.toggle('p-strength__word--on', at <= now);
      word.classList.toggle('p-strength__word--now', at === now);
    });
    for (const rule of rules) {
      rule.item.classList.toggle('p-rules__item--met', met[rule.item.dataset.rule]);
      rule.met.textContent = met[rule.item.dataset.rule] ? ` ${list.dataset.met}` : '';
    }
    clearTimeout(pause);
    pause = setTimeout(() => { said.textContent = words[now]?.dataset.said ?? ''; }, 1000);
  };
  const load = () => listOf(box.dataset.words).then(
    (known) => { estimate = (password) => verdictOf(guessesOf(password, known)); update(); },
    () => { box.hidden = true; },
  );
  input.addEventListener('input', load, { once: true });
  input.addEventListener('input', update);
  update();
}

if (typeof document === 'object') document.querySelectorAll('[data-strength-for]').forEach(meter);
