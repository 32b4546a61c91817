// Lighthouse on the page that a person sees, in the browser that Playwright drives.
import { createServer } from 'node:net';

import { navigation, snapshot } from 'lighthouse';
import { throttling } from 'lighthouse/core/config/constants.js';
import puppeteer from 'puppeteer-core';

import { openBrowser } from './browser.mjs';

let port;
export async function openAuditedBrowser() {
  port = await new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const free = probe.address().port;
      probe.close(() => done(free));
    });
  });
  await openBrowser({ more: [`--remote-debugging-port=${port}`] });
}

// Lighthouse speaks Puppeteer: the same tab, seen by it.
async function inPuppeteer(page, act) {
  const session = await page.context().newCDPSession(page);
  const { targetInfo } = await session.send('Target.getTargetInfo');
  await session.detach();
  const browser = await puppeteer.connect({ browserURL: `http://127.0.0.1:${port}`, defaultViewport: null });
  try {
    const target = await browser.waitForTarget((one) => one._targetId === targetInfo.targetId);
    return await act(await target.page());
  } finally {
    await browser.disconnect();
  }
}

// Each with its number and the address of its details; those that judge nothing have no weight.
function resultOf({ lhr }) {
  const scores = Object.fromEntries(Object.values(lhr.categories).map(({ id, score }) => [id, Math.round(score * 100)]));
  const failed = Object.values(lhr.categories).flatMap(({ id: category, auditRefs }) =>
    auditRefs
      .filter(() => category !== 'performance') // one number, of several that trade
      .filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 0.9)
      .map(({ id }) => `${id}: ${lhr.audits[id].title} ${JSON.stringify(lhr.audits[id].details?.items ?? []).slice(0, 300)}`),
  );
  const figure = (id) => lhr.audits[id]?.numericValue ?? null;
  const figures = {
    paint: figure('first-contentful-paint'),
    largest: figure('largest-contentful-paint'),
    blocked: figure('total-blocking-time'),
    shift: figure('cumulative-layout-shift'),
    bytes: figure('total-byte-weight'),
  };
  return { scores, failed, figures };
}

// A category has no score where an audit of Lighthouse itself broke: that is no finding, so it looks again.
async function measured(look) {
  for (let tries = 1; ; ++tries) {
    const result = await look();
    const blind = Object.values(result.lhr.categories).filter(({ score }) => score === null);
    if (!blind.length) return resultOf(result);
    const broken = Object.values(result.lhr.audits).filter(({ scoreDisplayMode }) => scoreDisplayMode === 'error');
    if (tries === 3) throw new Error(`Lighthouse could not look: ${broken.map(({ id, errorMessage }) => `${id}: ${errorMessage}`)}`);
  }
}

const CATEGORIES = ['performance', 'accessibility', 'best-practices'];
const QUIET = { logLevel: 'error', output: 'json' };

// Opens the address anew in a tab of the same browser, with its cookies and an empty cache, as Lighthouse's slow phone
// (Moto G Power, 1.6 Mbit/s, 150 ms, a processor `slower` times slower than this one is at the moment).
export async function auditPage(person, { slower = 4 } = {}) {
  const tab = await person.tab();
  try {
    const flags = { ...QUIET, onlyCategories: CATEGORIES, throttling: { ...throttling.mobileSlow4G, cpuSlowdownMultiplier: slower } };
    return await measured(() => inPuppeteer(tab.page, (page) => navigation(page, person.page.url(), { flags })));
  } finally {
    await tab.page.close();
  }
}

// The page as it stands, also one that answered a form. No speed: nothing is loaded.
export async function auditState(person) {
  const flags = { ...QUIET, onlyCategories: CATEGORIES.slice(1), screenEmulation: { disabled: true } };
  return measured(() => inPuppeteer(person.page, (page) => snapshot(page, { flags })));
}
