// What live.js does with a page that shows what becomes of a message: when it asks, when it stops, what it touches.
import assert from 'node:assert/strict';
import test from 'node:test';
import { imported } from './files.mjs';

class Block {
  id = 'message';
  constructor(text, live) {
    this.dataset = live ? { live: '' } : {};
    this.childNodes = [{ textContent: text }];
  }
  querySelectorAll() {
    return this.childNodes;
  }
  isEqualNode(other) {
    return this.childNodes[0].textContent === other.childNodes[0].textContent && 'live' in this.dataset === 'live' in other.dataset;
  }
  replaceChildren(...nodes) {
    this.replaced = (this.replaced ?? 0) + 1;
    this.childNodes = nodes;
  }
  after(said) {
    this.said = said;
  }
}

const page = (text, live = 'live.js') => ({ ok: true, type: 'basic', text: async () => ({ text, live }) });
let runs = 0;

// Runs the script on a page whose address answers `answers`, one after the other, the last one for ever.
async function follow(answers, { hidden = () => false } = {}) {
  const block = new Block('asked', 'live.js');
  const seen = { block, waits: [], asked: 0, said: [] };
  const wait = globalThis.setTimeout;
  const looks = [];
  Object.assign(globalThis, {
    location: { pathname: '/acces/code' },
    fetch: async (path, options) => {
      assert.deepEqual([path, options], ['/acces/code', { redirect: 'manual' }]);
      const answer = answers[Math.min(seen.asked++, answers.length - 1)];
      if (answer instanceof Error) throw answer;
      return answer;
    },
    DOMParser: class {
      parseFromString({ text, live }) {
        return { getElementById: (id) => (id === 'message' && text !== undefined ? new Block(text, live) : null) };
      }
    },
    document: {
      get hidden() {
        return hidden(seen);
      },
      addEventListener: (name, listener) => looks.push(listener),
      querySelectorAll: () => [block],
      createElement: () => ({
        setAttribute() {},
        set textContent(text) {
          seen.said.push(text);
        },
      }),
    },
    setTimeout: (done, milliseconds) => {
      seen.waits.push(milliseconds / 1000);
      wait(done, 0);
    },
  });
  await imported('live.js', ++runs);
  seen.look = () => looks.splice(0).forEach((each) => each());
  // Until it asks no more, however slow the machine is.
  seen.settle = async () => {
    for (let asked = -1; asked !== seen.asked;) {
      ({ asked } = seen);
      await new Promise((done) => wait(done, 60));
    }
  };
  await seen.settle();
  globalThis.setTimeout = wait;
  return seen;
}

test('it asks rarer and rarer, for five minutes in all, and then no more', async () => {
  const seen = await follow([page('asked')]);
  assert.deepEqual(seen.waits.slice(0, 7), [2, 3, 5, 8, 13, 21, 34]);
  const all = seen.waits.reduce((sum, each) => sum + each);
  assert.ok(all >= 290 && all <= 310, `${all} s`);
  assert.equal(seen.asked, seen.waits.length);
});

test('what did not change is not touched and not said', async () => {
  const seen = await follow([page('asked')]);
  assert.equal(seen.block.replaced, undefined);
  assert.deepEqual(seen.said, []);
});

test('a change is shown and said once, and what is final ends it', async () => {
  const seen = await follow([page('asked'), page('handed over'), page('handed over'), page('received', '')]);
  assert.equal(seen.block.replaced, 2);
  assert.deepEqual(seen.said, ['handed over', 'received']);
  assert.equal(seen.asked, 4);
});

test('errors are kept quiet about, and asking goes on', async () => {
  const seen = await follow([new Error('no network'), { ok: false, type: 'basic' }, page('handed over', '')]);
  assert.deepEqual(seen.said, ['handed over']);
  assert.equal(seen.asked, 3);
});

test('where the journey has gone on elsewhere it stops', async () => {
  assert.equal((await follow([{ ok: false, type: 'opaqueredirect' }])).asked, 1);
  assert.equal((await follow([page(undefined)])).asked, 1);
});

test('a tab that nobody looks at asks nothing until somebody does', async () => {
  let away = true;
  const seen = await follow([page('handed over', '')], { hidden: () => away });
  assert.equal(seen.asked, 0);
  away = false;
  seen.look();
  await seen.settle();
  assert.equal(seen.asked, 1);
});
