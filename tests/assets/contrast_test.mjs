import assert from 'node:assert/strict';
import test from 'node:test';
import { read } from './files.mjs';
import { contrast, pairs, sheet, themes, uses } from './palette.mjs';

const RING = ['wheat', 'ink'];
const ORNAMENT = ['rule']; // lines between what space divides already, and the part of a meter that is not reached
const { light, dark, replaced } = themes();
const { grounds, all } = pairs(uses(), ORNAMENT);

test('the measure is the one of WCAG', () => {
  assert.equal(contrast('#000', '#ffffff'), 21);
  assert.equal(contrast('#777777', '#fff').toFixed(2), '4.48');
});

for (const [theme, tokens] of Object.entries({ light, dark })) {
  test(`${theme}: every text stands out 7 to 1 from every ground it may be on, every edge and mark 3 to 1`, (t) => {
    for (const { one, other, least, where } of all) {
      const is = contrast(tokens[one], tokens[other]);
      t.diagnostic(`${one} on ${other}: ${is.toFixed(2)}, wants ${least}`);
      assert.ok(is >= least, `${theme}: ${one} on ${other} is ${is.toFixed(2)}, wants ${least}: ${where}`);
    }
  });

  test(`${theme}: one of the focus ring's two colours stands out 3 to 1 from any ground, and one from the other`, () => {
    for (const ground of grounds) {
      const best = Math.max(...RING.map((ring) => contrast(tokens[ring], tokens[ground])));
      assert.ok(best >= 3, `${theme}: on ${ground} ${best.toFixed(2)}`);
    }
    if (theme === 'light') assert.ok(contrast(tokens.wheat, tokens.ink) >= 3);
  });
}

test('pairs are read from the rules: grounds, what stands on them, what fills its own box', () => {
  assert.deepEqual(grounds.sort(), ['field', 'paper']);
  const named = all.map(({ one, other, least }) => `${one} on ${other} ${least}`);
  for (const pair of ['ink on paper 7', 'soft on field 7', 'danger on paper 7', 'on-primary on primary 7', 'on-primary on primary-hover 7', 'edge on field 3', 'info on paper 3']) {
    assert.ok(named.includes(pair), `${pair}: ${named}`);
  }
});

test('a new pair is seen: a text in an edge colour, a text on a ground of its own, a mark', () => {
  const added = (rule) => pairs(uses(sheet(`${read('pages/assets/portillon.css')} ${rule}`)), ORNAMENT).all.map(({ one, other, least }) => `${one} on ${other} ${least}`);
  assert.ok(added('.p-x { color: var(--edge); }').includes('edge on paper 7'));
  assert.ok(added('.p-x { background: var(--info); color: var(--wheat); }').includes('wheat on info 7'));
  assert.ok(added('.p-x::before { background: var(--wheat); }').includes('wheat on paper 3'));
});

test('no colour token is without a part, no part unknown, and the dark theme replaces all but the ring', () => {
  const found = uses();
  assert.deepEqual(found.filter(({ part }) => !part), []);
  assert.deepEqual(Object.keys(light).filter((name) => !found.some(({ token }) => token === name)), []);
  const rings = found.filter(({ part, token }) => part === 'ring' && !RING.includes(token) && token !== 'primary');
  assert.deepEqual(rings, []);
  assert.deepEqual(Object.keys(light).filter((name) => !replaced.includes(name)), ['wheat']);
});

test('colours are tokens: none is written anywhere else in the stylesheet', () => {
  const written = [];
  sheet().walkDecls(({ prop, value, parent }) => {
    if (parent.selector !== ':root' && /#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(|\b(white|black|red|green|blue|grey|gray)\b/i.test(value)) written.push(`${prop}: ${value}`);
  });
  assert.deepEqual(written, []);
});

// The drawings are files of their own, with the tokens' values in them; wheat alone says nothing, an ink line holds it.
test("a drawing's lines stand out 3 to 1", () => {
  for (const name of ['carte_vitale.svg', 'carte_vitale_serie.svg']) {
    const svg = read('pages/assets/' + name);
    const [, style, drawing] = /^([\s\S]*<\/style>)([\s\S]*)$/.exec(svg);
    const inked = [svg.match(/^<svg[^>]*stroke="(#\w+)"/)[1], ...[...drawing.matchAll(/(?:stroke|fill)="(#\w+)"/g)].map(([, value]) => value)];
    for (const line of new Set(inked)) {
      assert.ok([light.field, light.ink, light.edge, light.wheat].includes(line), `${name}: ${line} is no token`);
      if (line !== light.field && line !== light.wheat) assert.ok(contrast(line, light.field) >= 3, `${name}: ${line}`);
    }
    for (const [, value] of style.slice(style.indexOf('@media')).matchAll(/(#\w+)/g)) {
      assert.ok(value === dark.field || contrast(value, dark.field) >= 3, `${name}: ${value} in the dark`);
    }
  }
  // The two small ones lie in the icon's file, where the tab's icon has colours of its own.
  const [, lit, unlit, drawn] = /<style>(.*?)(@media.*?)<\/style>[^]*?(<g class="d"[^]*)$/.exec(read('pages/assets/favicon.svg'));
  for (const [value] of `${lit}${drawn}`.matchAll(/#\w{3,6}/g)) {
    assert.ok([light.field, light.ink, light.edge, light.wheat].includes(value), `favicon.svg: ${value} is no token`);
  }
  for (const [value] of unlit.matchAll(/#\w{3,6}/g)) {
    assert.ok(value === dark.field || contrast(value, dark.field) >= 3, `favicon.svg: ${value} in the dark`);
  }
  for (const name of ['carte_vitale.svg', 'carte_vitale_serie.svg']) {
    assert.match(read('pages/assets/' + name), /(<rect [^>]*rx="[\d.]+") stroke-width="7"\/>\s*\1 stroke="#ffbf1f"/, `${name}: the ring`);
  }
});
