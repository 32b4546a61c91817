// Writes anew what a screen reader is told on every page in every state, tests/e2e/trees: npm run trees, then read the difference.
import { closeBrowser, openBrowser } from './lib/browser.mjs';
import { walk } from './lib/states.mjs';
import { emptyTrees, keepTree } from './lib/tree_files.mjs';

let number = 0;
emptyTrees();
await openBrowser();
await walk(async (name, { page }) => {
  await keepTree(name, page);
  ++number;
});
await closeBrowser();
console.log(`${number} states in tests/e2e/trees`);
