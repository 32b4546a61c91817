// Pictures of every page in every state and variant, for people to look at: npm run screenshots, then build/screenshots/index.html,
// or its sheet-*.png, many at once. Words in the name of a state choose: npm run screenshots -- code
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';

import { closeBrowser, newPerson, openBrowser } from './lib/browser.mjs';
import { source } from './lib/demo.mjs';
import { walk } from './lib/states.mjs';
import { enlarge } from './lib/zoom.mjs';

const VARIANTS = [
  ...[320, 768, 1280].flatMap((width) => ['light', 'dark'].map((colorScheme) => ({ name: `${width}-${colorScheme}`, width, media: { colorScheme } }))),
  { name: 'forced', width: 768, media: { forcedColors: 'active', colorScheme: 'dark' } },
  { name: 'print', width: 700, media: { media: 'print' } },
  { name: 'text-200', width: 768, media: {}, text: 200 },
];
const NEUTRAL = { media: null, colorScheme: null, forcedColors: null };
const A_SHEET = 12;
const folder = `${source}/build/screenshots`;
const chosen = process.argv.slice(2);
const stems = [];

async function pictures(name, { page }) {
  if (chosen.length && !chosen.some((word) => name.includes(word))) return;
  const before = page.viewportSize();
  const stem = `${String(stems.length + 1).padStart(2, '0')} ${name}`.replace(/[^\p{L}\d]+/gu, '-');
  stems.push(stem);
  for (const { name: variant, width, media, text } of VARIANTS) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ ...NEUTRAL, ...media });
    await enlarge(page, text);
    await page.screenshot({ path: `${folder}/${stem}-${variant}.png`, fullPage: true });
    await enlarge(page, null);
  }
  await page.emulateMedia(NEUTRAL);
  await page.setViewportSize(before);
}

const figure = (stem, variant) => `<figure><img src="${encodeURI(`${stem}-${variant}.png`)}" alt=""><figcaption>${stem} ${variant}</figcaption></figure>`;
const document = (title, body) =>
  `<!doctype html><meta charset="utf-8"><title>${title}</title><style>body{margin:8px;font:14px sans-serif;background:#888}` +
  `div{display:flex;flex-wrap:wrap;gap:8px;align-items:flex-start}figure{margin:0}img{display:block;max-width:100%}</style>${body}`;

// Side by side, each as wide as it is; a variant's states, some on a sheet.
async function sheets() {
  const person = await newPerson({ viewport: { width: 2000, height: 1000 } });
  const { page } = person;
  for (const { name, width } of VARIANTS) {
    for (let from = 0; from < stems.length; from += A_SHEET) {
      const shown = stems.slice(from, from + A_SHEET).map((stem) => figure(stem, name)).join('');
      const file = `sheet-${name}-${from / A_SHEET + 1}`;
      writeFileSync(`${folder}/${file}.html`, document(file, `<style>figure{width:${Math.min(width, 480)}px}</style><div>${shown}</div>`));
      await page.goto(`file://${folder}/${file}.html`);
      await page.screenshot({ path: `${folder}/${file}.png`, fullPage: true });
      rmSync(`${folder}/${file}.html`);
    }
  }
  await person.context.close();
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
await openBrowser();
await walk(pictures);
const person = await newPerson();
for (const [name, url] of [['démonstration', '/'], ['messages', '/demo/messages']]) {
  await person.open(url);
  await pictures(name, person);
}
await person.context.close();
const rows = stems.map((stem) => `<h2>${stem}</h2><div>${VARIANTS.map(({ name }) => figure(stem, name)).join('')}</div>`);
writeFileSync(`${folder}/index.html`, document('Portillon', `<style>figure{width:320px}</style>${rows.join('')}`));
await sheets();
await closeBrowser();
console.log(`${stems.length} states, ${VARIANTS.length} variants each, in ${folder}`);
