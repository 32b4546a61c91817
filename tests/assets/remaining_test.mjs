// What remaining.js does with the time that a page has left: when it says so, what « Prolonger » does, what other tabs hear.
import assert from 'node:assert/strict';
import test from 'node:test';
import { imported } from './files.mjs';

const WHENS = ['open', 'soon', 'failed', 'longer', 'last', 'over'];
let runs = 0;
const channels = new Set();
class Channel {
  constructor() {
    channels.add(this);
  }
  postMessage(data) {
    for (const other of channels) if (other !== this) other.onmessage?.({ data });
  }
  close() {
    channels.delete(this);
  }
}

// A page that was asked for `ago` seconds ago and had so much left then.
async function page({ left = 1800, whole = 7200, of = 'journey', ago = 0, answer = async () => ({ ok: false }) } = {}) {
  const clock = (page.clock ??= { now: 1_000_000_000, timers: new Map(), next: 1 });
  const listeners = {};
  const parts = WHENS.map((when) => ({ dataset: { when }, hidden: when !== 'open' }));
  const classes = new Set();
  const focused = [];
  const main = { focus: () => focused.push('main') };
  const button = { addEventListener: (_, act) => { button.press = act; } };
  const box = {
    dataset: { of, left, whole, prolong: '/acces/prolongation' },
    classList: { add: (name) => classes.add(name), remove: (name) => classes.delete(name) },
    querySelectorAll: (selector) => (selector === 'button' ? [button] : parts),
    contains: (what) => what === button,
    addEventListener: (name, listener) => { listeners[name] = listener; },
  };
  const asked = [];
  const document = {
    activeElement: button,
    querySelectorAll: () => [box],
    querySelector: (selector) => (selector === 'main' ? main : { value: 'token' }),
    addEventListener: (name, listener) => { listeners[name] = listener; },
  };
  Object.assign(globalThis, {
    self: { BroadcastChannel: Channel },
    BroadcastChannel: Channel,
    document,
    addEventListener: (name, listener) => { listeners[name] = listener; },
    fetch: (url, { method, body }) => {
      asked.push([url, method, String(body)]);
      return answer();
    },
  });
  const real = { now: Date.now, set: globalThis.setTimeout, clear: globalThis.clearTimeout, performance: performance.now };
  Date.now = () => clock.now;
  performance.now = () => ago * 1000;
  globalThis.setTimeout = (act, wait) => (clock.timers.set(clock.next, { act, at: clock.now + wait }), clock.next++);
  globalThis.clearTimeout = (timer) => clock.timers.delete(timer);
  page.restore = () => {
    Date.now = real.now;
    performance.now = real.performance;
    globalThis.setTimeout = real.set;
    globalThis.clearTimeout = real.clear;
    channels.clear();
    page.clock = undefined;
  };
  await imported('remaining.js', ++runs);
  return {
    asked, focused, listeners, classes,
    shown: () => parts.filter((part) => !part.hidden).map((part) => part.dataset.when).join(),
    press: () => button.press(),
    from: (field) => listeners.focusin({ relatedTarget: field }),
  };
}

function pass(seconds) {
  const until = page.clock.now + seconds * 1000;
  for (;;) {
    const due = [...page.clock.timers].filter(([, { at }]) => at <= until).sort(([, a], [, b]) => a.at - b.at)[0];
    if (!due) break;
    page.clock.timers.delete(due[0]);
    page.clock.now = Math.max(page.clock.now, due[1].at);
    due[1].act();
  }
  page.clock.now = until;
}

const said = (name, body) => test(name, async () => {
  try {
    await body();
  } finally {
    page.restore();
  }
});

const prolonged = (seconds) => async () => ({ ok: true, text: async () => String(seconds) });

said('two minutes before the end, and not before, the page says so; then that it is over', async () => {
  const one = await page();
  pass(1679);
  assert.equal(one.shown(), 'open');
  assert.ok(!one.classes.has('p-remaining--now'));
  pass(1);
  assert.equal(one.shown(), 'soon');
  assert.ok(one.classes.has('p-remaining--now'));
  pass(119);
  assert.equal(one.shown(), 'soon');
  pass(1);
  assert.equal(one.shown(), 'over');
  assert.deepEqual(one.asked, []);
});

said('time on a slow line is counted, and so is the time that a computer slept', async () => {
  const one = await page({ ago: 40 });
  pass(1640);
  assert.equal(one.shown(), 'soon');
  page.clock.now += 3_600_000; // no timer ran
  one.listeners.visibilitychange();
  assert.equal(one.shown(), 'over');
});

said('« Prolonger » asks once, with the token, and the page has its time again', async () => {
  const one = await page({ answer: prolonged(1800) });
  pass(1690);
  one.from({ focus: () => one.focused.push('field') });
  await one.press();
  assert.deepEqual(one.asked, [['/acces/prolongation', 'POST', 'csrf=token&of=journey']]);
  assert.equal(one.shown(), 'longer');
  assert.deepEqual(one.focused, ['field']);
  assert.ok(one.classes.has('p-remaining--now'));
  pass(10);
  assert.ok(!one.classes.has('p-remaining--now'));
  pass(1669);
  assert.equal(one.shown(), 'longer');
  pass(1);
  assert.equal(one.shown(), 'soon');
});

said('what cannot be prolonged says till when, before and after', async () => {
  const limited = await page({ left: 1800, whole: 1800 });
  pass(1680);
  assert.equal(limited.shown(), 'last');
  page.restore();
  const near = await page({ left: 1800, whole: 2000, answer: prolonged(300) });
  pass(1700);
  assert.equal(near.shown(), 'soon');
  await near.press();
  assert.equal(near.shown(), 'last');
  pass(300);
  assert.equal(near.shown(), 'over');
});

said('without the network it can be tried again; a session that is gone is said to be over', async () => {
  const answers = [async () => { throw new Error('no network'); }, async () => ({ ok: false, status: 503 }), async () => ({ ok: false, status: 401 })];
  const one = await page({ answer: () => answers.shift()() });
  pass(1690);
  await one.press();
  assert.equal(one.shown(), 'failed');
  pass(20);
  assert.equal(one.shown(), 'failed');
  await one.press();
  assert.equal(one.shown(), 'failed');
  await one.press();
  assert.equal(one.shown(), 'over');
});

said('other tabs of the same session hear of it, those of another do not', async () => {
  const old = await page({ left: 1800 });
  const other = await page({ left: 1800, of: 'session' });
  pass(1700);
  assert.deepEqual([old.shown(), other.shown()], ['soon', 'soon']);
  const fresh = await page({ left: 1800 });
  assert.deepEqual([fresh.shown(), old.shown(), other.shown()], ['open', 'longer', 'soon']);
  pass(1680);
  assert.deepEqual([fresh.shown(), old.shown()], ['soon', 'soon']);
});

said('a page that comes back from the browser\'s memory looks at once, and listens again', async () => {
  const one = await page();
  one.listeners.pagehide();
  assert.equal(channels.size, 0);
  page.clock.now += 3_600_000;
  one.listeners.pageshow({ persisted: true });
  assert.equal(channels.size, 1);
  assert.equal(one.shown(), 'over');
});
