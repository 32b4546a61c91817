// How long a page takes on a bad line until it can be used, beside the same bytes from a bare responder.
import { newPerson } from './browser.mjs';
import { bareResponder } from './bare_responder.mjs';
import { slowLine } from './slow_line.mjs';
import { origin } from './surroundings.mjs';

const demo = Number(new URL(origin).port);
const VISIT = 60_000;

// Something is painted and the whole form is there; scripts and drawings may still be on their way.
const usableAfter = () => {
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  const [page] = performance.getEntriesByType('navigation');
  const asked = [page, ...performance.getEntriesByType('resource')].filter((one) => one.transferSize > 0).length;
  return { seconds: Math.max(paint.startTime, page.domInteractive) / 1000, asked };
};

async function visit(person, port, path, line) {
  const tab = await person.tab();
  try {
    await tab.page.goto(`http://localhost:${port}${path}`, { waitUntil: 'load', timeout: VISIT });
    await tab.page.locator('h1').waitFor({ timeout: VISIT });
    await tab.page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
    return { ...(await tab.page.evaluate(usableAfter)), bytes: line.bytes() };
  } finally {
    await tab.page.close();
  }
}

// Twice through a line of its own, with the cookies of the journey: an empty cache, then a full one.
async function twice(to, path, storageState) {
  const line = await slowLine(to);
  const person = await newPerson({ storageState });
  try {
    return { first: await visit(person, line.port, path, line), later: await visit(person, line.port, path, line) };
  } finally {
    await person.context.close();
    line.close();
  }
}

// { first, later }, each { seconds, asked, bytes, ratio }; the ratio is to the bare responder's seconds.
export async function measure(path, context) {
  const storageState = await context.storageState();
  const bare = await bareResponder(demo);
  try {
    const learning = await newPerson({ storageState });
    await learning.page.goto(`http://localhost:${bare.port}${path}`, { waitUntil: 'load' });
    await learning.context.close();
    const [real, base] = await Promise.all([twice(demo, path, storageState), twice(bare.port, path, storageState)]);
    for (const when of ['first', 'later']) real[when].ratio = real[when].seconds / base[when].seconds;
    return real;
  } finally {
    bare.close();
  }
}
