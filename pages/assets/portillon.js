'use strict';
// Comfort only: every page works without this file. It writes text and attributes, never markup.

// ---- What a password must have: the same as fcgi/domain/strength.h; tests/domain/strength_vectors.json binds both ----
const CLASSES = { digit: /^\p{Nd}$/u, upper: /^[\p{Lu}\p{Lt}]$/u, lower: /^\p{Ll}$/u };

function rulesOf(password) {
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

// ---- The pages -------------------------------------------------------------------------------------------------------
function hidden(text) {
  const span = document.createElement('span');
  span.className = 'p-hidden';
  span.textContent = text;
  return span;
}

// « voir »: the name of the button changes, not a state beside it.
function showable(button) {
  const input = document.getElementById(button.dataset.toggle);
  const show = (shown) => {
    input.type = shown ? 'text' : 'password';
    button.firstChild.data = shown ? 'masquer' : 'voir';
  };
  button.append(hidden(' : ' + input.labels[0].textContent));
  button.hidden = false;
  button.addEventListener('click', () => show(input.type === 'password'));
  // What is sent as plain text would be offered again by the browser.
  input.form.addEventListener('submit', () => show(false));
}

// How strong it is, strength.js says by words.txt: both are fetched when somebody begins to type, the password goes nowhere.
function estimator({ estimator: code, words }) {
  const list = fetch(words).then((answer) => (answer.ok ? answer.text() : Promise.reject(answer)));
  return Promise.all([import(code), list]).then(([{ guessesOf, verdictOf, wordsOf }, text]) => {
    const known = wordsOf(text);
    return (password) => verdictOf(guessesOf(password, known));
  });
}

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
  // Until the estimator is there only what is certain is said; without it, nothing.
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
      rule.met.textContent = met[rule.item.dataset.rule] ? ' : oui' : '';
    }
    clearTimeout(pause);
    pause = setTimeout(() => { said.textContent = strength && 'Mot de passe ' + strength; }, 1000);
  };
  const load = () => estimator(box.dataset).then(
    (ready) => { estimate = ready; update(); },
    () => { box.hidden = true; },
  );
  input.addEventListener('input', load, { once: true });
  input.addEventListener('input', update);
  update();
}

// A second click while the first is on its way would spend a second try.
function once(form) {
  let last = -Infinity;
  form.addEventListener('submit', (event) => {
    if (event.timeStamp - last < 3000) event.preventDefault();
    else last = event.timeStamp;
  });
}

function unspaced(input) {
  input.addEventListener('input', () => {
    const bare = input.value.replace(/[\s.\-\u2010-\u2015\u200b\u2060\ufeff]/g, '');
    if (bare !== input.value) input.value = bare;
  });
}

if (typeof document === 'object') {
  const all = (selector, each) => document.querySelectorAll(selector).forEach(each);
  all('[data-toggle]', showable);
  all('[data-strength-for]', meter);
  all('form[method=post]', once);
  all('[autocomplete=one-time-code]', unspaced);
  all('[data-live]', (block) => import(block.dataset.live));
  // For browsers that know autofocus on fields alone.
  all('.p-summary', (summary) => addEventListener('load', () => summary.matches(':focus') || summary.focus()));
}
