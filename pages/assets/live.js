'use strict';
// Comfort only, fetched by the pages that show what becomes of a message: while that may still change, the page's own
// address is read again and its one block replaced; never a field, never where the focus is.

const WAITS = [2, 3, 5, 8, 13, 21, 34, 55, 70, 90]; // seconds: five minutes in all, then a reload tells

const pause = (seconds) => new Promise((done) => { setTimeout(done, seconds * 1000); });

// A page that nobody looks at asks nothing, and does not keep the journey alive.
const looked = () => new Promise((done) => {
  if (!document.hidden) done();
  else document.addEventListener('visibilitychange', done, { once: true });
});

// The block as it is now; null: not known, ask again; undefined: this page is over.
async function current({ id }) {
  try {
    const answer = await fetch(location.pathname, { redirect: 'manual' });
    if (answer.type === 'opaqueredirect') return undefined;
    if (!answer.ok) return null;
    return new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(id) ?? undefined;
  } catch {
    return null;
  }
}

const words = (block) => [...block.querySelectorAll('[data-said]')].map((part) => part.textContent).join('. ');

async function follow(block) {
  const said = document.createElement('p');
  said.className = 'p-hidden';
  said.setAttribute('role', 'status');
  block.after(said);
  for (const wait of WAITS) {
    await pause(wait);
    await looked();
    const next = await current(block);
    if (next === undefined) return;
    if (next === null || next.isEqualNode(block)) continue;
    const before = words(block);
    block.replaceChildren(...next.childNodes);
    if (words(block) !== before) said.textContent = words(block);
    if (!('live' in next.dataset)) return;
  }
}

document.querySelectorAll('[data-live]').forEach(follow);
