// Comfort only, fetched by portillon.js when somebody goes to a field for numbers: groups them as on the card, the letter
// or the bill. Servers take them with or without; what somebody writes in a way of his own is left alone.
const bareOf = (text) => text.replace(/\s/g, '');

function pieces(bare, sizes) {
  let at = 0;
  const parts = sizes.map((size) => bare.slice(at, at += size));
  return [...parts, bare.slice(at)].filter(Boolean).join(' ');
}

// Digits without spaces, as they are shown; undefined for what is not understood, which is left alone.
const SHOWN = {
  // A person's number begins with 1 or 2; any other may yet be a SIRET until it has as many digits as no SIRET has.
  identifier: (bare) => (/^\d{0,6}[\dab]?\d*$/i.test(bare)
    ? pieces(bare, /^[12]|[ab]/i.test(bare) || bare.length > 14 ? [1, 2, 2, 2, 3, 3] : [3, 3, 3]) : undefined),
  phone: (bare) => {
    const [, country, rest] = /^(\+33|0033)?(\d*)$/.exec(bare) ?? [];
    if (rest === undefined) return undefined;
    return country ? pieces(country + rest, [country.length, 1, 2, 2, 2]) : pieces(rest, [2, 2, 2, 2]);
  },
  amount: (bare) => bare.replace(/\B(?=(\d{3})+$)/g, ' '),
};

// Where the number ends and cents, a currency or a space that is about to be typed begin.
const HEAD = { amount: /^([\d\s]*\d)(?:\s*[.,]\d*)?\s*[a-z€]*\s*$/i, other: /^([^]*\S)\s*$/ };

// `ours`: the spaces in it are this script's, or mean nothing. Others are whoever typed them, and stay.
export function grouped(kind, text, caret, ours) {
  const head = (HEAD[kind] ?? HEAD.other).exec(text)?.[1];
  const bare = head && bareOf(head);
  const shown = bare && SHOWN[kind](bare);
  if (!shown || (!ours && bare !== head)) return { text, caret };
  let at = 0;
  for (let left = bareOf(text.slice(0, caret)).length; left > 0; ++at) left -= shown[at] === ' ' ? 0 : 1;
  if (caret > head.length) at = caret + shown.length - head.length;
  return { text: shown + text.slice(head.length), caret: at };
}

const spacesIn = (text) => text.length - bareOf(text).length;

// After an edit of what stood there `before`. `type` as InputEvent.inputType, empty when a program filled the field in.
export function edited(kind, before, text, caret, type, data) {
  const mine = grouped(kind, before, 0, true).text === before && !/\s$/.test(before);
  const came = !type || /Paste|Drop|Replacement/.test(type);
  let ours = mine && spacesIn(text) <= spacesIn(before);
  if (came) ours = kind !== 'amount' || (mine && !!data && !spacesIn(data));
  // Only a space of ours was deleted: the digit beyond it was meant.
  if (ours && /^deleteContent/.test(type) && text !== before && bareOf(text) === bareOf(before)) {
    const from = caret - (/Backward/.test(type) ? 1 : 0);
    if (from >= 0) return grouped(kind, text.slice(0, from) + text.slice(from + 1), from, ours);
  }
  return grouped(kind, text, caret, ours);
}

// Replaces only what differs, as if typed, so that the browser can undo it; and never focuses anything. What was selected stays so.
function rewrite(input, text, from, to) {
  const old = input.value;
  if (text === old) return;
  if (document.activeElement !== input) {
    input.value = text;
    return;
  }
  const most = Math.min(text.length, old.length);
  let start = 0;
  let end = 0;
  while (start < most && old[start] === text[start]) ++start;
  while (end < most - start && old[old.length - 1 - end] === text[text.length - 1 - end]) ++end;
  const middle = text.slice(start, text.length - end);
  input.setSelectionRange(start, old.length - end);
  if (!document.execCommand(middle ? 'insertText' : 'delete', false, middle)) input.value = text;
  input.setSelectionRange(from, to);
}

export function groups(input) {
  let before = '';
  let busy = false;
  const update = ({ inputType: type = '', data, isComposing }) => {
    const { groupIf, group } = input.dataset;
    if (busy || isComposing || /^history/.test(type) || (groupIf && !document.getElementById(groupIf).checked)) return;
    busy = true;
    const withCaret = (at) => edited(group, before, input.value, at, type, data);
    const { text, caret } = withCaret(input.selectionStart);
    rewrite(input, text, caret, withCaret(input.selectionEnd).caret);
    busy = false;
  };
  const note = ({ isComposing }) => {
    if (!busy && !isComposing) before = input.value;
  };
  input.addEventListener('beforeinput', note);
  input.addEventListener('compositionstart', note);
  input.addEventListener('input', update);
  // Of a composition the browser tells no kind: as if typed.
  input.addEventListener('compositionend', () => update({ inputType: 'insertText' }));
  update({});
}
