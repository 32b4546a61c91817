// The accessibility trees that are kept: one file a state, and frame.txt for what is on every page.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { treeOf } from './tree.mjs';

const folder = fileURLToPath(new URL('../trees', import.meta.url));
const fileOf = (name) => `${folder}/${name.replace(/[’']/g, ' ').replace(/[^\p{L}\d]+/gu, '-').toLowerCase()}.txt`;
const kept = (name) => (existsSync(fileOf(name)) ? readFileSync(fileOf(name), 'utf8') : '');

export async function sameTree(name, page) {
  const told = await treeOf(page);
  assert.equal(told.page, kept(name), `what a screen reader is told on « ${name} »; if it is meant so: npm run trees`);
  assert.equal(told.frame, kept('frame'), `header, help and footer on « ${name} »`);
}

export function noTreeIsLeft(names) {
  const wanted = ['frame', ...names].map(fileOf);
  assert.deepEqual(readdirSync(folder).filter((file) => !wanted.includes(`${folder}/${file}`)), []);
}

export function emptyTrees() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
}

export async function keepTree(name, page) {
  const told = await treeOf(page);
  writeFileSync(fileOf(name), told.page);
  writeFileSync(fileOf('frame'), told.frame);
}
