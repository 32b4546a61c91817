// README's pictures of the journey, light and dark, from a running demo: npm run pictures, then docs/pictures.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';

import { closeBrowser, openBrowser } from './lib/browser.mjs';
import { source } from './lib/demo.mjs';
import { everyPage } from './lib/pages.mjs';

const PHONE = { width: 390, height: 844 };
const QUALITY = 45;
const folder = `${source}/docs/pictures`;

// What somebody is typing there.
const typing = {
  connexion: [],
  identite: [['#identifier', '2 91 11 2B 033 021']],
  justificatif: [['input[value=amount]'], ['#answer', '412,37']],
  reception: [['input[value=sms]']],
  code: [['#code', '4821']],
  confirmation: [],
  'nouveau-mot-de-passe': [['#new_password', 'Trois oies & 1 canard']],
  'mon-compte': [],
};

async function picture(page, name, colorScheme) {
  await page.emulateMedia({ colorScheme });
  const client = await page.context().newCDPSession(page);
  const { data } = await client.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  await client.detach();
  writeFileSync(`${folder}/${name}${colorScheme === 'dark' ? '-dark' : ''}.webp`, Buffer.from(data, 'base64'));
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
await openBrowser();
await everyPage(async (url, { page }) => {
  const typed = typing[url];
  if (!typed) return;
  const before = page.viewportSize();
  await page.setViewportSize(PHONE);
  for (const [selector, text] of typed) {
    const field = page.locator(selector);
    await (text ? field.fill(text) : field.check());
  }
  if (['code', 'confirmation'].includes(url)) await page.getByText('Remis à').or(page.getByText('a été remis')).first().waitFor();
  await page.evaluate(() => {
    document.activeElement.blur();
    scrollTo(0, 0);
  });
  if (url === 'nouveau-mot-de-passe') await page.locator('.p-strength__word--now').scrollIntoViewIfNeeded();
  for (const colorScheme of ['light', 'dark']) await picture(page, url.replaceAll('/', '-'), colorScheme);
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize(before);
});
await closeBrowser();
