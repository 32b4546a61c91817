// Small screens, large text, wide spacing: nothing is cut off, nothing wants sideways scrolling (WCAG 1.4.4, 1.4.10, 1.4.12).
import assert from 'node:assert/strict';

const SMALLEST = { width: 320, height: 256 }; // 1280 × 1024 at 400 %
const SPACING = '* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-bottom: 2em !important; }';

// Texts that leave their box, or that a box cuts off. Fields scroll what is typed; what is hidden is nobody's loss.
const lost = () => {
  const hidden = 'script, .p-hidden, .p-skip, details:not([open]) > :not(summary)';
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) {
    const parent = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || parent.closest(hidden)) continue;
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    const text = range.getBoundingClientRect();
    if (!text.width) continue;
    let box = parent;
    while (/^(inline|contents)$/.test(getComputedStyle(box).display)) box = box.parentElement;
    const { left, right, top, bottom } = box.getBoundingClientRect();
    const inside = text.left >= left - 2 && text.right <= right + 2 && text.top >= top - 4 && text.bottom <= bottom + 4;
    if (!inside) found.push(`${texts.currentNode.data.trim()} in ${box.outerHTML.slice(0, 80)}`);
  }
  return { over: document.documentElement.scrollWidth - innerWidth, lost: found };
};

async function fits(what, page) {
  const found = await page.evaluate(lost);
  assert.ok(found.over <= 0, `${what}: ${found.over} px wider than the screen`);
  assert.deepEqual(found.lost, [], what);
}

// What browsers' settings do to the text's size; pages measure in rem.
export const enlarge = (page, percent) =>
  page.evaluate((size) => {
    document.documentElement.style.fontSize = size;
  }, percent ? `${percent}%` : '');

const space = (page, css) =>
  page.evaluate((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets = [sheet];
  }, css);

export async function readable(name, page) {
  const before = page.viewportSize();
  try {
    for (const [screen, size] of [['320 px', SMALLEST], ['its window', before]]) {
      await page.setViewportSize(size);
      await fits(`${name}, ${screen}`, page);
      await space(page, SPACING);
      await fits(`${name}, ${screen}, wide spacing`, page);
      await space(page, '');
    }
    await enlarge(page, 200);
    await fits(`${name}, text at 200 %`, page);
  } finally {
    await space(page, '');
    await enlarge(page, null);
    await page.setViewportSize(before);
  }
}
