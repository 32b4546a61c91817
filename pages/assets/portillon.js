'use strict';
// Comfort only: every page works without this file. It writes text and attributes, never markup, and holds no word of
// its own: what it says stands in the page.

// « voir »: the name of the button changes, not a state beside it.
function showable(button) {
  const input = document.getElementById(button.dataset.toggle);
  const see = button.textContent;
  const show = (shown) => {
    input.type = shown ? 'text' : 'password';
    button.firstChild.data = shown ? button.dataset.hide : see;
  };
  const of = document.createElement('span');
  of.className = 'p-hidden';
  of.textContent = ' : ' + input.labels[0].textContent;
  button.append(of);
  button.hidden = false;
  button.addEventListener('click', () => show(input.type === 'password'));
  // What is sent as plain text would be offered again by the browser.
  input.form.addEventListener('submit', () => show(false));
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

// Numbers are grouped by numbers.js, which is fetched when somebody goes to such a field: a first visit stays light.
function numbered(input) {
  const group = () => import(input.dataset.numbers).then(({ groups }) => groups(input), () => {});
  if (document.activeElement === input) group();
  else input.addEventListener('focus', group, { once: true });
}

if (typeof document === 'object') {
  const all = (selector, each) => document.querySelectorAll(selector).forEach(each);
  all('[data-toggle]', showable);
  all('[data-numbers]', numbered);
  all('form[method=post]', once);
  all('[autocomplete=one-time-code]', unspaced);
  // What only some pages need, once the page stands: live.js, remaining.js, strength.js.
  all('[data-module]', (part) => addEventListener('load', () => import(part.dataset.module)));
  // For browsers that know autofocus on fields alone.
  all('.p-summary', (summary) => addEventListener('load', () => summary.matches(':focus') || summary.focus()));
}
