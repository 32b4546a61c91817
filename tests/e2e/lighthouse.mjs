// Lighthouse on every page under its slow phone, and on every state: npm run lighthouse. Some minutes; a table for docs/measurements.md.
import { closeBrowser } from './lib/browser.mjs';
import { auditPage, auditState, openAuditedBrowser } from './lib/lighthouse.mjs';
import { everyPage } from './lib/pages.mjs';
import { walk } from './lib/states.mjs';

const SECOND = 1000;
const wrong = [];

function note(name, { scores, failed }) {
  const less = Object.entries(scores).filter(([, score]) => score < 100);
  if (less.length || failed.length) wrong.push([name, less.map(([id, score]) => `${id} ${score}`).join(', '), ...failed].join('\n    '));
}

await openAuditedBrowser();
console.log('| page | performance | accessibility | best practices | first paint | largest paint | blocked | shift | bytes |');
console.log('|---|---|---|---|---|---|---|---|---|');
await everyPage(async (url, person) => {
  const result = await auditPage(person);
  const { scores, figures } = result;
  const cells = [url, scores.performance, scores.accessibility, scores['best-practices'], `${(figures.paint / SECOND).toFixed(2)} s`, `${(figures.largest / SECOND).toFixed(2)} s`, `${Math.round(figures.blocked)} ms`, figures.shift.toFixed(3), figures.bytes];
  console.log(`| ${cells.join(' | ')} |`);
  note(url, result);
});
let states = 0;
if (!process.argv.includes('--pages')) {
  await walk(async (name, person) => {
    ++states;
    note(name, await auditState(person));
  });
  console.log(`${states} states: accessibility and best practices`);
}
await closeBrowser();
for (const each of wrong) console.log(`less than 100: ${each}`);
process.exit(wrong.length ? 1 : 0);
