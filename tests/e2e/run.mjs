// Starts demos, runs the specs against them, and ends them:  node run.mjs [NAME …] | node run.mjs --with PROGRAM [ARGUMENT …]
//
// Specs stand in two lanes that run side by side, each one after the other on a demo of its own: most of their time is waiting.
// PORTILLON_BUILD names the build whose programs run (build/release). A demo has a free port and a folder of its own
// under build/e2e, which stays when something failed.
import { spawn } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { startDemo } from './lib/demo.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const SPEC = '.spec.mjs';
const LONGEST = 15 * 60_000; // of one spec: whatever hangs is a failure, and not the end of everything
// About half of the time each. Whoever is to get in for the first time can do so once in a lane.
const FIRST_LANE = ['accessibility', 'delivery', 'faults', 'keyboard', 'lighthouse', 'without'];

function run(command, env, aloud) {
  return new Promise((done) => {
    let said = '';
    const child = spawn(process.execPath, command, { cwd: here, env, timeout: LONGEST, stdio: ['ignore', 'pipe', aloud ? 'inherit' : 'pipe'] });
    const hear = (chunk) => {
      said += chunk;
      if (aloud) process.stdout.write(chunk);
    };
    child.stdout.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('close', (code) => done({ good: code === 0, said }));
  });
}

const demos = [];
let lanes = 0;
async function onDemo(act) {
  let demo;
  try {
    demo = await startDemo(++lanes);
  } catch (failure) {
    console.error(failure.message);
    return [{ good: false, said: '' }];
  }
  demos.push(demo);
  const env = { ...process.env, E2E_ORIGIN: demo.origin, E2E_STATE: demo.state, E2E_PID: String(demo.pid) };
  try {
    return await act(env);
  } finally {
    await demo.stop();
  }
}

// What a spec says is shown when it has ended: lanes do not mix.
const inOrder = (specs) =>
  onDemo(async (env) => {
    const results = [];
    for (const spec of specs) {
      const result = await run(['--test', '--test-reporter=spec', spec + SPEC], env, false);
      console.log(`== ${spec}\n${result.said}`);
      results.push(result);
    }
    return results;
  });

function lanesOf(wanted) {
  const specs = readdirSync(here)
    .filter((file) => file.endsWith(SPEC))
    .map((file) => file.slice(0, -SPEC.length))
    .sort();
  const unknown = [...wanted, ...FIRST_LANE].filter((name) => !specs.includes(name));
  if (unknown.length) {
    console.error(`no such spec: ${unknown.join(', ')}`);
    process.exit(2);
  }
  const chosen = specs.filter((name) => !wanted.length || wanted.includes(name));
  const first = (name) => FIRST_LANE.includes(name);
  return [chosen.filter(first), chosen.filter((name) => !first(name))].filter((lane) => lane.length);
}

const sum = (results, word) =>
  results.reduce((total, { said }) => total + Number(new RegExp(`^[#ℹ] ${word} (\\d+)$`, 'm').exec(said)?.[1] ?? 0), 0);

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, async () => {
    if (stopping) return;
    stopping = true;
    await Promise.all(demos.map((demo) => demo.stop()));
    process.exit(130);
  });
}
const began = Date.now();
const wanted = process.argv.slice(2);
const program = wanted[0] === '--with' ? wanted.slice(1) : null;
const results = program
  ? await onDemo(async (env) => [await run(program, env, true)])
  : (await Promise.all(lanesOf(wanted).map(inOrder))).flat();
const good = results.every((result) => result.good);
for (const { state } of demos) {
  if (good) rmSync(state, { recursive: true, force: true });
  else console.log(`a demo's folder, with its logs: ${state}`);
}
const seconds = Math.round((Date.now() - began) / 1000);
if (!program) console.log(`e2e: ${sum(results, 'pass')} passed, ${sum(results, 'fail')} failed in ${seconds} s`);
process.exit(good ? 0 : 1);
