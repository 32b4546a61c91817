// The demo that run.mjs started: where it is, its members, its clock, its mailbox.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export const origin = process.env.E2E_ORIGIN;
export const state = process.env.E2E_STATE;
export const prefix = '/acces/';
if (!origin) throw new Error('no demo: start the specs with `npm test` (or node run.mjs SPEC)');

const POLL = 40;

export async function until(what, probe, within = 15_000) {
  const deadline = Date.now() + within;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`not within ${within / 1000} s: ${what}`);
    await sleep(POLL);
  }
}

async function json(path) {
  const answer = await fetch(origin + path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

// ---- Members, with the passwords that earlier specs chose for them
const chosen = `${state}/e2e-passwords.json`;
const passwords = () => (existsSync(chosen) ? JSON.parse(readFileSync(chosen, 'utf8')) : {});

let known;
export async function member(name) {
  known ??= await json('/demo/members.json');
  const found = known.find((one) => one.name.startsWith(name));
  if (!found) throw new Error(`no demo member ${name}`);
  const password = passwords()[found.identifier] ?? found.password;
  return { ...found, password, first_access: password === null };
}

export function remember({ identifier }, password) {
  writeFileSync(chosen, JSON.stringify({ ...passwords(), [identifier]: password }));
}

export const LONGEST = 'Marie-Antoinette-Bernadette'; // of name and of e-mail address

// Well-formed numbers that nobody has: a woman born in January 2001 in a département that never was (98).
let strangers = 0;
export function strangerNir() {
  const thirteen = `20101989${String(10 + (process.pid % 80)).padStart(2, '0')}${String(100 + ++strangers)}`;
  return withKey(thirteen);
}

export function withKey(thirteen) {
  return thirteen + String(97n - (BigInt(thirteen) % 97n)).padStart(2, '0');
}

export function grouped(nir) {
  return [0, 1, 3, 5, 7, 10, 13].map((from, at, all) => nir.slice(from, all[at + 1])).join(' ').trim();
}

// ---- Clock
export const MINUTE = 60;
export const HOUR = 3600;
export const DAY = 86400;

export async function advance(seconds) {
  const answer = await fetch(`${origin}/demo/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `advance=${seconds}`,
  });
  if (!answer.ok) throw new Error(`clock: ${answer.status}`);
  return answer.json();
}

export async function demoTime() {
  return new Date((await json('/demo/clock')).now);
}

// ---- Mailbox
export const messages = () => json('/demo/messages.json');

// What arrives after this call.
export async function mailbox() {
  const before = new Set((await messages()).map((message) => message.id));
  const fresh = async (wanted) =>
    (await messages()).filter(
      (message) =>
        !before.has(message.id) &&
        (!wanted.to || sameAddress(message.to, wanted.to)) &&
        (!wanted.channel || message.channel === wanted.channel) &&
        (!wanted.text || wanted.text.test(message.text)),
    );
  return {
    // The oldest new message that fits; each is given once.
    async next(wanted = {}) {
      const found = await until(`message ${JSON.stringify(wanted)}`, async () => (await fresh(wanted)).at(-1));
      before.add(found.id);
      return found;
    },
    async none(wanted = {}, quiet = 800) {
      await sleep(quiet);
      const found = await fresh(wanted);
      if (found.length) throw new Error(`unexpected message: ${JSON.stringify(found)}`);
    },
  };
}

const bare = (address) => String(address).replace(/[\s.]/g, '').replace(/^(\+33|0033)/, '0').toLowerCase();
const sameAddress = (one, other) => bare(one) === bare(other);

export const CODE = /otre code /; // a notice may speak of codes
export const TEMPORARY = /temporaire/;
export const CHANGED = /été changé/;

export function codeIn(message) {
  const found = /(?:votre code est|confirmation|adresse e-mail)\s*:?\s*(\d{4})\b/.exec(message.text);
  if (!found) throw new Error(`no code in: ${message.text}`);
  return found[1];
}

export function temporaryIn(text) {
  const found = /temporaire\s*:\s*([2-9A-Za-z+=?*$]{4}(?: ?[2-9A-Za-z+=?*$]{4}){2})(?=\s|$)/.exec(text);
  if (!found) throw new Error(`no temporary password in: ${text}`);
  return found[1];
}

export async function letterText(message) {
  const pdf = Buffer.from(await (await fetch(origin + message.pdf)).arrayBuffer());
  if (pdf.subarray(0, 5).toString() !== '%PDF-') throw new Error('the letter is no PDF');
  return execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf }).toString('utf8');
}

// A wrong code of as many digits.
export const otherCode = (code, by = 1) => String((Number(code) + by) % 10_000).padStart(4, '0');
