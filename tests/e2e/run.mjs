// Starts a demo, runs the specs one after the other against it, and ends it:  node run.mjs [NAME …] [--screenshots]
//
// PORTILLON_BUILD names the build whose programs run (build/release). The demo has a free port and a folder of its own
// under build/e2e, which stays when something failed.
import { spawn } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { startDemo } from './lib/demo.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const SPEC = '.spec.mjs';

function run(command, env) {
  return new Promise((done) => {
    let said = '';
    const child = spawn(process.execPath, command, { cwd: here, env, stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.on('data', (chunk) => {
      said += chunk;
      process.stdout.write(chunk);
    });
    child.once('exit', (code) => done({ good: code === 0, said }));
  });
}

const sum = (results, word) =>
  results.reduce((total, { said }) => total + Number(new RegExp(`^[#ℹ] ${word} (\\d+)$`, 'm').exec(said)?.[1] ?? 0), 0);

const wanted = process.argv.slice(2).filter((name) => !name.startsWith('--'));
const specs = readdirSync(here)
  .filter((file) => file.endsWith(SPEC))
  .filter((file) => !wanted.length || wanted.includes(file.slice(0, -SPEC.length)))
  .sort();
const unknown = wanted.filter((name) => !specs.includes(name + SPEC));
if (unknown.length) {
  console.error(`no such spec: ${unknown.join(', ')}`);
  process.exit(2);
}

const demo = await startDemo();
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, async () => {
    if (stopping) return;
    stopping = true;
    await demo.stop();
    process.exit(130);
  });
}
const env = { ...process.env, E2E_ORIGIN: demo.origin, E2E_STATE: demo.state, E2E_PID: String(demo.pid) };
const began = Date.now();
const results = [];
try {
  if (process.argv.includes('--screenshots')) {
    results.push(await run(['screenshots.mjs'], env));
  } else {
    for (const spec of specs) {
      console.log(`== ${spec.slice(0, -SPEC.length)}`);
      results.push(await run(['--test', '--test-reporter=spec', spec], env));
    }
  }
} finally {
  await demo.stop();
}
const good = results.every((result) => result.good);
if (good) rmSync(demo.state, { recursive: true, force: true });
else console.log(`the demo's folder, with its logs: ${demo.state}`);
const seconds = Math.round((Date.now() - began) / 1000);
console.log(`e2e: ${sum(results, 'pass')} passed, ${sum(results, 'fail')} failed in ${seconds} s`);
process.exit(good ? 0 : 1);
