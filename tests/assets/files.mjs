// Where the things under test lie, and how the script is loaded without a page.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const read = (path) => readFileSync(root + path, 'utf8');

// The functions of portillon.js; without a document it touches nothing.
export function script() {
  const context = vm.createContext({});
  vm.runInContext(read('pages/assets/portillon.js'), context);
  return context;
}
