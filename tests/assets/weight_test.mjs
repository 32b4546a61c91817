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
// Without comments and indentation, as they are sent.
const sent = (name) => (name.endsWith('.js') ? read('pages/assets/' + name).replace(/^ +|^\n/gm, '').replace(/^\/\/.*\n/gm, '') : read('pages/assets/' + name));
const zipped = (name) => gzipSync(sent(name), { level: 6 }).length;

// The first visit may weigh 14 kB: a page of at most 4 kB, four answers' headers of at most 1.2 kB each, and these.
test('style, script and icon leave room for the page in 14 kB', () => {
  assert.ok(zipped('portillon.css') <= 3400, `style ${zipped('portillon.css')}`);
  assert.ok(zipped('portillon.js') <= 2000, `script ${zipped('portillon.js')}`);
  assert.ok(zipped('favicon.svg') <= 300, `icon ${zipped('favicon.svg')}`);
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
  assert.equal(always(layout).match(/\{\{ASSETS\}\}/g).length, 3);
  for (const first of ['sign_in.html', 'identify.html']) assert.ok(!always(read('pages/' + first)).includes('{{ASSETS}}'), first);
});

test('every file a template names is there, with the version that lets browsers keep it', () => {
  for (const [page, text] of all()) {
    for (const [, name, rest] of text.matchAll(/\{\{ASSETS\}\}([\w.]+)(\S*)/g)) {
      assert.ok(assets.includes(name), `${page}: ${name}`);
      assert.ok(rest.startsWith('?v={{ASSETS_VERSION}}"'), `${page}: ${name}${rest}`);
    }
  }
});

test('a drawing says its size and what it shows', () => {
  for (const [page, text] of all()) {
    for (const [image] of text.matchAll(/<img class="p-drawing"[^>]*>/g)) assert.match(image, /alt="[^"]*" width="\d+" height="\d+"/, page);
  }
});

test('templates hold no style, no script and no handler of their own', () => {
  for (const [page, text] of all()) {
    const bare = page === 'layout.html' ? text.replace(/<script src="[^"]*" defer><\/script>/, '') : text;
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

test('the script writes text, never markup', () => {
  for (const name of assets.filter((file) => file.endsWith('.js'))) {
    assert.doesNotMatch(read('pages/assets/' + name), /innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function/, name);
  }
});
