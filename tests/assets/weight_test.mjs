import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import { read, root } from './files.mjs';

const assets = readdirSync(root + 'pages/assets');
const pages = readdirSync(root + 'pages').filter((name) => name.endsWith('.html'));
const all = () =>
  ['', 'static/'].flatMap((folder) =>
    readdirSync(root + 'pages/' + folder)
      .filter((name) => name.endsWith('.html'))
      .map((name) => [folder + name, read('pages/' + folder + name)]));
// As fcgi/shell/assets.cc sends it: without comments and indentation.
const sent = (name) => {
  const text = read('pages/assets/' + name);
  if (name.endsWith('.css')) return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^ +|^\n/gm, '');
  if (name.endsWith('.js')) return text.replace(/^ +|^\n/gm, '').replace(/^\/\/.*\n/gm, '');
  return text;
};
const zipped = (name) => gzipSync(sent(name), { level: 9 }).length;

// The first visit may weigh 14 kB: a page of at most 4 kB, headers of 1.3 kB for it and of 0.5 kB for each file, and these.
// tests/bench/wire measures the whole.
test('style, script and icon leave room for the page in 14 kB', () => {
  assert.ok(zipped('portillon.css') <= 4400, `style ${zipped('portillon.css')}`);
  assert.ok(zipped('portillon.js') <= 3500, `script ${zipped('portillon.js')}`);
  assert.ok(zipped('favicon.svg') <= 700, `icon ${zipped('favicon.svg')}`);
});

// Fetched by the two pages where a password is chosen, the list once somebody types: not part of a first visit.
test('scripts together stay under 6 kB and the list of words under 24', () => {
  const together = ['portillon.js', 'remaining.js', 'strength.js'].reduce((sum, name) => sum + zipped(name), 0);
  assert.ok(together <= 6000, `scripts ${together}`);
  assert.ok(zipped('words.txt') <= 24000, `words ${zipped('words.txt')}`);
});

// Fetched once somebody goes to a field for a number, and by the pages of a journey or session.
test('what groups numbers stays under 1.5 kB, what tells the time that is left under 1.2', () => {
  assert.ok(zipped('numbers.js') <= 1500, `numbers ${zipped('numbers.js')}`);
  assert.ok(zipped('remaining.js') <= 1200, `remaining ${zipped('remaining.js')}`);
});

// Fetched by the two pages that show what becomes of a message: not part of a first visit either.
test('what follows a message stays under 1 kB', () => {
  assert.ok(zipped('live.js') <= 1000, `live ${zipped('live.js')}`);
});

test('a page asks for style, script and icon, and nothing else on a first visit', () => {
  const layout = read('pages/layout.html');
  const always = (text) => text.replace(/\{\{#REMAINING\}\}[^]*\{\{\/REMAINING\}\}/, '').replace(/data-numbers="[^"]*"/g, '');
  assert.equal(always(layout).match(/\{\{ASSET_\w+\}\}/g).length, 3);
  for (const first of ['sign_in.html', 'identify.html']) assert.ok(!always(read('pages/' + first)).includes('{{ASSET_'), first);
});

test('every file a template names is there, by the address that lets browsers keep it', () => {
  const variables = assets.map((name) => 'ASSET_' + name.toUpperCase().replace(/[.-]/g, '_'));
  for (const [page, text] of all()) {
    for (const [, name] of text.matchAll(/\{\{(ASSETS?\w*)\}\}/g)) assert.ok(variables.includes(name), `${page}: ${name}`);
    assert.doesNotMatch(text, /(?:src|href)="[^"]*assets/, page);
  }
});

test('a part of a drawing that a template names is there', () => {
  const ids = [...read('pages/assets/favicon.svg').matchAll(/<view id="(\w+)"/g)].map(([, id]) => id);
  const named = all().flatMap(([, text]) => [...text.matchAll(/_SVG\}\}#(\w+)"/g)].map(([, id]) => id));
  assert.deepEqual([...new Set(named)].sort(), ids.sort());
});

test('a drawing says its size and what it shows', () => {
  for (const [page, text] of all()) {
    for (const [image] of text.matchAll(/<img class="p-drawing"[^>]*>/g)) assert.match(image, /alt="[^"]*" width="\d+" height="\d+"/, page);
  }
});

test('templates hold no style, no script and no handler of their own', () => {
  for (const [page, text] of all()) {
    const bare = page === 'layout.html' ? text.replace(/\{\{#SCRIPT\}\}<script src="[^"]*" defer><\/script>\{\{\/SCRIPT\}\}/, '') : text;
    assert.doesNotMatch(bare, /<script|<style|\sstyle=|\son\w+=|javascript:/i, page);
  }
});

test('every class of a template has its rule, and every rule its template', () => {
  const used = new Set();
  for (const [, text] of all()) {
    for (const [, list] of text.matchAll(/class="([^"]*)"/g)) for (const name of list.match(/p-[\w-]+/g) ?? []) used.add(name);
  }
  for (const script of assets.filter((file) => file.endsWith('.js'))) {
    for (const name of read('pages/assets/' + script).match(/'p-[\w-]+'/g) ?? []) used.add(name.replace(/'/g, ''));
  }
  const styled = new Set(read('pages/assets/portillon.css').match(/(?<=\.)p-[\w-]+/g));
  assert.ok(pages.length > 10);
  assert.deepEqual([...styled].filter((name) => !used.has(name)), []);
  assert.deepEqual([...used].filter((name) => !styled.has(name)), []);
});

test('no script holds a word for people: what it says stands in the page', () => {
  for (const name of assets.filter((file) => file.endsWith('.js') && file !== 'strength.js')) {
    const code = read('pages/assets/' + name).replace(/(^|\s)\/\/.*$/gm, '');
    assert.doesNotMatch(code, /[À-ÿ«»’]|'[A-Z][a-z]+ [^']*'|'[a-z]+ [a-z]+ [^']*'/, name);
  }
});

test('no line of a script stands in a text of several lines, where its indentation would count', () => {
  for (const name of assets.filter((file) => file.endsWith('.js'))) assert.doesNotMatch(sent(name).replace(/`[^`\n]*`/g, ''), /`/, name);
});

test('the script writes text, never markup', () => {
  for (const name of assets.filter((file) => file.endsWith('.js'))) {
    assert.doesNotMatch(read('pages/assets/' + name), /innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function/, name);
  }
});
