import assert from 'node:assert/strict';
import test from 'node:test';
import { read } from './files.mjs';

// Each colour token has a part to play; what it must stand out from follows from the part.
const GROUNDS = ['paper', 'field'];
const TEXTS = ['ink', 'soft', 'primary', 'primary-hover', 'danger', 'info'];
const EDGES = ['edge', 'primary', 'danger', 'info'];
const ON = { 'on-primary': ['primary', 'primary-hover'] };
const RING = ['wheat', 'ink'];
const ORNAMENT = ['rule'];

const css = read('pages/assets/portillon.css').replace(/\/\*[\s\S]*?\*\//g, '');
const blocks = [...css.matchAll(/:root\s*\{([^}]*)\}/g)].map(([, body]) => body);
const tokensOf = (body) =>
  Object.fromEntries([...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{3,6})\b/g)].map(([, name, value]) => [name, value]));
const light = tokensOf(blocks[0]);
const themes = { light, dark: { ...light, ...tokensOf(blocks[1]) } };

// WCAG 2.2, relative luminance and contrast ratio.
function luminance(hex) {
  const full = hex.length === 4 ? hex.replace(/[0-9a-f]/g, '$&$&') : hex;
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = parseInt(full.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

test('the measure is the one of WCAG', () => {
  assert.equal(contrast('#000', '#ffffff'), 21);
  assert.equal(contrast('#777777', '#fff').toFixed(2), '4.48');
});

for (const [theme, tokens] of Object.entries(themes)) {
  const atLeast = (ratio, one, other) => {
    const is = contrast(tokens[one], tokens[other]);
    assert.ok(is >= ratio, `${theme}: ${one} on ${other} is ${is.toFixed(2)}, wants ${ratio}`);
  };

  test(`${theme}: every text stands out 7 to 1 from every ground`, () => {
    for (const text of TEXTS) for (const ground of GROUNDS) atLeast(7, text, ground);
    for (const [text, grounds] of Object.entries(ON)) for (const ground of grounds) atLeast(7, text, ground);
  });

  test(`${theme}: every control's edge stands out 3 to 1`, () => {
    for (const edge of EDGES) for (const ground of GROUNDS) atLeast(3, edge, ground);
  });

  test(`${theme}: one of the focus ring's two colours stands out 3 to 1 from the ground around a control`, () => {
    for (const ground of GROUNDS) {
      const best = Math.max(...RING.map((ring) => contrast(tokens[ring], tokens[ground])));
      assert.ok(best >= 3, `${theme}: on ${ground} ${best.toFixed(2)}`);
    }
  });
}

test('no colour token is without a part, and the dark theme replaces all but the ring', () => {
  const known = [...new Set([...GROUNDS, ...TEXTS, ...EDGES, ...Object.keys(ON), ...RING, ...ORNAMENT])];
  assert.deepEqual(Object.keys(light).sort(), known.sort());
  const dark = tokensOf(blocks[1]);
  assert.deepEqual(Object.keys(light).filter((name) => !(name in dark)), ['wheat']);
});

test('colours are tokens: none is written anywhere else in the stylesheet', () => {
  const rest = css.replace(/:root\s*\{[^}]*\}/g, '');
  assert.deepEqual(rest.match(/#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(|: (white|black|red|green|blue|grey|gray)\b/gi), null);
});
