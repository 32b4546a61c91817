// What becomes of the demo's messages: the demo's mailbox refuses or holds them back while a file asks it to; what
// providers and receipts would write stands in the database, by the hand of its administrator.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';

import { state, until } from './surroundings.mjs';

function run(statement) {
  return execFileSync('mariadb', ['--no-defaults', `--socket=${state}/run/database.sock`, '--batch', '--skip-column-names', 'portillon', `--execute=${statement}`]).toString('utf8').trim();
}

const fault = (name) => `${state}/mailbox/${name}`;

// `what`: refuse-sms, hold-email … while `act` runs.
export async function during(what, act) {
  writeFileSync(fault(what), '');
  try {
    return await act();
  } finally {
    rmSync(fault(what), { force: true });
  }
}

const NOW = 'UTC_TIMESTAMP(6)';

// All couriers say that nobody can be reached who carries these.
export async function down(channels, act) {
  for (const channel of channels) {
    run(`REPLACE INTO providers (courier, name, channel, seen_at, down, failures, accepted, failed) VALUES (9, '${channel}', '${channel}', ${NOW} + INTERVAL 1 HOUR, 1, 9, 0, 9)`);
  }
  try {
    return await act();
  } finally {
    run('DELETE FROM providers WHERE courier = 9');
  }
}

// What a receipt or bounce tells of the code or password asked for last, and what the courier writes of one to nobody.
export function settle(as) {
  const last = "SELECT message FROM outbox WHERE kind IN ('code', 'temporary') ORDER BY queued_at DESC LIMIT 1";
  const write = `UPDATE outbox SET state = IF(member = 0, state, '${as}'), settled_as = '${as}', settled_at = ${NOW}
    WHERE message = (SELECT * FROM (${last}) AS of_it) AND handed_over_at IS NOT NULL; SELECT ROW_COUNT()`;
  return until('the message is handed over', () => run(write) === '1');
}

// What the courier has drawn for one to nobody, as receipts come to members sooner or later, is yet to come.
export const unsettled = () => run(`UPDATE outbox SET settled_at = ${NOW} + INTERVAL 1 HOUR WHERE member = 0 AND settled_at IS NOT NULL`);

export const audited = () => Number(run('SELECT COUNT(*) FROM audit'));
