// Every page on a bad line, first and later visit, beside a bare responder: npm run slow-line. A table for docs/measurements.md.
import { closeBrowser, openBrowser } from './lib/browser.mjs';
import { everyPage } from './lib/pages.mjs';
import { prefix } from './lib/surroundings.mjs';
import { measure } from './lib/usable.mjs';

const cells = ({ seconds, ratio, bytes, asked }) => `${seconds.toFixed(2)} s | ${ratio.toFixed(2)} | ${bytes} in ${asked}`;

await openBrowser();
console.log('| page | first visit | to bare | bytes, requests | later visit | to bare | bytes, requests |');
console.log('|---|---|---|---|---|---|---|');
await everyPage(async (url, { context }) => {
  const { first, later } = await measure(prefix + url, context);
  console.log(`| ${url} | ${cells(first)} | ${cells(later)} |`);
});
await closeBrowser();
