// The demo's processes, found among the children of the supervisor that run.mjs started: only these are ever touched.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

import { until } from './surroundings.mjs';

const supervisor = Number(process.env.E2E_PID);

// Of a program that holds keys /proc/PID/exe is root's alone to read; nginx writes a title over its command line.
function programOf(pid) {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0];
  }
}

export function processes() {
  const found = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [status, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (Number(parent) !== supervisor || status === 'Z') continue;
      found.push({ pid: Number(pid), program: programOf(pid) });
    } catch {
      // it has ended meanwhile
    }
  }
  return found;
}

const pidOf = (program) => processes().find((child) => child.program.endsWith(`/${program}`))?.pid;

export function kill(program, signal = 'SIGKILL') {
  const pid = pidOf(program);
  if (!pid) throw new Error(`no ${program} among the demo's processes`);
  process.kill(pid, signal);
  return pid;
}

// The supervisor starts it again by itself.
export function comesBack(program, old) {
  return until(`${program} runs again`, () => {
    const pid = pidOf(program);
    return pid && pid !== old;
  });
}

// While `act` runs nothing is started again: what was killed stays down.
export async function unsupervised(act) {
  process.kill(supervisor, 'SIGSTOP');
  try {
    return await act();
  } finally {
    process.kill(supervisor, 'SIGCONT');
  }
}
