'use strict';
// Comfort only, fetched by the pages of a journey or session: two minutes before it ends the page says so and offers to
// prolong it, without being loaded again. The focus stays where it is; other tabs of the same site hear of it.

const WARNING = 120_000;
const LOOK = 30_000; // a computer may have slept meanwhile
const SEEN = 10_000; // how long an answer stays in sight

function watch(box) {
  const { of, left, whole, prolong } = box.dataset;
  // Counted from when the page was asked for, so that a slow line makes nothing late.
  const asked = Date.now() - performance.now();
  const last = asked + whole * 1000;
  let end = asked + left * 1000;
  let now = 'open';
  let timer;
  let away;
  let back;
  let channel;

  const show = (when, seen) => {
    clearTimeout(away);
    if (seen) away = setTimeout(() => box.classList.remove('p-remaining--now'), SEEN);
    box.classList.add('p-remaining--now');
    if (now === when) return;
    now = when;
    for (const part of box.querySelectorAll('[data-when]')) part.hidden = part.dataset.when !== when;
  };
  const isLast = () => end > last - 2000;
  const look = () => {
    clearTimeout(timer);
    const rest = end - Date.now();
    if (rest <= 0) return show('over');
    if (rest <= WARNING && now !== 'failed') show(isLast() ? 'last' : 'soon');
    timer = setTimeout(look, Math.min(LOOK, rest, rest > WARNING ? rest - WARNING : LOOK));
  };
  // It lasts until then, as this page or another one has learnt.
  const lasts = (until, asking) => {
    end = until;
    if (asking || now === 'soon' || now === 'failed' || now === 'over') show(isLast() ? 'last' : 'longer', true);
    look();
  };
  const open = () => {
    if (!self.BroadcastChannel) return;
    channel = new BroadcastChannel('portillon');
    channel.onmessage = ({ data }) => { if (data.of === of && data.end > end) lasts(data.end); };
    channel?.postMessage({ of, end });
  };
  const ask = async () => {
    const body = new URLSearchParams({ csrf: document.querySelector('[name=csrf]').value, of });
    const answer = await fetch(prolong, { method: 'POST', body }).catch(() => ({}));
    if (box.contains(document.activeElement)) (back ?? document.querySelector('main')).focus({ preventScroll: true });
    if (answer.ok) {
      lasts(Date.now() + (await answer.text()) * 1000, true);
      channel?.postMessage({ of, end });
    } else if (answer.status === 401 || answer.status === 403) {
      end = 0;
      look();
    } else show('failed');
  };

  box.addEventListener('focusin', ({ relatedTarget }) => { if (!box.contains(relatedTarget)) back = relatedTarget; });
  box.querySelectorAll('button').forEach((button) => button.addEventListener('click', ask));
  document.addEventListener('visibilitychange', look);
  addEventListener('pagehide', () => channel?.close());
  addEventListener('pageshow', ({ persisted }) => { if (persisted) { open(); look(); } });
  open();
  look();
}

document.querySelectorAll('[data-remaining]').forEach(watch);
