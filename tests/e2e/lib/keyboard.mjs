// A person without a mouse: every step of the Tab key must be seen.
import assert from 'node:assert/strict';

// Tab until the focus is on `selector`, where it may be already.
export async function tabTo(page, selector) {
  if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
  for (let steps = 0; steps < 40; ++steps) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate((wanted) => {
      const one = document.activeElement;
      // A radio button's ring is drawn around its whole row.
      const shown = [one, one.nextElementSibling].some((each) => {
        const style = each && getComputedStyle(each);
        return style && (style.outlineStyle !== 'none' || style.boxShadow !== 'none');
      });
      return { found: one.matches(wanted), shown, what: one.outerHTML.slice(0, 120) };
    }, selector);
    assert.ok(here.shown, `no visible focus on ${here.what}`);
    if (here.found) return;
  }
  throw new Error(`the Tab key does not reach ${selector}`);
}

export async function enter(page, selector, text) {
  await tabTo(page, selector);
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
}

export async function pressed(page, key = 'Enter') {
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.keyboard.press(key)]);
}

export async function press(page, selector, key) {
  await tabTo(page, selector);
  await pressed(page, key);
}

// The radio button with this value, by the arrow keys within its group.
export async function pick(page, name, value) {
  await tabTo(page, `input[name=${name}]`);
  await page.keyboard.press('Space');
  for (let steps = 0; steps < 5; ++steps) {
    if (await page.evaluate((wanted) => document.activeElement.value === wanted && document.activeElement.checked, value)) return;
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`arrow keys do not reach ${name}=${value}`);
}
