// Numbers that nobody has, by the page that identify leads them to: for what may be seen again and again.
import { freshHour, spendStart } from './browser.mjs';
import { strangerNir } from './surroundings.mjs';
import { Client } from './wire.mjs';

export async function strangersAt(first, many) {
  const found = [];
  while (found.length < many) {
    const identifier = strangerNir();
    const client = new Client();
    await freshHour();
    spendStart();
    if ((await client.post('identite', { identifier })).location.endsWith(first)) found.push(identifier);
  }
  return found;
}
