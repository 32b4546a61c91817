// A member with a live code before the code page, as a plain HTTP client: the state that has most to lose.
import assert from 'node:assert/strict';

import { spendStart } from './browser.mjs';
import { advance, CODE, codeIn, DAY, mailbox, member, MINUTE, otherCode, TEMPORARY, temporaryIn } from './surroundings.mjs';
import { Client } from './wire.mjs';

export async function atCode(name = 'Fatima El Amrani') {
  await advance(DAY + MINUTE);
  spendStart();
  const who = await member(name);
  const client = new Client();
  const box = await mailbox();
  assert.match((await client.post('identite', { identifier: who.identifier })).location, /reception$/);
  assert.match((await client.post('reception', { channel: 'sms' })).location, /code$/);
  const code = codeIn(await box.next({ to: who.mobile, text: CODE }));
  return { client, box, who, code };
}

// One wrong code says how many attempts are left: two, so none was used before. Then the right one.
export async function nothingWasUsed({ client, box, who, code }) {
  const wrong = await client.post('code', { code: otherCode(code) });
  assert.equal(wrong.status, 422);
  assert.match(wrong.refusal, /Il vous reste 2 essais/);
  const right = await client.post('code', { code });
  assert.equal(right.status, 303);
  assert.match(right.location, /confirmation$/);
  return temporaryIn((await box.next({ to: who.mobile, text: TEMPORARY })).text);
}
