// Pictures of every page in every state, for people to look at: npm run screenshots, then build/screenshots.
import { mkdirSync, rmSync } from 'node:fs';

import { closeBrowser, newPerson, openBrowser } from './lib/browser.mjs';
import { source } from './lib/demo.mjs';
import { walk } from './lib/states.mjs';

const WIDTHS = [320, 1280];
const SCHEMES = ['light', 'dark'];
const folder = `${source}/build/screenshots`;

let number = 0;
async function picture(name, { page }) {
  const before = page.viewportSize();
  const stem = `${String(++number).padStart(2, '0')} ${name}`.replace(/[^\p{L}\d]+/gu, '-');
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${folder}/${stem}-${width}-${colorScheme}.png`, fullPage: true });
    }
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize(before);
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
await openBrowser();
await walk(picture);
const person = await newPerson();
for (const [name, url] of [['démonstration', '/'], ['messages', '/demo/messages']]) {
  await person.open(url);
  await picture(name, person);
}
await closeBrowser();
console.log(`${number} states in ${folder}`);
