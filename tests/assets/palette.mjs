// The stylesheet's colours: tokens of both themes, and which stands on which, read from its rules.
import postcss from 'postcss';
import { read } from './files.mjs';

export const sheet = (css = read('pages/assets/portillon.css')) => postcss.parse(css);

const COLOUR = /^#[0-9a-f]{3,6}$/;
const inMedia = (node) => (node.parent.type === 'atrule' ? node.parent.params : '');
const namesIn = (value) => [...value.matchAll(/var\(--([\w-]+)\)/g)].map(([, name]) => name);

export function themes(root = sheet()) {
  const found = { light: {}, dark: {} };
  root.walkRules(':root', (rule) => {
    const theme = /dark/.test(inMedia(rule)) ? 'dark' : 'light';
    rule.walkDecls(/^--/, ({ prop, value }) => {
      if (COLOUR.test(value)) found[theme][prop.slice(2)] = value;
    });
  });
  return { light: found.light, dark: { ...found.light, ...found.dark }, replaced: Object.keys(found.dark) };
}

// Each use of a colour token: { token, part, on, where }. A text or a control without a ground of its own may stand on any.
const PARTS = { color: 'text', background: 'ground', 'border-color': 'edge', 'accent-color': 'edge', outline: 'ring', 'box-shadow': 'ring' };
const partOf = (prop) => PARTS[prop] ?? (/^border(-(top|right|bottom|left))?$/.test(prop) ? 'edge' : undefined);

export function uses(root = sheet()) {
  const found = [];
  const { light } = themes(root);
  root.walkDecls((decl) => {
    const tokens = namesIn(decl.value).filter((name) => name in light);
    if (!tokens.length || decl.parent.selector === ':root') return;
    const where = decl.parent.selector.replace(/\s+/g, ' ');
    const ground = ownGround(decl.parent);
    for (const token of tokens) found.push({ token, part: kindOf(decl, token), on: ground && ground !== token ? ground : null, where });
  });
  return found;
}

// What a rule fills its box with. A box without text, and lines drawn as a gradient, are marks like edges.
function ownGround(rule) {
  let ground = null;
  rule.each(({ prop, value }) => {
    if (prop === 'background') ground = namesIn(value).at(-1) ?? null;
  });
  return ground;
}

function kindOf(decl, token) {
  const part = partOf(decl.prop);
  if (part !== 'ground') return part;
  const drawn = /gradient/.test(decl.value) && namesIn(decl.value).at(-1) !== token;
  return drawn || /::(before|after)/.test(decl.parent.selector) ? 'mark' : 'ground';
}

// WCAG 2.2, relative luminance and contrast ratio.
function luminance(hex) {
  const full = hex.length === 4 ? hex.replace(/[0-9a-f]/g, '$&$&') : hex;
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = parseInt(full.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

// Every pair that the rules make, with the least it must be. `ornament`: tokens that only divide what space divides already.
export function pairs(found = uses(), ornament = []) {
  const filled = new Set(found.filter(({ part, on, where }) => part === 'text' && on && where !== 'body').map(({ on }) => on));
  const grounds = [...new Set(found.filter(({ part }) => part === 'ground').map(({ token }) => token))].filter((token) => !filled.has(token));
  const all = new Map();
  const want = (one, other, least, where) => {
    const key = `${one} on ${other}`;
    if (one !== other && !(all.get(key)?.least >= least)) all.set(key, { one, other, least, where });
  };
  for (const { token, part, on, where } of found) {
    if (part === 'text') for (const ground of on ? [on] : grounds) want(token, ground, 7, where);
    if ((part === 'edge' || part === 'mark') && !ornament.includes(token) && !grounds.includes(token)) for (const ground of grounds) want(token, ground, 3, where);
  }
  return { grounds, all: [...all.values()] };
}
