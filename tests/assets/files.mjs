// Where the things under test lie, and how the script is loaded without a page.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const read = (path) => readFileSync(root + path, 'utf8');

// A module, as a browser imports it; without a document it touches nothing.
export const imported = (name, run = '') =>
  import('data:text/javascript;base64,' + Buffer.from(read('pages/assets/' + name) + '//' + run).toString('base64'));
export const words = () => read('pages/assets/words.txt');

// portillon.js on a page that the test makes up.
export function script(globals = {}) {
  vm.runInContext(read('pages/assets/portillon.js').replaceAll('import(', 'imported('), vm.createContext(globals));
}
