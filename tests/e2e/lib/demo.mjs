// A demo of our own: a fresh state folder, a free port, the programs of one build.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const source = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

const STARTS_WITHIN = 90_000;
const STOPS_WITHIN = 30_000;

function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer().once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

// Waits for the line that says it runs. Fails with what the supervisor said when it ends before.
function running(child) {
  return new Promise((done, fail) => {
    let said = '';
    const late = setTimeout(() => fail(new Error(`the demo does not start:\n${said}`)), STARTS_WITHIN);
    const hear = (chunk) => {
      said += chunk;
      if (!said.includes("Portillon's demo runs")) return;
      clearTimeout(late);
      done();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => {
      clearTimeout(late);
      fail(new Error(`the demo ended with status ${code}:\n${said}`));
    });
  });
}

function stopped(child) {
  return new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) return done();
    const kill = setTimeout(() => child.kill('SIGKILL'), STOPS_WITHIN);
    child.once('exit', () => {
      clearTimeout(kill);
      done();
    });
    child.kill('SIGTERM');
  });
}

const isAlive = (pid) => existsSync(`/proc/${pid}`);

// build/e2e/PID.LANE: several runs do not meet, and the folder of a failed one stays until the next, for its logs.
function freshState(lane) {
  const all = `${source}/build/e2e`;
  mkdirSync(all, { recursive: true });
  for (const name of readdirSync(all)) {
    if (!isAlive(parseInt(name, 10))) rmSync(`${all}/${name}`, { recursive: true, force: true });
  }
  const state = `${all}/${process.pid}.${lane}`;
  rmSync(state, { recursive: true, force: true });
  mkdirSync(state);
  return state;
}

export async function startDemo(lane, build = resolve(source, process.env.PORTILLON_BUILD ?? 'build/release')) {
  if (!existsSync(`${build}/pages.list`)) {
    throw new Error(`${build} holds no build: cmake --build --preset release, or set PORTILLON_BUILD`);
  }
  const port = await freePort();
  const state = freshState(lane);
  const command = ['-B', `${source}/demo/supervise.py`, '--build', build, '--state', state, '--port', port];
  const child = spawn('/usr/bin/python3', command, { stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    await running(child);
  } catch (failure) {
    await stopped(child);
    throw failure;
  }
  return { origin: `http://localhost:${port}`, state, pid: child.pid, stop: () => stopped(child) };
}
