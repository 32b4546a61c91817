// Where the things under test lie, and how the script is loaded without a page.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const read = (path) => readFileSync(root + path, 'utf8');

// The estimator, as a browser imports it, and the words it reads.
export const estimator = () => import('data:text/javascript;base64,' + Buffer.from(read('pages/assets/strength.js')).toString('base64'));
export const words = () => read('pages/assets/words.txt');

// The functions of portillon.js; without a document it touches nothing.
// Its one import() is the estimator's; node 18 has none in a context of its own.
export function script(globals = {}) {
  const context = vm.createContext({ ...globals, imported: estimator });
  vm.runInContext(read('pages/assets/portillon.js').replace('import(', 'imported('), context);
  return context;
}
